"""Which hospital: the needed capability first, then the road."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import isfinite

from dispatch.domain.capability import HospitalCapability
from dispatch.domain.incident import ClinicalFlag, Incident
from dispatch.domain.places import Hospital
from dispatch.domain.recommendation import Destination, HospitalOption, Reason
from dispatch.domain.situation import Situation
from routing.types import TravelTimeMatrix

RUNNERS_UP_KEPT = 4

MATERNITY = frozenset({HospitalCapability.MATERNITY, HospitalCapability.PERINATAL})


@dataclass(frozen=True, slots=True, kw_only=True)
class _Weighed:
    hospital: Hospital
    eta_s: float
    lacking: tuple[HospitalCapability, ...]


def needed(incident: Incident) -> frozenset[HospitalCapability]:
    """What the hospital must have: by complaint, by age, and by what the patient's record adds."""
    need = set(incident.hospital_need) or {HospitalCapability.GENERAL}
    if incident.child and not need & MATERNITY:
        need.add(HospitalCapability.PAEDIATRIC)
    if ClinicalFlag.PREGNANT in incident.flags and not need & MATERNITY:
        need.add(HospitalCapability.MATERNITY)
    return frozenset(need)


def choose_destination(situation: Situation, incident: Incident, times: TravelTimeMatrix) -> Destination:
    """Take the nearest hospital that lacks least. `times` has one origin and the hospitals as destinations, seconds."""
    need = needed(incident)
    weighed = _weigh(situation, need, times)
    if not weighed:
        reason = Reason(code="no-hospital-by-road")
        return Destination(
            hospital=None, eta_s=None, reasons=(reason,), runners_up=(), weights_version=times.weights_version
        )
    best, *others = weighed
    return Destination(
        hospital=best.hospital.id,
        eta_s=best.eta_s,
        reasons=_why(best, need, weighed),
        runners_up=tuple(_lost(other, best) for other in others[:RUNNERS_UP_KEPT]),
        weights_version=times.weights_version,
    )


def _weigh(situation: Situation, need: frozenset[HospitalCapability], times: TravelTimeMatrix) -> list[_Weighed]:
    columns = {hospital_id: column for column, hospital_id in enumerate(times.destinations)}
    found = [
        _Weighed(
            hospital=hospital,
            eta_s=float(times.seconds[0, columns[hospital.id]]),
            lacking=tuple(sorted(need - hospital.capabilities)),
        )
        for hospital in situation.hospitals.values()
    ]
    reachable = [w for w in found if isfinite(w.eta_s)]
    return sorted(reachable, key=lambda w: (len(w.lacking), w.eta_s, w.hospital.id))


def _why(best: _Weighed, need: frozenset[HospitalCapability], weighed: Sequence[_Weighed]) -> tuple[Reason, ...]:
    minutes = {"minutes": round(best.eta_s / 60, 1)}
    reasons = [Reason(code="hospital-has", params={"ward": name}) for name in sorted(need - set(best.lacking))]
    reasons += [Reason(code="no-hospital-has", params={"ward": name}) for name in best.lacking]
    nearest = min(weighed, key=lambda w: (w.eta_s, w.hospital.id))
    code = "hospital-nearest" if nearest is best else "hospital-nearest-capable"
    return (Reason(code=code, params=minutes), *reasons)


def _lost(other: _Weighed, best: _Weighed) -> HospitalOption:
    lacking = [n for n in other.lacking if n not in best.lacking]
    reasons = [Reason(code="hospital-lacks", params={"ward": name}) for name in lacking]
    later_s = other.eta_s - best.eta_s
    if later_s > 0:
        reasons.append(Reason(code="arrives-later", params={"minutes": round(later_s / 60, 1)}))
    return HospitalOption(hospital=other.hospital.id, eta_s=other.eta_s, reasons=tuple(reasons))
