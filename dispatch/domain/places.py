"""Where the service stands: districts, stations and posts, hospitals, ФАПs."""

from dataclasses import dataclass
from enum import StrEnum

from dispatch.domain.capability import HospitalCapability
from dispatch.domain.ids import HospitalId, StationId
from routing.types import LatLon


class Certainty(StrEnum):
    """Whether a row is published or a planner's assumption."""

    FACT = "fact"
    ASSUMED = "assumed"


class StationKind(StrEnum):
    """A base with a building, or a standby post."""

    STATION = "station"
    POST = "post"


@dataclass(frozen=True, slots=True, kw_only=True)
class District:
    """A municipal district (район) or the city district Сосновый Бор."""

    name: str
    centre: LatLon
    residents: int
    source: str
    certainty: Certainty


@dataclass(frozen=True, slots=True, kw_only=True)
class Station:
    """Where crews stand: подстанция or пост."""

    id: StationId
    name: str
    kind: StationKind
    district: str
    at: LatLon
    source: str
    certainty: Certainty


@dataclass(frozen=True, slots=True, kw_only=True)
class StandbyPoint:
    """Точка дежурства: where an idle crew may wait in its vehicle. Nobody is based there."""

    id: StationId
    name: str
    district: str
    at: LatLon
    source: str
    certainty: Certainty


@dataclass(frozen=True, slots=True, kw_only=True)
class Hospital:
    """A destination and what it can do."""

    id: HospitalId
    name: str
    district: str
    at: LatLon
    capabilities: frozenset[HospitalCapability]
    source: str
    certainty: Certainty


@dataclass(frozen=True, slots=True, kw_only=True)
class Fap:
    """Фельдшерско-акушерский пункт: a rural point with a feldsher, near the scene before any crew."""

    id: str
    name: str
    district: str
    at: LatLon
    source: str
    certainty: Certainty
