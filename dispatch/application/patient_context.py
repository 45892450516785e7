"""The patient's context for the crew: one small card, and what may be shown of it to whom.

Dispatch never waits for it. Sections land one by one, and each says in what state it is, because an empty list and a
dead server look alike and mean the opposite.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType
from typing import Protocol

from dispatch.domain.ids import IncidentId
from dispatch.domain.incident import ClinicalFlag

MAX_ALERTS = 6
MAX_CANDIDATES = 3


class Sex(StrEnum):
    """As FHIR writes it."""

    MALE = "male"
    FEMALE = "female"


class SectionName(StrEnum):
    """Sections of the card, in the order of the screen."""

    ALLERGIES = "allergies"
    REGISTRIES = "registries"
    PROBLEMS = "problems"
    MEDICATIONS = "medications"
    RESULTS = "results"
    HOME_BP = "home-bp"
    CONTACTS = "contacts"
    AI_FLAGS = "ai-flags"
    PEOPLE = "people"


SECTION_RU: Mapping[SectionName, str] = MappingProxyType(
    {
        SectionName.ALLERGIES: "Аллергии",
        SectionName.REGISTRIES: "Регистры",
        SectionName.PROBLEMS: "Диагнозы",
        SectionName.MEDICATIONS: "Лекарства",
        SectionName.RESULTS: "Анализы и исследования",
        SectionName.HOME_BP: "Домашнее давление",
        SectionName.CONTACTS: "Последние обращения",
        SectionName.AI_FLAGS: "Подсказки ИИ по снимкам",
        SectionName.PEOPLE: "Контактное лицо и поликлиника",
    }
)


class SectionState(StrEnum):
    """What an empty or filled section means."""

    PENDING = "pending"
    LOADED = "loaded"
    KNOWN_ABSENT = "known-absent"
    NO_RECORDS = "no-records"
    UNKNOWN = "unknown"
    PARTIAL = "partial"
    STALE = "stale"
    RESTRICTED = "restricted"
    UNAVAILABLE = "unavailable"
    INVALID = "invalid"


SECTION_STATE_RU: Mapping[SectionState, str] = MappingProxyType(
    {
        SectionState.PENDING: "загружается",
        SectionState.LOADED: "загружено",
        # The only state that may say so: somebody asked the patient and wrote the answer down.
        SectionState.KNOWN_ABSENT: "не выявлено",
        SectionState.NO_RECORDS: "записей нет, уточните у пациента",
        SectionState.UNKNOWN: "сведения не собраны, уточните у пациента",
        SectionState.PARTIAL: "загружено не всё",
        SectionState.STALE: "сохранённая копия, ЕМИС не отвечает",
        SectionState.RESTRICTED: "часть сведений закрыта до экстренного доступа",
        SectionState.UNAVAILABLE: "не загружено",
        SectionState.INVALID: "ответ ЕМИС не прошёл проверку и скрыт",
    }
)

ANSWERED = frozenset({SectionState.LOADED, SectionState.KNOWN_ABSENT, SectionState.NO_RECORDS, SectionState.RESTRICTED})
"""States in which the server has said all that it will say."""


class MatchGrade(StrEnum):
    """How sure it is that this is the patient."""

    PENDING = "pending"
    CERTAIN = "certain"
    CONFIRMED_BY_CREW = "confirmed-by-crew"
    CANDIDATES = "candidates"
    NONE = "none"
    NOT_ASKED = "not-asked"
    UNAVAILABLE = "unavailable"
    WITHDRAWN = "withdrawn"


MATCH_GRADE_RU: Mapping[MatchGrade, str] = MappingProxyType(
    {
        MatchGrade.PENDING: "ищем пациента",
        MatchGrade.CERTAIN: "найден по полису или СНИЛС",
        MatchGrade.CONFIRMED_BY_CREW: "подтверждён бригадой",
        MatchGrade.CANDIDATES: "есть похожие, подтвердите личность",
        MatchGrade.NONE: "в ЕМИС не найден",
        MatchGrade.NOT_ASKED: "не запрашивали: мало данных",
        MatchGrade.UNAVAILABLE: "ЕМИС не отвечает",
        MatchGrade.WITHDRAWN: "карта снята: не тот пациент",
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class PatientQuery:
    """What the 112 card says of the patient. Nothing of it is printed by `repr`, so that no log can hold it."""

    incident: IncidentId
    snils: str | None = field(default=None, repr=False)
    enp: str | None = field(default=None, repr=False)
    family: str | None = field(default=None, repr=False)
    given: str | None = field(default=None, repr=False)
    patronymic: str | None = field(default=None, repr=False)
    birth_date: str | None = field(default=None, repr=False)
    age_years: int | None = field(default=None, repr=False)
    sex: Sex | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class GivenIdentifiers:
    """What the crew has read or heard at the patient. Two of them that agree confirm a candidate."""

    full_name: str | None = field(default=None, repr=False)
    birth_date: str | None = field(default=None, repr=False)
    snils: str | None = field(default=None, repr=False)
    enp: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class ContextItem:
    """A line of a section. `check`: a code or a status was not understood and is shown as it came, «проверьте»."""

    text: str
    detail: str = ""
    code: str = ""
    date: str | None = None
    critical: bool = False
    old: bool = False
    check: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """One section. `fetched_at` is when the shown data was fetched; None: nothing was."""

    name: SectionName
    state: SectionState
    items: tuple[ContextItem, ...] = ()
    fetched_at: float | None = None
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Alert:
    """A red line. A lower `rank` stands higher."""

    rank: int
    text: str
    detail: str = ""
    code: str = ""
    critical: bool = True
    check: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class IdentityStrip:
    """Whose card it is. Numbers are masked: only the last four digits."""

    name: str
    birth_date: str | None
    age_years: int | None
    sex: Sex | None
    snils_masked: str | None
    enp_masked: str | None
    grade: MatchGrade
    source: str
    fetched_at: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """Somebody who may be the patient, masked; `ref` is opaque."""

    ref: str
    name_masked: str
    birth_year: str | None
    sex: Sex | None
    snils_masked: str | None
    enp_masked: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PatientContext:
    """The card of one incident at one moment."""

    incident: IncidentId
    grade: MatchGrade
    patient_ref: str | None = None
    identity: IdentityStrip | None = None
    candidates: tuple[Candidate, ...] = ()
    alerts: tuple[Alert, ...] = ()
    sections: tuple[Section, ...] = ()
    warnings: tuple[str, ...] = ()
    flags: frozenset[ClinicalFlag] = frozenset()
    unrestricted: bool = False

    def section(self, name: SectionName) -> Section | None:
        """The section of this name; None before anybody was identified."""
        return next((section for section in self.sections if section.name == name), None)


ALERTING = frozenset({SectionName.ALLERGIES, SectionName.REGISTRIES, SectionName.PROBLEMS, SectionName.MEDICATIONS})
"""Sections from which alerts are made."""


def critical_alerts(context: PatientContext) -> bool | None:
    """Whether a critical alert stands; None: not known, because a section that could hold one is missing."""
    if any(alert.critical for alert in context.alerts):
        return True
    answered = {section.name for section in context.sections if section.state in ANSWERED}
    return False if answered >= ALERTING else None


@dataclass(frozen=True, slots=True, kw_only=True)
class DispatcherView:
    """What a dispatcher may see: who it is and whether critical alerts exist, not which."""

    incident: IncidentId
    grade: MatchGrade
    identity: IdentityStrip | None
    candidates: int
    critical_alerts: bool | None
    flags: frozenset[ClinicalFlag]
    warnings: tuple[str, ...]


def for_dispatcher(context: PatientContext) -> DispatcherView:
    """The card without the medical part."""
    return DispatcherView(
        incident=context.incident,
        grade=context.grade,
        identity=context.identity,
        candidates=len(context.candidates),
        critical_alerts=critical_alerts(context),
        flags=context.flags,
        warnings=context.warnings,
    )


class Purpose(StrEnum):
    """Why somebody looked, HL7 v3 PurposeOfUse."""

    TREAT = "TREAT"
    EMERGENCY_TREAT = "ETREAT"
    BREAK_GLASS = "BTG"


class AuditAction(StrEnum):
    """What happened to a card."""

    QUERY = "query"
    VIEW = "view"
    CONFIRM = "confirm"
    WITHDRAW = "withdraw"
    BREAK_GLASS = "break-glass"
    CLOSE = "close"


LEGAL_BASIS = "152-ФЗ, ст. 10, ч. 2, п. 4"
"""Health data for medical care by people bound to medical secrecy. Point 3 (life of a person who cannot consent)
is given instead where the purpose is ETREAT or BTG: see `legal_basis`."""


def legal_basis(purpose: Purpose) -> str:
    """The legal basis that is stored with each access."""
    return LEGAL_BASIS if purpose is Purpose.TREAT else "152-ФЗ, ст. 10, ч. 2, п. 3"


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditEntry:
    """Who did what with whose card. Holds no health data: sections are names, `outcome` is a state or a reason."""

    at: float
    action: AuditAction
    who: str
    role: str
    incident: IncidentId
    patient_ref: str | None
    sections: tuple[str, ...]
    outcome: str
    purpose: Purpose
    legal_basis: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceStatus:
    """How one query of the EMR has fared. Times are POSIX seconds, None: never."""

    name: str
    breaker: str
    last_success_at: float | None
    last_failure_at: float | None
    last_error: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ContextsStatus:
    """For /ready and `doezd doctor`. The EMR being down never makes the service not ready."""

    sources: tuple[SourceStatus, ...]
    open_contexts: int
    audit_backlog: int
    audit_error: str | None

    @property
    def healthy(self) -> bool:
        """No breaker is open and no audit entry waits."""
        return not self.audit_backlog and all(source.breaker == "closed" for source in self.sources)


class ConfirmationRefused(Exception):
    """The candidate could not be confirmed. `code` is stable, the text says the way out."""

    code = "confirmation-refused"


class PatientRecords(Protocol):
    """The EMR, whatever it speaks. No exception comes out of `fetch`: failing is a state of the context."""

    async def fetch(
        self,
        query: PatientQuery,
        *,
        on_update: Callable[[PatientContext], None],
        withdrawn: frozenset[str] = frozenset(),
    ) -> PatientContext:
        """Find the patient and fill the card; each section that lands delivers a new value to `on_update`.

        Nobody whose reference is in `withdrawn` is attached without the crew.
        """
        ...

    async def fetch_confirmed(
        self,
        query: PatientQuery,
        candidate_ref: str,
        given: GivenIdentifiers,
        *,
        on_update: Callable[[PatientContext], None],
    ) -> PatientContext:
        """Fill the card of a candidate. Raises `ConfirmationRefused` unless two identifiers agree."""
        ...

    async def fetch_restricted(
        self,
        context: PatientContext,
        *,
        on_update: Callable[[PatientContext], None],
    ) -> PatientContext:
        """The same card with what is closed without break-glass."""
        ...

    async def refresh(self, context: PatientContext) -> PatientContext:
        """The same card again; what is still fresh is not asked for."""
        ...

    def forget(self, incident: IncidentId, *, at_once: bool = False) -> None:
        """Stop holding for this incident: within the hour, or now for all that it touched (wrong patient)."""
        ...

    def status(self) -> tuple[SourceStatus, ...]:
        """One row per kind of query."""
        ...


class AuditTrail(Protocol):
    """Where accesses are written, append-only."""

    def append(self, entry: AuditEntry) -> None:
        """Write durably; may raise, the caller queues."""
        ...

    def withdrawn(self, incident: IncidentId) -> frozenset[str]:
        """Patients whose card was withdrawn from this incident, so that a restart does not attach them again."""
        ...


class PatientContexts(Protocol):
    """The door of the EMR part, as the API holds it. Call it from the event loop."""

    def request(self, query: PatientQuery) -> None:
        """Start to fill the card; returns at once and never raises. The same query again does nothing."""
        ...

    def get(self, incident: IncidentId) -> PatientContext | None:
        """The card as it stands; None: nobody has requested it."""
        ...

    def known(self) -> Sequence[IncidentId]:
        """Incidents that have a card."""
        ...

    async def confirm(
        self, incident: IncidentId, candidate_ref: str, given: GivenIdentifiers, who: str, *, role: str = "crew"
    ) -> PatientContext:
        """The crew confirms a candidate. Raises `ConfirmationRefused`."""
        ...

    async def break_glass(
        self, incident: IncidentId, *, who: str, role: str, reason: str, witness: str = ""
    ) -> PatientContext:
        """Open what is restricted. Raises `ConfirmationRefused` without a reason or a patient."""
        ...

    async def withdraw(self, incident: IncidentId, who: str, reason: str, *, role: str = "crew") -> None:
        """«Не тот пациент»: the card is taken from every screen, and it is written down by whom."""
        ...

    def viewed(self, incident: IncidentId, *, who: str, role: str, purpose: Purpose) -> None:
        """Somebody has looked."""
        ...

    def close(self, incident: IncidentId) -> None:
        """The incident is over: nothing of it is held longer than one hour."""
        ...

    def status(self) -> ContextsStatus:
        """Breakers, last success and failure, audit backlog."""
        ...

    async def aclose(self) -> None:
        """End what is under way and write the audit down."""
        ...
