"""Who was right in hindsight: the proposals that people did not follow, read out of the record alone."""

from dispatch.application.hindsight.judging import Judged, Unknown, Verdict
from dispatch.application.hindsight.report import Group, Judgements, judged
from dispatch.application.hindsight.showing import shown
from dispatch.application.hindsight.story import KINDS
from dispatch.application.hindsight.suggesting import Suggestion

__all__ = ["KINDS", "Group", "Judged", "Judgements", "Suggestion", "Unknown", "Verdict", "judged", "shown"]
