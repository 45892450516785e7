"""Who may be sent, and what speaks against it."""

from dataclasses import dataclass
from math import isfinite

from dispatch.domain.capability import CrewCapability
from dispatch.domain.crew import Crew, CrewStatus
from dispatch.domain.incident import Incident
from dispatch.domain.recommendation import Reason
from dispatch.domain.situation import Situation


@dataclass(frozen=True, slots=True, kw_only=True)
class EligibilityParameters:
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Fitness:
    """How well a crew fits an incident: extra seconds on top of its ETA, and why."""

    penalty_s: float
    reasons: tuple[Reason, ...]


def candidates(situation: Situation) -> list[Crew]:
    """Crews that are free and on shift, in id order."""
    free = [c for c in situation.crews.values() if c.status is CrewStatus.AVAILABLE]
    return sorted((c for c in free if situation.shift_remaining_s(c) is not None), key=lambda c: c.id)


def can_serve(crew: Crew, incident: Incident) -> bool:
    """Whether the crew is any help: it does general medicine, or has all that is needed."""
    return CrewCapability.BASIC in crew.capabilities or incident.crew_need <= crew.capabilities


def fitness(
    situation: Situation, crew: Crew, incident: Incident, eta_s: float, parameters: EligibilityParameters
) -> Fitness | None:
    """Weigh crew against incident; None when the crew cannot be sent at all."""
    if not isfinite(eta_s) or not can_serve(crew, incident):
        return None
    penalty_s, reasons = _lacking(crew, incident, parameters)
    penalty_s += parameters.spare_capability_s * len(crew.capabilities - incident.crew_need - {CrewCapability.BASIC})
    remaining_s = situation.shift_remaining_s(crew)
    if remaining_s is not None and remaining_s < eta_s + parameters.typical_job_s:
        penalty_s += parameters.overtime_s
        reasons.append(Reason(code="shift-ends-soon", params={"minutes": float(round(remaining_s / 60))}))
    return Fitness(penalty_s=penalty_s, reasons=tuple(reasons))


def _lacking(crew: Crew, incident: Incident, parameters: EligibilityParameters) -> tuple[float, list[Reason]]:
    lacking = sorted(incident.crew_need - crew.capabilities)
    reasons = [Reason(code="lacks-capability", params={"capability": name}) for name in lacking]
    return parameters.missing_capability_s * len(lacking), reasons
