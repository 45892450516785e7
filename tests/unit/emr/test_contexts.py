"""The door of the EMR part, with a server and an audit trail that can be made to fail."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

import httpx
import pytest

from dispatch.adapters.fhir.contexts import CARDS_AT_ONCE, LivePatientContexts
from dispatch.application.patient_context import (
    AuditAction,
    AuditEntry,
    ConfirmationRefused,
    GivenIdentifiers,
    MatchGrade,
    PatientContexts,
    Purpose,
    SectionName,
    SectionState,
)
from dispatch.domain.ids import IncidentId
from tests.unit.emr.builders import ANNA, NOW, allergy, condition, patient, query, records, server

ONE = IncidentId("i-1")


@dataclass
class Trail:
    """Keeps entries in memory; `broken` refuses them."""

    entries: list[AuditEntry] = field(default_factory=list)
    broken: bool = False

    def append(self, entry: AuditEntry) -> None:
        if self.broken:
            raise OSError("disk full")
        self.entries.append(entry)

    def withdrawn(self, incident: IncidentId) -> frozenset[str]:
        if self.broken:
            raise OSError("disk full")
        gone = (entry for entry in self.entries if entry.action is AuditAction.WITHDRAW)
        return frozenset(entry.patient_ref for entry in gone if entry.incident == incident and entry.patient_ref)


@dataclass
class Desk:
    """The door with everything around it."""

    contexts: LivePatientContexts
    trail: Trail
    changes: list[IncidentId]
    told: list[AuditEntry]


def at_desk(
    transport: httpx.AsyncBaseTransport,
    work: Callable[[Desk], Awaitable[None]],
    trail: Trail | None = None,
    again_s: float = 60.0,
) -> None:
    async def run() -> None:
        kept, changes, told = trail or Trail(), list[IncidentId](), list[AuditEntry]()
        live = LivePatientContexts(
            records(transport),
            kept,
            now=lambda: NOW,
            on_change=changes.append,
            on_break_glass=told.append,
            again_s=again_s,
        )
        door: PatientContexts = live
        assert door is live
        try:
            await work(Desk(live, kept, changes, told))
        finally:
            kept.broken = False
            await live.aclose()

    asyncio.run(run())


async def _until(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(10.0):
        while not condition():  # noqa: ASYNC110 - the writer works in a thread and tells nobody
            await asyncio.sleep(0.001)


def test_a_request_returns_at_once_and_the_card_follows() -> None:
    async def work(desk: Desk) -> None:
        assert desk.contexts.get(ONE) is None
        desk.contexts.request(query())
        assert desk.contexts.get(ONE).grade is MatchGrade.PENDING  # type: ignore[union-attr]
        card = await desk.contexts.settled(ONE)
        assert card
        assert card.grade is MatchGrade.CERTAIN
        assert set(desk.changes) == {ONE}
        changes = len(desk.changes)
        desk.contexts.request(query())
        await desk.contexts.settled(ONE)
        assert len(desk.changes) == changes
        assert desk.contexts.known() == (ONE,)

    at_desk(server(patient(), allergy()), work)


def test_every_query_and_view_is_written_without_health_data() -> None:
    trail = Trail()

    async def work(desk: Desk) -> None:
        desk.contexts.request(query())
        await desk.contexts.settled(ONE)
        desk.contexts.viewed(ONE, who="brigade-7", role="crew", purpose=Purpose.EMERGENCY_TREAT)

    at_desk(server(patient(), allergy()), work, trail)
    assert [entry.action for entry in trail.entries] == [AuditAction.QUERY, AuditAction.VIEW]
    assert trail.entries[1].legal_basis.endswith("п. 3")
    assert not any(word in str(trail.entries) for word in ("Пенициллин", "J01CE", ANNA.snils, ANNA.family))


def test_a_wrong_patient_is_withdrawn_everywhere_and_stays_so_after_a_restart() -> None:
    trail = Trail()

    async def work(desk: Desk) -> None:
        desk.contexts.request(query())
        await desk.contexts.settled(ONE)
        await desk.contexts.withdraw(ONE, "brigade-7", "не тот человек")
        card = desk.contexts.get(ONE)
        assert card
        assert card.grade is MatchGrade.WITHDRAWN
        assert card.identity is None
        assert card.sections == ()
        desk.contexts.request(query())
        assert desk.contexts.get(ONE) == card

    async def after_restart(desk: Desk) -> None:
        desk.contexts.request(query())
        card = await desk.contexts.settled(ONE)
        assert card
        assert card.grade is MatchGrade.CANDIDATES

    at_desk(server(patient()), work, trail)
    assert trail.entries[-1].action is AuditAction.WITHDRAW
    at_desk(server(patient()), after_restart, trail)


def test_what_was_on_its_way_does_not_come_back_after_a_withdrawal() -> None:
    gate, identified = asyncio.Event(), asyncio.Event()

    class Slow(httpx.AsyncBaseTransport):
        async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
            if "Encounter" in str(request.url):
                identified.set()
                await gate.wait()
            return await server(patient(), condition("F20.0")).handle_async_request(request)

    async def work(desk: Desk) -> None:
        desk.contexts.request(query())
        await identified.wait()
        opening = asyncio.create_task(desk.contexts.break_glass(ONE, who="d", role="crew", reason="без сознания"))
        await asyncio.sleep(0)
        await desk.contexts.withdraw(ONE, "brigade-7", "не тот человек")
        gate.set()
        await opening
        assert desk.contexts.get(ONE).grade is MatchGrade.WITHDRAWN  # type: ignore[union-attr]

    at_desk(Slow(), work)


def test_break_glass_needs_a_reason_and_tells_the_supervisor_first() -> None:
    async def work(desk: Desk) -> None:
        with pytest.raises(ConfirmationRefused):
            await desk.contexts.break_glass(ONE, who="d", role="crew", reason="без сознания")
        desk.contexts.request(query())
        await desk.contexts.settled(ONE)
        with pytest.raises(ConfirmationRefused):
            await desk.contexts.break_glass(ONE, who="d", role="crew", reason=" ")
        assert desk.told == []
        card = await desk.contexts.break_glass(ONE, who="d", role="crew", reason="без сознания")
        assert desk.told[0].purpose is Purpose.BREAK_GLASS
        assert card.section(SectionName.PROBLEMS).items[0].code == "F20.0"  # type: ignore[union-attr]

    at_desk(server(patient(), condition("F20.0")), work)


def test_a_crew_confirms_and_it_is_written() -> None:
    async def work(desk: Desk) -> None:
        desk.contexts.request(query(sex=None))
        offered = await desk.contexts.settled(ONE)
        assert offered
        given = GivenIdentifiers(snils=ANNA.snils, birth_date=ANNA.birth_date)
        card = await desk.contexts.confirm(ONE, offered.candidates[0].ref, given, "brigade-7")
        assert card.grade is MatchGrade.CONFIRMED_BY_CREW
        assert desk.contexts.get(ONE) == card
        with pytest.raises(ConfirmationRefused):
            await desk.contexts.confirm(IncidentId("i-9"), "x", given, "brigade-7")

    at_desk(server(patient()), work)


def test_a_dead_audit_trail_holds_up_entries_not_care() -> None:
    trail = Trail(broken=True)

    async def work(desk: Desk) -> None:
        desk.contexts.request(query())
        card = await desk.contexts.settled(ONE)
        assert card
        assert card.grade is MatchGrade.CERTAIN
        await _until(lambda: desk.contexts.status().audit_error is not None)
        assert desk.contexts.status().audit_backlog == 1
        assert not desk.contexts.status().healthy

    at_desk(server(patient()), work, trail)
    assert [entry.action for entry in trail.entries] == [AuditAction.QUERY]


def test_a_closed_call_holds_no_card() -> None:
    async def work(desk: Desk) -> None:
        desk.contexts.request(query())
        await desk.contexts.settled(ONE)
        desk.contexts.close(ONE)
        desk.contexts.close(ONE)
        assert desk.contexts.get(ONE) is None
        assert desk.contexts.status().open_contexts == 0

    at_desk(server(patient()), work)


def test_what_was_missing_is_asked_for_again_by_itself() -> None:
    down, asked = {"Patient", "Encounter"}, list[str]()

    def fault(kind: str, _form: dict[str, list[str]]) -> httpx.Response | None:
        asked.append(kind)
        return httpx.Response(503) if kind in down else None

    def contacts(desk: Desk) -> SectionState | None:
        card = desk.contexts.get(ONE)
        section = card.section(SectionName.CONTACTS) if card else None
        return section.state if section else None

    async def work(desk: Desk) -> None:
        desk.contexts.request(query())
        await _until(lambda: desk.contexts.get(ONE).grade is MatchGrade.UNAVAILABLE)  # type: ignore[union-attr]
        down.remove("Patient")
        await _until(lambda: desk.contexts.get(ONE).grade is MatchGrade.CERTAIN)  # type: ignore[union-attr]
        assert contacts(desk) is SectionState.UNAVAILABLE
        down.remove("Encounter")
        asked.clear()
        await _until(lambda: contacts(desk) is SectionState.NO_RECORDS)
        assert "AllergyIntolerance" not in asked

    at_desk(server(patient(), allergy(), override=fault), work, again_s=0.01)


def test_many_calls_at_once_wait_in_line() -> None:
    running, most = 0, 0

    class Counting(httpx.AsyncBaseTransport):
        async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
            nonlocal running, most
            running += 1
            most = max(most, running)
            await asyncio.sleep(0)
            answer = await server(patient()).handle_async_request(request)
            running -= 1
            return answer

    async def work(desk: Desk) -> None:
        incidents = [IncidentId(f"i-{number}") for number in range(20)]
        for incident in incidents:
            desk.contexts.request(query(incident=incident))
        for incident in incidents:
            assert (await desk.contexts.settled(incident)).grade is MatchGrade.CERTAIN  # type: ignore[union-attr]
        assert most <= CARDS_AT_ONCE * 16

    at_desk(Counting(), work)


def test_an_unavailable_card_may_be_requested_again() -> None:
    down = [True]

    def fault(_kind: str, _form: dict[str, list[str]]) -> httpx.Response | None:
        return httpx.Response(503) if down[0] else None

    async def work(desk: Desk) -> None:
        desk.contexts.request(query())
        assert (await desk.contexts.settled(ONE)).grade is MatchGrade.UNAVAILABLE  # type: ignore[union-attr]
        down[0] = False
        desk.contexts.request(query())
        assert (await desk.contexts.settled(ONE)).grade is MatchGrade.CERTAIN  # type: ignore[union-attr]

    at_desk(server(patient(), override=fault), work)
