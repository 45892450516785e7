"""The queue, the stream and the positions, on a real Valkey."""

import pytest

from dispatch.adapters.redis_bus import RedisBus
from dispatch.application.log import StoredEvent
from dispatch.application.ports import BusUnavailable, Fix
from tests.builders import NOON
from tests.integration.conftest import Valkey

SOON_S = 0.05


def row(seq: int, **more: object) -> StoredEvent:
    known = {"at": NOON + seq, "kind": "ModeSet", "payload": '{"mode":"да"}', "command": f"c{seq}", "hash": "f" * 64}
    return StoredEvent(**{"seq": seq, "incident": None, "crew": None, **known, **more})  # type: ignore[arg-type]


@pytest.fixture
def bus(valkey: Valkey) -> RedisBus:
    return valkey.bus()


def drained(bus: RedisBus) -> list[str]:
    found = []
    while (command := bus.pop(SOON_S)) is not None:
        found.append(command)
    return found


def test_the_most_urgent_command_comes_first_then_the_oldest(bus: RedisBus) -> None:
    bus.push("mild", priority=4, received_at=NOON - 90_000)
    bus.push("second", priority=1, received_at=NOON + 0.001)
    bus.push("first", priority=1, received_at=NOON)
    bus.push("button", priority=0, received_at=NOON + 9_000)
    assert bus.waiting() == 4
    assert drained(bus) == ["button", "first", "second", "mild"]
    assert bus.waiting() == 0


def test_a_command_that_is_pushed_again_keeps_its_place(bus: RedisBus) -> None:
    bus.push("one", priority=2, received_at=NOON)
    bus.push("other", priority=2, received_at=NOON + 1)
    bus.push("one", priority=4, received_at=NOON + 2)
    assert drained(bus) == ["one", "other"]


def test_an_empty_queue_answers_nothing_in_time(bus: RedisBus) -> None:
    assert bus.pop(SOON_S) is None


def test_events_are_read_after_a_number_as_they_were_published(bus: RedisBus) -> None:
    rows = [row(1), row(2, incident="261122-A", crew="2143"), row(3, crew="2150")]
    bus.publish(rows)
    assert bus.read(0, block_s=SOON_S) == rows
    assert bus.read(1, block_s=SOON_S) == rows[1:]
    assert bus.read(3, block_s=SOON_S) == []
    assert bus.last_published() == 3


def test_publishing_again_changes_nothing(bus: RedisBus) -> None:
    bus.publish([row(1), row(2)])
    bus.publish([row(1, kind="another"), row(2), row(3)])
    assert bus.read(0, block_s=SOON_S) == [row(1), row(2), row(3)]


def test_publishing_nothing_is_allowed(bus: RedisBus) -> None:
    bus.publish([])
    bus.keep_positions({})
    assert (bus.last_published(), bus.positions(), bus.read(0, block_s=SOON_S)) == (0, {}, [])


def test_more_events_than_one_reading_takes_come_in_turns(bus: RedisBus) -> None:
    rows = [row(seq) for seq in range(1, 1_201)]
    bus.publish(rows)
    found: list[StoredEvent] = []
    while page := bus.read(found[-1].seq if found else 0, block_s=SOON_S):
        found += page
    assert found == rows


def test_a_stream_of_another_record_is_forgotten_but_positions_stay(bus: RedisBus) -> None:
    bus.publish([row(7)])
    bus.push("old", priority=1, received_at=NOON)
    bus.keep_positions({"2143": Fix(lat=59.5, lon=30.1, at=NOON)})
    bus.forget()
    assert (bus.last_published(), bus.waiting()) == (0, 0)
    assert bus.positions().keys() == {"2143"}
    bus.publish([row(1)])
    assert bus.read(0, block_s=SOON_S) == [row(1)]


def test_the_last_position_of_each_crew_is_kept(bus: RedisBus) -> None:
    bus.keep_positions({"2143": Fix(lat=59.5, lon=30.1, at=NOON), "2150": Fix(lat=60.0, lon=29.0, at=NOON)})
    bus.keep_positions({"2143": Fix(lat=59.568912345, lon=30.122812345, at=NOON + 0.25)})
    assert bus.positions() == {
        "2143": Fix(lat=59.568912345, lon=30.122812345, at=NOON + 0.25),
        "2150": Fix(lat=60.0, lon=29.0, at=NOON),
    }


def test_areas_do_not_see_each_other(valkey: Valkey) -> None:
    ours, theirs = valkey.bus(), valkey.bus()
    ours.push("one", priority=1, received_at=NOON)
    ours.publish([row(1)])
    assert (theirs.pop(SOON_S), theirs.last_published()) == (None, 0)


def test_everything_says_so_when_the_server_is_gone_and_works_when_it_is_back(mortal_valkey: Valkey) -> None:
    bus = mortal_valkey.bus()
    bus.publish([row(1)])
    bus.push("one", priority=1, received_at=NOON)
    mortal_valkey.kill()
    for call in (
        bus.ping,
        bus.waiting,
        bus.last_published,
        bus.forget,
        bus.positions,
        lambda: bus.push("x", priority=1, received_at=NOON),
        lambda: bus.pop(SOON_S),
        lambda: bus.publish([row(2)]),
        lambda: bus.read(0, block_s=SOON_S),
        lambda: bus.keep_positions({"2143": Fix(lat=1.0, lon=1.0, at=NOON)}),
    ):
        with pytest.raises(BusUnavailable, match="Redis"):
            call()
    mortal_valkey.start()
    assert bus.read(0, block_s=SOON_S) == [row(1)]
    assert drained(bus) == ["one"]
