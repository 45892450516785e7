"""One worker decides; the one that was replaced is stopped by the record itself."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from threading import Barrier

import pytest
from sqlalchemy import Engine, func, select

from dispatch.adapters.sql import lease as leases
from dispatch.adapters.sql.database import reading
from dispatch.adapters.sql.inbox import SqlInbox
from dispatch.adapters.sql.lease import Lease
from dispatch.adapters.sql.record import EventLog, SqlRecord
from dispatch.adapters.sql.schema import SNAPSHOTS
from dispatch.application.log import CommandState, NewCommand
from dispatch.application.ports import Fenced
from dispatch.domain.errors import StaleChoice
from dispatch.domain.ids import CommandId
from dispatch.domain.messages import Mode, SetMode
from tests.builders import NOON, Desk, a_command, a_crew, an_incident

TTL_S = 3.0


def take(engine: Engine, holder: str, now: float = NOON) -> Lease | None:
    return leases.acquire(engine, area="lo", holder=holder, now=now, ttl_s=TTL_S)


@dataclass
class Takeover:
    """An old worker that has slept, and a new one that has the area."""

    engine: Engine
    old: SqlRecord
    old_desk: Desk
    old_lease: Lease
    new: SqlRecord
    new_desk: Desk


@pytest.fixture
def takeover(engine: Engine) -> Takeover:
    """The old worker's time runs out while it sleeps; the new one goes on from the log."""
    first = take(engine, "old")
    assert first is not None
    old = SqlRecord(engine, first)
    old_desk = Desk(crews=[a_crew("A")], seconds={("A", "call"): 60.0}, record=old)
    second = take(engine, "new", NOON + TTL_S)
    assert second is not None
    new = SqlRecord(engine, second)
    new_desk = Desk(crews=[a_crew("A")], seconds={("A", "call"): 60.0}, record=new)
    return Takeover(engine, old, old_desk, first, new, new_desk)


def test_a_free_area_is_taken_and_a_held_one_is_not(engine: Engine) -> None:
    assert take(engine, "one") is not None
    assert take(engine, "other") is None
    assert take(engine, "other", NOON + TTL_S - 0.001) is None
    assert leases.expires_at(engine, "lo") == NOON + TTL_S


def test_areas_do_not_stand_in_each_others_way(engine: Engine) -> None:
    assert take(engine, "one") is not None
    assert leases.acquire(engine, area="spb", holder="other", now=NOON, ttl_s=TTL_S) is not None
    assert leases.expires_at(engine, "nowhere") is None


def test_each_holder_has_a_higher_token_than_the_one_before(engine: Engine) -> None:
    tokens = []
    for turn in range(4):
        lease = take(engine, f"worker-{turn}", NOON + turn * TTL_S)
        assert lease is not None
        tokens.append(lease.token)
    assert tokens == [1, 2, 3, 4]


def test_a_renewed_lease_lasts_longer(engine: Engine) -> None:
    lease = take(engine, "one")
    assert lease is not None
    leases.renew(engine, lease, now=NOON + 2, ttl_s=TTL_S)
    assert take(engine, "other", NOON + TTL_S) is None
    assert take(engine, "other", NOON + 2 + TTL_S) is not None


def test_a_released_area_is_free_at_once_but_an_old_holder_cannot_release_it(engine: Engine) -> None:
    one = take(engine, "one")
    assert one is not None
    leases.release(engine, one)
    assert take(engine, "other") is not None
    leases.release(engine, one)
    assert take(engine, "third") is None


def test_the_old_worker_is_stopped_at_its_first_write_and_writes_nothing(takeover: Takeover) -> None:
    before = [row.hash for row in EventLog(takeover.engine).after(0)]
    stood = takeover.old.situation()
    with pytest.raises(Fenced, match="token 2"):
        takeover.old_desk.call(an_incident("call"))
    assert [row.hash for row in EventLog(takeover.engine).after(0)] == before
    assert takeover.old.situation() == stood


def test_the_old_worker_can_neither_refuse_nor_take_a_snapshot_nor_renew(takeover: Takeover) -> None:
    inbox = SqlInbox(takeover.engine)
    wish = SetMode(mode=Mode.AUTOMATIC)
    inbox.put(NewCommand(id=CommandId("c1"), received_at=NOON, actor="x", priority=0, body=wish))
    with pytest.raises(Fenced):
        takeover.old.refuse(a_command(wish), StaleChoice("x"))
    with pytest.raises(Fenced):
        takeover.old.snapshot(every=1)
    with pytest.raises(Fenced):
        leases.renew(takeover.engine, takeover.old_lease, now=NOON, ttl_s=TTL_S)
    result = inbox.result("c1")
    assert result is not None
    assert result.state is CommandState.PENDING
    with reading(takeover.engine) as connection:
        assert connection.execute(select(func.count()).select_from(SNAPSHOTS)).scalar() == 0


def test_the_new_worker_goes_on_where_the_old_one_stopped(takeover: Takeover) -> None:
    with pytest.raises(Fenced):
        takeover.old_desk.call(an_incident("call"))
    takeover.new_desk.call(an_incident("call"))
    takeover.new_desk.confirm("call", "A")
    seqs = [row.seq for row in EventLog(takeover.engine).after(0)]
    assert seqs == list(range(1, len(seqs) + 1))
    EventLog(takeover.engine).fold()


def test_of_many_workers_that_start_at_once_one_gets_the_area(engine: Engine) -> None:
    together = Barrier(8)

    def start(number: int) -> Lease | None:
        together.wait(20)
        return take(engine, f"worker-{number}")

    with ThreadPoolExecutor(8) as pool:
        found = [lease for lease in pool.map(start, range(8)) if lease is not None]
    assert len(found) == 1


def test_calls_that_come_in_while_the_worker_writes_throw_nobody_out(engine: Engine) -> None:
    lease = take(engine, "one")
    assert lease is not None
    desk = Desk(crews=[a_crew("A")], record=SqlRecord(engine, lease))
    inbox, wish = SqlInbox(engine), SetMode(mode=Mode.AUTOMATIC)

    def put(number: int) -> None:
        name = CommandId(f"c{number}")
        inbox.put(NewCommand(id=name, received_at=NOON, actor="x", priority=0, body=wish))

    with ThreadPoolExecutor(4) as pool:
        taken = [pool.submit(put, number) for number in range(200)]
        for number in range(100):
            desk.call(an_incident(f"call{number}"))
        for one in taken:
            one.result(60)
    assert len(inbox.pending()) == 200
    assert len(desk.situation.incidents) == 100
