"""The region: everything a planner writes down, and the checks that it hangs together.

Values only; `dispatch.adapters.region_files` reads them from a folder. A change of the folder is a change of `digest`.
"""

import json
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from hashlib import sha256

from dispatch.domain.crew import Crew
from dispatch.domain.duty import DutyRules
from dispatch.domain.ground import Ground
from dispatch.domain.ids import StationId
from dispatch.domain.incident import Complaint
from dispatch.domain.places import Certainty, District, Fap, Hospital, StandbyPoint, Station
from dispatch.domain.posts import PostHours
from dispatch.domain.roads import SeasonBegin
from routing.types import LatLon

SHARE_SLACK = 1e-6
"""How far the shares may be from one: rounding of a hundred rows of four decimals, not a forgotten row."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """A rectangle in degrees. Raises `ValueError` for what is none on Earth."""

    west: float
    south: float
    east: float
    north: float

    def __post_init__(self) -> None:
        if not (-180 <= self.west < self.east <= 180 and -90 <= self.south < self.north <= 90):
            raise ValueError(
                f"{self.west},{self.south},{self.east},{self.north}: нужны запад,юг,восток,север в градусах, "
                "запад меньше востока, юг меньше севера"
            )

    def holds(self, at: LatLon) -> bool:
        """Whether the point lies inside or on the edge."""
        return self.west <= at.lon <= self.east and self.south <= at.lat <= self.north


@dataclass(frozen=True, slots=True, kw_only=True)
class Norms:
    """What the service has promised, in seconds from the call unless the name says otherwise.

    `urgent_arrival_s` is the aim for неотложная and `urgent_latest_s` its limit. `sources` has one text per field.
    """

    emergency_arrival_s: float
    urgent_arrival_s: float
    urgent_latest_s: float
    answer_latest_s: float
    answer_mean_s: float
    service_notified_s: float
    service_acknowledged_s: float
    card_entered_s: float
    crew_notified_s: float
    sources: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A figure of the region with its unit and source, for demand and reports."""

    code: str
    value: float
    unit: str
    source: str
    certainty: Certainty


@dataclass(frozen=True, slots=True, kw_only=True)
class CallShare:
    """How often a complaint is called for. `share` is of all calls, `child_share` of this complaint's calls.

    `words` are what callers say, in lower case, for the matching of free text.
    """

    complaint: str
    group: str
    share: float
    child_share: float
    words: tuple[str, ...]
    certainty: Certainty


@dataclass(frozen=True, slots=True, kw_only=True)
class Settlement:
    """A named place, for finding an address without a network. Its district may be a neighbour's."""

    name: str
    district: str
    at: LatLon
    population: int
    source: str
    certainty: Certainty


@dataclass(frozen=True, slots=True, kw_only=True)
class Region:
    """One region. `call_shares` goes with `complaints`, row by row; `neighbours` are districts outside it.

    `duty` None: its files have no rules of pauses.
    """

    name: str
    utc_offset_s: float
    box: Box
    neighbours: tuple[str, ...]
    attribution: tuple[str, ...]
    emergency_phone: str
    ambulance_phone: str
    norms: Norms
    figures: tuple[Figure, ...]
    districts: tuple[District, ...]
    stations: tuple[Station, ...]
    hospitals: tuple[Hospital, ...]
    faps: tuple[Fap, ...]
    crews: tuple[Crew, ...]
    complaints: tuple[Complaint, ...]
    call_shares: tuple[CallShare, ...]
    places: tuple[Settlement, ...]
    standby: tuple[StandbyPoint, ...] = ()
    seasons: tuple[SeasonBegin, ...] = ()
    posts: tuple[PostHours, ...] = ()
    duty: DutyRules | None = None

    @property
    def digest(self) -> str:
        """SHA-256 of the whole content, equal for equal regions. Changes with any field of any row."""
        text = json.dumps(asdict(self), default=sorted, sort_keys=True, ensure_ascii=False)
        return sha256(text.encode()).hexdigest()

    def figure(self, code: str) -> float:
        """Value of one figure. Raises `KeyError` when the region does not give it."""
        return {figure.code: figure.value for figure in self.figures}[code]

    def complaint(self, code: str) -> Complaint | None:
        """The complaint of this code; None when the table has no such row."""
        return next((row for row in self.complaints if row.code == code), None)

    @property
    def bases(self) -> dict[StationId, LatLon]:
        """Where crews may stand by: standby points, stations and posts, and wherever a crew has its base."""
        return {
            **{point.id: point.at for point in self.standby},
            **{station.id: station.at for station in self.stations},
            **{crew.station: crew.home for crew in self.crews},
        }

    @property
    def ground(self) -> Ground:
        """What is to be covered: the settlements, by their residents."""
        living = [place for place in self.places if place.population > 0]
        return Ground(
            bases=self.bases if living else {},
            points=tuple(place.at for place in living),
            weight=tuple(float(place.population) for place in living),
        )

    def station(self, station: StationId) -> Station | None:
        """The station of this id; None when there is none."""
        return next((row for row in self.stations if row.id == station), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Contradiction:
    """What does not hang together: the field of `Region`, its row (None: the table as a whole), the column and why."""

    table: str
    row: int | None
    field: str
    text: str


def of_neighbours(crews: Iterable[Crew], neighbours: Collection[str]) -> tuple[Crew, ...]:
    """Return the crews, those that stand in a neighbour's district marked as the neighbours' own."""
    return tuple(replace(crew, neighbour=True) if crew.district in neighbours else crew for crew in crews)


def contradictions(region: Region, *, partial: frozenset[str] = frozenset()) -> Iterator[Contradiction]:
    """Everything in the region that contradicts itself; nothing for a good one.

    `partial` names tables of which some rows could not be read: what only a whole table proves is left unsaid.
    """
    yield from _repeated(region)
    yield from _outside_box(region)
    if "districts" not in partial:
        yield from _unknown_districts(region)
    if "stations" not in partial:
        yield from _without_station(region)
    if not partial & {"stations", "standby", "crews"}:
        yield from _unknown_posts(region)
    if not partial & {"stations", "crews"}:
        yield from _unmet(region, "equipment_need", [crew.equipment for crew in region.crews], "ни одна бригада")
        yield from _unmet(region, "crew_need", [crew.capabilities for crew in region.crews], "ни одна бригада")
    if "hospitals" not in partial:
        yield from _unmet(region, "hospital_need", [row.capabilities for row in region.hospitals], "ни один стационар")
    if "complaints" not in partial:
        yield from _shares(region)


def _repeated(region: Region) -> Iterator[Contradiction]:
    keys: dict[tuple[str, str], list[str]] = {
        ("districts", "name"): [row.name for row in region.districts],
        ("stations", "id"): [row.id for row in region.stations],
        ("standby", "id"): [row.id for row in region.standby],
        ("hospitals", "id"): [row.id for row in region.hospitals],
        ("faps", "id"): [row.id for row in region.faps],
        ("crews", "id"): [row.id for row in region.crews],
        ("complaints", "code"): [row.code for row in region.complaints],
    }
    for (table, field), values in keys.items():
        for row, value in enumerate(values):
            if value in values[:row]:
                yield Contradiction(table=table, row=row, field=field, text=f"«{value}» уже есть выше: нужно другое")
    stations = {row.id for row in region.stations}
    for at, point in enumerate(region.standby):
        if point.id in stations:
            text = f"«{point.id}»: так уже зовут подстанцию в stations.csv"
            yield Contradiction(table="standby", row=at, field="id", text=text)


def _outside_box(region: Region) -> Iterator[Contradiction]:
    points = {
        "districts": [row.centre for row in region.districts],
        "stations": [row.at for row in region.stations],
        "hospitals": [row.at for row in region.hospitals],
        "faps": [row.at for row in region.faps],
        "standby": [row.at for row in region.standby],
        "places": [row.at for row in region.places],
    }
    for table, values in points.items():
        for row, at in enumerate(values):
            if not region.box.holds(at):
                yield _astray(region.box, at, table, row)


def _astray(box: Box, at: LatLon, table: str, row: int) -> Contradiction:
    if box.west <= at.lat <= box.east and box.south <= at.lon <= box.north:
        text = f"{at.lat}, {at.lon}: широта и долгота переставлены"
        return Contradiction(table=table, row=row, field="lat", text=text)
    field, value, low, high = ("lat", at.lat, box.south, box.north)
    if low <= value <= high:
        field, value, low, high = ("lon", at.lon, box.west, box.east)
    text = f"{value}: вне рамки региона, нужно от {low} до {high}"
    return Contradiction(table=table, row=row, field=field, text=text)


def _unknown_districts(region: Region) -> Iterator[Contradiction]:
    own = {row.name for row in region.districts}
    wider = own | set(region.neighbours)
    named: dict[str, tuple[set[str], list[str]]] = {
        "stations": (wider, [row.district for row in region.stations]),
        "faps": (own, [row.district for row in region.faps]),
        "standby": (own, [row.district for row in region.standby]),
        "hospitals": (wider, [row.district for row in region.hospitals]),
        "places": (wider, [row.district for row in region.places]),
    }
    for table, (known, values) in named.items():
        for row, value in enumerate(values):
            if value not in known:
                text = f"«{value}»: такого района нет в districts.csv"
                yield Contradiction(table=table, row=row, field="district", text=text)


def _without_station(region: Region) -> Iterator[Contradiction]:
    served, known = {row.district for row in region.stations}, {row.id for row in region.stations}
    for at, district in enumerate(region.districts):
        if district.name not in served:
            text = f"«{district.name}»: в районе нет ни подстанции, ни поста"
            yield Contradiction(table="districts", row=at, field="name", text=text)
    for at, crew in enumerate(region.crews):
        if crew.station not in known:
            text = f"«{crew.station}»: такой подстанции нет в stations.csv"
            yield Contradiction(table="crews", row=at, field="station", text=text)


def _unknown_posts(region: Region) -> Iterator[Contradiction]:
    for at, hours in enumerate(region.posts):
        if hours.post not in region.bases:
            text = f"«{hours.post}»: такой базы нет ни в stations.csv, ни в standby.csv"
            yield Contradiction(table="posts", row=at, field="id", text=text)


def _unmet(region: Region, field: str, offers: Sequence[frozenset[str]], who: str) -> Iterator[Contradiction]:
    for at, complaint in enumerate(region.complaints):
        need: frozenset[str] = getattr(complaint, field)
        if not any(need <= offer for offer in offers):
            text = f"«{';'.join(sorted(need))}»: {who} региона этого не может"
            yield Contradiction(table="complaints", row=at, field=field, text=text)


def _shares(region: Region) -> Iterator[Contradiction]:
    total = sum(row.share for row in region.call_shares)
    if abs(total - 1) > SHARE_SLACK:
        yield Contradiction(table="complaints", row=None, field="share", text=f"сумма {total:.4f}: нужна 1")
