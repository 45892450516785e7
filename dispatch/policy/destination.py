"""Which hospital: the needed capability first, then the road."""

from functools import lru_cache

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from dispatch.domain.capability import HospitalCapability
from dispatch.domain.hospitals import HospitalColumns
from dispatch.domain.ids import HospitalId
from dispatch.domain.incident import ClinicalFlag, Incident
from dispatch.domain.recommendation import Destination, HospitalOption, Reason
from dispatch.domain.situation import Situation
from routing.types import TravelTimeMatrix

RUNNERS_UP_KEPT = 4

MATERNITY = frozenset({HospitalCapability.MATERNITY, HospitalCapability.PERINATAL})

Need = frozenset[HospitalCapability]


class Lacking(Struct, frozen=True, eq=False):
    """What each hospital lacks of a need: its wards, and how many they are."""

    wards: tuple[tuple[HospitalCapability, ...], ...]
    count: NDArray[np.intp]


class Weighed(Struct, frozen=True, eq=False):
    """The hospitals weighed for an incident, in the order of their ids; `order` has those that a road leads to.

    Best first: those that lack least, of these the nearest, ties by id. The choice is put into words only when
    `destination` is asked for: at the patient it is mostly the one that was made at the call.
    """

    hospitals: HospitalColumns
    need: Need
    lacking: Lacking
    eta_s: NDArray[np.float64]
    order: NDArray[np.intp]
    weights_version: str

    @property
    def best(self) -> HospitalId | None:
        """The hospital to go to; None when no road leads to any."""
        return self.hospitals.ids[self.order[0]] if len(self.order) else None


def needed(incident: Incident) -> Need:
    """What the hospital must have: by complaint, by age, and by what the patient's record adds."""
    return _needed(incident.hospital_need, incident.child, ClinicalFlag.PREGNANT in incident.flags)


@lru_cache(maxsize=1_024)
def _needed(by_complaint: Need, child: bool, pregnant: bool) -> Need:
    need = set(by_complaint) or {HospitalCapability.GENERAL}
    if child and not need & MATERNITY:
        need.add(HospitalCapability.PAEDIATRIC)
    if pregnant and not need & MATERNITY:
        need.add(HospitalCapability.MATERNITY)
    return frozenset(need)


def weigh_hospitals(situation: Situation, incident: Incident, times: TravelTimeMatrix) -> Weighed:
    """Rank the hospitals by what they lack, then by the road.

    `times` has one origin and the hospitals as destinations, seconds.
    """
    hospitals, need = situation.destinations.columns, needed(incident)
    lacking = _lacking(hospitals, need)
    eta_s = times.seconds[0] if times.destinations == hospitals.ids else _in_order(hospitals, times)
    order = np.lexsort((eta_s, lacking.count))
    return Weighed(hospitals, need, lacking, eta_s, order[np.isfinite(eta_s)[order]], times.weights_version)


def destination(weighed: Weighed) -> Destination:
    """Take the hospital that is ranked first, and put the choice into words."""
    if not len(weighed.order):
        reason = Reason(code="no-hospital-by-road")
        return Destination(
            hospital=None, eta_s=None, reasons=(reason,), runners_up=(), weights_version=weighed.weights_version
        )
    best, *others = weighed.order[: 1 + RUNNERS_UP_KEPT].tolist()
    return Destination(
        hospital=weighed.hospitals.ids[best],
        eta_s=weighed.eta_s.item(best),
        reasons=(_lead(weighed, best), *_has(weighed.need, weighed.lacking.wards[best])),
        runners_up=tuple(_lost(weighed, other, best) for other in others),
        weights_version=weighed.weights_version,
    )


def _in_order(hospitals: HospitalColumns, times: TravelTimeMatrix) -> NDArray[np.float64]:
    columns = {hospital: column for column, hospital in enumerate(times.destinations)}
    return times.seconds[0, [columns[hospital] for hospital in hospitals.ids]]


@lru_cache(maxsize=1_024)
def _lacking(hospitals: HospitalColumns, need: Need) -> Lacking:
    wards = tuple(tuple(sorted(need - has)) for has in hospitals.has)
    return Lacking(wards, np.array([len(missing) for missing in wards], dtype=np.intp))


def _lead(weighed: Weighed, best: int) -> Reason:
    code = "hospital-nearest" if weighed.eta_s.argmin() == best else "hospital-nearest-capable"
    return Reason(code=code, params={"minutes": _minutes(weighed.eta_s.item(best))})


def _lost(weighed: Weighed, other: int, best: int) -> HospitalOption:
    reasons = _lacks(weighed.lacking.wards[other], weighed.lacking.wards[best])
    later_s = weighed.eta_s.item(other) - weighed.eta_s.item(best)
    if later_s > 0:
        reasons = (*reasons, Reason(code="arrives-later", params={"minutes": _minutes(later_s)}))
    return HospitalOption(hospital=weighed.hospitals.ids[other], eta_s=weighed.eta_s.item(other), reasons=reasons)


@lru_cache(maxsize=1_024)
def _has(need: Need, lacking: tuple[HospitalCapability, ...]) -> tuple[Reason, ...]:
    """Say which wards the chosen hospital has, and which it lacks because none within reach has them."""
    has = [Reason(code="hospital-has", params={"ward": name}) for name in sorted(need - set(lacking))]
    return (*has, *(Reason(code="no-hospital-has", params={"ward": name}) for name in lacking))


@lru_cache(maxsize=1_024)
def _lacks(lacking: tuple[HospitalCapability, ...], best: tuple[HospitalCapability, ...]) -> tuple[Reason, ...]:
    return tuple(Reason(code="hospital-lacks", params={"ward": name}) for name in lacking if name not in best)


def _minutes(seconds: float) -> float:
    return round(seconds / 60, 1)
