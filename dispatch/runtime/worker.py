"""The decision worker: takes commands in order of urgency, lets the dispatcher decide, publishes what happened.

Whatever breaks, the record is the truth: the queue is refilled from it, and the stream is brought up to it.
"""

import signal
import threading
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from uuid import uuid4

import structlog
from msgspec.structs import replace

from dispatch.application.log import PendingCommand
from dispatch.application.manning import posts_counted
from dispatch.application.ports import Bus, BusUnavailable, Clock, Fenced, Fix
from dispatch.application.resting import breaks_over, breaks_to_plan
from dispatch.application.seeing import positions_to_stamp
from dispatch.application.service import Dispatcher
from dispatch.bootstrap.worker import WorkerParts, build_worker
from dispatch.config import Settings
from dispatch.domain.errors import Refused
from dispatch.domain.ids import CommandId
from dispatch.domain.messages import Command, CommandBody, Seen, Tick
from dispatch.domain.road_messages import WeightsChanged
from dispatch.runtime.road_clock import RoadClock
from dispatch.runtime.transport import TransportPlanning

POP_S = 0.25
"""How long to wait for the queue before looking into the record: the delay of a command when Redis is gone."""

TICK_S = 5.0
PAUSES_S = 60.0
"""How often it is looked whose pause is due: one that waits for cover is tried again at this pace."""

LEASE_TTL_S = 3.0
RENEW_S = 1.0

ROAD_CLOCK = "road-clock"
"""Who changes the weights when nobody does."""

ATTEMPTS = 3
RETRY_S = 0.3
BROKEN = "команду выполнить не удалось из-за ошибки службы (смотрите worker.log): сделайте иначе или по рации"

log = structlog.get_logger("worker")


class Broken(Refused):
    """The command itself makes the service fail."""

    code = "internal"


@dataclass(slots=True)
class _Due:
    """When something was done last, on the wall clock."""

    every_s: float
    last: float = 0.0

    def now(self, now: float) -> bool:
        """Whether it is time again. A clock set back counts as time."""
        if 0 <= now - self.last < self.every_s:
            return False
        self.last = now
        return True


class Worker:
    """One loop over queue, record and clock."""

    def __init__(self, parts: WorkerParts) -> None:
        self._parts = parts
        self._clock: Clock = parts.clock
        self._bus: Bus = parts.bus
        self._dispatcher: Dispatcher = parts.dispatcher
        self._tick = _Due(TICK_S)
        self._pauses = _Due(PAUSES_S)
        self._renew = _Due(RENEW_S)
        self._fixes: dict[str, Fix] = {}
        self._transport = TransportPlanning(parts.times)
        self._roads = RoadClock(parts.seasons)
        self._published = 0
        self._failures: Counter[str] = Counter()

    def run(self, stop: threading.Event) -> None:
        """Work until `stop` is set. Raises `Fenced` when another worker has the area."""
        self.catch_up()
        for body in self._parts.opening:
            self.handle(self._own(body))
        self._turn_roads(self._clock.now())
        threading.Thread(target=self._parts.oracle.warm_roads, name="warm-roads", daemon=True).start()
        while not stop.is_set():
            self.step()
        self._transport.stop()
        self._parts.record.snapshot(every=1)
        self._parts.release()

    def step(self) -> None:
        """Handle what is due: one command of the queue, or all that the record still holds."""
        now = self._clock.now()
        if self._renew.now(now):
            self._parts.renew(now)
        self._turn_roads(now)
        for pending in self._next():
            self.handle_pending(pending)
        if self._tick.now(now) and self._is_due(now):
            self.handle(self._own(Tick()))
        if (planned := self._transport.step(now, self._parts.record.situation(), self._fixes)) is not None:
            self.handle(self._own(planned))
        self._parts.record.snapshot()

    def _turn_roads(self, now: float) -> None:
        """Let the roads follow the clock, before anything is decided on them."""
        if (turned := self._roads.step(now, self._parts.record.situation())) is not None:
            self.handle(self._command(CommandId(uuid4().hex), ROAD_CLOCK, turned))

    def handle_pending(self, pending: PendingCommand) -> None:
        """Handle a command of the inbox. One that fails again and again is refused, and the queue goes on."""
        try:
            self.handle(self._command(pending.id, pending.actor, pending.body()))
        except Fenced:
            raise
        except Exception:
            log.exception("failed", command=pending.id)
            self._failures[pending.id] += 1
            if self._failures[pending.id] >= ATTEMPTS:
                self._parts.record.refuse(self._command(pending.id, pending.actor, Tick()), Broken(BROKEN))
                return
            self._parts.wait(RETRY_S)

    def handle(self, command: Command) -> None:
        """Let the dispatcher decide; keep a refusal; publish the events."""
        try:
            outcome = self._dispatcher.handle(command)
        except Refused as refusal:
            self._parts.record.refuse(command, refusal)
            log.info("refused", command=command.id, code=refusal.code, detail=str(refusal))
            return
        for event in outcome.events:
            if isinstance(event, WeightsChanged):
                self._parts.reweight(event.spec, event.at)
                self._tick.last = 0.0  # who waits is looked at again by the new roads, at once
        self.publish()

    def catch_up(self) -> None:
        """Bring the stream up to the record, and drop a stream that belongs to another record."""
        try:
            self._published = self._bus.last_published()
            if self._published > self._parts.record.seq:
                self._bus.forget()
                self._published = 0
        except BusUnavailable as error:
            log.warning("redis-gone", error=str(error))
        self.publish()

    def publish(self) -> None:
        """Publish all events that the stream does not hold yet."""
        behind = max(self._published, self._parts.record.seq - self._parts.stream_length)
        rows = self._parts.record.after(behind)
        try:
            self._bus.publish(rows)
        except BusUnavailable as error:
            log.warning("redis-gone", error=str(error))
            return
        if rows:
            self._published = rows[-1].seq

    def _next(self) -> list[PendingCommand]:
        try:
            self._fixes = self._bus.positions()
            found = self._bus.pop(POP_S)
        except BusUnavailable:
            return self._parts.inbox.pending() or self._rest()
        if found is not None:
            pending = self._parts.inbox.take(found)
            return [pending] if pending else []
        return self._refill()

    def _refill(self) -> list[PendingCommand]:
        """Find commands that the queue has lost (Redis was emptied, or the sender died between the two)."""
        if self._published < self._parts.record.seq:
            self.catch_up()
        return self._parts.inbox.pending()

    def _is_due(self, now: float) -> bool:
        """Whether time alone has something to decide: somebody waits, a pause is over or due, a post's hour comes."""
        situation = self._parts.record.situation()
        if situation.waiting() or any(breaks_over(replace(situation, now=now))):
            return True
        if not self._pauses.now(now):
            return False
        present = replace(situation, now=now)
        return breaks_to_plan(present) or posts_counted(present) is not None

    def _rest(self) -> list[PendingCommand]:
        self._parts.wait(POP_S / 5)
        return []

    def _own(self, body: CommandBody) -> Command:
        return self._command(CommandId(uuid4().hex), "worker", body)

    def _command(self, command_id: CommandId, actor: str, body: CommandBody) -> Command:
        positions = positions_to_stamp(self._parts.record.situation(), body, self._fixes)
        seen = Seen(
            policy=self._parts.policy,
            weights_version=self._parts.weights_version(),
            positions=positions,
            decider=self._parts.decider,
        )
        return Command(id=command_id, at=self._clock.now(), actor=actor, seen=seen, body=body)


def main() -> None:
    """Run the worker of the area until SIGTERM; stand by while another one is alive."""
    settings = Settings()
    stop = threading.Event()
    _on_signal(stop.set)
    while not stop.is_set():
        parts = build_worker(settings, wait=lambda seconds: _rest(stop, seconds), ttl_s=LEASE_TTL_S)
        if parts is None:
            stop.wait(RENEW_S)
            continue
        try:
            Worker(parts).run(stop)
        except Fenced as fenced:
            log.warning("fenced", reason=str(fenced))


def _rest(stop: threading.Event, seconds: float) -> None:
    stop.wait(seconds)


def _on_signal(call: Callable[[], None]) -> None:
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: call())


if __name__ == "__main__":
    main()
