"""Results that change care before the hospital, home blood pressure, and what an AI has seen in images."""

from collections.abc import Mapping
from statistics import median
from types import MappingProxyType

from dispatch.adapters.fhir.client import Question
from dispatch.adapters.fhir.dialect import Dialect, Token
from dispatch.adapters.fhir.resources import (
    DAY_S,
    Resource,
    any_code,
    code_in,
    codings,
    iso_day,
    label,
    moment,
    objects,
    text_at,
)
from dispatch.adapters.fhir.sections.reading import Parsed, Reading, Recipe, about, details, to_check
from dispatch.application.patient_context import ContextItem, SectionName

ELEMENTS = "status,category,code,subject,effectiveDateTime,valueQuantity,valueString,valueCodeableConcept,component"
OLD_DAYS = 365.0
HOME_BP_DAYS = 7.0

RESULTS_LOINC: Mapping[str, str] = MappingProxyType(
    {
        "2160-0": "Креатинин",
        "14682-9": "Креатинин",
        "33914-3": "СКФ",
        "62238-1": "СКФ",
        "2823-3": "Калий",
        "718-7": "Гемоглобин",
        "6301-6": "МНО",
        "2345-7": "Глюкоза",
        "14749-6": "Глюкоза",
        "4548-4": "Гликированный гемоглобин",
        "6598-7": "Тропонин T",
        "10839-9": "Тропонин I",
        "10230-1": "Фракция выброса ЛЖ",
        "8601-7": "ЭКГ, заключение",
    }
)
"""LOINC codes of the card's list of results and their Russian names, in the order of the screen."""

SYSTOLIC, DIASTOLIC = "8480-6", "8462-4"


def ask_results(patient_id: str, dialect: Dialect, _now: float) -> tuple[Question, ...]:
    """The newest of each listed result."""
    tokens = ",".join(f"{system}|{code}" for system in dialect.systems.loinc for code in RESULTS_LOINC)
    return (about("Observation", patient_id, ("code", tokens), ("_sort", "-date"), elements=ELEMENTS),)


def read_results(reading: Reading) -> Parsed:
    """One line per result, the newest; older than twelve months is marked old."""
    newest: dict[str, Resource] = {}
    for record in sorted(reading.resources, key=lambda r: moment(r, "effectiveDateTime") or "", reverse=True):
        code = code_in(record.get("code"), reading.dialect.systems.loinc)
        newest.setdefault(RESULTS_LOINC.get(code) or label(record.get("code")) or code, record)
    order = {name: place for place, name in enumerate(dict.fromkeys(RESULTS_LOINC.values()))}
    lines = sorted(newest.items(), key=lambda line: order.get(line[0], len(order)))
    return Parsed(items=tuple(_result(name, record, reading) for name, record in lines))


def _result(name: str, record: Resource, reading: Reading) -> ContextItem:
    date = moment(record, "effectiveDateTime")
    days = reading.days_since(date)
    return ContextItem(
        text=f"{name}: {_value(record) or 'без значения'}",
        detail=to_check(record),
        code=any_code(record.get("code")),
        date=date,
        old=days is None or days > OLD_DAYS,
        check=bool(to_check(record)),
    )


def _value(record: Resource) -> str:
    quantity = next(objects(record.get("valueQuantity")), {})
    number = quantity.get("value")
    if isinstance(number, int | float):
        return f"{number:g} {text_at(quantity, 'unit')}".strip()
    return text_at(record, "valueString") or label(record.get("valueCodeableConcept"))


def ask_home_bp(patient_id: str, dialect: Dialect, now: float) -> tuple[Question, ...]:
    """Readings of the home monitor of the last week."""
    since = ("date", f"ge{iso_day(now - HOME_BP_DAYS * DAY_S)}")
    category = ("category", _token(dialect.home_bp))
    return (about("Observation", patient_id, category, since, ("_sort", "-date"), elements=ELEMENTS),)


def read_home_bp(reading: Reading) -> Parsed:
    """The last reading and the median of seven days."""
    readings = [
        (moment(r, "effectiveDateTime") or "", pressure) for r in reading.resources if (pressure := _pressure(r))
    ]
    if not readings:
        return Parsed()
    last_date, (systolic, diastolic) = max(readings)
    middle = [median(pressure[place] for _, pressure in readings) for place in (0, 1)]
    return Parsed(
        items=(
            ContextItem(text=f"Последнее: {systolic:g}/{diastolic:g} мм рт. ст.", date=last_date),
            ContextItem(
                text=f"Медиана за 7 дней: {middle[0]:g}/{middle[1]:g} мм рт. ст.", detail=f"измерений: {len(readings)}"
            ),
        )
    )


def _pressure(record: Resource) -> tuple[float, float] | None:
    found = {
        any_code(component.get("code")): next(objects(component.get("valueQuantity")), {}).get("value")
        for component in objects(record.get("component"))
    }
    systolic, diastolic = found.get(SYSTOLIC), found.get(DIASTOLIC)
    if not isinstance(systolic, int | float) or not isinstance(diastolic, int | float):
        return None
    return float(systolic), float(diastolic)


def ask_ai(patient_id: str, dialect: Dialect, _now: float) -> tuple[Question, ...]:
    """Marks that an AI has put on images."""
    category = ("category", _token(dialect.ai_imaging))
    return (about("Observation", patient_id, category, ("_sort", "-date"), elements=ELEMENTS, count="10"),)


def read_ai(reading: Reading) -> Parsed:
    """A hint, never an alert."""
    return Parsed(items=tuple(_hint(record, reading.dialect.ai_imaging) for record in reading.resources))


def _hint(record: Resource, mark: Token) -> ContextItem:
    truly_ai = (mark.system, mark.code) in codings(record.get("category"))
    return ContextItem(
        text=f"{label(record.get('code'))}: {_value(record)}",
        detail=details("подсказка ИИ, врачом не подтверждено", to_check(record)),
        code=any_code(record.get("code")),
        date=moment(record, "effectiveDateTime"),
        check=bool(to_check(record)) or not truly_ai,
    )


def _token(token: Token) -> str:
    return f"{token.system}|{token.code}"


RESULTS = Recipe(name=SectionName.RESULTS, ask=ask_results, read=read_results, newest_only=True)
HOME_BP = Recipe(name=SectionName.HOME_BP, ask=ask_home_bp, read=read_home_bp, newest_only=True)
AI_FLAGS = Recipe(name=SectionName.AI_FLAGS, ask=ask_ai, read=read_ai, newest_only=True)
