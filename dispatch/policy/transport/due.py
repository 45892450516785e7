"""Whether planned transport needs a new plan. Pure; asked at every step of the shell, so it is quick."""

from dispatch.domain.crew import CrewStatus
from dispatch.domain.situation import Situation
from dispatch.domain.transport import CrewRun

ANEW_S = 900.0
"""A plan is made anew this often while requests are open: times on the road drift. Assumed."""

LATE_S = 300.0
"""A stop that has not begun so long after it had to is a reason to plan anew. Assumed."""

CARRIES = frozenset({CrewStatus.AVAILABLE, CrewStatus.SET_ASIDE, CrewStatus.ON_TRANSPORT})
"""Crews that may go on with their transports."""


def plan_is_due(situation: Situation, asked_at: float) -> bool:
    """Whether to plan now. `asked_at` (POSIX seconds) is when a plan was last asked for, whatever came of it."""
    book = situation.transport
    if not book.requests:
        return False
    if book.stale or situation.now - max(asked_at, book.planned_at) >= ANEW_S:
        return True
    return any(_has_failed(situation, run, max(asked_at, book.planned_at)) for run in book.runs.values())


def _has_failed(situation: Situation, run: CrewRun, asked_at: float) -> bool:
    """Whether the crew has been taken since, or its next stop is overdue and nobody has asked since."""
    crew = situation.crews.get(run.crew)
    if crew is None or (crew.status not in CARRIES and crew.status_at > asked_at):
        return True
    overdue_at = run.stops[0].begin_at + run.stops[0].slack_s + LATE_S
    return asked_at < overdue_at < situation.now
