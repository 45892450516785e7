"""The state of planned transport, and the fold that changes it together with the crews' statuses."""

from collections.abc import Mapping
from typing import assert_never

from msgspec import Struct, field
from msgspec.structs import replace

from dispatch.domain.crew import CrewStatus
from dispatch.domain.ids import CrewId, IncidentId, TransportId
from dispatch.domain.recommendation import Reason
from dispatch.domain.roster import Roster
from dispatch.domain.transport import (
    ROOM_BY_CLASS,
    UNDER_WAY,
    CrewRun,
    PlannedTransport,
    Room,
    Transport,
    TransportStep,
    TransportUse,
)
from dispatch.domain.transport_messages import (
    CrewLent,
    CrewSetAside,
    TransportAssigned,
    TransportCancelled,
    TransportConfirmed,
    TransportEvent,
    TransportLendingSet,
    TransportPlanned,
    TransportReopened,
    TransportRequested,
    TransportStepReached,
    TransportUseSet,
)

PROMISE_SLACK_S = 900.0
"""A pickup that moves by no more than this is still the one that was promised. Assumed."""

NO_ROOM = Room(seats=0, wheelchairs=0, stretchers=0, oxygen=False)

BEFORE_CREW = frozenset({TransportStep.REQUESTED, TransportStep.PLANNED, TransportStep.CONFIRMED})


class TransportBook(Struct, frozen=True, kw_only=True):
    """Open requests, the crews' runs, and which crews do transport at all.

    `lent` names the threat to life that a set-aside crew may be sent to. `stale`: something has happened since
    `planned_at` (POSIX seconds) that a new plan must see.
    """

    requests: Mapping[TransportId, Transport] = field(default_factory=dict)
    runs: Mapping[CrewId, CrewRun] = field(default_factory=dict)
    uses: Mapping[CrewId, TransportUse] = field(default_factory=dict)
    rooms: Mapping[CrewId, Room] = field(default_factory=dict)
    lent: Mapping[CrewId, IncidentId] = field(default_factory=dict)
    lend: bool = True
    planned_at: float = 0.0
    stale: bool = False

    def use(self, crew: CrewId) -> TransportUse:
        """What the crew does for transport."""
        return self.uses.get(crew, TransportUse.NONE)

    def room(self, crew: CrewId, vehicle_class: str) -> Room:
        """What the crew's vehicle carries; nothing when neither a person nor its class says."""
        return self.rooms.get(crew) or ROOM_BY_CLASS.get(vehicle_class, NO_ROOM)

    def of_crew(self, crew: CrewId) -> list[Transport]:
        """The open requests that the crew has."""
        return [transport for transport in self.requests.values() if transport.crew == crew]

    def fetching(self) -> frozenset[CrewId]:
        """The crews that have left for a patient: calls may take them, but nobody sends them to stand by elsewhere."""
        return frozenset(t.crew for t in self.requests.values() if t.crew is not None and t.step in UNDER_WAY)

    def on_board(self, crew: CrewId) -> list[Transport]:
        """The patients in the crew's vehicle."""
        return [transport for transport in self.of_crew(crew) if transport.step is TransportStep.ON_BOARD]


def fold_transport(  # noqa: C901, PLR0911 (one case an event)
    book: TransportBook, roster: Roster, event: TransportEvent
) -> tuple[TransportBook, Roster]:
    """Fold one event into the book and the roster."""
    match event:
        case TransportRequested(request=request):
            return _put(book, Transport(request=request), stale=True), roster
        case TransportPlanned():
            return _planned(book, event), roster
        case TransportConfirmed():
            known = replace(book.requests[event.transport], step=TransportStep.CONFIRMED, promised_at=event.promised_at)
            return _put(book, known), roster
        case TransportAssigned():
            return _assigned(book, event), roster
        case TransportStepReached():
            return _reached(book, roster, event)
        case TransportReopened():
            return _reopened(book, event), roster
        case TransportCancelled():
            return _gone(book, event.transport, stale=True), roster
        case TransportUseSet():
            return _used(book, roster, event)
        case TransportLendingSet(lend=lend):
            return replace(book, lend=lend), roster
        case CrewLent(crew=crew, lent_to=incident):
            return replace(book, lent={**book.lent, crew: incident}), _doing(roster, event, CrewStatus.AVAILABLE)
        case CrewSetAside(crew=crew):
            lent = {known: incident for known, incident in book.lent.items() if known != crew}
            return replace(book, lent=lent), _doing(roster, event, CrewStatus.SET_ASIDE)
        case _:
            assert_never(event)


def _put(book: TransportBook, transport: Transport, *, stale: bool = False) -> TransportBook:
    requests = {**book.requests, transport.request.id: transport}
    return replace(book, requests=requests, stale=book.stale or stale)


def _gone(book: TransportBook, transport: TransportId, *, stale: bool) -> TransportBook:
    requests = {known: row for known, row in book.requests.items() if known != transport}
    return replace(_off_runs(book, transport), requests=requests, stale=book.stale or stale)


def _off_runs(book: TransportBook, transport: TransportId) -> TransportBook:
    """Take the stops of a request out of every run."""
    runs = {}
    for crew, run in book.runs.items():
        stops = tuple(stop for stop in run.stops if stop.transport != transport)
        if stops:
            runs[crew] = run if len(stops) == len(run.stops) else replace(run, stops=stops)
    return replace(book, runs=runs)


def _planned(book: TransportBook, event: TransportPlanned) -> TransportBook:
    runs = {**book.runs, **{run.crew: run for run in event.runs}}
    requests = {**book.requests}
    for planned in event.transports:
        requests[planned.transport] = _as_planned(requests[planned.transport], planned)
    kept = {crew: run for crew, run in runs.items() if run.stops}
    return replace(book, runs=kept, requests=requests, planned_at=event.at, stale=False)


def _as_planned(known: Transport, planned: PlannedTransport) -> Transport:
    """Take what the plan says; a promise that it cannot keep has to be confirmed anew."""
    step = known.step
    if step in BEFORE_CREW:
        step = _step(known, planned)
    return replace(
        known,
        step=step,
        crew=planned.crew or (known.crew if known.pinned or known.step not in BEFORE_CREW else None),
        pickup_at=planned.pickup_at if planned.pickup_at is not None or step in BEFORE_CREW else known.pickup_at,
        delivery_at=planned.delivery_at,
        reasons=planned.reasons,
        options=planned.options,
    )


def _step(known: Transport, planned: PlannedTransport) -> TransportStep:
    if planned.crew is None or planned.pickup_at is None:
        return TransportStep.REQUESTED
    if known.promised_at is None or abs(planned.pickup_at - known.promised_at) > PROMISE_SLACK_S:
        return TransportStep.PLANNED
    return TransportStep.CONFIRMED


def _assigned(book: TransportBook, event: TransportAssigned) -> TransportBook:
    known = book.requests[event.transport]
    reason = Reason(code="transport-by-hand", params={"crew": event.crew, "words": event.reason})
    pinned = replace(
        known, crew=event.crew, pinned=True, step=TransportStep.CONFIRMED, pickup_at=None, reasons=(reason,), options=()
    )
    return _put(_off_runs(book, event.transport), pinned, stale=True)


def _reached(book: TransportBook, roster: Roster, event: TransportStepReached) -> tuple[TransportBook, Roster]:
    if event.step is TransportStep.DELIVERED:
        status = _idle(book, event.crew) if event.free else CrewStatus.ON_TRANSPORT
        return _gone(book, event.transport, stale=False), _doing(roster, event, status)
    known = book.requests[event.transport]
    times = {**known.times, event.step: event.reached_at}
    book = _put(book, replace(known, step=event.step, crew=event.crew, times=times))
    if event.step is not TransportStep.ON_BOARD:
        return book, roster
    return _without_pickup(book, event), _doing(roster, event, CrewStatus.ON_TRANSPORT)


def _without_pickup(book: TransportBook, event: TransportStepReached) -> TransportBook:
    run = book.runs.get(event.crew)
    if run is None:
        return book
    stops = tuple(stop for stop in run.stops if not (stop.pickup and stop.transport == event.transport))
    return replace(book, runs={**book.runs, event.crew: replace(run, stops=stops)})


def _reopened(book: TransportBook, event: TransportReopened) -> TransportBook:
    known = book.requests[event.transport]
    if event.taken_for is None:
        reason = Reason(code="transport-crew-off-line", params={"crew": event.crew})
    else:
        reason = Reason(code="transport-crew-taken", params={"crew": event.crew, "incident": event.taken_for})
    waits = replace(
        known,
        step=TransportStep.REQUESTED,
        crew=None,
        pinned=False,
        pickup_at=None,
        delivery_at=None,
        times={step: at for step, at in known.times.items() if step not in UNDER_WAY},
        reasons=(reason,),
        options=(),
    )
    return _put(_off_runs(book, event.transport), waits, stale=True)


def _used(book: TransportBook, roster: Roster, event: TransportUseSet) -> tuple[TransportBook, Roster]:
    uses = {crew: use for crew, use in book.uses.items() if crew != event.crew}
    rooms = {crew: room for crew, room in book.rooms.items() if crew != event.crew}
    if event.use is not TransportUse.NONE:
        uses[event.crew] = event.use
        if event.room is not None:
            rooms[event.crew] = event.room
    book = replace(book, uses=uses, rooms=rooms, stale=bool(book.requests))
    if roster[event.crew].status not in {CrewStatus.AVAILABLE, CrewStatus.SET_ASIDE}:
        return book, roster
    return book, _doing(roster, event, _idle(book, event.crew))


def _idle(book: TransportBook, crew: CrewId) -> CrewStatus:
    """What a crew without a patient is to the calls."""
    return CrewStatus.SET_ASIDE if book.use(crew) is TransportUse.SET_ASIDE else CrewStatus.AVAILABLE


def _doing(
    roster: Roster, event: TransportStepReached | TransportUseSet | CrewLent | CrewSetAside, status: CrewStatus
) -> Roster:
    known = roster[event.crew]
    return roster if known.status is status else roster.with_crew(known.doing(status, since=event.at, assignment=None))
