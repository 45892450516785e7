"""The choice of a hospital put into reasons: why this one, why not the others, and what would change the answer."""

from collections.abc import Iterator
from functools import lru_cache
from math import isfinite

from dispatch.domain.capability import HospitalCapability
from dispatch.domain.ids import HospitalId
from dispatch.domain.recommendation import Destination, HospitalOption, Reason, in_minutes
from dispatch.policy.destination import Weighed
from dispatch.policy.hospital_need import REACH_S, Need
from dispatch.policy.hospital_standing import CLOSED, Shut, standing

RUNNERS_UP_KEPT = 4

SAID_S = 60.0
"""A queue, or a difference, of less than a minute is not worth a word."""

CHANGES_KEPT = 3
"""So many ways in which the answer would be another one."""


def destination(weighed: Weighed, *, because: tuple[Reason, ...] = ()) -> Destination:
    """Take the hospital that is ranked first, and put the choice into words. `because` is put before its reasons."""
    if not len(weighed.order):
        return Destination(
            hospital=None,
            eta_s=None,
            reasons=(*because, Reason(code="no-hospital-by-road")),
            runners_up=(),
            weights_version=weighed.weights_version,
        )
    best, *others = weighed.order[: 1 + RUNNERS_UP_KEPT].tolist()
    return Destination(
        hospital=weighed.hospitals.ids[best],
        eta_s=weighed.eta_s.item(best),
        reasons=(*because, *_why(weighed, best)),
        runners_up=tuple(_lost(weighed, other, best) for other in others),
        weights_version=weighed.weights_version,
        wait_s=_wait_s(weighed, best),
        care_s=weighed.care_s.item(best),
        would_change=_would_change(weighed, best),
    )


def warnings_about(weighed: Weighed, hospital: HospitalId) -> tuple[Reason, ...]:
    """Return what the patient would not find at a hospital that is shut, in part or as a whole; () when it is not."""
    row = weighed.hospitals.row.get(hospital)
    if row is None:
        return ()
    return _shut(_shut_of(weighed, row), weighed.want.need)


def instead_of(weighed: Weighed, hospital: HospitalId) -> tuple[Reason, ...]:
    """Say why the patient does not go on to a hospital that was chosen before."""
    shut = _shut_of(weighed, weighed.hospitals.row[hospital])
    name = weighed.hospitals.names[weighed.hospitals.row[hospital]]
    if shut is None or shut.closed:
        return (Reason(code="instead-of-closed", params={"hospital": name}),)
    wards = sorted(shut.wards & weighed.want.need)
    return tuple(Reason(code="instead-of-ward", params={"hospital": name, "ward": ward}) for ward in wards)


def _why(weighed: Weighed, best: int) -> Iterator[Reason]:
    yield _lead(weighed, best)
    yield from _has(weighed.want.need, weighed.standing.wards[best])
    yield from _shut(_shut_of(weighed, best), weighed.want.need)
    for ward, _ in weighed.want.worth_s:
        if ward in weighed.hospitals.has[best]:
            yield Reason(code="hospital-preferred", params={"ward": ward})
    yield from _queue(weighed, best)
    yield from _beyond_reach(weighed, best)


def _lead(weighed: Weighed, best: int) -> Reason:
    minutes = {"minutes": in_minutes(weighed.eta_s.item(best))}
    if weighed.eta_s.argmin() == best:
        return Reason(code="hospital-nearest", params=minutes)
    if (weighed.eta_s[weighed.standing.rank <= weighed.standing.rank.item(best)] >= weighed.eta_s.item(best)).all():
        return Reason(code="hospital-nearest-capable", params=minutes)
    return Reason(code="hospital-soonest-care", params=minutes)


def _beyond_reach(weighed: Weighed, best: int) -> Iterator[Reason]:
    """Say when the road is longer than the patient has, and which hospital is the nearest to hold out in."""
    if not weighed.want.critical:
        return
    reach_s = min(REACH_S[ward] for ward in weighed.want.need & REACH_S.keys())
    if weighed.eta_s.item(best) <= reach_s:
        return
    yield Reason(code="beyond-reach", params={"minutes": in_minutes(reach_s)})
    nearest = int(weighed.eta_s.argmin())
    if nearest != best and weighed.standing.rank.item(nearest) < CLOSED:
        minutes = in_minutes(weighed.eta_s.item(nearest))
        yield Reason(code="hold-out-at", params={"hospital": weighed.hospitals.names[nearest], "minutes": minutes})


def _lost(weighed: Weighed, other: int, best: int) -> HospitalOption:
    return HospitalOption(
        hospital=weighed.hospitals.ids[other],
        eta_s=weighed.eta_s.item(other),
        reasons=_why_not(weighed, other, best),
        wait_s=_wait_s(weighed, other),
        care_s=weighed.care_s.item(other),
    )


def _why_not(weighed: Weighed, other: int, best: int) -> tuple[Reason, ...]:
    lacks = _lacks(weighed.standing.wards[other], weighed.standing.wards[best])
    if weighed.shut:
        lacks = _shut_first(_shut_of(weighed, other), weighed.want.need, lacks)
    if weighed.want.worth_s:
        lacks = (*lacks, *_not_preferred(weighed, other, best))
    return (*lacks, *_queue(weighed, other), *_later(weighed, other, best))


def _shut_first(shut: Shut | None, need: Need, lacks: tuple[Reason, ...]) -> tuple[Reason, ...]:
    """Say of a ward that is shut that it is, and not that it is lacking."""
    if shut is None:
        return lacks
    return (*_shut(shut, need), *(reason for reason in lacks if reason.params["ward"] not in shut.wards))


def _not_preferred(weighed: Weighed, other: int, best: int) -> Iterator[Reason]:
    for ward, _ in weighed.want.worth_s:
        if ward in weighed.hospitals.has[best] - weighed.hospitals.has[other]:
            yield Reason(code="hospital-not-preferred", params={"ward": ward})


def _queue(weighed: Weighed, row: int) -> tuple[Reason, ...]:
    if weighed.wait_s is None or weighed.wait_s.item(row) < SAID_S:
        return ()
    return (Reason(code="hospital-queue", params={"minutes": in_minutes(weighed.wait_s.item(row))}),)


def _later(weighed: Weighed, other: int, best: int) -> tuple[Reason, ...]:
    later_s = weighed.eta_s.item(other) - weighed.eta_s.item(best)
    care_later_s = weighed.care_s.item(other) - weighed.care_s.item(best)
    found = (Reason(code="arrives-later", params={"minutes": in_minutes(later_s)}),) if later_s > 0 else ()
    if care_later_s < later_s + SAID_S:
        return found
    return (*found, Reason(code="care-later", params={"minutes": in_minutes(care_later_s)}))


def _would_change(weighed: Weighed, best: int) -> tuple[Reason, ...]:
    """Say what another hospital would need to win: an open door or ward, or an earlier beginning of the care."""
    found = [*_if_open(weighed, best), *_if_sooner(weighed, best)]
    return tuple(found[:CHANGES_KEPT])


def _if_open(weighed: Weighed, best: int) -> Iterator[Reason]:
    if not weighed.shut:
        return
    open_ = standing(weighed.hospitals, weighed.want, ())
    first = weighed.standing.rank.item(best), weighed.cost_s.item(best)
    for shut in weighed.shut:
        cost_s = weighed.care_s.item(shut.row) - open_.worth_s.item(shut.row)
        if shut.row == best or not isfinite(cost_s) or (open_.rank.item(shut.row), cost_s) >= first:
            continue
        name = weighed.hospitals.names[shut.row]
        if shut.closed:
            yield Reason(code="if-open", params={"hospital": name})
        for ward in sorted(shut.wards & weighed.want.need):
            yield Reason(code="if-ward-open", params={"hospital": name, "ward": ward})


def _if_sooner(weighed: Weighed, best: int) -> Iterator[Reason]:
    second = weighed.order[1:2].tolist()
    if not second or weighed.standing.rank.item(second[0]) != weighed.standing.rank.item(best):
        return
    behind_s = weighed.cost_s.item(second[0]) - weighed.cost_s.item(best)
    name = weighed.hospitals.names[second[0]]
    yield Reason(code="if-care-sooner", params={"hospital": name, "minutes": in_minutes(behind_s)})


def _shut_of(weighed: Weighed, row: int) -> Shut | None:
    return next((each for each in weighed.shut if each.row == row), None)


def _shut(shut: Shut | None, need: Need) -> tuple[Reason, ...]:
    """Say what of the need is shut."""
    if shut is None:
        return ()
    closed = (Reason(code="hospital-closed"),) if shut.closed else ()
    diverts = (Reason(code="hospital-diverts", params={"ward": ward}) for ward in sorted(shut.diverted & need))
    full = (Reason(code="hospital-full", params={"ward": ward}) for ward in sorted((shut.full - shut.diverted) & need))
    return (*closed, *diverts, *full)


@lru_cache(maxsize=1_024)
def _has(need: Need, lacking: tuple[HospitalCapability, ...]) -> tuple[Reason, ...]:
    """Say which wards the chosen hospital has, and which it lacks because none within reach has them."""
    has = [Reason(code="hospital-has", params={"ward": name}) for name in sorted(need - set(lacking))]
    return (*has, *(Reason(code="no-hospital-has", params={"ward": name}) for name in lacking))


@lru_cache(maxsize=1_024)
def _lacks(lacking: tuple[HospitalCapability, ...], best: tuple[HospitalCapability, ...]) -> tuple[Reason, ...]:
    return tuple(Reason(code="hospital-lacks", params={"ward": name}) for name in lacking if name not in best)


def _wait_s(weighed: Weighed, row: int) -> float:
    return 0.0 if weighed.wait_s is None else weighed.wait_s.item(row)
