"""Allergies. Asked without a status filter: an asserted absence is often `resolved`."""

from dispatch.adapters.fhir.alert_table import ALLERGY_RANK
from dispatch.adapters.fhir.client import Question
from dispatch.adapters.fhir.dialect import Dialect
from dispatch.adapters.fhir.resources import Resource, any_code, label, moment, objects, text_at
from dispatch.adapters.fhir.sections.absence import split
from dispatch.adapters.fhir.sections.reading import Parsed, Reading, Recipe, about, details, to_check
from dispatch.adapters.fhir.validation import status
from dispatch.application.patient_context import Alert, ContextItem, SectionName

PAST = frozenset({"inactive", "resolved"})
CRITICALITY_RU = {"high": "высокая опасность", "low": "низкая опасность", "unable-to-assess": ""}
ELEMENTS = "clinicalStatus,verificationStatus,type,category,criticality,code,patient,recordedDate,reaction"


def ask(patient_id: str, _dialect: Dialect, _now: float) -> tuple[Question, ...]:
    """Every allergy record of the patient."""
    return (about("AllergyIntolerance", patient_id, elements=ELEMENTS),)


def read(reading: Reading) -> Parsed:
    """Active ones first, as alerts too; those that have passed are listed."""
    ordinary, state, note = split(reading.of("AllergyIntolerance"))
    active = [record for record in ordinary if status(record, "clinicalStatus") not in PAST]
    past = [record for record in ordinary if status(record, "clinicalStatus") in PAST]
    return Parsed(
        items=(*(_item(record) for record in active), *(_item(record, past=True) for record in past)),
        state=state,
        note=note,
        alerts=tuple(_alert(record) for record in active if _alerts(record)),
    )


def _substance(record: Resource) -> str:
    return label(record.get("code")) or label([r.get("substance") for r in objects(record.get("reaction"))]) or "?"


def _detail(record: Resource) -> str:
    shown = [label(m) for r in objects(record.get("reaction")) for m in objects(r.get("manifestation"))]
    criticality = text_at(record, "criticality")
    unsure = status(record, "verificationStatus") in {"unconfirmed", "presumed"}
    return details(
        ", ".join(shown),
        CRITICALITY_RU.get(criticality, ""),
        "не подтверждена" if unsure else "",
        to_check(record),
    )


def _critical(record: Resource) -> bool:
    # Not stated is not harmless: only an explicit `low` takes the red away.
    return text_at(record, "criticality") != "low"


def _alerts(record: Resource) -> bool:
    categories = record.get("category") or ["medication"]
    severe = text_at(record, "criticality") == "high"
    return severe or not {"food", "environment"}.issuperset(categories) or bool(to_check(record))


def _item(record: Resource, *, past: bool = False) -> ContextItem:
    return ContextItem(
        text=_substance(record),
        detail=details("в прошлом" if past else "", _detail(record)),
        code=any_code(record.get("code")),
        date=moment(record, "recordedDate"),
        critical=not past and _critical(record),
        old=past,
        check=bool(to_check(record)),
    )


def _alert(record: Resource) -> Alert:
    return Alert(
        rank=ALLERGY_RANK + (not _critical(record)),
        text=f"Аллергия: {_substance(record)}",
        detail=_detail(record),
        code=any_code(record.get("code")),
        critical=_critical(record),
        check=bool(to_check(record)),
    )


ALLERGIES = Recipe(name=SectionName.ALLERGIES, ask=ask, read=read)
