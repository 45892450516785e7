"""Who may be sent, and what speaks against it."""

from functools import lru_cache
from math import inf

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from dispatch.domain.capability import CrewCapability
from dispatch.domain.crew import Crew
from dispatch.domain.incident import Incident
from dispatch.domain.recommendation import Reason
from dispatch.domain.roster import FreeCrews, RosterColumns, Skill
from dispatch.domain.situation import Situation

BASIC = frozenset({CrewCapability.BASIC})


class EligibilityParameters(Struct, frozen=True, kw_only=True):
    """What it costs to send a crew that is not quite the right one.

    `missing_capability_s` is what one missing capability weighs, in seconds of waiting: a feldsher crew three minutes
    nearer goes before the intensive-care crew. `spare_capability_s` is what one capability beyond the need weighs, so
    that of two crews as near as each other the specialist is kept for those who need one. `typical_job_s` is what an
    answered call takes from arrival to free; a crew whose shift ends sooner pays `overtime_s`. All are assumed, and a
    site's own to set.
    """

    missing_capability_s: float = 180.0
    spare_capability_s: float = 15.0
    typical_job_s: float = 2_400.0
    overtime_s: float = 600.0


class Suitability(Struct, frozen=True, eq=False):
    """What speaks against each crew of the roster for one kind of incident.

    `penalty_s` has one row a crew, `inf` for those that cannot serve; `reasons` has one entry a skill.
    """

    penalty_s: NDArray[np.float64]
    reasons: tuple[tuple[Reason, ...], ...]


def free_crews(situation: Situation) -> FreeCrews:
    """Find the crews that may be sent now."""
    return situation.roster.free_crews(situation.now, situation.utc_offset_s)


def candidates(situation: Situation) -> list[Crew]:
    """Crews that are free and on shift, in id order."""
    return [situation.crews[crew] for crew in free_crews(situation).ids]


def can_serve(crew: Crew, incident: Incident) -> bool:
    """Whether the crew is any help: its table names the complaint, it does general medicine, or has all it needs."""
    return _helps(Skill(crew.capabilities, crew.serves), incident.crew_need, incident.complaint)


@lru_cache(maxsize=1_024)
def suitability(
    columns: RosterColumns, need: frozenset[CrewCapability], complaint: str, parameters: EligibilityParameters
) -> Suitability:
    """Weigh the crews of a roster against an incident, their roads and shifts apart.

    Remembered, because the next call with this complaint finds the same crews.
    """
    penalties, reasons = [], []
    for skill in columns.skills:
        weighed = _weigh(skill, need, complaint, parameters) if _helps(skill, need, complaint) else (inf, ())
        penalties.append(weighed[0])
        reasons.append(weighed[1])
    penalty_s = np.array(penalties, dtype=np.float64)[columns.skill]
    penalty_s.flags.writeable = False
    return Suitability(penalty_s, tuple(reasons))


def _helps(skill: Skill, need: frozenset[CrewCapability], complaint: str) -> bool:
    if skill.serves is not None:
        return complaint in skill.serves
    return CrewCapability.BASIC in skill.capabilities or need <= skill.capabilities


def _weigh(
    skill: Skill, need: frozenset[CrewCapability], complaint: str, parameters: EligibilityParameters
) -> tuple[float, tuple[Reason, ...]]:
    if skill.serves is not None:
        return _by_table(skill.serves[complaint])
    lacking = sorted(need - skill.capabilities)
    spare = skill.capabilities - need - BASIC
    penalty_s = parameters.missing_capability_s * len(lacking) + parameters.spare_capability_s * len(spare)
    return penalty_s, tuple(Reason(code="lacks-capability", params={"capability": name}) for name in lacking)


def _by_table(penalty_s: float) -> tuple[float, tuple[Reason, ...]]:
    reason = Reason(code="table-penalty", params={"seconds": float(penalty_s)})
    return penalty_s, (reason,) if penalty_s > 0 else ()
