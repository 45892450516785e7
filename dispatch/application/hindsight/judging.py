"""One disagreement judged: what became of the person's choice, and what would have become of the proposal."""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from dispatch.application.hindsight.punctuality import Punctuality
from dispatch.application.hindsight.story import Record, Trip, hour_of
from dispatch.domain.ids import CrewId
from dispatch.domain.incident import Urgency
from dispatch.policy.objective import ObjectiveParameters, patient_terms, patients

EVEN_S = 120.0
"""Arrivals closer than this are held to be equal: the size of the median error of a promise. Assumed."""

NEXT_WITHIN_S = 3_600.0
"""A call that the spared crew was given within an hour is shown as what it did instead."""

LACKS = frozenset({"lacks-capability", "lacks-vehicle-class", "lacks-equipment"})


class Verdict(StrEnum):
    """Who was right about the time."""

    PERSON = "person"
    PROPOSAL = "proposal"
    EVEN = "even"
    UNKNOWN = "unknown"


class Unknown(StrEnum):
    """Why nobody can say."""

    NOT_ARRIVED = "not-arrived"
    NOT_PROMISED = "not-promised"
    FEW_TRIPS = "few-trips"
    LEFT_LINE = "left-line"
    SPREAD = "spread"


@dataclass(frozen=True, slots=True, kw_only=True)
class Instead:
    """What the crew that was not sent did next: the call, its urgency, and how many seconds later it was sent there."""

    incident: str
    urgency: Urgency
    after_s: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """A disagreement. Seconds from the order; intervals are the 10th, 50th and 90th percentile.

    `gain_s` is by how much earlier the person's crew was there than the proposed one would have been; `harm` the same
    in weighted minutes of the objective (waiting, lateness, survival), above 0 where the person's choice did less.
    `person_fits` and `proposal_fits` say whether nothing of what was needed was lacking.
    """

    trip: Trip
    hour: int
    promised_s: float | None
    would_take_s: NDArray[np.float64] | None
    gain_s: NDArray[np.float64] | None
    harm: NDArray[np.float64] | None
    verdict: Verdict
    unknown: Unknown | None
    person_fits: bool | None
    proposal_fits: bool | None
    instead: Instead | None


def judge(record: Record, trip: Trip, punctuality: Punctuality, parameters: ObjectiveParameters) -> Judged:
    """Judge a trip that disagrees with its proposal."""
    recommended = trip.recommended or CrewId("")
    hour = hour_of(trip.sent_at, record.utc_offset_s)
    option = trip.option(recommended)
    would_s = punctuality.arrivals_s(option.eta_s, hour) if option else None
    gain_s = None if would_s is None or trip.took_s is None else would_s - trip.took_s
    unknown = _unknown(record, trip, recommended, would_s)
    verdict = Verdict.UNKNOWN if gain_s is None or unknown is not None else _verdict(gain_s)
    return Judged(
        trip=trip,
        hour=hour,
        promised_s=option.eta_s if option else None,
        would_take_s=would_s,
        gain_s=gain_s,
        harm=None if would_s is None else _harm(trip, would_s, parameters),
        verdict=verdict,
        unknown=unknown or (Unknown.SPREAD if verdict is Verdict.UNKNOWN else None),
        person_fits=_fits(trip, trip.crew),
        proposal_fits=_fits(trip, recommended),
        instead=_instead(record, trip, recommended),
    )


def _unknown(record: Record, trip: Trip, recommended: CrewId, would_s: NDArray[np.float64] | None) -> Unknown | None:
    if trip.option(recommended) is None:
        return Unknown.NOT_PROMISED
    if trip.took_s is None:
        return Unknown.NOT_ARRIVED
    if would_s is None:
        return Unknown.FEW_TRIPS
    if record.left_between(recommended, trip.sent_at, trip.sent_at + float(would_s[1])):
        return Unknown.LEFT_LINE
    return None


def _verdict(gain_s: NDArray[np.float64]) -> Verdict:
    """Someone was right only where the whole interval says so; «even» where it lies within `EVEN_S` of nothing."""
    low, _, high = gain_s.tolist()
    if low >= -EVEN_S and high <= EVEN_S:
        return Verdict.EVEN
    if low > 0:
        return Verdict.PERSON
    return Verdict.PROPOSAL if high < 0 else Verdict.UNKNOWN


def _harm(trip: Trip, would_s: NDArray[np.float64], parameters: ObjectiveParameters) -> NDArray[np.float64] | None:
    """Return by how many weighted minutes the person's choice did less harm."""
    if trip.took_s is None:
        return None
    incident = trip.incident
    until_s = np.array([trip.took_s, *would_s])
    waited_s = max(trip.sent_at - incident.received_at, 0.0)
    patient = patients(parameters, [incident.urgency], [incident.urgency], [waited_s])
    harm = np.sum([*patient_terms(parameters, patient, until_s[None, :], until_s[None, :]).values()], axis=0)[0]
    return np.asarray((harm[1:] - harm[0]) / 60.0)


def _fits(trip: Trip, crew: CrewId) -> bool | None:
    option = trip.option(crew)
    return None if option is None else not any(reason.code in LACKS for reason in option.reasons)


def _instead(record: Record, trip: Trip, recommended: CrewId) -> Instead | None:
    following = record.next_trip(recommended, trip.sent_at, NEXT_WITHIN_S)
    if following is None:
        return None
    return Instead(
        incident=following.incident.id,
        urgency=following.incident.urgency,
        after_s=following.sent_at - trip.sent_at,
    )
