"""Active drugs: taken, or prescribed within 90 days."""

from dispatch.adapters.fhir.alert_table import CHEMOTHERAPY_DAYS
from dispatch.adapters.fhir.alerts import from_codes
from dispatch.adapters.fhir.client import Question
from dispatch.adapters.fhir.dialect import Dialect
from dispatch.adapters.fhir.resources import Resource, any_code, code_in, label, moment, objects, text_at
from dispatch.adapters.fhir.sections.absence import split
from dispatch.adapters.fhir.sections.reading import Parsed, Reading, Recipe, about, details, to_check
from dispatch.adapters.fhir.validation import status
from dispatch.application.patient_context import ContextItem, SectionName

SHOWN = 15
PRESCRIBED_DAYS = 90.0
ENDED = frozenset({"completed", "stopped", "not-taken", "cancelled", "draft", "intended"})
CYCLIC_ATC = ("L01", "L04")
"""Given in courses: a course that has ended still acts for `CHEMOTHERAPY_DAYS`."""

STATEMENT = (
    "status,medicationCodeableConcept,medicationReference,subject,effectiveDateTime,effectivePeriod,dateAsserted,dosage"
)
REQUEST = "status,intent,medicationCodeableConcept,medicationReference,subject,authoredOn,dosageInstruction"


def ask(patient_id: str, _dialect: Dialect, _now: float) -> tuple[Question, ...]:
    """What is said to be taken and what was prescribed."""
    return (
        about("MedicationStatement", patient_id, ("_sort", "-effective"), elements=STATEMENT),
        about("MedicationRequest", patient_id, ("_sort", "-authoredon"), elements=REQUEST),
    )


def read(reading: Reading) -> Parsed:
    """Each drug once, by its code or its name."""
    ordinary, state, note = split(reading.of("MedicationStatement", "MedicationRequest"))
    active = _once([record for record in ordinary if _acts(record, reading)])
    items = tuple(_item(record, reading) for record in active)
    left_out = f"показаны {SHOWN} из {len(items)}" if len(items) > SHOWN else ""
    coded = [(_atc(record, reading), _name(record), bool(to_check(record))) for record in active]
    return Parsed(
        items=tuple(sorted(items, key=lambda item: not item.check))[:SHOWN],
        state=state,
        note=details(note, left_out),
        alerts=from_codes(coded, drug=True),
    )


def _acts(record: Resource, reading: Reading) -> bool:
    days = reading.days_since(_date(record))
    if status(record, "status") in ENDED:
        course = _atc(record, reading).startswith(CYCLIC_ATC)
        return course and days is not None and days <= CHEMOTHERAPY_DAYS
    if record["resourceType"] == "MedicationRequest":
        return days is None or days <= PRESCRIBED_DAYS
    return True


def _once(records: list[Resource]) -> list[Resource]:
    seen: dict[str, Resource] = {}
    for record in records:
        seen.setdefault(any_code(record.get("medicationCodeableConcept")) or _name(record), record)
    return list(seen.values())


def _date(record: Resource) -> str | None:
    end = text_at(record, "effectivePeriod", "end")
    return end or moment(record, "effectiveDateTime", "effectivePeriod", "authoredOn", "dateAsserted")


def _name(record: Resource) -> str:
    return label(record.get("medicationCodeableConcept")) or text_at(record, "medicationReference", "display") or "?"


def _atc(record: Resource, reading: Reading) -> str:
    return code_in(record.get("medicationCodeableConcept"), reading.dialect.systems.atc)


def _item(record: Resource, reading: Reading) -> ContextItem:
    code = _atc(record, reading)
    doses = [text_at(dose, "text") for key in ("dosage", "dosageInstruction") for dose in objects(record.get(key))]
    return ContextItem(
        text=_name(record),
        detail=details(*doses, to_check(record), "" if code else "проверьте: код не АТХ"),
        code=code or any_code(record.get("medicationCodeableConcept")),
        date=_date(record),
        check=bool(to_check(record)) or not code,
    )


MEDICATIONS = Recipe(name=SectionName.MEDICATIONS, ask=ask, read=read)
