"""What every section gets and gives."""

from collections.abc import Callable
from dataclasses import dataclass

from dispatch.adapters.fhir.client import Params, Question
from dispatch.adapters.fhir.dialect import Dialect
from dispatch.adapters.fhir.resources import DAY_S, Resource, seconds
from dispatch.adapters.fhir.validation import unknown_statuses
from dispatch.application.patient_context import Alert, ContextItem, SectionName, SectionState
from dispatch.domain.incident import ClinicalFlag

PAGE = "100"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """Resources that may be read: of this patient, valid, not entered in error, not closed."""

    resources: tuple[Resource, ...]
    dialect: Dialect
    now: float

    def of(self, *kinds: str) -> tuple[Resource, ...]:
        """Those of these types."""
        return tuple(resource for resource in self.resources if resource["resourceType"] in kinds)

    def days_since(self, date: str | None) -> float | None:
        """Days from a date to now; None when the date is absent or too coarse."""
        at = seconds(date)
        return None if at is None else (self.now - at) / DAY_S


@dataclass(frozen=True, slots=True, kw_only=True)
class Parsed:
    """What a section makes of it. `state` only where the records assert one (known absent, not asked)."""

    items: tuple[ContextItem, ...] = ()
    state: SectionState | None = None
    note: str = ""
    alerts: tuple[Alert, ...] = ()
    flags: frozenset[ClinicalFlag] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipe:
    """A section: its questions and its reader. `newest_only`: older records are left out on purpose."""

    name: SectionName
    ask: Callable[[str, Dialect, float], tuple[Question, ...]]
    read: Callable[[Reading], Parsed]
    newest_only: bool = False


def about(kind: str, patient_id: str, *more: tuple[str, str], elements: str, count: str = PAGE) -> Question:
    """Ask for a patient's resources of one type, only the elements that are read."""
    params: Params = (
        ("patient", f"Patient/{patient_id}"), *more, ("_count", count), ("_elements", elements),
    )  # fmt: skip
    return Question(resource=kind, params=params, must_echo=("patient",))


def to_check(resource: Resource) -> str:
    """The «проверьте» text of statuses that are not understood; empty when all are."""
    raw = unknown_statuses(resource)
    return f"проверьте: статус «{', '.join(raw)}»" if raw else ""


def details(*parts: str) -> str:
    """The parts that say something."""
    return "; ".join(part for part in parts if part)
