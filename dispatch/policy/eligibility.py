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
from dispatch.domain.roster import FreeCrews, RosterColumns, Skill, skill_of
from dispatch.domain.situation import Situation
from dispatch.policy.outfit import outfit_lacks

BASIC = frozenset({CrewCapability.BASIC})


class EligibilityParameters(Struct, frozen=True, kw_only=True):
    """What it costs to send a crew that is not quite the right one.

    `missing_capability_s` is what one missing capability, vehicle class or piece of equipment weighs, in seconds of
    waiting: a feldsher crew three minutes nearer goes before the intensive-care crew. `spare_capability_s` is what one
    capability beyond the need weighs, so that of two crews as near as each other the specialist is kept for those who
    need one. `typical_job_s` is what an answered call takes from arrival to free, until enough calls have taught it; a
    crew that would be home half an hour after its shift, or more, pays `overtime_s`, and less in proportion.
    `neighbour_s` is what a crew of a neighbouring region weighs: it comes when the own ones are farther by more. All
    are assumed, and a site's own to set.
    """

    missing_capability_s: float = 180.0
    spare_capability_s: float = 15.0
    typical_job_s: float = 2_400.0
    overtime_s: float = 600.0
    neighbour_s: float = 600.0


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
    return _helps(skill_of(crew), incident.crew_need, incident.complaint, incident.crew_must)


def suits(columns: RosterColumns, incident: Incident, parameters: EligibilityParameters) -> Suitability:
    """Weigh the crews of a roster against an incident, their roads and shifts apart."""
    return suitability(
        columns,
        incident.crew_need,
        incident.complaint,
        parameters,
        incident.crew_must,
        incident.equipment_need,
    )


@lru_cache(maxsize=1_024)
def suitability(
    columns: RosterColumns,
    need: frozenset[CrewCapability],
    complaint: str,
    parameters: EligibilityParameters,
    must: frozenset[CrewCapability] = frozenset(),
    equipment: frozenset[str] = frozenset(),
) -> Suitability:
    """Weigh the crews of a roster against an incident, their roads and shifts apart. Without `must` a crew is no help.

    Remembered, because the next call with this complaint finds the same crews.
    """
    penalties, reasons = [], []
    for skill in columns.skills:
        helps = _helps(skill, need, complaint, must)
        weighed = _weigh(skill, need, complaint, parameters, equipment) if helps else (inf, ())
        penalties.append(weighed[0])
        reasons.append(weighed[1])
    penalty_s = np.array(penalties, dtype=np.float64)[columns.skill]
    penalty_s.flags.writeable = False
    return Suitability(penalty_s, tuple(reasons))


def _helps(skill: Skill, need: frozenset[CrewCapability], complaint: str, must: frozenset[CrewCapability]) -> bool:
    if not must <= skill.capabilities:
        return False
    if skill.serves is not None:
        return complaint in skill.serves
    return CrewCapability.BASIC in skill.capabilities or need <= skill.capabilities


def _weigh(
    skill: Skill,
    need: frozenset[CrewCapability],
    complaint: str,
    parameters: EligibilityParameters,
    equipment: frozenset[str],
) -> tuple[float, tuple[Reason, ...]]:
    away_s, away = (parameters.neighbour_s, (Reason(code="neighbour-crew"),)) if skill.neighbour else (0.0, ())
    if skill.serves is not None:
        penalty_s, reasons = _by_table(skill.serves[complaint])
        return away_s + penalty_s, (*away, *reasons)
    lacking = sorted(need - skill.capabilities)
    spare = skill.capabilities - need - BASIC
    bare = outfit_lacks(
        capabilities=skill.capabilities,
        vehicle_class=skill.vehicle_class,
        equipment=skill.equipment,
        need=need,
        equipment_need=equipment,
    )
    missing = len(lacking) + len(bare)
    penalty_s = parameters.missing_capability_s * missing + parameters.spare_capability_s * len(spare)
    reasons = tuple(Reason(code="lacks-capability", params={"capability": name}) for name in lacking)
    return away_s + penalty_s, (*away, *reasons, *bare)


def _by_table(penalty_s: float) -> tuple[float, tuple[Reason, ...]]:
    reason = Reason(code="table-penalty", params={"seconds": float(penalty_s)})
    return penalty_s, (reason,) if penalty_s > 0 else ()
