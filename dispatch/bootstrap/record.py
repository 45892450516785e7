"""The record looked at from outside: verified, replayed."""

from collections.abc import Callable, Iterator
from itertools import islice
from typing import TypeVar

from dispatch.adapters.sql.database import open_database
from dispatch.adapters.sql.record import ChainBroken, EventLog, verify
from dispatch.application.chain import GENESIS
from dispatch.application.replaying import FoldedRecord, Replayed, ReplayReport, replay
from dispatch.bootstrap.air import air_rescue
from dispatch.bootstrap.dispatching import build_dispatcher, decider
from dispatch.bootstrap.region import load_region
from dispatch.bootstrap.roads import open_map, travel_times
from dispatch.config import Settings
from dispatch.domain.situation import Situation

R = TypeVar("R")


def replay_record(settings: Settings, *, limit: int | None = None) -> ReplayReport:
    """Handle the record's commands again on the same map. Raises `MapUnreadable`."""
    engine = open_database(settings.database, checkpoints=False)
    log = EventLog(engine)
    oracle = open_map(settings, load_region(settings.region))
    times = travel_times(oracle)
    record = FoldedRecord(Situation(), Situation())
    again = Replayed(
        record=record,
        dispatcher=build_dispatcher(record, times, air_rescue(settings.region, times)),
        decider=decider(),
        reweight=oracle.reweight,
        weights_version=lambda: times.weights_version,
    )
    commands = islice(_pages(log.handled, lambda row: row.number), limit)
    try:
        return replay(again, commands, _pages(log.after, lambda row: row.seq))
    finally:
        engine.dispose()


def verify_record(settings: Settings) -> list[str]:
    """Check the hash chain of the whole log; one line for what is broken."""
    engine = open_database(settings.database, checkpoints=False)
    seq, last = 0, GENESIS
    try:
        for row in _pages(EventLog(engine).after, lambda row: row.seq):
            last = verify(row, seq, last)
            seq = row.seq
    except ChainBroken as broken:
        return [f"запись: {broken}"]
    finally:
        engine.dispose()
    return []


def _pages(read: Callable[[int], list[R]], key: Callable[[R], int]) -> Iterator[R]:
    after = 0
    while page := read(after):
        yield from page
        after = key(page[-1])
