from datetime import date

import fhirkit

from simulations.patients import demo_people, synthetic_records

TODAY = date(2026, 11, 22)
RECORDS = synthetic_records(TODAY)


def test_about_three_hundred_people_and_the_same_every_time() -> None:
    patients = [record for record in RECORDS if record["resourceType"] == "Patient"]
    assert 290 <= len(patients) <= 310
    assert synthetic_records(TODAY) == RECORDS


def test_every_record_says_that_it_is_synthetic() -> None:
    assert all(record["meta"]["tag"][0]["code"] == "HTEST" for record in RECORDS)


def test_every_record_is_fhir_r4_and_has_an_id_of_its_own() -> None:
    assert [issue for record in RECORDS for issue in fhirkit.validate(record)] == []
    assert len({(record["resourceType"], record["id"]) for record in RECORDS}) == len(RECORDS)


def test_the_teaching_patients_never_change() -> None:
    first = demo_people()[0]
    assert (first.full_name, first.snils, first.enp) == ("Лебедева Анна Сергеевна", "47000791957", "4756110885000013")
    assert len({who.enp for who in demo_people()}) == len(demo_people())
