"""What the service has done to a crew behind its back: called it off, turned it round, moved it. Told until it is read.

Kept in memory, read from the end of the record at the start: whoever reconnects is told what was decided meanwhile.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from types import MappingProxyType

from dispatch.application.acceptance import BY_CREW
from dispatch.application.log import StoredEvent
from dispatch.domain.hospital_messages import AirMeetingDecided, AirMeetingOffered
from dispatch.domain.ids import CrewId, HospitalId, IncidentId, StationId
from dispatch.domain.messages import (
    AssignmentWithdrawn,
    CrewAssigned,
    DestinationChosen,
    Event,
    IncidentCancelled,
    StandbyOrdered,
)
from dispatch.domain.pauses import BreakEnded
from dispatch.domain.recommendation import Destination, Reason
from dispatch.domain.scene_messages import HandedOver, PartWithdrawn

KEPT = 10
"""Pieces of news kept for a crew: more than that nobody reads."""

LOOKED_BACK = 20_000
"""Events at the end of the record that are read at the start: some hours of the whole region."""

CALLED_OFF = MappingProxyType(
    {AssignmentWithdrawn: "withdrawn", PartWithdrawn: "not-needed", IncidentCancelled: "cancelled"}
)

TOLD = frozenset(
    kind.__name__
    for kind in (
        AirMeetingDecided,
        AirMeetingOffered,
        AssignmentWithdrawn,
        BreakEnded,
        CrewAssigned,
        DestinationChosen,
        HandedOver,
        IncidentCancelled,
        PartWithdrawn,
        StandbyOrdered,
    )
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """One piece of news.

    `words` are a person's own. `was` is the hospital that was left, the part taken over, or the site of the meeting.
    """

    seq: int
    at: float
    kind: str
    incident: IncidentId | None = None
    crew: CrewId | None = None
    hospital: HospitalId | None = None
    base: StationId | None = None
    was: str | None = None
    words: str = ""
    reasons: tuple[Reason, ...] = ()


@dataclass(slots=True)
class CrewNews:
    """The newest pieces of each crew. One thread notes, others read: a crew's tuple is replaced as a whole."""

    _pieces: dict[CrewId, tuple[Piece, ...]] = field(default_factory=dict)
    _crew_on: dict[IncidentId, CrewId] = field(default_factory=dict)
    _bound: dict[IncidentId, Destination] = field(default_factory=dict)
    _sites: dict[IncidentId, str] = field(default_factory=dict)

    def recall(self, rows: Iterable[StoredEvent]) -> None:
        """Take what the record has of the time before."""
        for row in rows:
            self.note(row.seq, row.event())

    def note(self, seq: int, event: Event) -> None:  # noqa: C901 (one case an event)
        """Take an event: it may be news to the crew that it concerns."""
        match event:
            case CrewAssigned(incident=incident, crew=crew):
                self._forget(incident)
                self._crew_on[incident] = crew
            case AssignmentWithdrawn() | PartWithdrawn() | IncidentCancelled():
                self._call_off(seq, event)
            case HandedOver():
                self._take_over(seq, event)
            case DestinationChosen():
                self._direct(seq, event)
            case AirMeetingOffered(incident=incident, meeting=meeting):
                self._sites[incident] = meeting.site_name
            case AirMeetingDecided(accepted=True):
                self._fly(seq, event)
            case StandbyOrdered(move=move):
                told = Piece(seq=seq, at=event.at, kind="standby", base=move.to, reasons=move.reasons)
                self._tell(move.crew, told)
            case BreakEnded(crew=crew, interrupted=True, incident=call, reason=words, by=by) if by != f"crew:{crew}":
                self._tell(crew, Piece(seq=seq, at=event.at, kind="break-broken", incident=call, words=words))
            case _:
                pass

    def of(self, crew: CrewId) -> tuple[Piece, ...]:
        """Return the crew's news, the oldest first."""
        return self._pieces.get(crew, ())

    def _call_off(self, seq: int, event: AssignmentWithdrawn | PartWithdrawn | IncidentCancelled) -> None:
        """Tell the crew, if there is one, that the incident is not its own any more."""
        words = event.reason if isinstance(event, IncidentCancelled) else ""
        why = () if isinstance(event, IncidentCancelled) else event.reasons
        if event.crew is not None:
            piece = Piece(
                seq=seq,
                at=event.at,
                kind=CALLED_OFF[type(event)],
                incident=event.incident,
                words=words,
                reasons=why,
            )
            self._tell(event.crew, piece)
        self._forget(event.incident)

    def _fly(self, seq: int, event: AirMeetingDecided) -> None:
        crew = self._crew_on.get(event.incident)
        if crew is not None:
            site = self._sites.get(event.incident)
            self._tell(crew, Piece(seq=seq, at=event.at, kind="air-site", incident=event.incident, was=site))

    def _take_over(self, seq: int, event: HandedOver) -> None:
        piece = Piece(
            seq=seq, at=event.at, kind="took-over", incident=event.incident, crew=event.relieved, was=event.part
        )
        self._tell(event.crew, piece)
        self._crew_on[event.incident] = event.crew
        self._crew_on[event.part] = event.relieved

    def _direct(self, seq: int, event: DestinationChosen) -> None:
        """Tell of another hospital, or of one that is doubted now: not of the first, nor of the crew's own choice."""
        known, chosen = self._bound.get(event.incident), event.destination
        self._bound[event.incident] = chosen
        crew = self._crew_on.get(event.incident)
        own = any(reason.code == BY_CREW for reason in chosen.reasons) and not chosen.warnings
        if crew is None or known is None or own or chosen.hospital is None:
            return
        other = chosen.hospital != known.hospital
        if other or (chosen.warnings and chosen.warnings != known.warnings):
            piece = Piece(
                seq=seq,
                at=event.at,
                kind="redirected" if other else "hospital-doubted",
                incident=event.incident,
                hospital=chosen.hospital,
                was=known.hospital,
                reasons=chosen.reasons if other else chosen.warnings,
            )
            self._tell(crew, piece)

    def _tell(self, crew: CrewId, piece: Piece) -> None:
        self._pieces[crew] = (*self.of(crew), piece)[-KEPT:]

    def _forget(self, incident: IncidentId) -> None:
        for known in (self._crew_on, self._bound, self._sites):
            known.pop(incident, None)
