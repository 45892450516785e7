"""What an incident needs: how many crews, of what kind, how urgently; and which of them are still to be called. Pure.

How many crews: the act on mass casualties gives a least and a most for a number of victims; where between them is said
by their severity. A red victim takes a crew, a yellow one half of it, a green one a quarter; those whom nobody has
looked at count as yellow. These shares are assumed, and give numbers inside the act's for any mixture of them.
"""

from collections.abc import Iterable, Iterator, Sequence
from math import ceil, inf

from msgspec import Struct

from dispatch.domain.capability import CrewCapability
from dispatch.domain.crew import Crew, CrewStatus
from dispatch.domain.incident import Incident, IncidentStatus, Urgency
from dispatch.domain.parts import Part, PartKind, Victims
from dispatch.domain.scenes import Need, Wanted, beside, counts_for_victims, scene_of
from dispatch.domain.situation import Situation

BASIC: Need = frozenset({CrewCapability.BASIC})
INTENSIVE: Need = BASIC | {CrewCapability.INTENSIVE}

CREWS_BY_VICTIMS = ((2, 1, 2), (3, 1, 3), (5, 2, 4), (10, 2, 5), (15, 3, 10), (25, 5, 15), (inf, 7, 20))
"""Victims up to, crews at least, crews at most: the act of one Russian region, for want of the region's own."""

RED_SHARE, YELLOW_SHARE, GREEN_SHARE = 1.0, 0.5, 0.25
"""What part of a crew a victim takes: assumed, see above."""


class RequirementParameters(Struct, frozen=True, kw_only=True):
    """When more than one crew goes to one patient.

    `first_responder`: where the policy sends a crew to an emergency that lacks what is needed (because it is nearer by
    more than the policy's `missing_capability_s` per capability), specialists follow; otherwise it is alone there.
    `follow_later` is by how many levels they are less urgent than a call that has nobody yet. Both assumed.
    """

    first_responder: bool = False
    follow_later: int = 1


ALONE = RequirementParameters()
"""No specialists follow a crew, unless somebody says so."""


def crews_for(victims: Victims, first: Wanted) -> list[Wanted]:
    """Say which crews victims want, the most severe first; `first` is what the call itself wants, always the first."""
    count = _how_many(victims)
    severe = [Wanted(need=INTENSIVE, urgency=Urgency.P1)] * victims.red
    middle = [Wanted(need=BASIC, urgency=Urgency.P2)] * ceil(victims.yellow * YELLOW_SHARE)
    unknown = [Wanted(need=BASIC, urgency=first.urgency)] * ceil(victims.unsorted * YELLOW_SHARE)
    light = [Wanted(need=BASIC, urgency=Urgency.P3)] * ceil(victims.green * GREEN_SHARE)
    found = [*severe, *middle, *unknown, *light] or [first]
    found = [*found, *[found[-1]] * (count - len(found))][:count]
    _take(found, first.need)
    return _for_children([first, *found], victims)


def missing_crews(wanted: Iterable[Wanted], present: Iterable[Incident], answered: Sequence[Need]) -> list[Wanted]:
    """Return the crews that nobody has called yet. `present` are the open parts, `answered` what has been and gone."""
    return _compared(wanted, present, answered)[0]


def needless_parts(wanted: Iterable[Wanted], present: Iterable[Incident], answered: Sequence[Need]) -> list[Incident]:
    """Return the parts that the victims do not want and nobody was sent to; a crew on its way is people's to recall."""
    return _compared(wanted, present, answered)[1]


def still_lacking(incident: Incident, crew: Crew) -> Need:
    """Return what the incident needs and the crew does not have; nothing for a crew that serves by a table."""
    if crew.serves is not None:
        return frozenset()
    return incident.crew_need - crew.capabilities - BASIC


def specialists(
    situation: Situation, incident: Incident, crew: Crew, parameters: RequirementParameters
) -> Wanted | None:
    """Say which specialists follow this crew to the incident; None when none do, or none are on shift."""
    must = still_lacking(incident, crew)
    if not (must and may_be_followed(incident, parameters) and on_shift_with(situation, must)):
        return None
    return following(incident, must, parameters)


def may_be_followed(incident: Incident, parameters: RequirementParameters) -> bool:
    """Whether specialists come behind a crew that lacks something for this incident."""
    return parameters.first_responder and incident.urgency.is_emergency and counts_for_victims(incident)


def following(incident: Incident, must: Need, parameters: RequirementParameters) -> Wanted:
    """Say as what specialists are called who come behind another crew."""
    return Wanted(need=must, urgency=Urgency(min(incident.urgency + parameters.follow_later, Urgency.P4)))


def follower(incident: Incident, wanted: Wanted, number: int) -> Incident:
    """Return the part of an incident that specialists answer who come behind its crew."""
    part = Part(
        of=incident.whole,
        number=number,
        kind=PartKind.SPECIALIST,
        supports=incident.id,
        patient_of=incident.patient_of,
        must=wanted.need,
    )
    return beside(incident, number, part, at=incident.at, wanted=wanted)


def next_number(situation: Situation, incident: Incident) -> int:
    """Return the number of the next part of an incident."""
    return scene_of(situation.scenes, incident).numbered + 1


def on_shift_with(situation: Situation, must: Need) -> bool:
    """Whether any crew on shift and on the line has all of this, busy or not: else waiting for one is in vain."""
    return any(
        must <= crew.capabilities
        and crew.status is not CrewStatus.OUT_OF_SERVICE
        and situation.shift_remaining_s(crew) is not None
        for crew in situation.crews.values()
    )


def followers(situation: Situation, incident: Incident) -> list[Incident]:
    """Return the specialists that are called to work beside this incident's own crew."""
    return _supporting(situation, incident, PartKind.SPECIALIST)


def reliefs(situation: Situation, incident: Incident) -> list[Incident]:
    """Return the parts on which this incident's crew is to be relieved; one at most."""
    return _supporting(situation, incident, PartKind.RELIEF)


def _supporting(situation: Situation, incident: Incident, kind: PartKind) -> list[Incident]:
    scene = situation.scenes.get(incident.whole)
    known = (situation.incidents[part] for part in scene.open) if scene else ()
    return [part for part in known if part.part and part.part.kind is kind and part.part.supports == incident.id]


def _how_many(victims: Victims) -> int:
    share = victims.red * RED_SHARE + (victims.yellow + victims.unsorted) * YELLOW_SHARE + victims.green * GREEN_SHARE
    if victims.total < 2:
        return 1
    least, most = next((low, high) for up_to, low, high in CREWS_BY_VICTIMS if victims.total <= up_to)
    mixed = 2 if 0 < victims.children < victims.total else 1
    return min(max(ceil(share), least, mixed), most)


def _for_children(crews: list[Wanted], victims: Victims) -> list[Wanted]:
    """Let as many crews as the children take be paediatric: the last ones; the first only where all are children."""
    adults = 1 if victims.children < victims.total else 0
    count = min(ceil(victims.children * YELLOW_SHARE), len(crews) - adults)
    kept = len(crews) - count
    return [*crews[:kept], *(_paediatric(crew) for crew in crews[kept:])]


def _paediatric(crew: Wanted) -> Wanted:
    return Wanted(need=crew.need | {CrewCapability.PAEDIATRIC}, urgency=crew.urgency, child=True)


def _compared(
    wanted: Iterable[Wanted], present: Iterable[Incident], answered: Sequence[Need]
) -> tuple[list[Wanted], list[Incident]]:
    """Pair what is wanted with what there is: those who are there or on their way first, then those who wait."""
    left = list(wanted)
    counted = [part for part in present if counts_for_victims(part)]
    for need in (*answered, *(part.crew_need for part in counted if not _may_go(part))):
        _take(left, need)
    needless = [part for part in counted if _may_go(part) and not _take_equal(left, part)]
    return left, needless


def _may_go(part: Incident) -> bool:
    return part.part is not None and part.status is IncidentStatus.WAITING


def _take(left: list[Wanted], need: Need) -> None:
    """Strike off one crew of this need, or else the least urgent one: whoever is there helps somebody."""
    fitting: Iterator[int] = (place for place, crew in enumerate(left) if crew.need == need)
    if left:
        left.pop(next(fitting, len(left) - 1))


def _take_equal(left: list[Wanted], part: Incident) -> bool:
    for place, crew in enumerate(left):
        if (crew.need, crew.urgency) == (part.crew_need, part.urgency):
            del left[place]
            return True
    return False
