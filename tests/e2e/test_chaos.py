"""Parts are killed while calls come in: none is lost, none comes twice, no crew has two, the chain is whole (T3)."""

import os
import signal
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from uuid import uuid4

import httpx
import pytest
import redis
from sqlalchemy import create_engine, func, select

from dispatch.adapters.sql.record import EventLog
from dispatch.adapters.sql.schema import CARDS
from dispatch.application.log import CommandState, StoredEvent
from dispatch.domain.messages import (
    AssignmentWithdrawn,
    CrewAssigned,
    IncidentCancelled,
    IncidentReported,
    MilestoneReached,
)
from dispatch.domain.situation import Situation
from tests.e2e.conftest import a_card
from tests.e2e.listening import listening
from tests.service import Service, eventually, key, running_service

CALLS = 60
EVERY_S = 0.05
PATIENCE_S = 60.0
PLACES = [(59.57, 30.12), (60.71, 28.75), (59.64, 33.53), (59.9, 32.3), (60.0, 30.9), (59.38, 28.6)]


@pytest.fixture(scope="module")
def victim(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """A service of its own, in automatic mode: calls and crews meet without a person."""
    with running_service(tmp_path_factory.mktemp("victim"), DOEZD_EMR_URL="off", DOEZD_MODE="automatic") as found:
        yield found


@dataclass(slots=True)
class Centre:
    """112: sends each call until it is acknowledged, always with the same key."""

    service: Service
    acknowledged: dict[str, str] = field(default_factory=dict)
    conflicts: list[str] = field(default_factory=list)

    def send_all(self) -> None:
        """Send the calls at a steady pace, each on a thread of its own, and wait for every answer."""
        threads = []
        token = self.service.tokens["integration"]
        for number in range(CALLS):
            threads.append(threading.Thread(target=self._send, args=(number, token), daemon=True))
            threads[-1].start()
            time.sleep(EVERY_S)
        for thread in threads:
            thread.join(PATIENCE_S + 10)
        assert not any(thread.is_alive() for thread in threads)

    def _send(self, number: int, token: str) -> None:
        lat, lon = PLACES[number % len(PLACES)]
        card, idempotency = a_card(location={"latitude": lat, "longitude": lon}), uuid4().hex
        headers = {"Authorization": f"Bearer {token}", "Idempotency-Key": idempotency}
        until = time.monotonic() + PATIENCE_S
        # Every third caller hangs up before the answer and calls again: the card is on disk, the answer is lost.
        waits_s = 10.0 if number % 3 else 0.02
        while time.monotonic() < until:
            try:
                answer = httpx.post(f"{self.service.url}/api/calls", json=card, headers=headers, timeout=waits_s)
            except httpx.HTTPError:
                waits_s = 10.0
                time.sleep(0.1)
                continue
            if answer.status_code in (200, 201):
                if self.acknowledged.setdefault(idempotency, answer.json()["incident"]) != answer.json()["incident"]:
                    self.conflicts.append(idempotency)
                return
            if answer.status_code < 500:
                self.conflicts.append(answer.text)
                return
            time.sleep(0.1)


def settle(service: Service, incidents: set[str]) -> None:
    """Wait until every call stands on the board or is over."""

    def on_board() -> bool:
        try:
            state = service.client("dispatcher").get("/api/state")
            ready = service.client("supervisor").get("/ready").json()["ready"]
        except httpx.HTTPError:
            return False
        seen = {i["id"] for i in state.json()["incidents"]}
        return bool(ready) and incidents <= seen

    eventually(on_board, "every acknowledged call is on the board", within_s=PATIENCE_S)


def cancel_all(service: Service) -> None:
    """Clear the board for the next test."""
    client = service.client("dispatcher")
    for incident in client.get("/api/state").json()["incidents"]:
        client.post(f"/api/incidents/{incident['id']}/cancel", json={"reason": "учения"}, headers=key())
    eventually(lambda: not client.get("/api/state").json()["incidents"], "the board is clear")


def kill(part: str) -> Callable[[Service], None]:
    return lambda service: void(service.kill_part(part))


def void(_: object) -> None:
    return None


def wipe(service: Service) -> None:
    """Empty Redis, as a hand on the wrong terminal would, at a moment when commands wait in it."""
    eventually(lambda: _wiped_full(service), "a queue with commands in it was emptied", within_s=20.0)


def _wiped_full(service: Service) -> bool:
    """Hold the worker for a moment, so that the queue fills. Held inside a transaction it would hold everybody."""
    pid = service.kill_part("worker", signal.SIGSTOP)
    try:
        with redis.Redis(unix_socket_path=str(service.socket)) as client:
            time.sleep(0.3)
            if client.zcard("doezd:lo:ready") == 0:
                return False
            return bool(client.flushall())
    finally:
        os.kill(pid, signal.SIGCONT)


BLOWS: dict[str, list[Callable[[Service], None]]] = {
    "the worker": [kill("worker")],
    "the queue": [kill("valkey")],
    "the door": [kill("api")],
    "the memory of the queue": [wipe],
    "everything": [kill("worker"), kill("valkey"), kill("api")],
}


@pytest.mark.timeout(240)
@pytest.mark.parametrize("blow", BLOWS)
def test_a_kill_in_the_middle_of_sixty_calls_loses_nothing(victim: Service, blow: str) -> None:
    centre, before = Centre(victim), opened(victim)
    sending = threading.Thread(target=centre.send_all, daemon=True)
    sending.start()
    pause = CALLS * EVERY_S / (len(BLOWS[blow]) + 1)
    for strike in BLOWS[blow]:
        time.sleep(pause)
        strike(victim)
    sending.join(PATIENCE_S * 2)
    assert not sending.is_alive()
    assert centre.conflicts == []
    assert len(centre.acknowledged) == CALLS, victim.logs()
    settle(victim, set(centre.acknowledged.values()))
    assert opened(victim) == before + CALLS, "a call that was repeated has become two"
    check_the_record(victim, centre)
    cancel_all(victim)
    found = victim.command("replay")
    assert found.returncode == 0, found.stdout + found.stderr
    assert "те же события" in found.stdout
    assert "другая версия" not in found.stdout


def check_the_record(service: Service, centre: Centre) -> None:
    """Read the database itself: what is written is the truth."""
    engine = create_engine(f"sqlite:///{service.database}")
    try:
        log = EventLog(engine)
        rows = every_row(log)
        log.fold()
        with engine.connect() as connection:
            cards = select(func.count()).where(CARDS.c.incident.in_(centre.acknowledged.values()))
            assert connection.execute(cards).scalar_one() == CALLS
        assert {command.state for command in log.handled(0)} <= {CommandState.DONE, CommandState.REFUSED}
        _, situation = log.latest()
    finally:
        engine.dispose()
    reported = Counter(row.event().incident.id for row in rows if row.kind == IncidentReported.__name__)  # type: ignore[union-attr]
    mine = set(centre.acknowledged.values())
    assert len(mine) == CALLS, "two calls were answered with one incident"
    assert all(reported[incident] == 1 for incident in mine), "lost or written twice"
    assert max(reported.values()) == 1
    assert len(reported) == opened(service), "a call without an incident, or two for one"
    assert_no_crew_twice(rows)
    assert_bound_once(situation)


def opened(service: Service) -> int:
    """Return how many cards have opened an incident since the record began."""
    engine = create_engine(f"sqlite:///{service.database}")
    with engine.connect() as connection:
        found = connection.execute(select(func.count()).where(CARDS.c.incident.is_not(None))).scalar_one()
    engine.dispose()
    return int(found)


def every_row(log: EventLog) -> list[StoredEvent]:
    rows: list[StoredEvent] = []
    while page := log.after(rows[-1].seq if rows else 0):
        rows += page
    return rows


def assert_no_crew_twice(rows: list[StoredEvent]) -> None:
    """Walk the events: a crew has one call at a time, a call one crew."""
    crew_of: dict[str, str] = {}
    for row in rows:
        match row.event():
            case CrewAssigned(incident=incident, crew=crew):
                assert incident not in crew_of
                assert crew not in crew_of.values()
                crew_of[incident] = crew
            case IncidentCancelled(incident=incident) | AssignmentWithdrawn(incident=incident):
                crew_of.pop(incident, None)
            case MilestoneReached(incident=incident, milestone="available"):
                crew_of.pop(incident, None)
            case _:
                pass


def assert_bound_once(situation: Situation) -> None:
    crews = [job.crew for job in situation.assignments.values()]
    assert len(crews) == len(set(crews))
    assert len(crews) > 0


@pytest.mark.parametrize("part", ["valkey", "worker", "api"])
def test_a_part_that_was_killed_is_started_again(victim: Service, part: str) -> None:
    old = victim.kill_part(part)
    eventually(lambda: victim.part(part) not in (None, old), f"another {part} runs")
    settle(victim, set())


def test_the_screens_are_told_while_the_queue_is_silent_and_when_it_is_back(victim: Service) -> None:
    with listening(victim.client("dispatcher")) as heard:
        heard.wait_for(lambda m: m.name == "heartbeat", "the stream is open")
        pid = victim.kill_part("valkey", signal.SIGSTOP)
        try:
            told = heard.wait_for(lambda m: m.name == "degraded" and not _well(m.data), "that the queue is silent")
        finally:
            os.kill(pid, signal.SIGCONT)
        assert all(part["text"] for part in told.data)
        heard.messages.clear()
        heard.wait_for(lambda m: m.name == "degraded" and _well(m.data), "that the queue is back")
    settle(victim, set())


def _well(found: list[dict[str, str]]) -> bool:
    return "redis" not in {part["part"] for part in found}


def test_a_second_service_on_the_same_data_is_refused(victim: Service) -> None:
    found = victim.command("serve")
    assert found.returncode == 2
    assert "занят" in found.stderr


def test_a_call_that_was_acknowledged_can_be_looked_up_while_nobody_decides(victim: Service) -> None:
    client = victim.client("dispatcher")
    pid = victim.kill_part("worker", signal.SIGSTOP)
    try:
        taken = client.post("/api/calls", json=a_card(), headers=key())
        assert taken.status_code == 201
        seen = client.get(taken.json()["status_url"]).status_code
    finally:
        os.kill(pid, signal.SIGCONT)
        settle(victim, {taken.json()["incident"]})
        cancel_all(victim)
    assert seen == 200
