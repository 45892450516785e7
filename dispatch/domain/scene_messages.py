"""Several crews at one place, as wishes and facts: the commands and the events."""

from msgspec import Struct

from dispatch.domain.capability import CrewCapability
from dispatch.domain.ids import CallId, CrewId, IncidentId
from dispatch.domain.parts import ReliefCause, Victims
from dispatch.domain.recommendation import Reason

# --- commands ---


class UpdateVictims(Struct, frozen=True, kw_only=True):
    """Somebody has counted the victims of an incident anew."""

    incident: IncidentId
    victims: Victims


class AskForCrew(Struct, frozen=True, kw_only=True):
    """A crew (or a dispatcher for it) asks for more crews to where it works.

    `need` empty: any crew. `same_patient`: they come to this crew's patient, and not to another victim.
    """

    incident: IncidentId
    need: frozenset[CrewCapability] = frozenset()
    same_patient: bool = True
    count: int = 1
    crew: CrewId | None = None
    reason: str = ""


class MergeIncidents(Struct, frozen=True, kw_only=True):
    """Two calls are about one emergency: `duplicate`, which nobody drives to yet, goes into `incident`."""

    incident: IncidentId
    duplicate: IncidentId
    reason: str = ""


class HandOver(Struct, frozen=True, kw_only=True):
    """The crew of a running call is to be relieved. `crew` None: by whom the policy finds."""

    incident: IncidentId
    cause: ReliefCause
    crew: CrewId | None = None
    reason: str = ""


class CancelScene(Struct, frozen=True, kw_only=True):
    """The whole incident needs nobody: every crew without a patient is free again."""

    incident: IncidentId
    reason: str


SceneCommand = UpdateVictims | AskForCrew | MergeIncidents | HandOver | CancelScene

# --- events ---


class VictimsUpdated(Struct, frozen=True, kw_only=True):
    """How many need help, by the latest count. `incident` is the whole."""

    at: float
    incident: IncidentId
    victims: Victims
    by: str


class CrewAsked(Struct, frozen=True, kw_only=True):
    """More crews are asked for, to where the crew of `incident` works."""

    at: float
    incident: IncidentId
    crew: CrewId | None
    need: frozenset[CrewCapability]
    same_patient: bool
    count: int
    by: str
    reason: str


class PartWithdrawn(Struct, frozen=True, kw_only=True):
    """A part is not needed any more; its crew, if any, is free again."""

    at: float
    incident: IncidentId
    crew: CrewId | None
    by: str
    reasons: tuple[Reason, ...]


class HandedOver(Struct, frozen=True, kw_only=True):
    """`crew` answers the incident from now on, with all that `relieved` has come to.

    The two have changed places: the relieved crew is on `part`, which is withdrawn at once.
    """

    at: float
    incident: IncidentId
    part: IncidentId
    crew: CrewId
    relieved: CrewId
    cause: ReliefCause


class IncidentsMerged(Struct, frozen=True, kw_only=True):
    """The calls of `duplicate` belong to `incident`; the duplicate itself is cancelled by the next event."""

    at: float
    incident: IncidentId
    duplicate: IncidentId
    calls: tuple[CallId, ...]
    by: str
    reason: str


class SceneClosed(Struct, frozen=True, kw_only=True):
    """Every part of the incident is over, and so is the whole."""

    at: float
    incident: IncidentId


SceneEvent = VictimsUpdated | CrewAsked | PartWithdrawn | HandedOver | IncidentsMerged | SceneClosed
