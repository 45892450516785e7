"""Scenes: incidents that several crews answer, as wholes, and what the events change about them."""

from collections.abc import Iterable, Mapping

from msgspec import Struct
from msgspec.structs import replace

from dispatch.domain.capability import CrewCapability
from dispatch.domain.ids import IncidentId
from dispatch.domain.incident import Incident, IncidentStatus, Urgency
from dispatch.domain.parts import Part, PartKind, Victims
from routing.types import LatLon

Need = frozenset[CrewCapability]


class Scene(Struct, frozen=True, kw_only=True):
    """A whole incident, while any of its parts is open; there is none for an incident that one crew answers.

    `numbered` is how many numbers have been given to parts (the incident itself is number 1), `open` which parts are
    not over. `answered` has the needs of the crews that have been with victims and left.
    """

    open: tuple[IncidentId, ...]
    numbered: int = 1
    victims: Victims | None = None
    answered: tuple[Need, ...] = ()


Scenes = Mapping[IncidentId, Scene]


class Wanted(Struct, frozen=True, kw_only=True):
    """A crew that is wanted for victims: what it must be good at, how urgently, and whether for a child."""

    need: Need
    urgency: Urgency
    child: bool = False


def scene_of(scenes: Scenes, incident: Incident) -> Scene:
    """Return the scene of an incident; one of itself alone when no further crew was ever asked for."""
    return scenes.get(incident.whole) or Scene(open=(incident.whole,), victims=incident.victims)


def joined(scenes: Scenes, incident: Incident, incidents: Mapping[IncidentId, Incident]) -> Scenes:
    """Return the scenes with a part that was just reported; as they were for an incident that is whole."""
    if incident.part is None:
        return scenes
    known = scene_of(scenes, incidents.get(incident.whole, incident))
    scene = replace(known, open=(*known.open, incident.id), numbered=max(known.numbered, incident.part.number))
    return {**scenes, incident.whole: scene}


def left(scenes: Scenes, incident: Incident, *, answered: bool) -> Scenes:
    """Return the scenes without a part that is over. `answered`: its crew has done what it came for."""
    known = scenes.get(incident.whole)
    if known is None:
        return scenes
    still = tuple(part for part in known.open if part != incident.id)
    done = (incident.crew_need,) if answered and counts_for_victims(incident) else ()
    return {**scenes, incident.whole: replace(known, open=still, answered=(*known.answered, *done))}


def counted(scenes: Scenes, whole: IncidentId, victims: Victims) -> Scenes:
    """Return the scenes with another number of victims at one of them."""
    known = scenes.get(whole) or Scene(open=(whole,))
    return {**scenes, whole: replace(known, victims=victims)}


def counts_for_victims(incident: Incident) -> bool:
    """Whether this crew is one of those that the number of victims asks for: the first one is."""
    return incident.part is None or incident.part.kind is PartKind.VICTIMS


def parts_at(incidents: Mapping[IncidentId, Incident], scene: Scene) -> list[Incident]:
    """Return the open parts of a scene, in the order of their numbers."""
    return [incidents[part] for part in scene.open if part in incidents]


def merged(incident: Incident, duplicate: Incident) -> Incident:
    """Return the incident with the calls of its duplicate: never less urgent, nor younger, nor needing less.

    What is known of the duplicate's patient stays with the duplicate: it may be another person.
    """
    return replace(
        incident,
        calls=(*incident.calls, *(call for call in duplicate.calls if call not in incident.calls)),
        received_at=min(incident.received_at, duplicate.received_at),
        urgency=min(incident.urgency, duplicate.urgency),
        crew_need=incident.crew_need | duplicate.crew_need,
        hospital_need=incident.hospital_need | duplicate.hospital_need,
        victims=_more((incident.victims, duplicate.victims)),
    )


def beside(incident: Incident, number: int, part: Part, *, at: LatLon, wanted: Wanted) -> Incident:
    """Return the part of an incident that stands in the queue beside it.

    What the record says of the patient goes along only where the patient is the same.
    """
    same = part.patient_of is not None
    return Incident(
        id=part_id(incident.whole, number),
        calls=incident.calls,
        received_at=incident.received_at,
        at=at,
        district=incident.district,
        complaint=incident.complaint,
        urgency=wanted.urgency,
        crew_need=wanted.need,
        hospital_need=incident.hospital_need,
        child=incident.child if same else wanted.child,
        patient_ref=incident.patient_ref if same else None,
        flags=incident.flags if same else frozenset(),
        warnings=incident.warnings,
        status=IncidentStatus.WAITING,
        part=part,
    )


def part_id(whole: IncidentId, number: int) -> IncidentId:
    """Name a part: `<id>.2` is the second crew's."""
    return IncidentId(f"{whole}.{number}")


def _more(counts: Iterable[Victims | None]) -> Victims | None:
    known = [victims for victims in counts if victims is not None]
    return max(known, key=lambda victims: victims.total, default=None)
