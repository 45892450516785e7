"""The calls that specialists may follow to, put before the pairing: who can go alone, and who comes behind whom."""

from collections.abc import Iterator, Mapping, Sequence

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from dispatch.domain.ids import IncidentId
from dispatch.domain.incident import Incident
from dispatch.domain.roster import Skill
from dispatch.domain.scenes import Need
from dispatch.domain.situation import Situation
from dispatch.policy.pairing import Floats, Severe, Way
from dispatch.policy.requirement import (
    BASIC,
    RequirementParameters,
    follower,
    followers,
    following,
    may_be_followed,
    next_number,
    on_shift_with,
)
from dispatch.policy.weighing import Weighed

OF_THE_PATIENT = ("waiting", "late", "survival")
"""The terms of the objective that count what is needed as not there: also for who comes alone and brings it late."""


class Followed(Struct, frozen=True):
    """A call with the parts that may come of it, by what the first crew lacks; the one that lacks most is the first."""

    incident: IncidentId
    parts: tuple[Incident, ...]


def followed(situation: Situation, waiting: Sequence[Incident], parameters: RequirementParameters) -> list[Followed]:
    """Return the waiting calls that specialists may follow to, and have not been called to yet."""
    if not parameters.first_responder:
        return []
    found = []
    for incident in waiting:
        if may_be_followed(incident, parameters) and not followers(situation, incident):
            parts = tuple(_parts(situation, incident, parameters))
            if parts:
                found.append(Followed(incident.id, parts))
    return found


def _parts(situation: Situation, incident: Incident, parameters: RequirementParameters) -> Iterator[Incident]:
    lacking = {_lacking(incident, skill) for skill in situation.roster.columns.skills} - {frozenset()}
    can_come = [must for must in lacking if on_shift_with(situation, must)]
    for place, must in enumerate(sorted(can_come, key=lambda must: (-len(must), sorted(must)))):
        wanted = following(incident, must, parameters)
        yield follower(incident, wanted, next_number(situation, incident) + place)


def _lacking(incident: Incident, skill: Skill) -> Need:
    return frozenset() if skill.serves is not None else incident.crew_need - skill.capabilities - BASIC


def severe(weighed: Weighed, whole: Floats, leave: NDArray[np.int64], calls: Sequence[Followed]) -> Iterator[Severe]:
    """Put the ways in which each call can be answered. `whole` is what each pair costs, a row an incident."""
    row = {incident.id: at for at, incident in enumerate(weighed.incidents)}
    for call in calls:
        lacks = _lacks(weighed, weighed.incidents[row[call.incident]])
        rows = {part.crew_must: row[part.id] for part in call.parts}
        help_s = sum((weighed.terms[name][row[call.parts[0].id]] for name in OF_THE_PATIENT), np.zeros(len(lacks)))
        first = whole[row[call.incident]]
        alone = Way(np.where(np.array([must not in rows for must in lacks]), first + np.rint(help_s), np.inf))
        yield Severe(row[call.incident], (alone, *_ways(first, whole, leave, lacks, rows)))


def _lacks(weighed: Weighed, incident: Incident) -> list[Need]:
    """Return what each crew of the muster lacks for an incident."""
    columns = weighed.mustered.situation.roster.columns
    by_skill = [_lacking(incident, skill) for skill in columns.skills]
    return [by_skill[skill] for skill in columns.skill[weighed.mustered.free.rows].tolist()]


def _ways(
    first: Floats, whole: Floats, leave: NDArray[np.int64], lacks: Sequence[Need], rows: Mapping[Need, int]
) -> Iterator[Way]:
    for must, behind in rows.items():
        those = np.array([lacking == must for lacking in lacks], dtype=np.bool_)
        if those.any():
            yield Way(np.where(those, first, np.inf), whole[behind], float(leave[behind]))
