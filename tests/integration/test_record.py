"""The record's promises, kept by the one in memory and by the one in SQL, on SQLite and on PostgreSQL."""

from collections.abc import Iterator
from typing import Any

import pytest
from msgspec.structs import replace
from sqlalchemy import Engine, delete, func, select, update
from sqlalchemy.exc import IntegrityError

from dispatch.adapters.memory import MemoryRecord
from dispatch.adapters.sql.database import open_database, reading
from dispatch.adapters.sql.inbox import SqlInbox
from dispatch.adapters.sql.record import ChainBroken, EventLog, SqlRecord, verify
from dispatch.adapters.sql.schema import COMMANDS, EVENTS, SNAPSHOTS
from dispatch.application.chain import GENESIS
from dispatch.application.codec import digest
from dispatch.application.log import CommandState, NewCommand
from dispatch.application.ports import Record
from dispatch.domain.assignment import Milestone
from dispatch.domain.errors import IllegalTransition, Refused
from dispatch.domain.ids import CommandId, CrewId, IncidentId
from dispatch.domain.messages import CancelIncident, Command, CommandBody, Event, Mode, ReportMilestone, SetMode, Tick
from dispatch.domain.situation import Situation
from tests.builders import NOON, WHOLE_WAY, Desk, a_command, a_crew, a_hospital, an_incident, fold

SECONDS = {("A", "first"): 240.0, ("B", "second"): 300.0, ("first", "crb"): 600.0, ("second", "crb"): 60.0}


def a_desk(record: Record) -> Desk:
    return Desk(crews=[a_crew("A"), a_crew("B")], hospitals=[a_hospital("crb")], seconds=SECONDS, record=record)


def a_busy_hour(record: Record) -> Desk:
    """Two calls: one served to the end, one cancelled; the clock goes on by a minute each time."""
    desk = a_desk(record)
    desk.call(an_incident("first", 1))
    desk.call(an_incident("second", 3))
    desk.confirm("first", "A")
    for milestone in WHOLE_WAY:
        desk.now += 60
        desk.press("A", milestone)
    desk.do(SetMode(mode=Mode.AUTOMATIC))
    desk.do(CancelIncident(incident=IncidentId("second"), reason="ложный вызов"))
    return desk


class Kept:
    """A record of any kind, and what it holds read back."""

    def __init__(self, record: Any, engine: Engine | None) -> None:
        self.record = record
        self.engine = engine

    def events(self) -> list[Event]:
        if self.engine is None:
            return list(self.record.events)
        return [row.event() for row in EventLog(self.engine).after(0)]


@pytest.fixture(params=["memory", "sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def kept(request: pytest.FixtureRequest, tmp_path: Any) -> Iterator[Kept]:
    if request.param == "memory":
        yield Kept(MemoryRecord(), None)
        return
    sqlite = f"sqlite:///{tmp_path / 'record.sqlite3'}"
    url = sqlite if request.param == "sqlite" else request.getfixturevalue("postgres").fresh_database()
    engine = open_database(url, checkpoints=True)
    yield Kept(SqlRecord(engine), engine)
    engine.dispose()


# --- the contract ---


def test_an_empty_record_folds_to_an_empty_situation(kept: Kept) -> None:
    assert kept.record.situation() == Situation()
    assert kept.events() == []


def test_events_come_back_in_the_order_in_which_they_were_committed(kept: Kept) -> None:
    desk = a_desk(kept.record)
    given = [*desk.call(an_incident("first", 1)), *desk.confirm("first", "A")]
    assert kept.events()[1:] == given


def test_the_situation_is_the_fold_of_what_was_committed(kept: Kept) -> None:
    a_busy_hour(kept.record)
    assert digest(kept.record.situation()) == digest(fold(kept.events()))


def test_every_record_ends_in_the_same_situation(kept: Kept) -> None:
    a_busy_hour(kept.record)
    twin = MemoryRecord()
    a_busy_hour(twin)
    assert kept.events() == twin.events
    assert digest(kept.record.situation()) == digest(twin.situation())


def test_a_wish_without_a_consequence_leaves_no_event(kept: Kept) -> None:
    desk = a_desk(kept.record)
    before = kept.record.situation()
    desk.now += 600
    desk.do(Tick())
    desk.do(SetMode(mode=Mode.PROPOSE))
    assert kept.record.situation() == before
    assert len(kept.events()) == 1


def test_a_refused_wish_leaves_no_event(kept: Kept) -> None:
    desk = a_desk(kept.record)
    with pytest.raises(Refused):
        desk.press("A", Milestone.AVAILABLE)
    assert len(kept.events()) == 1


# --- what only a record on disk can promise ---


def test_a_record_opened_again_stands_where_it_stood(engine: Engine, database_url: str) -> None:
    desk = a_busy_hour(SqlRecord(engine))
    other = open_database(database_url, checkpoints=False)
    again = SqlRecord(other)
    assert again.seq == desk.record.seq == EventLog(engine).after(0)[-1].seq
    assert digest(again.situation()) == digest(desk.situation)
    a_desk(again).call(an_incident("third"))
    assert EventLog(engine).latest()[0] == again.seq > desk.record.seq
    other.dispose()


def test_numbers_have_no_gap_and_commands_are_counted(engine: Engine) -> None:
    a_busy_hour(SqlRecord(engine))
    log = EventLog(engine)
    assert [row.seq for row in log.after(0)] == list(range(1, len(log.after(0)) + 1))
    handled = log.handled(0)
    assert [row.number for row in handled] == list(range(1, len(handled) + 1))
    assert {row.command for row in log.after(0)} <= {row.id for row in handled}


def test_the_story_of_an_incident_can_be_read_after_it_is_closed(engine: Engine) -> None:
    desk = a_busy_hour(SqlRecord(engine))
    assert "first" not in desk.situation.incidents
    kinds = [row.kind for row in EventLog(engine).of_incident("first")]
    assert kinds[0] == "IncidentReported"
    assert kinds.count("MilestoneReached") == len(WHOLE_WAY)
    assert "CrewAssigned" in kinds


def test_events_are_read_page_by_page(engine: Engine) -> None:
    a_busy_hour(SqlRecord(engine))
    log = EventLog(engine)
    pages = [log.after(0, 4), log.after(4, 4), log.after(8, 4)]
    assert [row.seq for page in pages for row in page] == list(range(1, 13))


def test_snapshot_and_rest_fold_to_the_same_situation_as_everything(engine: Engine) -> None:
    record = SqlRecord(engine)
    desk = a_desk(record)
    desk.call(an_incident("first", 1))
    desk.confirm("first", "A")
    record.snapshot(every=1)
    taken_at = record.seq
    desk.press("A", *WHOLE_WAY[:3])
    with reading(engine) as connection:
        assert connection.execute(select(func.max(SNAPSHOTS.c.seq))).scalar() == taken_at < record.seq
    whole = fold(row.event() for row in EventLog(engine).after(0))
    assert digest(EventLog(engine).latest()[1]) == digest(whole) == digest(record.situation())


def test_a_snapshot_is_due_after_so_many_events_and_not_twice(engine: Engine) -> None:
    record = SqlRecord(engine)
    a_busy_hour(record)

    def taken() -> int:
        with reading(engine) as connection:
            return connection.execute(select(func.count()).select_from(SNAPSHOTS)).scalar_one()

    record.snapshot(every=record.seq + 1)
    assert taken() == 0
    record.snapshot(every=record.seq)
    record.snapshot(every=1)
    SqlRecord(engine).snapshot(every=0)
    assert taken() == 1


SPOILT: list[tuple[str, object]] = [
    ("at", NOON - 1),
    ("command", "another"),
    ("kind", "ModeSet"),
    ("incident", "another"),
    ("crew", "another"),
    ("payload", "{}"),
    ("hash", "0" * 64),
]


@pytest.mark.parametrize(("column", "value"), SPOILT)
def test_a_changed_column_of_any_row_is_found_with_its_place(engine: Engine, column: str, value: object) -> None:
    a_busy_hour(SqlRecord(engine))
    with engine.begin() as connection:
        connection.execute(update(EVENTS).where(EVENTS.c.seq == 3).values({column: value}))
    with pytest.raises(ChainBroken, match="event 3"):
        SqlRecord(engine)


def test_one_changed_letter_of_a_payload_is_found(engine: Engine) -> None:
    a_busy_hour(SqlRecord(engine))
    row = EventLog(engine).after(4, 1)[0]
    with engine.begin() as connection:
        spoilt = row.payload.replace(":", ": ", 1)
        connection.execute(update(EVENTS).where(EVENTS.c.seq == row.seq).values(payload=spoilt))
    with pytest.raises(ChainBroken, match="event 5"):
        EventLog(engine).fold()


def test_a_missing_row_is_found(engine: Engine) -> None:
    a_busy_hour(SqlRecord(engine))
    with engine.begin() as connection:
        connection.execute(delete(EVENTS).where(EVENTS.c.seq == 7))
    with pytest.raises(ChainBroken, match="event 7 is missing"):
        EventLog(engine).fold()


def test_a_tail_cut_off_behind_a_snapshot_is_found(engine: Engine) -> None:
    record = SqlRecord(engine)
    a_busy_hour(record)
    record.snapshot(every=1)
    with engine.begin() as connection:
        connection.execute(delete(EVENTS).where(EVENTS.c.seq >= record.seq - 1))
    with pytest.raises(ChainBroken, match=f"event {record.seq}"):
        SqlRecord(engine)


def test_a_change_before_the_snapshot_is_found_by_going_through_the_whole_log(engine: Engine) -> None:
    record = SqlRecord(engine)
    a_busy_hour(record)
    record.snapshot(every=1)
    with engine.begin() as connection:
        connection.execute(update(EVENTS).where(EVENTS.c.seq == 2).values(command="another"))
    rows = EventLog(engine).after(0)
    first = verify(rows[0], 0, GENESIS)
    with pytest.raises(ChainBroken, match="event 2"):
        verify(rows[1], 1, first)


def test_two_writers_without_a_lease_cannot_both_write_the_same_number(engine: Engine) -> None:
    one, other = SqlRecord(engine), SqlRecord(engine)
    a_desk(one)
    with pytest.raises(IntegrityError):
        a_desk(other)
    assert len(EventLog(engine).after(0)) == 1


def a_pending(engine: Engine, body: CommandBody, name: str) -> Command:
    inbox = SqlInbox(engine)
    inbox.put(NewCommand(id=CommandId(name), received_at=NOON, actor="ivanova", priority=0, body=body))
    return replace(a_command(body), id=CommandId(name))


def test_a_command_of_the_inbox_ends_as_done_with_its_last_event(engine: Engine) -> None:
    record = SqlRecord(engine)
    desk = a_desk(record)
    desk.dispatcher.handle(a_pending(engine, SetMode(mode=Mode.AUTOMATIC), "c1"))
    result = SqlInbox(engine).result("c1")
    assert result is not None
    assert (result.state, result.last_seq, result.refusal) == (CommandState.DONE, record.seq, None)


def test_a_command_of_the_inbox_that_changes_nothing_is_done_all_the_same(engine: Engine) -> None:
    desk = a_desk(SqlRecord(engine))
    desk.dispatcher.handle(a_pending(engine, SetMode(mode=Mode.PROPOSE), "c1"))
    assert SqlInbox(engine).pending() == []
    result = SqlInbox(engine).result("c1")
    assert result is not None
    assert result.state is CommandState.DONE


def test_a_refused_command_ends_with_its_reason_and_the_legal_ones(engine: Engine) -> None:
    record = SqlRecord(engine)
    desk = a_desk(record)
    desk.call(an_incident("first"))
    desk.confirm("first", "A")
    wish = a_pending(engine, ReportMilestone(crew=CrewId("A"), milestone=Milestone.AVAILABLE), "c1")
    with pytest.raises(IllegalTransition) as refusal:
        desk.dispatcher.handle(wish)
    record.refuse(wish, refusal.value)
    result = SqlInbox(engine).result("c1")
    assert result is not None
    assert result.state is CommandState.REFUSED
    assert result.refusal == {"code": "illegal-transition", "detail": str(refusal.value), "legal": ["accepted"]}
    assert EventLog(engine).handled(0)[-1].command() == wish


def test_the_workers_own_ticks_are_kept_only_when_they_change_something(engine: Engine) -> None:
    desk = a_desk(SqlRecord(engine))
    desk.call(an_incident("first"))
    desk.do(Tick())
    desk.times.seconds = {}
    desk.do(Tick())
    with reading(engine) as connection:
        kinds = [row.kind for row in connection.execute(select(COMMANDS.c.kind).order_by(COMMANDS.c.number))]
    assert kinds == ["AdoptRegion", "ReportIncident", "Tick"]
