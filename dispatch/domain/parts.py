"""The parts of an incident that several crews answer: what each is for, and the victims they are counted by.

An incident that needs k crews stands in the queue as k incidents of one crew each: itself, and its parts `<id>.2`,
`<id>.3` and so on. A dot and not a slash, because ids stand in the paths of the API.
"""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

from msgspec import Struct

from dispatch.domain.capability import CrewCapability
from dispatch.domain.ids import CrewId, IncidentId

MOST_VICTIMS = 10_000
"""More than this is a slip of the finger."""


class PartKind(StrEnum):
    """What a further crew is for."""

    VICTIMS = "victims"
    SPECIALIST = "specialist"
    ASKED = "asked"
    RELIEF = "relief"


PART_KIND_RU: Mapping[PartKind, str] = MappingProxyType(
    {
        PartKind.VICTIMS: "к другим пострадавшим",
        PartKind.SPECIALIST: "специалисты вслед за первой бригадой",
        PartKind.ASKED: "вызвана на помощь с места",
        PartKind.RELIEF: "на смену бригаде",
    }
)


class ReliefCause(StrEnum):
    """Why a crew hands its call over."""

    BREAKDOWN = "breakdown"
    SHIFT_END = "shift-end"
    OTHER = "other"


RELIEF_CAUSE_RU: Mapping[ReliefCause, str] = MappingProxyType(
    {
        ReliefCause.BREAKDOWN: "поломка",
        ReliefCause.SHIFT_END: "конец смены",
        ReliefCause.OTHER: "другое",
    }
)


class Victims(Struct, frozen=True, kw_only=True):
    """How many need help, by triage colour; nobody has looked at the `unsorted` yet. `children` are among all of them.

    Raises `ValueError` for numbers that cannot be.
    """

    red: int = 0
    yellow: int = 0
    green: int = 0
    unsorted: int = 0
    children: int = 0

    def __post_init__(self) -> None:
        for name in self.__struct_fields__:
            if not 0 <= getattr(self, name) <= MOST_VICTIMS:
                raise ValueError(f"{name}={getattr(self, name)}: нужно целое от 0 до {MOST_VICTIMS}")
        if self.children > self.total:
            raise ValueError(f"children={self.children}: детей больше, чем пострадавших ({self.total})")

    @property
    def total(self) -> int:
        """All victims, of whatever colour."""
        return self.red + self.yellow + self.green + self.unsorted


class Part(Struct, frozen=True, kw_only=True):
    """What makes an incident a part of another one.

    `of` is the whole. `supports` is the part beside whose crew it works (the whole itself, mostly). `patient_of` names
    the incident whose patient it is, None when it is another person, of whom nothing is known. A crew without all of
    `must` is of no use to it. `relieves` is the crew that it takes a patient over from, and `cause` says why.
    """

    of: IncidentId
    number: int
    kind: PartKind
    supports: IncidentId
    patient_of: IncidentId | None = None
    must: frozenset[CrewCapability] = frozenset()
    relieves: CrewId | None = None
    cause: ReliefCause | None = None
