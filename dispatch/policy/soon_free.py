"""Crews that will soon be free, as far as the learnt durations say: how soon, and where they will stand.

A mean is known of each step, and no more: what is left of a step is the mean less what has passed, and never less than
a part of the mean, for a step that takes longer than usual will take longer still.
"""

from collections.abc import Iterator

from msgspec import Struct

from dispatch.domain.assignment import Assignment, Milestone
from dispatch.domain.ids import CrewId
from dispatch.domain.incident import Incident
from dispatch.domain.situation import Situation
from dispatch.domain.tempo import Tempo
from routing.types import LatLon

STILL = 0.25
"""A step that has taken longer than usual will take this part of the usual time more. Assumed."""

AT_SCENE = frozenset({Milestone.AT_SCENE, Milestone.AT_PATIENT})
AT_HOSPITAL = frozenset({Milestone.AT_DESTINATION, Milestone.CARE_TRANSFERRED})


class SoonFreeParameters(Struct, frozen=True, kw_only=True):
    """Which crews are looked at, and when a call waits for one. All are assumed, and a site's own to set.

    `horizon_s`: crews that are expected to be free within so many seconds; 0: none is looked at. An urgent call, never
    an emergency, waits for such a crew when it comes `least_s` earlier than what is free, by the weight of the call;
    `doubt` is what each second that the crew is not free yet counts more. Nobody is held longer than `hold_s` after
    his call (0: nobody is held at all).
    """

    horizon_s: float = 900.0
    least_s: float = 240.0
    doubt: float = 0.5
    hold_s: float = 1_200.0


class SoonFree(Struct, frozen=True):
    """A crew that is expected to be free in `free_in_s` seconds, and where it will be then."""

    crew: CrewId
    at: LatLon
    free_in_s: float


def soon_free(situation: Situation, parameters: SoonFreeParameters) -> list[SoonFree]:
    """Return the crews on shift that will be free within the horizon, in the order of the roster."""
    if not parameters.horizon_s:
        return []
    row = situation.roster.columns.row
    return sorted(_expected(situation, parameters.horizon_s), key=lambda each: row[each.crew])


def _expected(situation: Situation, horizon_s: float) -> Iterator[SoonFree]:
    for job in situation.assignments.values():
        free_in_s = free_in(situation.tempo, job, situation.now)
        if free_in_s is None or free_in_s > horizon_s:
            continue
        left_s = situation.shift_remaining_s(situation.crews[job.crew])
        if left_s is not None and left_s > free_in_s:
            yield SoonFree(job.crew, _place(situation, job), free_in_s)


def free_in(tempo: Tempo, job: Assignment, now: float) -> float | None:
    """Return after how many seconds the crew is expected to be free; None while that is far and unknown.

    At the scene nobody knows yet whether the patient will be taken to hospital: the share of those who are counts.
    """
    if job.milestone in AT_HOSPITAL:
        return _left_s(tempo.hospital_s, job.times.get(Milestone.AT_DESTINATION), now)
    if job.milestone in AT_SCENE:
        then_s = tempo.brought_share * (tempo.bring_s + tempo.hospital_s)
        return _left_s(tempo.scene_s, job.times.get(Milestone.AT_SCENE), now) + then_s
    return None


def _left_s(usual_s: float, since: float | None, now: float) -> float:
    return usual_s if since is None else max(usual_s - (now - since), usual_s * STILL)


def _place(situation: Situation, job: Assignment) -> LatLon:
    """Return where the crew will be free: at the scene, or at the hospital that it has brought its patient to."""
    hospital = job.destination.hospital if job.destination else None
    if job.milestone in AT_HOSPITAL and hospital is not None and hospital in situation.hospitals:
        return situation.hospitals[hospital].at
    if job.milestone in AT_SCENE:
        return situation.incidents[job.incident].at
    return situation.whereabouts(situation.crews[job.crew])


def may_be_held(incident: Incident, now: float, parameters: SoonFreeParameters) -> bool:
    """Whether a call may wait for a crew that is not free yet: an urgent one, of which no crew has been taken off."""
    if incident.urgency.is_emergency or incident.part is not None or incident.withdrawn:
        return False
    return now < incident.received_at + parameters.hold_s
