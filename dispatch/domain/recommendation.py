"""What a policy offers and why: recommendations, destinations, and their reasons."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from dispatch.domain.ids import CrewId, HospitalId, IncidentId
from routing.types import LatLon


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """A reason as a code of the phrase catalogue and its figures; the words are put in at the edge."""

    code: str
    params: Mapping[str, str | float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """A crew that could answer. The first option of a recommendation is the one recommended."""

    crew: CrewId
    eta_s: float
    position: LatLon
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Recommendation:
    """Ranked crews for one incident. `crew` is None when nobody can be sent now; `reasons` then say why."""

    incident: IncidentId
    policy: str
    crew: CrewId | None
    eta_s: float | None
    reasons: tuple[Reason, ...]
    options: tuple[Option, ...]
    weights_version: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HospitalOption:
    """A hospital that was weighed, and why it lost."""

    hospital: HospitalId
    eta_s: float
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Destination:
    """Where the patient goes. `hospital` is None when no road leads to any hospital."""

    hospital: HospitalId | None
    eta_s: float | None
    reasons: tuple[Reason, ...]
    runners_up: tuple[HospitalOption, ...]
    weights_version: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """A policy's answer: one recommendation for each waiting incident, in queue order."""

    recommendations: tuple[Recommendation, ...]
