"""Who may do what: one table of role and operation. What is not in the table is refused."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType


class Role(StrEnum):
    """Who a user is to the service."""

    DISPATCHER = "dispatcher"
    SENIOR = "senior"
    CREW = "crew"
    PLANNER = "planner"
    SUPERVISOR = "supervisor"
    INTEGRATION = "integration"


class Operation(StrEnum):
    """What a request does."""

    REPORT_CALL = "report-call"
    SEE_STATE = "see-state"
    SEE_INCIDENT = "see-incident"
    SEE_CARD = "see-card"
    DECIDE = "decide"
    SET_MODE = "set-mode"
    SEE_ORDER = "see-order"
    SEE_CONTEXT = "see-context"
    DRIVE = "drive"
    REPORT_POSITION = "report-position"
    ASK_ROADS = "ask-roads"
    CHANGE_ROADS = "change-roads"
    PAIR_TABLET = "pair-tablet"
    SEE_SERVICE = "see-service"
    SEE_AUDIT = "see-audit"
    SEE_RUNS = "see-runs"
    SEE_COVER = "see-cover"
    SET_DUTY = "set-duty"
    STAFF_CREWS = "staff-crews"
    SEE_OVERRIDES = "see-overrides"
    REPORT_HOSPITAL = "report-hospital"
    BOOK_TRANSPORT = "book-transport"
    SEE_TRANSPORT = "see-transport"


@dataclass(frozen=True, slots=True, kw_only=True)
class User:
    """Who asks. `crew` is set for a tablet, and limits it to its own crew."""

    name: str
    role: Role
    crew: str | None = None


_EVERYBODY = frozenset(Role)
_OFFICE = frozenset({Role.DISPATCHER, Role.SENIOR, Role.SUPERVISOR})

ALLOWED: Mapping[Operation, frozenset[Role]] = MappingProxyType(
    {
        Operation.REPORT_CALL: frozenset({Role.DISPATCHER, Role.SENIOR, Role.INTEGRATION}),
        Operation.SEE_STATE: _OFFICE | {Role.PLANNER, Role.INTEGRATION},
        Operation.SEE_INCIDENT: _OFFICE | {Role.INTEGRATION},
        Operation.SEE_CARD: frozenset({Role.DISPATCHER, Role.SENIOR}),
        Operation.DECIDE: frozenset({Role.DISPATCHER, Role.SENIOR}),
        Operation.SET_MODE: frozenset({Role.SENIOR, Role.DISPATCHER, Role.SUPERVISOR}),
        Operation.SEE_ORDER: frozenset({Role.CREW, Role.DISPATCHER, Role.SENIOR}),
        Operation.SEE_CONTEXT: frozenset({Role.CREW, Role.SENIOR}),
        Operation.DRIVE: frozenset({Role.CREW, Role.DISPATCHER, Role.SENIOR}),
        Operation.REPORT_POSITION: frozenset({Role.CREW, Role.INTEGRATION}),
        Operation.ASK_ROADS: _EVERYBODY,
        Operation.CHANGE_ROADS: frozenset({Role.SENIOR, Role.SUPERVISOR}),
        Operation.PAIR_TABLET: frozenset({Role.DISPATCHER, Role.SENIOR, Role.SUPERVISOR}),
        Operation.SEE_SERVICE: _EVERYBODY,
        Operation.SEE_AUDIT: frozenset({Role.SUPERVISOR}),
        Operation.SEE_RUNS: frozenset({Role.PLANNER, Role.SUPERVISOR}),
        Operation.SEE_COVER: _OFFICE | {Role.PLANNER},
        Operation.SET_DUTY: frozenset({Role.SENIOR, Role.SUPERVISOR}),
        Operation.STAFF_CREWS: _OFFICE,
        Operation.SEE_OVERRIDES: frozenset({Role.SENIOR, Role.PLANNER}),
        Operation.REPORT_HOSPITAL: _OFFICE | {Role.INTEGRATION},
        Operation.BOOK_TRANSPORT: frozenset({Role.DISPATCHER, Role.SENIOR, Role.INTEGRATION}),
        Operation.SEE_TRANSPORT: _OFFICE | {Role.INTEGRATION},
    }
)


def may(user: User, operation: Operation) -> bool:
    """Whether the user's role has the operation."""
    return user.role in ALLOWED[operation]


def may_for_crew(user: User, crew: str) -> bool:
    """Whether the user may act for or look at this crew: a tablet only for its own."""
    return user.role is not Role.CREW or user.crew == crew
