"""From a call card to an incident: urgency, need, district, and what is doubtful about the place. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

from dispatch.domain.ids import CallId, IncidentId
from dispatch.domain.incident import Complaint, Incident, Urgency
from dispatch.domain.parts import Victims
from dispatch.domain.region import CallShare, Region
from dispatch.domain.situation import Situation
from routing.types import LatLon, great_circle_m

CHILD_BELOW_YEARS = 18
SAME_WITHIN_M = 200.0
SAME_WITHIN_S = 1_800.0
"""Calls this near to each other are shown to the operator as perhaps the same (assumed)."""

OFF_ROAD_WARN_M = 500.0
"""Farther from every road than this, the crew has to be told before it leaves."""

UNKNOWN_COMPLAINT = "unknown"
STEM = 5
"""Letters by which two Russian words are taken for the same."""

STEM_SHARE = 0.5
"""Share of a row's words that must be said before the row is taken."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Warn:
    """Something about the card that the operator should ask again. The call is taken all the same."""

    field: str
    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CardFacts:
    """What of a card the decision may see: no name, no number, no address."""

    incident: IncidentId
    call: CallId
    received_at: float
    complaint: str | None
    emergency: bool | None
    injured: int
    age_years: int | None
    patient_ref: str | None
    equipment: frozenset[str] = frozenset()


def find_complaint(region: Region, text: str | None) -> Complaint | None:
    """Find the row of the повод table by its code, its name, or the words that callers use; None when nothing fits."""
    wanted = _plain(text or "")
    if not wanted:
        return None
    for complaint in region.complaints:
        if wanted in (_plain(complaint.code), _plain(complaint.name)):
            return complaint
    hits = [
        (len(word), share) for share in region.call_shares for word in share.words if f" {_plain(word)}" in f" {wanted}"
    ]
    if hits:
        _, best = max(hits, key=lambda hit: (hit[0], _order(region, hit[1])))
        return region.complaint(best.complaint)
    return _by_stems(region, wanted)


def build_incident(region: Region, facts: CardFacts, at: LatLon, warnings: Sequence[Warn]) -> Incident:
    """Build the incident. An unknown complaint counts as an emergency: never as less."""
    complaint = find_complaint(region, facts.complaint)
    child = facts.age_years is not None and facts.age_years < CHILD_BELOW_YEARS
    return Incident(
        id=facts.incident,
        calls=(facts.call,),
        received_at=facts.received_at,
        at=at,
        district=district_of(region, at),
        complaint=complaint.code if complaint else UNKNOWN_COMPLAINT,
        urgency=_urgency(complaint, facts),
        crew_need=complaint.crew_need if complaint else frozenset(),
        hospital_need=complaint.hospital_need if complaint else frozenset(),
        child=child,
        patient_ref=facts.patient_ref,
        warnings=tuple(warning.message for warning in warnings),
        victims=Victims(unsorted=facts.injured) if facts.injured > 1 else None,
        equipment_need=facts.equipment | (complaint.equipment_need if complaint else frozenset()),
    )


def perhaps_known(situation: Situation, at: LatLon, received_at: float) -> tuple[Warn, ...]:
    """Warn of open incidents so near in place and time that this call may be about the same one.

    Nothing is merged by itself: two people may have fallen ill in one house.
    """
    near = near_by(situation, at, received_at)
    return tuple(
        Warn(
            field="duplicate", message=f"рядом ({metres:.0f} м) уже есть вызов {incident.id}: не тот же ли это случай?"
        )
        for metres, incident in near[:3]
    )


def near_by(situation: Situation, at: LatLon, received_at: float) -> list[tuple[float, Incident]]:
    """Return the open incidents near in place and time (parts of others apart), nearest first, with their metres."""
    found = [
        (great_circle_m(incident.at, at), incident)
        for incident in situation.incidents.values()
        if incident.part is None and abs(received_at - incident.received_at) <= SAME_WITHIN_S
    ]
    return sorted(((metres, i) for metres, i in found if metres <= SAME_WITHIN_M), key=lambda row: (row[0], row[1].id))


def district_of(region: Region, at: LatLon) -> str:
    """Return the district of the nearest settlement: the region's folder has no borders, and a crew needs none."""
    if not region.places:
        return ""
    return min(region.places, key=lambda place: great_circle_m(place.at, at)).district


def _urgency(complaint: Complaint | None, facts: CardFacts) -> Urgency:
    """Take the table's urgency; the card's flags may only raise it."""
    urgency = complaint.urgency if complaint else Urgency.P2
    if facts.emergency or facts.injured > 0:
        return min(urgency, Urgency.P2)
    return urgency


def _by_stems(region: Region, wanted: str) -> Complaint | None:
    """Find the row whose name shares most of its words' beginnings with the text: endings differ in Russian."""
    said = _stems(wanted)
    scored = [(len(said & stems) / len(stems), -complaint.urgency, complaint) for complaint, stems in _names(region)]
    share, _, best = max(scored, key=lambda row: row[:2], default=(0.0, 0, None))
    return best if share >= STEM_SHARE else None


def _names(region: Region) -> list[tuple[Complaint, frozenset[str]]]:
    named = [(complaint, _stems(_plain(complaint.name))) for complaint in region.complaints]
    return [(complaint, stems) for complaint, stems in named if stems]


def _stems(text: str) -> frozenset[str]:
    words = "".join(c if c.isalnum() else " " for c in text).split()
    return frozenset(word[:STEM] for word in words if len(word) >= STEM - 1)


def _order(region: Region, share: CallShare) -> float:
    """Prefer the more urgent of two rows with equally long words."""
    complaint = region.complaint(share.complaint)
    return -float(complaint.urgency) if complaint else float("-inf")


def _plain(text: str) -> str:
    return " ".join(text.lower().replace("ё", "е").split())
