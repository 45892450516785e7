"""In what state a section is, and that only an asserted absence may say «не выявлено»."""

import asyncio
from collections.abc import Callable

import httpx
import pytest

from dispatch.adapters.fhir.validation import unknown_statuses
from dispatch.application.patient_context import (
    SECTION_RU,
    SECTION_STATE_RU,
    PatientContext,
    Section,
    SectionName,
    SectionState,
    critical_alerts,
    for_dispatcher,
)
from dispatch.domain.incident import ClinicalFlag
from tests.unit.emr.builders import (
    DIALECT,
    about_anna,
    allergy,
    coded,
    condition,
    drug,
    patient,
    query,
    records,
    searchset,
    server,
    text,
)

IPS = "http://hl7.org/fhir/uv/ips/CodeSystem/absent-unknown-uv-ips"
SNOMED = "http://snomed.info/sct"


def card(*resources: dict[str, object], override: Callable[..., httpx.Response | None] | None = None) -> PatientContext:
    async def run() -> PatientContext:
        emr = records(server(patient(), *resources, override=override))  # type: ignore[arg-type]
        try:
            return await emr.fetch(query(), on_update=lambda _: None)
        finally:
            await emr.aclose()

    return asyncio.run(run())


def allergies(*resources: dict[str, object]) -> Section:
    section = card(*resources).section(SectionName.ALLERGIES)
    assert section
    return section


def test_every_section_and_state_has_its_words() -> None:
    assert set(SECTION_RU) == set(SectionName)
    assert set(SECTION_STATE_RU) == set(SectionState)
    assert [state for state, words in SECTION_STATE_RU.items() if "не выявлено" in words] == [SectionState.KNOWN_ABSENT]


@pytest.mark.parametrize(
    ("code", "state"),
    [
        (coded(SNOMED, "716186003"), SectionState.KNOWN_ABSENT),
        (coded(IPS, "no-known-allergies"), SectionState.KNOWN_ABSENT),
        (coded(IPS, "no-known-medication-allergies"), SectionState.KNOWN_ABSENT),
        (coded(IPS, "no-known-food-allergies"), SectionState.UNKNOWN),
        (coded(IPS, "no-allergy-info"), SectionState.UNKNOWN),
    ],
)
def test_an_asserted_absence_is_told_from_an_empty_list(code: dict[str, object], state: SectionState) -> None:
    resolved = coded("http://terminology.hl7.org/CodeSystem/allergyintolerance-clinical", "resolved")
    assert allergies(allergy(code=code, clinicalStatus=resolved)).state is state


def test_nothing_found_is_no_records() -> None:
    assert allergies().state is SectionState.NO_RECORDS


def test_an_absence_beside_a_real_allergy_does_not_count() -> None:
    section = allergies(allergy(), allergy(id="none", code=coded(SNOMED, "716186003")))
    assert section.state is SectionState.LOADED
    assert [item.text for item in section.items] == ["Пенициллин"]
    assert "проверьте" in section.note


@pytest.mark.parametrize("status", ["entered-in-error", "refuted"])
def test_what_was_never_so_does_not_alert(status: str) -> None:
    context = card(allergy(verificationStatus=coded("v", status)))
    assert context.alerts == ()
    assert context.section(SectionName.ALLERGIES).state is SectionState.NO_RECORDS  # type: ignore[union-attr]


def test_an_unknown_status_alerts_and_is_shown_raw() -> None:
    context = card(allergy(clinicalStatus=coded("v", "maybe")))
    assert context.alerts[0].check
    assert "«maybe»" in context.alerts[0].detail


@pytest.mark.parametrize(
    ("resource", "raw"),
    [
        (allergy(criticality="deadly"), ("deadly",)),
        (condition("I10", clinicalStatus=coded("v", "acute")), ("acute",)),
        (drug("C07AB07", status="taken"), ("taken",)),
        (about_anna("Observation", status="done"), ("done",)),
        (patient(gender="м"), ("м",)),
        (allergy(criticality="high"), ()),
    ],
)
def test_safety_critical_codes_are_whitelisted(resource: dict[str, object], raw: tuple[str, ...]) -> None:
    assert unknown_statuses(resource) == raw


def test_a_local_diagnosis_code_is_shown_under_check() -> None:
    section = card(condition("I10", code=coded("urn:local", "ГБ"))).section(SectionName.PROBLEMS)
    assert section
    assert section.items[0].check
    assert section.items[0].code == "ГБ"


def test_more_on_another_page_is_partial() -> None:
    def one_of_three(kind: str, form: dict[str, list[str]]) -> httpx.Response | None:
        return searchset(kind, form, [allergy()], total=3) if kind == "AllergyIntolerance" else None

    section = card(override=one_of_three).section(SectionName.ALLERGIES)
    assert section
    assert section.state is SectionState.PARTIAL
    assert "ещё записей в ЕМИС: 2" in section.note


def test_an_absence_on_half_an_answer_is_partial_not_absent() -> None:
    def half(kind: str, form: dict[str, list[str]]) -> httpx.Response | None:
        none = allergy(code=coded(SNOMED, "716186003"))
        return searchset(kind, form, [none], total=2) if kind == "AllergyIntolerance" else None

    section = card(override=half).section(SectionName.ALLERGIES)
    assert section
    assert section.state is SectionState.PARTIAL


def test_one_of_two_questions_failing_is_partial() -> None:
    def no_requests(kind: str, _form: dict[str, list[str]]) -> httpx.Response | None:
        return httpx.Response(500) if kind == "MedicationRequest" else None

    context = card(drug("B01AA03"), override=no_requests)
    section = context.section(SectionName.MEDICATIONS)
    assert section
    assert section.state is SectionState.PARTIAL
    assert len(section.items) == 1
    assert critical_alerts(context) is True


def test_records_that_are_no_fhir_are_kept_out_of_view() -> None:
    broken = allergy(code="Секретное вещество")
    assert allergies(broken).state is SectionState.INVALID
    partly = allergies(broken, allergy(id="a2"))
    assert partly.state is SectionState.PARTIAL
    assert "Секретное" not in text(partly)


def test_records_of_another_patient_discard_the_section() -> None:
    foreign = allergy(id="f", patient={"reference": "Patient/somebody"}, code={"text": "Чужая аллергия"})
    section = allergies(allergy(), foreign)
    assert section.state is SectionState.INVALID
    assert section.items == ()


def test_records_of_another_kind_discard_the_section() -> None:
    def conditions(kind: str, form: dict[str, list[str]]) -> httpx.Response | None:
        return searchset(kind, form, [condition("I10")]) if kind == "AllergyIntolerance" else None

    section = card(override=conditions).section(SectionName.ALLERGIES)
    assert section
    assert section.state is SectionState.INVALID


@pytest.mark.parametrize("code", ["F20.0", "F10.2", "B24", "Z21", "A51.0", "a53"])
def test_closed_diagnoses_wait_for_break_glass(code: str) -> None:
    context = card(condition(code), condition("I10", "2"))
    section = context.section(SectionName.PROBLEMS)
    assert section
    assert section.state is SectionState.RESTRICTED
    assert [item.code for item in section.items] == ["I10"]
    assert code not in text(context)


def test_a_drug_that_tells_a_closed_diagnosis_is_closed_too() -> None:
    section = card(drug("J05AR10")).section(SectionName.MEDICATIONS)
    assert section
    assert section.state is SectionState.RESTRICTED
    assert section.items == ()


@pytest.mark.parametrize(
    ("resource", "line"),
    [
        (drug("B01AA03"), "Антикоагулянт"),
        (drug("B01AF02"), "Антикоагулянт"),
        (drug("B01AC04"), "Антиагрегант"),
        (drug("A10AE04"), "Инсулин"),
        (drug("A10BB09"), "Сульфонилмочевина"),
        (drug("C07AB07"), "β-адреноблокатор"),
        (drug("C01AA05"), "Дигоксин"),
        (drug("C01BD01"), "Антиаритмик"),
        (drug("N02AX02"), "Опиоид"),
        (drug("N04BD01"), "Ингибитор МАО"),
        (drug("G04BE03"), "Ингибитор ФДЭ-5"),
        (drug("L04AD01"), "Иммуносупрессия"),
        (condition("Z95.0"), "Кардиостимулятор, ИКД"),
        (condition("Z99.2"), "Диализ, ХБП 5"),
        (condition("G40.3"), "Эпилепсия"),
        (condition("D66"), "Гемофилия, нарушение свёртывания"),
        (condition("E27.1"), "Надпочечниковая недостаточность"),
    ],
)
def test_what_changes_care_is_a_line_on_top(resource: dict[str, object], line: str) -> None:
    assert card(resource).alerts[0].text.startswith(f"{line}: ")


@pytest.mark.parametrize("resource", [drug("C09AA02"), condition("I10"), drug("B01AA03", status="stopped")])
def test_what_does_not_change_care_is_no_alert(resource: dict[str, object]) -> None:
    assert card(resource).alerts == ()


@pytest.mark.parametrize(("days_ago", "alerts"), [("2026-11-04", 1), ("2026-09-01", 0)])
def test_a_course_of_chemotherapy_alerts_for_thirty_days(days_ago: str, alerts: int) -> None:
    course = drug("L01DB01", status="completed", effectiveDateTime=days_ago)
    assert len(card(course).alerts) == alerts


def test_six_lines_stand_on_top_and_the_rest_is_announced() -> None:
    many = ("B01AA03", "A10AE04", "A10BB09", "C01AA05", "N02AX02", "G04BE03", "C07AB07")
    context = card(*(drug(code, code) for code in many), allergy())
    assert len(context.alerts) == 6
    assert context.alerts[0].text == "Аллергия: Пенициллин"
    assert "Ещё предупреждений: 2, смотрите разделы ниже" in context.warnings


def test_allergies_and_what_kills_stand_above_the_rest() -> None:
    critical = ("A10AE04", "A10BB09", "C01AA05", "N02AX02", "G04BE03")
    context = card(drug("B01AC04", "mild"), *(drug(code, code) for code in critical), allergy(criticality="low"))
    shown = [alert.text.partition(":")[0] for alert in context.alerts]
    assert shown[0] == "Аллергия"
    assert "Антиагрегант" not in shown


@pytest.mark.parametrize(
    ("resource", "flag"),
    [
        (condition("I21.1"), ClinicalFlag.CARDIOVASCULAR),
        (condition("C34.1"), ClinicalFlag.ONCOLOGY),
        (condition("O13", recordedDate="2026-10-01"), ClinicalFlag.PREGNANT),
        (allergy(), ClinicalFlag.CRITICAL_ALERT),
    ],
)
def test_flags_for_the_decision(resource: dict[str, object], flag: ClinicalFlag) -> None:
    assert flag in card(resource).flags


def test_a_pregnancy_of_years_ago_is_none() -> None:
    assert ClinicalFlag.PREGNANT not in card(condition("O13", recordedDate="2023-10-01")).flags


def test_an_ai_hint_never_alerts() -> None:
    mark = [coded(DIALECT.ai_imaging.system, DIALECT.ai_imaging.code)]
    hint = about_anna("Observation", status="final", code={"text": "КТ"}, category=mark, valueString="очаг")
    context = card(hint)
    assert context.alerts == ()
    assert "врачом не подтверждено" in context.section(SectionName.AI_FLAGS).items[0].detail  # type: ignore[union-attr]


def test_a_dispatcher_sees_that_there_is_an_alert_not_which() -> None:
    context = card(allergy(), condition("I21.1"))
    view = for_dispatcher(context)
    assert view.critical_alerts is True
    assert "Пенициллин" not in text(view)
    assert "I21.1" not in text(view)


def test_no_alert_is_only_said_when_all_alerting_sections_answered() -> None:
    def no_allergies(kind: str, _form: dict[str, list[str]]) -> httpx.Response | None:
        return httpx.Response(500) if kind == "AllergyIntolerance" else None

    assert critical_alerts(card()) is False
    assert critical_alerts(card(override=no_allergies)) is None
