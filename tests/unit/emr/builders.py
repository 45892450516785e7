"""People, records and servers that name only what a test is about."""

import json
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs, urlencode

import httpx

from dispatch.adapters.fhir.client import FhirClient
from dispatch.adapters.fhir.dialect import load_dialect
from dispatch.adapters.fhir.guard import Patience
from dispatch.adapters.fhir.records import FhirRecords
from dispatch.application.patient_context import PatientQuery, Sex
from dispatch.domain.ids import IncidentId
from simulations.patients.person import person

Json = dict[str, Any]
Answerer = Callable[[str, dict[str, list[str]]], httpx.Response]

DIALECT = load_dialect()
NOW = 1_795_000_000.0  # 2026-11-18
ANNA = person(900, "Учебная Анна Петровна", "1980-05-20", "Тосно")
KEY = b"k" * 32
IMPATIENT = Patience(deadline_s=0.3, retry_after_s=0.0)


def query(**changes: object) -> PatientQuery:
    said = {
        "incident": IncidentId("i-1"),
        "snils": ANNA.snils,
        "family": ANNA.family,
        "given": ANNA.given,
        "birth_date": ANNA.birth_date,
        "sex": Sex.FEMALE,
    }
    return PatientQuery(**(said | changes))  # type: ignore[arg-type]


def patient(**changes: object) -> Json:
    return {
        "resourceType": "Patient",
        "id": ANNA.id,
        "identifier": [
            {"system": DIALECT.systems.snils[0], "value": ANNA.snils},
            {"system": DIALECT.systems.enp[0], "value": ANNA.enp},
        ],
        "name": [{"family": ANNA.family, "given": [ANNA.given, ANNA.patronymic]}],
        "gender": "female",
        "birthDate": ANNA.birth_date,
    } | changes


def coded(system: str, code: str, display: str = "") -> Json:
    return {"coding": [{"system": system, "code": code} | ({"display": display} if display else {})]}


def about_anna(kind: str, number: str = "1", /, **elements: object) -> Json:
    whom = "patient" if kind in {"AllergyIntolerance", "EpisodeOfCare", "RelatedPerson"} else "subject"
    return {"resourceType": kind, "id": f"{kind}-{number}", whom: {"reference": f"Patient/{ANNA.id}"}} | elements


def allergy(**elements: object) -> Json:
    return about_anna(
        "AllergyIntolerance", **({"code": coded(DIALECT.systems.atc[0], "J01CE", "Пенициллин")} | elements)
    )


def condition(code: str, number: str = "1", /, **elements: object) -> Json:
    return about_anna(
        "Condition", number, **({"code": coded(DIALECT.systems.icd10[0], code, f"болезнь {code}")} | elements)
    )


def drug(code: str, number: str = "1", /, **elements: object) -> Json:
    concept = coded(DIALECT.systems.atc[0], code, f"препарат {code}")
    return about_anna(
        "MedicationStatement", number, **({"status": "active", "medicationCodeableConcept": concept} | elements)
    )


def searchset(kind: str, form: dict[str, list[str]], resources: list[Json], **changes: object) -> httpx.Response:
    asked = urlencode([(name, value) for name, values in form.items() for value in values])
    bundle = {
        "resourceType": "Bundle",
        "type": "searchset",
        "total": len(resources),
        "link": [{"relation": "self", "url": f"http://emr/{kind}?{asked}"}],
        "entry": [{"resource": resource, "search": {"mode": "match"}} for resource in resources],
    } | changes
    return httpx.Response(200, json=bundle)


def server(*resources: Json, override: Answerer | None = None) -> httpx.MockTransport:
    """Answer every search of a type with all resources of that type, unless `override` answers first."""

    def handle(request: httpx.Request) -> httpx.Response:
        kind = request.url.path.strip("/").split("/")[-2]
        form = parse_qs(request.content.decode())
        if override and (answer := override(kind, form)):
            return answer
        return searchset(kind, form, [resource for resource in resources if resource["resourceType"] == kind])

    return httpx.MockTransport(handle)


def records(
    transport: httpx.AsyncBaseTransport, *, now: Callable[[], float] = lambda: NOW, **options: Any
) -> FhirRecords:
    client = FhirClient("http://emr/fhir", transport=transport)
    return FhirRecords(client, DIALECT, now=now, **({"patience": IMPATIENT, "key": KEY} | options))


def text(value: object) -> str:
    """Everything that a value shows, for «this never appears»."""
    return json.dumps(str(value), ensure_ascii=False)
