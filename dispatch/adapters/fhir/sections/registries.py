"""Registries: oncology, cardiovascular, pregnancy. What marks an entry is the site's dialect."""

from collections.abc import Iterable
from types import MappingProxyType

from dispatch.adapters.fhir.alert_table import ADVANCE_DIRECTIVE_RANK, PREGNANCY_DAYS, PREGNANCY_RANK, PREGNANCY_TEXT
from dispatch.adapters.fhir.client import Question
from dispatch.adapters.fhir.dialect import Dialect, FlagMeaning, Registry
from dispatch.adapters.fhir.resources import DAY_S, Resource, any_code, codings, label, moment, seconds, text_at
from dispatch.adapters.fhir.sections.reading import Parsed, Reading, Recipe, about, details
from dispatch.application.patient_context import Alert, ContextItem, SectionName
from dispatch.domain.incident import ClinicalFlag

DUE_DATE_LOINC = "11778-8"
"""LOINC: delivery date, estimated."""
TERM_WEEKS = 40.0

OVER = frozenset({"finished", "cancelled", "inactive"})
NAME_RU = MappingProxyType(
    {
        Registry.ONCOLOGY: "Онкологический регистр",
        Registry.CARDIOVASCULAR: "Сердечно-сосудистый регистр",
        Registry.PREGNANCY: "Регистр беременных",
    }
)
FLAG_OF = MappingProxyType(
    {
        Registry.ONCOLOGY: ClinicalFlag.ONCOLOGY,
        Registry.CARDIOVASCULAR: ClinicalFlag.CARDIOVASCULAR,
        Registry.PREGNANCY: ClinicalFlag.PREGNANT,
    }
)


def ask(patient_id: str, dialect: Dialect, _now: float) -> tuple[Question, ...]:
    """Episodes and flags of the patient, and the due date."""
    due = ",".join(f"{system}|{DUE_DATE_LOINC}" for system in dialect.systems.loinc)
    return (
        about("EpisodeOfCare", patient_id, elements="status,type,patient,period,diagnosis,managingOrganization"),
        about("Flag", patient_id, elements="status,category,code,subject,period"),
        about(
            "Observation", patient_id, ("code", due), ("_sort", "-date"),
            elements="status,code,subject,effectiveDateTime,valueDateTime", count="1",
        ),
    )  # fmt: skip


def read(reading: Reading) -> Parsed:
    """One line per registry that has an entry, and per flag that is not understood."""
    found = tuple(_open_entries(reading))
    entries = {registry: record for record in found if (registry := reading.dialect.registry(_marks(record)))}
    meanings = {meaning for record in found if (meaning := reading.dialect.flag(_marks(record)))}
    strange = [record for record in found if record["resourceType"] == "Flag" and not _understood(record, reading)]
    return Parsed(
        items=(
            *(_entry(registry, record, reading) for registry, record in entries.items()),
            *(_strange(record) for record in strange),
        ),
        alerts=tuple(_alerts(entries, meanings, reading)),
        flags=frozenset(FLAG_OF[registry] for registry in entries) | _risk(entries, meanings),
    )


def _open_entries(reading: Reading) -> Iterable[Resource]:
    for record in reading.of("EpisodeOfCare", "Flag"):
        if text_at(record, "status") not in OVER and not text_at(record, "period", "end"):
            yield record


def _marks(record: Resource) -> frozenset[tuple[str, str]]:
    return codings(record.get("type")) | codings(record.get("code"))


def _understood(record: Resource, reading: Reading) -> bool:
    marks = _marks(record)
    return bool(reading.dialect.registry(marks) or reading.dialect.flag(marks))


def _entry(registry: Registry, record: Resource, reading: Reading) -> ContextItem:
    term = _term(reading) if registry is Registry.PREGNANCY else ""
    said = label(record.get("type")) or label(record.get("code"))
    return ContextItem(
        text=NAME_RU[registry],
        detail=details(term or said, text_at(record, "managingOrganization", "display")),
        code=registry.value,
        date=moment(record, "period"),
    )


def _strange(record: Resource) -> ContextItem:
    code = any_code(record.get("code"))
    return ContextItem(text=label(record.get("code")) or code or "?", detail="проверьте", code=code, check=True)


def _alerts(entries: dict[Registry, Resource], meanings: set[FlagMeaning], reading: Reading) -> Iterable[Alert]:
    if Registry.PREGNANCY in entries:
        risk = "высокий риск" if FlagMeaning.HIGH_RISK_PREGNANCY in meanings else ""
        yield Alert(rank=PREGNANCY_RANK, text=PREGNANCY_TEXT, detail=details(_term(reading), risk))
    if FlagMeaning.ADVANCE_DIRECTIVE in meanings:
        yield Alert(rank=ADVANCE_DIRECTIVE_RANK, text="Распоряжение пациента о лечении", detail="уточните у близких")


def _risk(entries: dict[Registry, Resource], meanings: set[FlagMeaning]) -> frozenset[ClinicalFlag]:
    """A risk that is marked counts for somebody who is in the register of pregnancies."""
    marked = Registry.PREGNANCY in entries and FlagMeaning.HIGH_RISK_PREGNANCY in meanings
    return frozenset({ClinicalFlag.HIGH_RISK_PREGNANCY}) if marked else frozenset()


def _term(reading: Reading) -> str:
    """Weeks and due date, from the due date; empty when it is not known or lies far off."""
    due = next((text_at(record, "valueDateTime") for record in reading.of("Observation")), "")
    due_at = seconds(due)
    if due_at is None or abs(due_at - reading.now) > PREGNANCY_DAYS * DAY_S:
        return ""
    weeks = TERM_WEEKS - (due_at - reading.now) / (7 * DAY_S)
    return f"{int(weeks)} нед., ПДР {due[:10]}"


REGISTRIES = Recipe(name=SectionName.REGISTRIES, ask=ask, read=read, newest_only=True)
