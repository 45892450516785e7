"""What the card says when the server is slow, dead or back again."""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path

import httpx
import pytest

from dispatch.adapters.fhir.client import FhirClient
from dispatch.adapters.fhir.dialect import load_dialect
from dispatch.adapters.fhir.guard import Patience
from dispatch.adapters.fhir.key import kept_key
from dispatch.adapters.fhir.records import FhirRecords
from dispatch.application.patient_context import (
    ConfirmationRefused,
    GivenIdentifiers,
    MatchGrade,
    PatientContext,
    SectionName,
    SectionState,
)
from tests.unit.emr.builders import ANNA, IMPATIENT, NOW, allergy, condition, patient, query, records, searchset, server


def with_records(
    transport: httpx.AsyncBaseTransport, work: Callable[[FhirRecords], Awaitable[object]], **options: object
) -> None:
    async def run() -> None:
        emr = records(transport, **options)  # type: ignore[arg-type]
        try:
            await work(emr)
        finally:
            await emr.aclose()

    asyncio.run(run())


def ignore(_: PatientContext) -> None:
    pass


def states(context: PatientContext) -> dict[SectionName, SectionState]:
    return {section.name: section.state for section in context.sections}


class Faults:
    """A server whose health can be changed between questions."""

    def __init__(self) -> None:
        self.down = False
        self.asked = 0

    def __call__(self, _kind: str, _form: dict[str, list[str]]) -> httpx.Response | None:
        self.asked += 1
        if self.down:
            raise httpx.ConnectError("refused")
        return None


def test_sections_land_one_by_one_and_each_update_is_a_new_card() -> None:
    async def work(emr: FhirRecords) -> None:
        seen: list[PatientContext] = []
        final = await emr.fetch(query(), on_update=seen.append)
        assert seen[0].grade is MatchGrade.PENDING
        assert set(states(seen[1]).values()) == {SectionState.PENDING}
        landed = [sum(state is not SectionState.PENDING for state in states(context).values()) for context in seen[1:]]
        assert landed == list(range(len(SectionName) + 1))
        assert seen[-1] == final

    with_records(server(patient(), allergy()), work)


def test_a_dead_server_is_a_state_not_an_exception() -> None:
    faults = Faults()
    faults.down = True

    async def work(emr: FhirRecords) -> None:
        context = await emr.fetch(query(), on_update=ignore)
        assert context.grade is MatchGrade.UNAVAILABLE
        assert set(states(context).values()) == {SectionState.UNAVAILABLE}

    with_records(server(patient(), override=faults), work)


def test_an_open_breaker_asks_nothing() -> None:
    faults = Faults()
    faults.down = True

    async def work(emr: FhirRecords) -> None:
        for _ in range(2):
            await emr.fetch(query(), on_update=ignore)
        asked = faults.asked
        await emr.fetch(query(), on_update=ignore)
        assert faults.asked == asked
        assert [source.breaker for source in emr.status()] == ["opened"]

    patience = Patience(deadline_s=0.3, retry_after_s=0.0, failures_to_open=2)
    with_records(server(override=faults), work, patience=patience)


def test_one_dead_section_opens_its_own_breaker_only() -> None:
    def no_flags(kind: str, _form: dict[str, list[str]]) -> httpx.Response | None:
        return httpx.Response(503) if kind == "Encounter" else None

    async def work(emr: FhirRecords) -> None:
        context = await emr.fetch(query(), on_update=ignore)
        assert states(context)[SectionName.CONTACTS] is SectionState.UNAVAILABLE
        assert states(context)[SectionName.ALLERGIES] is SectionState.LOADED
        opened = {source.name for source in emr.status() if source.breaker != "closed"}
        assert opened == {"contacts/Encounter"}

    patience = Patience(deadline_s=0.3, retry_after_s=0.0, failures_to_open=1)
    with_records(server(patient(), allergy(), override=no_flags), work, patience=patience)


def test_a_kept_copy_is_shown_with_its_mark_when_the_server_dies() -> None:
    faults, at = Faults(), [NOW]

    async def work(emr: FhirRecords) -> None:
        await emr.fetch(query(), on_update=ignore)
        faults.down = True
        again = await emr.fetch(query(), on_update=ignore)
        assert states(again)[SectionName.ALLERGIES] is SectionState.LOADED
        at[0] += 16 * 60
        later = await emr.fetch(query(), on_update=ignore)
        assert later.grade is MatchGrade.CERTAIN
        assert "ЕМИС не отвечает: личность по сохранённой копии" in later.warnings
        section = later.section(SectionName.ALLERGIES)
        assert section
        assert section.state is SectionState.STALE
        assert section.fetched_at == NOW
        assert len(section.items) == 1

    with_records(server(patient(), allergy(), override=faults), work, now=lambda: at[0])


def test_a_candidate_is_opened_by_two_identifiers_only() -> None:
    async def work(emr: FhirRecords) -> None:
        asked = query(sex=None)
        offered = await emr.fetch(asked, on_update=ignore)
        ref = offered.candidates[0].ref
        with pytest.raises(ConfirmationRefused):
            await emr.fetch_confirmed(asked, ref, GivenIdentifiers(birth_date=ANNA.birth_date), on_update=ignore)
        with pytest.raises(ConfirmationRefused):
            await emr.fetch_confirmed(asked, "made-up", GivenIdentifiers(), on_update=ignore)
        given = GivenIdentifiers(birth_date=ANNA.birth_date, full_name=f"{ANNA.family} {ANNA.given}")
        card = await emr.fetch_confirmed(asked, ref, given, on_update=ignore)
        assert card.grade is MatchGrade.CONFIRMED_BY_CREW
        assert card.identity
        assert card.identity.snils_masked == f"…{ANNA.snils[-4:]}"

    with_records(server(patient(), allergy()), work)


def test_a_withdrawn_patient_is_not_attached_again() -> None:
    async def work(emr: FhirRecords) -> None:
        first = await emr.fetch(query(), on_update=ignore)
        assert first.patient_ref
        again = await emr.fetch(query(), on_update=ignore, withdrawn=frozenset({first.patient_ref}))
        assert again.grade is MatchGrade.CANDIDATES

    with_records(server(patient()), work)


def test_break_glass_opens_what_is_closed() -> None:
    async def work(emr: FhirRecords) -> None:
        closed = await emr.fetch(query(), on_update=ignore)
        opened = await emr.fetch_restricted(closed, on_update=ignore)
        section = opened.section(SectionName.PROBLEMS)
        assert section
        assert [item.code for item in section.items] == ["F20.0"]
        assert opened.unrestricted

    with_records(server(patient(), condition("F20.0")), work)


def test_patient_numbers_travel_in_bodies_never_in_urls() -> None:
    urls: list[str] = []

    def handle(request: httpx.Request) -> httpx.Response:
        urls.append(str(request.url))
        assert request.headers["prefer"] == "handling=strict"
        assert request.headers["authorization"] == "N3 secret"
        return searchset("Patient", {}, [], link=[])

    async def run() -> None:
        client = FhirClient(
            "http://emr/fhir/",
            authorization="N3 secret",
            transport=httpx.MockTransport(handle),
            requires_self_link=False,
        )
        emr = FhirRecords(client, load_dialect(), key=b"k" * 32, now=lambda: NOW, patience=IMPATIENT)
        await emr.fetch(query(), on_update=ignore)
        await emr.aclose()

    asyncio.run(run())
    assert set(urls) == {"http://emr/fhir/Patient/_search"}


def test_the_key_outlives_a_restart_and_is_nobody_elses(tmp_path: Path) -> None:
    path = tmp_path / "emr.key"
    key = kept_key(path)
    assert len(key) == 32
    assert kept_key(path) == key
    assert path.stat().st_mode & 0o077 == 0


def test_a_short_key_is_refused() -> None:
    with pytest.raises(ValueError, match="at least 16"):
        records(server(), key=b"short")
