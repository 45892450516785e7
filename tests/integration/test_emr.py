"""The patient's card against a real FHIR server, and against one that lies."""

import asyncio
import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import httpx
import pytest
from sqlalchemy import create_engine

from dispatch.adapters.audit_sql import SqlAuditTrail
from dispatch.adapters.fhir.client import FhirClient
from dispatch.adapters.fhir.contexts import LivePatientContexts
from dispatch.adapters.fhir.dialect import load_dialect
from dispatch.adapters.fhir.guard import Patience
from dispatch.adapters.fhir.records import FhirRecords
from dispatch.application.patient_context import (
    GivenIdentifiers,
    MatchGrade,
    PatientContext,
    PatientQuery,
    Section,
    SectionName,
    SectionState,
    Sex,
)
from dispatch.domain.ids import IncidentId
from dispatch.domain.incident import ClinicalFlag
from simulations.patients import DemoPerson, demo_people, synthetic_records

ROOT = Path(__file__).parents[2]
START_S = 60.0
KEY = b"k" * 32
PEOPLE = {who.special: who for who in demo_people()}
TODAY = "2026-11-22"
NOW = 1_795_348_800.0  # noon of that day, UTC
# A shared machine may be slow: what is tested here is not the deadline.
PATIENT = Patience(deadline_s=30.0, retry_after_s=0.05)
ALLERGIC = PEOPLE["анафилаксия на пенициллин"]


@pytest.fixture(scope="session")
def emr_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    folder = tmp_path_factory.mktemp("emr")
    command = [sys.executable, "-m", "simulations.emr_server"]
    arguments = ["--port", str(port), "--data-dir", str(folder), "--today", TODAY]
    with (folder / "log").open("wb") as log:
        server = subprocess.Popen([*command, *arguments], cwd=ROOT, stdout=log, stderr=log, env=os.environ.copy())
        try:
            _wait(f"http://127.0.0.1:{port}/fhir", server, folder / "log")
            yield f"http://127.0.0.1:{port}/fhir"
        finally:
            server.terminate()
            assert server.wait(30) == 0
    said = (folder / "log").read_text()
    assert said.count("\n") == 1, said


def _wait(url: str, server: subprocess.Popen[bytes], log: Path) -> None:
    until = time.monotonic() + START_S
    while time.monotonic() < until and server.poll() is None:
        try:
            if httpx.get(f"{url}/metadata", timeout=5.0).is_success:
                return
        except httpx.TransportError:
            time.sleep(0.05)
    pytest.fail(f"the EMR server did not come up: {log.read_text()}")


def query(who: DemoPerson, **changes: object) -> PatientQuery:
    said = {
        "incident": IncidentId("i-1"),
        "snils": who.snils,
        "family": who.family,
        "given": who.given,
        "birth_date": who.birth_date,
        "sex": Sex(who.sex),
    }
    return PatientQuery(**(said | changes))  # type: ignore[arg-type]


def fetch(client: FhirClient, asked: PatientQuery, patience: Patience = PATIENT) -> PatientContext:
    async def run() -> PatientContext:
        emr = FhirRecords(client, load_dialect(), key=KEY, now=lambda: NOW, patience=patience)
        try:
            return await emr.fetch(asked, on_update=lambda _: None)
        finally:
            await emr.aclose()

    return asyncio.run(run())


def section(context: PatientContext, name: SectionName) -> Section:
    found = context.section(name)
    assert found, f"no section {name}"
    return found


def lines(context: PatientContext) -> list[str]:
    return [f"{alert.text}; {alert.detail}" for alert in context.alerts]


@pytest.mark.parametrize("special", [special for special in PEOPLE if "СНИЛС" not in special])
def test_every_teaching_patient_is_found_by_either_number(emr_url: str, special: str) -> None:
    who = PEOPLE[special]
    by_snils = fetch(FhirClient(emr_url), query(who))
    by_enp = fetch(FhirClient(emr_url), query(who, snils=None, enp=who.enp))
    assert by_snils.grade is by_enp.grade is MatchGrade.CERTAIN
    assert by_snils.identity
    assert by_snils.identity.name == who.full_name
    assert by_snils.sections == by_enp.sections
    assert all(one.state not in {SectionState.UNAVAILABLE, SectionState.INVALID} for one in by_snils.sections)


@pytest.mark.parametrize(
    ("special", "line"),
    [
        ("анафилаксия на пенициллин", "Аллергия: Бензилпенициллин; анафилактический шок; высокая опасность"),
        ("варфарин, протез клапана", "Антикоагулянт: Варфарин"),
        ("варфарин, протез клапана", "Протез клапана"),
        ("беременность 34 нед., высокий риск", "Беременность; 34 нед., ПДР 2027-01-01; высокий риск"),
        ("инфаркт и стент", "Антиагрегант: Ацетилсалициловая кислота, Клопидогрел"),
        ("химиотерапия 2 недели назад", "Химиотерапия: Доксорубицин"),
        ("гемодиализ", "Диализ"),
        ("ребёнок с эпилепсией", "Эпилепсия"),
        ("домашний тонометр, инсулин", "Инсулин"),
        (
            "неизвестные коды: «проверьте»",
            "Аллергия: Новокаин; высокая опасность; проверьте: статус «предположительно»",
        ),
    ],
)
def test_the_lesson_stands_on_top(emr_url: str, special: str, line: str) -> None:
    found = lines(fetch(FhirClient(emr_url), query(PEOPLE[special])))
    assert any(one.startswith(line) for one in found), found


def test_an_asserted_absence_an_empty_record_and_a_mistake_differ(emr_url: str) -> None:
    states = {
        special: section(fetch(FhirClient(emr_url), query(PEOPLE[special])), SectionName.ALLERGIES).state
        for special in ("аллергии не выявлены, записано врачом", "в записи ничего нет", "аллергия внесена ошибочно")
    }
    assert list(states.values()) == [SectionState.KNOWN_ABSENT, SectionState.NO_RECORDS, SectionState.NO_RECORDS]


def test_flags_tell_the_decision_of_registries(emr_url: str) -> None:
    pregnant = fetch(FhirClient(emr_url), query(PEOPLE["беременность 34 нед., высокий риск"]))
    infarct = fetch(FhirClient(emr_url), query(PEOPLE["инфаркт и стент"]))
    oncology = fetch(FhirClient(emr_url), query(PEOPLE["химиотерапия 2 недели назад"]))
    assert ClinicalFlag.PREGNANT in pregnant.flags
    assert ClinicalFlag.CARDIOVASCULAR in infarct.flags
    assert ClinicalFlag.ONCOLOGY in oncology.flags


def test_home_pressure_is_the_last_reading_and_the_median(emr_url: str) -> None:
    card = fetch(FhirClient(emr_url), query(PEOPLE["домашний тонометр, инсулин"]))
    last, median = section(card, SectionName.HOME_BP).items
    assert last.text == "Последнее: 168/96 мм рт. ст."
    assert median.text == "Медиана за 7 дней: 161/94 мм рт. ст."


def test_an_ai_hint_is_listed_but_never_an_alert(emr_url: str) -> None:
    card = fetch(FhirClient(emr_url), query(PEOPLE["подсказка ИИ по КТ"]))
    assert "врачом не подтверждено" in section(card, SectionName.AI_FLAGS).items[0].detail
    assert card.alerts == ()


def test_one_snils_for_two_is_ambiguous_until_the_enp_tells(emr_url: str) -> None:
    pair = [who for who in demo_people() if "СНИЛС" in who.special]
    for who in pair:
        card = fetch(FhirClient(emr_url), query(who))
        assert card.grade is MatchGrade.CANDIDATES
        assert len(card.candidates) == 2
        assert who.family not in str(card.candidates)
        assert fetch(FhirClient(emr_url), query(who, snils=None, enp=who.enp)).grade is MatchGrade.CERTAIN


def test_a_replaced_record_leads_to_the_living_one(emr_url: str) -> None:
    card = fetch(FhirClient(emr_url), query(PEOPLE["две записи, старая заменена новой"]))
    assert card.grade is MatchGrade.CERTAIN
    assert card.alerts[0].text == "Аллергия: Бензилпенициллин"


def test_a_name_alone_finds_a_candidate(emr_url: str) -> None:
    card = fetch(FhirClient(emr_url), query(ALLERGIC, snils=None, birth_date=None, age_years=38))
    assert card.grade is MatchGrade.CANDIDATES
    assert [one.name_masked for one in card.candidates] == ["Л…а А. С."]


def test_a_whole_call_from_request_to_withdrawal(emr_url: str, tmp_path: Path) -> None:
    trail = SqlAuditTrail(create_engine(f"sqlite:///{tmp_path / 'audit.sqlite3'}"))
    trail.create()
    closed = PEOPLE["закрытый диагноз"]
    asked = query(closed, sex=None)

    async def run() -> None:
        emr = FhirRecords(FhirClient(emr_url), load_dialect(), key=KEY, now=lambda: NOW, patience=PATIENT)
        contexts = LivePatientContexts(emr, trail, now=lambda: NOW)
        contexts.request(asked)
        offered = await contexts.settled(asked.incident)
        assert offered
        given = GivenIdentifiers(full_name=closed.full_name, birth_date=closed.birth_date)
        card = await contexts.confirm(asked.incident, offered.candidates[0].ref, given, "brigade-7")
        assert section(card, SectionName.PROBLEMS).state is SectionState.RESTRICTED
        assert "F20" not in str(card)
        opened = await contexts.break_glass(asked.incident, who="d-1", role="crew", reason="без сознания")
        assert "F20.0" in str(section(opened, SectionName.PROBLEMS))
        await contexts.withdraw(asked.incident, "brigade-7", "не тот человек")
        assert contexts.get(asked.incident).identity is None  # type: ignore[union-attr]
        await contexts.aclose()

    asyncio.run(run())
    assert trail.verify() is None
    assert len(trail.withdrawn(asked.incident)) == 1


# --- a server that lies ---------------------------------------------------------------------------------------------

Scope = dict[str, Any]
Send = Callable[[Scope], Awaitable[None]]
Receive = Callable[[], Awaitable[Scope]]

RECORDS = synthetic_records(date.fromisoformat(TODAY))
OTHERS = [who for who in demo_people() if who is not ALLERGIC]
SHORT = Patience(deadline_s=0.2, retry_after_s=0.0)


class Hostile:
    """Answers honestly, except as told: by resource type a function from the honest bundle to what is sent."""

    def __init__(self, **tricks: Callable[[Scope], object]) -> None:
        self.tricks = tricks

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        kind = scope["path"].rstrip("/").split("/")[-2]
        form = parse_qs((await receive())["body"].decode())
        answer = _honest(kind, form)
        if trick := self.tricks.get(kind) or self.tricks.get("Everything"):
            answer = trick(answer)
            if isinstance(answer, asyncio.Event):
                await answer.wait()
        body = answer if isinstance(answer, bytes) else json.dumps(answer).encode()
        status = 500 if answer == b"" else 200
        await send({"type": "http.response.start", "status": status, "headers": []})
        await send({"type": "http.response.body", "body": body})


def _honest(kind: str, form: dict[str, list[str]]) -> Scope:
    asked = "&".join(f"{name}={value}" for name, values in form.items() for value in values)
    found = [record for record in RECORDS if record["resourceType"] == kind and _fits(record, form)]
    return {
        "resourceType": "Bundle",
        "type": "searchset",
        "total": len(found),
        "link": [{"relation": "self", "url": f"http://emr/{kind}?{asked}"}],
        "entry": [{"resource": record, "search": {"mode": "match"}} for record in found],
    }


def _fits(record: Scope, form: dict[str, list[str]]) -> bool:
    if "identifier" in form:
        asked = {token.rpartition("|")[2] for token in form["identifier"][0].split(",")}
        return any(identifier["value"] in asked for identifier in record["identifier"])
    if "_id" in form:
        return bool(record["id"] == form["_id"][0])
    whose = record.get("patient") or record.get("subject") or record.get("beneficiary") or {}
    return whose.get("reference") == form.get("patient", ["?"])[0]


def everything(bundle: Scope) -> Scope:
    """Ignore every parameter."""
    kind = bundle["link"][0]["url"].partition("?")[0].rpartition("/")[2]
    found = [{"resource": record} for record in RECORDS if record["resourceType"] == kind]
    return bundle | {"entry": found, "total": len(found)}


def somebody_else(bundle: Scope) -> Scope:
    """One hit, of another person."""
    other = next(one for one in RECORDS if one["id"] == OTHERS[0].id)
    return bundle | {"entry": [{"resource": other}], "total": 1}


def from_hostile(app: Hostile, asked: PatientQuery | None = None, patience: Patience = PATIENT) -> PatientContext:
    client = FhirClient("http://emr/fhir", transport=httpx.ASGITransport(app=app))  # type: ignore[arg-type]
    return fetch(client, asked or query(ALLERGIC), patience)


def assert_nobody_else(context: PatientContext) -> None:
    shown = str(context)
    assert not [who.family for who in OTHERS if who.family in shown]
    assert "Варфарин" not in shown


def test_the_hostile_server_is_otherwise_honest() -> None:
    card = from_hostile(Hostile())
    assert card.grade is MatchGrade.CERTAIN
    assert section(card, SectionName.ALLERGIES).state is SectionState.LOADED


@pytest.mark.parametrize("trick", [everything, somebody_else])
def test_patients_that_do_not_carry_the_number_are_thrown_away(trick: Callable[[Scope], object]) -> None:
    card = from_hostile(Hostile(Everything=trick))
    assert card.grade is MatchGrade.UNAVAILABLE
    assert card.identity is None
    assert card.candidates == ()
    assert_nobody_else(card)


def test_everybody_for_a_name_gives_only_those_of_that_name() -> None:
    card = from_hostile(Hostile(Patient=everything), query(ALLERGIC, snils=None))
    assert [one.name_masked for one in card.candidates] == ["Л…а А. С."]


def test_a_section_of_everybody_is_hidden_whole() -> None:
    kinds = ("AllergyIntolerance", "MedicationStatement", "Condition", "Encounter")
    card = from_hostile(Hostile(**dict.fromkeys(kinds, everything)))
    assert card.grade is MatchGrade.CERTAIN
    for name in (SectionName.ALLERGIES, SectionName.MEDICATIONS, SectionName.PROBLEMS, SectionName.CONTACTS):
        assert section(card, name).state is SectionState.INVALID
        assert section(card, name).items == ()
    assert card.alerts == ()
    assert_nobody_else(card)


def test_a_self_link_without_the_number_is_not_believed() -> None:
    card = from_hostile(Hostile(Patient=lambda bundle: bundle | {"link": []}))
    assert card.grade is MatchGrade.UNAVAILABLE


def test_a_total_that_says_more_is_not_believed() -> None:
    card = from_hostile(Hostile(Patient=lambda bundle: bundle | {"total": 7}))
    assert card.grade is not MatchGrade.CERTAIN


def test_one_section_that_hangs_leaves_the_others_alone() -> None:
    card = from_hostile(Hostile(Encounter=lambda _: asyncio.Event()), patience=SHORT)
    assert section(card, SectionName.CONTACTS).state is SectionState.UNAVAILABLE
    assert "вовремя" in section(card, SectionName.CONTACTS).note


@pytest.mark.parametrize(
    ("answer", "state"),
    [
        (b"", SectionState.UNAVAILABLE),
        (b"<html>", SectionState.INVALID),
        (b"[]", SectionState.INVALID),
        (b"null", SectionState.INVALID),
        (b'{"resourceType": "OperationOutcome"}', SectionState.INVALID),
        (b'{"resourceType": "Bundle", "type": "searchset", "entry": [{"resource": {"resourceType": "Patient"}}]}',
         SectionState.INVALID),
        (b'{"resourceType": "Bundle", "type": "searchset", "entry": [null, 5, "x"]}', SectionState.INVALID),
    ],
)  # fmt: skip
def test_garbage_in_a_section_is_a_state_of_that_section(answer: bytes, state: SectionState) -> None:
    card = from_hostile(Hostile(AllergyIntolerance=lambda _: answer))
    found = section(card, SectionName.ALLERGIES)
    assert found.state is state
    assert found.items == ()
    assert section(card, SectionName.PROBLEMS).state is SectionState.LOADED


def test_an_empty_answer_to_another_question_is_not_no_records() -> None:
    card = from_hostile(Hostile(AllergyIntolerance=lambda bundle: bundle | {"link": [], "entry": [], "total": 0}))
    assert section(card, SectionName.ALLERGIES).state is SectionState.INVALID
