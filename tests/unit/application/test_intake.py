"""From a call card to an incident."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dispatch.adapters.region_files import load_region
from dispatch.application.intake import UNKNOWN_COMPLAINT, CardFacts, Warn, build_incident, district_of, find_complaint
from dispatch.domain.ids import CallId, IncidentId
from dispatch.domain.incident import Urgency
from routing.types import LatLon
from tests.builders import NOON

GATCHINA = LatLon(lat=59.5689, lon=30.1228)
REGION = load_region(Path(__file__).parents[3] / "data" / "region" / "leningrad")


def facts(
    complaint: str | None = None, *, emergency: bool | None = None, injured: int = 0, age_years: int | None = None
) -> CardFacts:
    return CardFacts(
        incident=IncidentId("x"),
        call=CallId("x-112"),
        received_at=NOON,
        complaint=complaint,
        emergency=emergency,
        injured=injured,
        age_years=age_years,
        patient_ref=None,
    )


@pytest.mark.parametrize("complaint", REGION.complaints, ids=lambda complaint: complaint.code)
def test_a_complaint_is_found_by_its_code_and_by_its_name(complaint) -> None:  # type: ignore[no-untyped-def]
    assert find_complaint(REGION, complaint.code) == complaint
    assert find_complaint(REGION, f"  {complaint.name.upper()} ") == complaint


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("боль в груди", "chest-pain"),
        ("Боль  В ГРУДИ, немеет рука", "chest-pain"),
        ("у бабушки боль в груди", "chest-pain"),
    ],
)
def test_a_complaint_is_found_by_the_words_of_callers(words: str, code: str) -> None:
    found = find_complaint(REGION, words)
    assert found is not None
    assert found.code == code


def test_the_letter_yo_and_the_case_make_no_difference() -> None:
    for complaint in REGION.complaints:
        assert find_complaint(REGION, complaint.name.replace("ё", "е")) == complaint


@pytest.mark.parametrize("nothing", [None, "", "   ", "\n", "съешь этих мягких булок", "😀"])
def test_what_nobody_understands_is_not_guessed(nothing: str | None) -> None:
    assert find_complaint(REGION, nothing) is None


def test_an_unknown_complaint_counts_as_an_emergency() -> None:
    incident = build_incident(REGION, facts("абракадабра"), GATCHINA, ())
    assert (incident.complaint, incident.urgency) == (UNKNOWN_COMPLAINT, Urgency.P2)
    assert incident.urgency.is_emergency


def test_what_a_complaint_needs_goes_with_the_incident() -> None:
    complaint = REGION.complaints[0]
    incident = build_incident(REGION, facts(complaint.code), GATCHINA, ())
    assert (incident.crew_need, incident.hospital_need) == (complaint.crew_need, complaint.hospital_need)
    assert (incident.urgency, incident.received_at) == (complaint.urgency, NOON)


@given(
    code=st.sampled_from([complaint.code for complaint in REGION.complaints]),
    emergency=st.sampled_from([None, False, True]),
    injured=st.integers(0, 3),
)
def test_a_card_may_raise_the_urgency_of_the_table_and_never_lower_it(
    code: str, emergency: bool | None, injured: int
) -> None:
    complaint = find_complaint(REGION, code)
    assert complaint is not None
    urgency = build_incident(REGION, facts(code, emergency=emergency, injured=injured), GATCHINA, ()).urgency
    assert urgency <= complaint.urgency
    if emergency or injured:
        assert urgency.is_emergency
    else:
        assert urgency == complaint.urgency


@pytest.mark.parametrize(("age", "child"), [(None, False), (0, True), (17, True), (18, False), (90, False)])
def test_a_child_is_somebody_under_eighteen(age: int | None, child: bool) -> None:
    assert build_incident(REGION, facts(age_years=age), GATCHINA, ()).child is child


def test_a_doubt_about_the_card_goes_to_the_crew() -> None:
    warning = Warn(field="address", message="переспросите")
    assert build_incident(REGION, facts(), GATCHINA, [warning]).warnings == ("переспросите",)


def test_the_district_is_that_of_the_nearest_settlement() -> None:
    assert district_of(REGION, GATCHINA) == "Гатчинский район"
    assert district_of(REGION, LatLon(lat=60.7, lon=28.75)) == "Выборгский район"


def test_an_incident_knows_nothing_of_who_the_patient_is() -> None:
    incident = build_incident(REGION, facts("боль в груди", age_years=70), GATCHINA, ())
    assert incident.patient_ref is None
