"""The parts of a report, one module each: from a study to blocks."""

from simulations.report.sections.assumptions import assumptions
from simulations.report.sections.figures import figures
from simulations.report.sections.headline import headline
from simulations.report.sections.origin import origin
from simulations.report.sections.places import places
from simulations.report.sections.question import question
from simulations.report.sections.waiting import waiting
from simulations.report.sections.work import work

__all__ = ["assumptions", "figures", "headline", "origin", "places", "question", "waiting", "work"]
