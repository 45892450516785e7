"""Active problems: МКБ-10 code and Russian name, and the states among them that change what a crew may do."""

from dispatch.adapters.fhir.alert_table import (
    CARDIOVASCULAR_ICD10,
    ONCOLOGY_ICD10,
    PREGNANCY_DAYS,
    PREGNANCY_ICD10,
    PREGNANCY_RANK,
    PREGNANCY_TEXT,
)
from dispatch.adapters.fhir.alerts import from_codes
from dispatch.adapters.fhir.client import Question
from dispatch.adapters.fhir.dialect import Dialect
from dispatch.adapters.fhir.resources import Resource, any_code, code_in, label, moment
from dispatch.adapters.fhir.sections.absence import split
from dispatch.adapters.fhir.sections.reading import Parsed, Reading, Recipe, about, details, to_check
from dispatch.adapters.fhir.validation import status
from dispatch.application.patient_context import Alert, ContextItem, SectionName
from dispatch.domain.incident import ClinicalFlag

OVER = frozenset({"inactive", "remission", "resolved"})
SHOWN = 12
ELEMENTS = "clinicalStatus,verificationStatus,category,code,subject,onsetDateTime,recordedDate"


def ask(patient_id: str, _dialect: Dialect, _now: float) -> tuple[Question, ...]:
    """Every diagnosis; which of them is over is decided here, where an unknown status is not lost."""
    return (about("Condition", patient_id, ("_sort", "-recorded-date"), elements=ELEMENTS),)


def read(reading: Reading) -> Parsed:
    """Those that are not over."""
    ordinary, state, note = split(reading.of("Condition"))
    active = [record for record in ordinary if status(record, "clinicalStatus") not in OVER]
    items = tuple(_item(record, reading) for record in active)
    left_out = f"показаны {SHOWN} из {len(items)}" if len(items) > SHOWN else ""
    coded = [(_code(record, reading), label(record.get("code")), bool(to_check(record))) for record in active]
    return Parsed(
        items=tuple(sorted(items, key=lambda item: not item.check))[:SHOWN],
        state=state,
        note=details(note, left_out),
        alerts=(*from_codes(coded, drug=False), *_pregnancy(active, reading)),
        flags=frozenset(flag for record in active for flag in _flags(record, reading)),
    )


def _code(record: Resource, reading: Reading) -> str:
    return code_in(record.get("code"), reading.dialect.systems.icd10)


def _item(record: Resource, reading: Reading) -> ContextItem:
    code = _code(record, reading)
    return ContextItem(
        text=label(record.get("code")) or "?",
        detail=details(to_check(record), "" if code else "проверьте: код не МКБ-10"),
        code=code or any_code(record.get("code")),
        date=moment(record, "onsetDateTime", "recordedDate"),
        check=bool(to_check(record)) or not code,
    )


def _flags(record: Resource, reading: Reading) -> list[ClinicalFlag]:
    code = _code(record, reading)
    days = reading.days_since(moment(record, "recordedDate", "onsetDateTime"))
    recent = days is not None and days <= PREGNANCY_DAYS
    met = {
        ClinicalFlag.CARDIOVASCULAR: code.startswith(CARDIOVASCULAR_ICD10),
        ClinicalFlag.ONCOLOGY: code.startswith(ONCOLOGY_ICD10),
        ClinicalFlag.PREGNANT: recent and code.startswith(PREGNANCY_ICD10),
    }
    return [flag for flag, holds in met.items() if holds]


def _pregnancy(records: list[Resource], reading: Reading) -> tuple[Alert, ...]:
    """The line that stands when the registry does not know of it; the card keeps the registry's fuller one."""
    named = [label(r.get("code")) for r in records if ClinicalFlag.PREGNANT in _flags(r, reading)]
    return (Alert(rank=PREGNANCY_RANK, text=PREGNANCY_TEXT, detail=named[0]),) if named else ()


PROBLEMS = Recipe(name=SectionName.PROBLEMS, ask=ask, read=read)
