"""The four conditions of an automatic attachment, one broken at a time."""

import asyncio
from datetime import date

import httpx
import pytest

from dispatch.adapters.fhir.matching import check_identifiers, confirms, contradictions, numbers
from dispatch.application.patient_context import GivenIdentifiers, MatchGrade, PatientContext, Sex
from dispatch.domain.ids import IncidentId
from simulations.patients.numbers import enp, snils
from tests.unit.emr.builders import ANNA, DIALECT, NOW, patient, query, records, searchset, server, text

OTHER_SNILS = snils(480_000_001)
OTHER_ENP = enp(date(1971, 2, 3), male=True, serial=7)


def judged(asked: object, record: dict[str, object]) -> tuple[str, ...]:
    return contradictions(asked, numbers(asked), record, DIALECT, NOW)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"enp": ANNA.enp},
        {"snils": None, "enp": ANNA.enp},
        {"snils": f"{ANNA.snils[:3]}-{ANNA.snils[3:6]}-{ANNA.snils[6:9]} {ANNA.snils[9:]}"},
        {"birth_date": None, "age_years": 46},
        {"birth_date": None, "age_years": 45},
        {"birth_date": None, "age_years": 47},
        {"family": None, "given": None},
    ],
)
def test_a_card_is_attached_when_nothing_contradicts(changes: dict[str, object]) -> None:
    assert judged(query(**changes), patient()) == ()


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"birth_date": "1980-05-21"}, "дата рождения не совпадает"),
        ({"birth_date": None}, "в вызове нет даты рождения и возраста"),
        ({"birth_date": None, "age_years": 44}, "возраст не совпадает"),
        ({"birth_date": None, "age_years": 48}, "возраст не совпадает"),
        ({"sex": Sex.MALE}, "пол не совпадает"),
        ({"sex": None}, "в вызове нет пола"),
        ({"enp": OTHER_ENP}, "ЕНП в ЕМИС другой"),
    ],
)
def test_what_the_call_says_otherwise_makes_a_candidate(changes: dict[str, object], reason: str) -> None:
    assert reason in judged(query(**changes), patient())


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"gender": "unknown"}, "пол не совпадает"),
        ({"birthDate": "1980-05"}, "дата рождения не совпадает"),
        ({"active": False}, "запись в ЕМИС закрыта"),
        ({"link": [{"type": "replaced-by", "other": {"reference": "Patient/x"}}]}, "запись в ЕМИС закрыта"),
        ({"deceasedBoolean": True}, "в ЕМИС отмечена смерть"),
        ({"deceasedDateTime": "2020-01-01"}, "в ЕМИС отмечена смерть"),
    ],
)
def test_what_is_odd_in_the_record_makes_a_candidate(changes: dict[str, object], reason: str) -> None:
    assert reason in judged(query(), patient(**changes))


def test_an_enp_of_somebody_elses_birthday_raises_the_alarm() -> None:
    identifiers = [
        {"system": DIALECT.systems.snils[0], "value": ANNA.snils},
        {"system": DIALECT.systems.enp[0], "value": OTHER_ENP},
    ]
    found = judged(query(), patient(identifier=identifiers))
    assert "ЕНП говорит о другой дате рождения или поле" in found


def test_a_number_with_a_wrong_check_digit_is_never_asked_for() -> None:
    wrong = ANNA.snils[:-1] + str((int(ANNA.snils[-1]) + 1) % 10)
    assert not numbers(query(snils=wrong))
    assert check_identifiers(wrong, None) == (("snils", "СНИЛС: контрольная сумма неверна"),)
    assert check_identifiers(ANNA.snils, ANNA.enp) == ()
    context = fetched(server(patient()), snils=wrong)
    assert context.grade is MatchGrade.CANDIDATES
    assert "СНИЛС: контрольная сумма неверна" in context.warnings


def fetched(transport: httpx.MockTransport, **changes: object) -> PatientContext:
    async def run() -> PatientContext:
        emr = records(transport)
        try:
            return await emr.fetch(query(**changes), on_update=lambda _: None)
        finally:
            await emr.aclose()

    return asyncio.run(run())


def test_two_records_with_one_number_are_candidates_never_the_first() -> None:
    twin = patient(id="twin", birthDate="1981-01-01")
    context = fetched(server(patient(), twin))
    assert context.grade is MatchGrade.CANDIDATES
    assert context.identity is None
    assert len(context.candidates) == 2
    assert ANNA.family not in text(context)


def test_a_merged_record_leads_to_the_living_one() -> None:
    old = patient(id="old", active=False, link=[{"type": "replaced-by", "other": {"reference": f"Patient/{ANNA.id}"}}])

    def only_old(kind: str, form: dict[str, list[str]]) -> httpx.Response | None:
        if kind == "Patient" and "identifier" in form:
            return searchset(kind, form, [old])
        return None

    assert fetched(server(patient(), override=only_old)).grade is MatchGrade.CERTAIN
    assert fetched(server(old, override=only_old)).grade is not MatchGrade.CERTAIN


def test_without_a_number_a_name_gives_at_most_a_candidate() -> None:
    context = fetched(server(patient(), patient(id="b", name=[{"family": "Другая"}])), snils=None)
    assert context.grade is MatchGrade.CANDIDATES
    assert [candidate.name_masked for candidate in context.candidates] == ["У…я А. П."]


def test_too_little_said_is_not_asked() -> None:
    context = fetched(server(patient()), snils=None, birth_date=None)
    assert context.grade is MatchGrade.NOT_ASKED


def test_nobody_found_is_none() -> None:
    assert fetched(server()).grade is MatchGrade.NONE


@pytest.mark.parametrize(
    ("given", "confirmed"),
    [
        (GivenIdentifiers(full_name="Учебная Анна", birth_date="1980-05-20"), True),
        (GivenIdentifiers(full_name="анна петровна учебная", snils=ANNA.snils), True),
        (GivenIdentifiers(enp=ANNA.enp, birth_date="1980-05-20"), True),
        (GivenIdentifiers(full_name="Учебная", birth_date="1980-05-20"), False),
        (GivenIdentifiers(birth_date="1980-05-20"), False),
        (GivenIdentifiers(full_name="Учебная Анна", birth_date="1980-05-21"), False),
        (GivenIdentifiers(full_name="Учебная Анна", birth_date="1980-05-20", snils=OTHER_SNILS), False),
        (GivenIdentifiers(), False),
    ],
)
def test_a_crew_confirms_with_two_identifiers_that_agree(given: GivenIdentifiers, confirmed: bool) -> None:
    assert confirms(given, patient(), DIALECT) is confirmed


def test_a_query_does_not_print_who_it_is_about() -> None:
    assert ANNA.snils not in repr(query(enp=ANNA.enp))
    assert ANNA.family not in repr(query(incident=IncidentId("i-2")))
