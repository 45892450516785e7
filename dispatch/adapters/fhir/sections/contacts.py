"""The last five contacts of twelve months, and the people and places around the patient."""

from dispatch.adapters.fhir.client import Question
from dispatch.adapters.fhir.dialect import Dialect
from dispatch.adapters.fhir.resources import DAY_S, Resource, any_code, iso_day, label, moment, objects, text_at
from dispatch.adapters.fhir.sections.reading import Parsed, Reading, Recipe, about, details
from dispatch.application.patient_context import ContextItem, SectionName

YEAR_DAYS = 365.0
CLASS_RU = {
    "EMER": "скорая помощь", "AMB": "поликлиника", "IMP": "стационар", "HH": "на дому", "VR": "телемедицина",
    "ACUTE": "стационар", "SS": "дневной стационар",
}  # fmt: skip
"""HL7 v3 ActCode of an encounter's class."""


def ask_contacts(patient_id: str, _dialect: Dialect, now: float) -> tuple[Question, ...]:
    """The five newest."""
    since = ("date", f"ge{iso_day(now - YEAR_DAYS * DAY_S)}")
    elements = "status,class,type,subject,period,reasonCode,serviceProvider"
    return (about("Encounter", patient_id, since, ("_sort", "-date"), elements=elements, count="5"),)


def read_contacts(reading: Reading) -> Parsed:
    """Where and why."""
    return Parsed(items=tuple(_contact(record) for record in reading.resources))


def _contact(record: Resource) -> ContextItem:
    kind = text_at(record, "class", "code")
    reasons = list(objects(record.get("reasonCode")))
    return ContextItem(
        text=CLASS_RU.get(kind) or kind or "обращение",
        detail=details(", ".join(label(reason) for reason in reasons), text_at(record, "serviceProvider", "display")),
        code=any_code(reasons),
        date=moment(record, "period"),
        check=bool(kind) and kind not in CLASS_RU,
    )


def ask_people(patient_id: str, _dialect: Dialect, _now: float) -> tuple[Question, ...]:
    """Contact persons, the insurer, and the clinic that the patient is attached to."""
    identity = (("_id", patient_id), ("_elements", "generalPractitioner,managingOrganization"))
    return (
        about("RelatedPerson", patient_id, elements="active,patient,relationship,name,telecom", count="5"),
        about("Coverage", patient_id, elements="status,beneficiary,payor,period", count="5"),
        Question(resource="Patient", params=identity, must_echo=()),
    )


def read_people(reading: Reading) -> Parsed:
    """Whom to ring, who treats, who pays."""
    return Parsed(
        items=(
            *(_person(record) for record in reading.of("RelatedPerson") if record.get("active") is not False),
            *(
                ContextItem(text="Прикреплён", detail=clinic)
                for record in reading.of("Patient")
                if (clinic := _clinic(record))
            ),
            *(
                ContextItem(text="Страховая организация", detail=text_at(record, "payor", "display"))
                for record in reading.of("Coverage")
                if text_at(record, "status") == "active"
            ),
        )
    )


def _clinic(record: Resource) -> str:
    return text_at(record, "generalPractitioner", "display") or text_at(record, "managingOrganization", "display")


def _person(record: Resource) -> ContextItem:
    return ContextItem(
        text=text_at(record, "name", "text") or text_at(record, "name", "family") or "?",
        detail=details(label(record.get("relationship")), text_at(record, "telecom", "value")),
    )


CONTACTS = Recipe(name=SectionName.CONTACTS, ask=ask_contacts, read=read_contacts, newest_only=True)
PEOPLE = Recipe(name=SectionName.PEOPLE, ask=ask_people, read=read_people, newest_only=True)
