"""The present, followed from the record: one thread folds new events and wakes the streams.

Redis brings events at once; when it is gone or has a gap, the record itself is read.
"""

import asyncio
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import structlog

from dispatch.api.crew_news import LOOKED_BACK, TOLD, CrewNews
from dispatch.application.log import StoredEvent
from dispatch.application.ports import BusUnavailable, Fix
from dispatch.bootstrap.edge import ApiParts
from dispatch.domain.messages import Event
from dispatch.domain.road_messages import WeightsChanged
from dispatch.domain.situation import Situation, evolve

BLOCK_S = 0.5
POLL_S = 0.2
QUEUE_LENGTH = 1_000
"""Messages that a slow client may be behind before it is dropped and has to load the state again."""

HISTORY = 2_000
"""Changes kept for clients that come back with `since`."""

log = structlog.get_logger("live")


@dataclass(frozen=True, slots=True)
class Change:
    """One event with the situations around it, so that every stream shows what its reader may see."""

    row: StoredEvent
    event: Event
    before: Situation
    after: Situation


@dataclass(slots=True, eq=False)
class Subscriber:
    """A stream that is open."""

    queue: asyncio.Queue[object]
    loop: asyncio.AbstractEventLoop
    overrun: bool = False

    def offer(self, message: object) -> None:
        """Hand over a message from any thread."""
        self.loop.call_soon_threadsafe(self._put, message)

    def _put(self, message: object) -> None:
        try:
            self.queue.put_nowait(message)
        except asyncio.QueueFull:
            self.overrun = True


def _ignore(event: Event, at: float) -> None:
    """Do nothing with an event."""


@dataclass(slots=True)
class Live:
    """The fold that this process shows."""

    parts: ApiParts
    seq: int = 0
    situation: Situation = field(default_factory=Situation)
    fixes: dict[str, Fix] = field(default_factory=dict)
    news: CrewNews = field(default_factory=CrewNews)
    bus_error: str | None = None
    on_event: Callable[[Event, float], None] = _ignore
    _unsent: dict[str, Fix] = field(default_factory=dict)
    _history: list[Change] = field(default_factory=list)
    _subscribers: set[Subscriber] = field(default_factory=set)
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _stop: threading.Event = field(default_factory=threading.Event)
    _thread: threading.Thread | None = None

    def start(self) -> None:
        """Load the present and follow it."""
        self.seq, self.situation = self.parts.log.latest()
        # The map was opened with the weights of a moment ago: the clock of the roads may have turned meanwhile.
        self.parts.oracle.reweight(self.situation.weights, self.situation.roads.weighed_at)
        self.news.recall(self.parts.log.of_kinds(TOLD, since=0.0, after=self.seq - LOOKED_BACK, limit=LOOKED_BACK))
        self._thread = threading.Thread(target=self._follow, name="follow", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Stop following."""
        self._stop.set()
        if self._thread:
            self._thread.join(timeout=5)

    def state(self) -> tuple[int, Situation]:
        """Return a sequence number and the situation that belongs to it."""
        with self._lock:
            return self.seq, self.situation

    def subscribe(self, since: int) -> tuple[Subscriber, list[Change] | None]:
        """Open a stream: the changes after `since`, or None when they are no longer kept."""
        subscriber = Subscriber(asyncio.Queue(QUEUE_LENGTH), asyncio.get_running_loop())
        with self._lock:
            self._subscribers.add(subscriber)
            missed = [change for change in self._history if change.row.seq > since]
            if len(missed) != self.seq - since:
                return subscriber, None
            return subscriber, missed

    def unsubscribe(self, subscriber: Subscriber) -> None:
        """Close a stream."""
        with self._lock:
            self._subscribers.discard(subscriber)

    def see(self, fixes: Mapping[str, Fix]) -> None:
        """Take fixes that are newer than what is known; they go out with the next batch."""
        with self._lock:
            for crew, fix in fixes.items():
                known = self.fixes.get(crew)
                if known is None or known.at < fix.at:
                    self.fixes[crew] = self._unsent[crew] = fix

    def unsent(self) -> dict[str, Fix]:
        """Return fixes that no stream has had yet, once."""
        with self._lock:
            found, self._unsent = self._unsent, {}
        return found

    def broadcast(self, message: object) -> None:
        """Hand a message to every open stream."""
        for subscriber in tuple(self._subscribers):
            subscriber.offer(message)

    def _follow(self) -> None:
        while not self._stop.is_set():
            try:
                self._apply(self._next_rows())
            except Exception:  # a broken follower would leave every screen silently old
                log.exception("follow")
                self._stop.wait(1.0)

    def _next_rows(self) -> Sequence[StoredEvent]:
        try:
            rows = self.parts.bus.read(self.seq, block_s=BLOCK_S)
            self.bus_error = None
        except BusUnavailable as error:
            self.bus_error = str(error)
            self._stop.wait(POLL_S)
            rows = []
        whole = [row.seq for row in rows] == list(range(self.seq + 1, self.seq + 1 + len(rows)))
        return rows if rows and whole else self.parts.log.after(self.seq)

    def _apply(self, rows: Sequence[StoredEvent]) -> None:
        for row in rows:
            event = row.event()
            change = Change(row, event, self.situation, evolve(self.situation, event))
            if isinstance(event, WeightsChanged):
                self.parts.oracle.reweight(event.spec, event.at)
            self.news.note(row.seq, event)
            with self._lock:
                self.seq, self.situation = row.seq, change.after
                self._history.append(change)
                del self._history[:-HISTORY]
                for subscriber in self._subscribers:
                    subscriber.offer(change)
            self.on_event(event, row.at)
