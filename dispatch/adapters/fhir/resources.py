"""Reading FHIR resources: small total functions, so that a missing element is an empty answer, never an exception."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

Resource = dict[str, Any]
Coding = tuple[str, str]

DAY_S = 86_400.0


def objects(value: object) -> Iterator[Resource]:
    """The JSON objects of a list, or the object itself."""
    for entry in value if isinstance(value, list) else [value]:
        if isinstance(entry, dict):
            yield entry


def text_at(node: object, *path: str) -> str:
    """The text at a path of keys, first element of a list; empty when there is none."""
    for key in path:
        node = next((entry.get(key) for entry in objects(node)), None)
    first = node[0] if isinstance(node, list) and node else node
    return first if isinstance(first, str) else ""


def codings(concept: object) -> frozenset[Coding]:
    """(system, code) of a CodeableConcept, or of a list of them."""
    return frozenset(
        (text_at(coding, "system"), text_at(coding, "code"))
        for one in objects(concept)
        for coding in objects(one.get("coding"))
    )


def code_in(concept: object, systems: tuple[str, ...]) -> str:
    """The code in the first of these systems that has one; empty when none has."""
    found = dict(codings(concept))
    return next((found[system] for system in systems if found.get(system)), "")


def any_code(concept: object) -> str:
    """Whatever code there is, for showing it raw."""
    return next((text_at(c, "code") for one in objects(concept) for c in objects(one.get("coding"))), "")


def label(concept: object) -> str:
    """How a CodeableConcept is called: its text, a display, or its bare code."""
    displays = (text_at(c, "display") for one in objects(concept) for c in objects(one.get("coding")))
    return text_at(concept, "text") or next(filter(None, displays), "") or any_code(concept)


def refers_to_patient(resource: Resource, patient_id: str) -> bool:
    """Whether the resource says that it is about this patient."""
    for element in ("patient", "subject", "beneficiary"):
        reference = text_at(resource, element, "reference")
        if reference:
            return reference.partition("/_history/")[0].endswith(f"Patient/{patient_id}")
    return False


def moment(resource: Resource, *elements: str) -> str | None:
    """The first of these dates that the resource has; a Period counts by its start."""
    for element in elements:
        found = text_at(resource, element) or text_at(resource, element, "start")
        if found:
            return found
    return None


def seconds(text: str | None) -> float | None:
    """POSIX seconds of a FHIR date or dateTime; None when there is none or it is only a year or a month."""
    if not text:
        return None
    try:
        parsed = datetime.fromisoformat(text)
    except ValueError:
        return None
    return (parsed if parsed.tzinfo else parsed.replace(tzinfo=UTC)).timestamp()


def age_years(birth_date: str | None, now: float) -> int | None:
    """Completed years at `now`; a date of a year or a month counts from its first day."""
    padded = f"{birth_date or ''}-01-01"[:10] if len(birth_date or "") < 10 else birth_date
    try:
        born = date.fromisoformat(padded or "")
    except ValueError:
        return None
    today = datetime.fromtimestamp(now, UTC).date()
    return today.year - born.year - ((today.month, today.day) < (born.month, born.day))


def iso_day(at: float) -> str:
    """The UTC day of a moment, as FHIR searches by it."""
    return datetime.fromtimestamp(at, UTC).date().isoformat()
