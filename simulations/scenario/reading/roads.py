"""[roads] and [[road_change]]: the map, or what stands in its place, and what happens to it."""

from collections.abc import Iterator
from math import cos, pi, radians, sin

from shapely import Polygon

from routing.types import EARTH_RADIUS_M, LatLon, Profile, Season, WeightsSpec
from simulations.scenario.model import GreatCircle, RoadChange, RoadMap, Roads, SuppliedMatrix
from simulations.scenario.reading.columns import Columns
from simulations.scenario.reading.draft import Draft
from simulations.scenario.reading.keys import ScenarioKeys
from simulations.scenario.reading.windows import Clock, read_window

MAP, GREAT_CIRCLE, MATRIX = "map", "great-circle", "matrix"
KEYS = {
    MAP: ("path", "season", "hour", "day"),
    GREAT_CIRCLE: ("speed_kmh", "detour", "radius_m"),
    MATRIX: ("seconds",),
}
KMH = 3.6
SLOWEST, FASTEST = 0.01, 10.0
"""The span of speed factors that `WeightsSpec` takes."""
CIRCLE_CORNERS = 36
DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
CHANGE_KEYS = ("name", "begin", "end", "daily", "speed", "class_speed", "ways", "polygon", "circle", "classes")


def read_roads(keys: ScenarioKeys, draft: Draft) -> Roads:
    """Read [roads]."""
    model = keys.one_of("roads.model", [*KEYS], MAP)
    keys.only("roads", ("model", *KEYS[model]))
    if model == GREAT_CIRCLE:
        return _great_circle(keys)
    if model == MATRIX:
        return _matrix(keys, draft)
    return _map(keys)


def _map(keys: ScenarioKeys) -> RoadMap:
    """Read the map, and the season or hour of which its roads are for the whole run."""
    if keys.given("roads.day") and not keys.given("roads.hour"):
        keys.wrong("roads.day", "без hour ничего не значит: добавьте час")
    hour = keys.whole("roads.hour", 0, 23) if keys.given("roads.hour") else None
    day = DAYS.index(keys.one_of("roads.day", DAYS, DAYS[0]))
    return RoadMap(
        path=keys.file("roads.path") if keys.given("roads.path") else None,
        season=Season(keys.one_of("roads.season", [*Season], Season.SUMMER)) if keys.given("roads.season") else None,
        hour_of_week=None if hour is None else 24 * day + hour,
    )


def _great_circle(keys: ScenarioKeys) -> GreatCircle:
    usual = GreatCircle(speed_mps={})
    return GreatCircle(
        speed_mps={profile: _speed_mps(keys, profile) for profile in Profile},
        detour=keys.number_or("roads.detour", usual.detour, 0.01, 100),
        radius_m=keys.number_or("roads.radius_m", usual.radius_m, 1, 1e9),
    )


def _speed_mps(keys: ScenarioKeys, profile: Profile) -> float:
    """One speed for all, or a table by profile."""
    path = "roads.speed_kmh"
    if isinstance(keys.raw(path), dict):
        keys.only(path, [*Profile])
        path = f"{path}.{profile}"
    return max(keys.number(path, 0.001, 10_000), 0.001) / KMH


def _matrix(keys: ScenarioKeys, draft: Draft) -> SuppliedMatrix:
    places = {row.name: row.at for row in draft.places.values()}
    if not keys.given("region.places"):
        keys.wrong("roads.model", f'при model = "{MATRIX}" нужна таблица мест: [region] places')
    file = keys.file("roads.seconds")
    if file is None:
        return SuppliedMatrix(places=places, seconds={profile: {} for profile in Profile})
    columns = Columns(file, ("from", "to", "seconds"), ("profile",))
    rows = {name: at for at, name in enumerate(places)}
    known = rows if "places" not in draft.torn else _as_written(columns, rows)
    begin = columns.codes("from", known, "такого места нет в places")
    end = columns.codes("to", known, "такого места нет в places")
    taken = columns.numbers("seconds", 0)
    of = columns.codes("profile", {str(profile): at for at, profile in enumerate(Profile)}, _profiles(), empty=-1)
    names = list(known)
    pairs = [(names[a], names[b]) for a, b in zip(begin.tolist(), end.tolist(), strict=True)] if names else []
    seconds: dict[Profile, dict[tuple[str, str], float]] = {
        profile: {
            pair: takes
            for pair, takes, each in zip(pairs, taken.tolist(), of.tolist(), strict=True)
            if each in {-1, number}
        }
        for number, profile in enumerate(Profile)
    }
    _twice(columns, pairs, of.tolist())
    keys.findings += columns.findings
    return SuppliedMatrix(places=places, seconds=seconds)


def _as_written(columns: Columns, rows: dict[str, int]) -> dict[str, int]:
    """Take every name for a place while the table of places itself could not be read: that has been told."""
    names = [*rows, *columns.texts("from"), *columns.texts("to")]
    return {name: at for at, name in enumerate(dict.fromkeys(names)) if name}


def _profiles() -> str:
    return f"нужно {' или '.join(Profile)}; пусто: для всех"


def _twice(columns: Columns, pairs: list[tuple[str, str]], profiles: list[int]) -> None:
    first: dict[tuple[tuple[str, str], int], int] = {}
    again = [row for row, key in enumerate(zip(pairs, profiles, strict=True)) if first.setdefault(key, row) != row]
    columns.wrong_rows("from", again, lambda row: f"{pairs[row][0]} → {pairs[row][1]} уже есть выше")


def read_road_changes(keys: ScenarioKeys, draft: Draft, roads: Roads, clock: Clock) -> tuple[RoadChange, ...]:
    """Read every [[road_change]]."""
    return tuple(_change(keys, draft, roads, clock, path) for path in keys.rows("road_change"))


def _change(keys: ScenarioKeys, draft: Draft, roads: Roads, clock: Clock, path: str) -> RoadChange:
    keys.only(path, CHANGE_KEYS)
    change = RoadChange(
        name=keys.text(f"{path}.name"),
        window=read_window(keys, path, clock),
        weights=WeightsSpec(
            speed_factor={Profile(name): factor for name, factor in _factors(keys, f"{path}.speed", [*Profile])},
            class_factor=dict(_factors(keys, f"{path}.class_speed", None)),
            closed_ways=_ways(keys, f"{path}.ways"),
        ),
        area=_area(keys, draft, path),
        classes=keys.texts_or(f"{path}.classes"),
    )
    _sensible(keys, roads, change, path)
    return change


def _sensible(keys: ScenarioKeys, roads: Roads, change: RoadChange, path: str) -> None:
    closes = bool(change.area or change.weights.closed_ways or change.weights.class_factor)
    if closes and not isinstance(roads, RoadMap):
        keys.wrong(path, "без карты дорог нельзя закрыть или замедлить одну дорогу: оставьте только speed")
    if change.classes and not change.area:
        keys.wrong(f"{path}.classes", "классы дорог выбирают внутри polygon или circle: добавьте одно из них")
    if not (closes or change.weights.speed_factor):
        keys.wrong(path, "ничего не меняет: нужно speed, class_speed, ways, polygon или circle")


def _factors(keys: ScenarioKeys, path: str, allowed: list[str] | None) -> Iterator[tuple[str, float]]:
    if allowed is not None and keys.given(path):
        keys.only(path, allowed)
    for name in keys.names(path):
        if allowed is None or name in allowed:
            yield name, min(max(keys.number(f"{path}.{name}", SLOWEST, FASTEST), SLOWEST), FASTEST)


def _ways(keys: ScenarioKeys, path: str) -> tuple[int, ...]:
    value = keys.get(path, list, "нужен список номеров дорог OSM [123, 456]") if keys.given(path) else []
    if not all(isinstance(way, int) and not isinstance(way, bool) and way > 0 for way in value or ()):
        keys.wrong(path, "нужен список номеров дорог OSM [123, 456]")
        return ()
    return tuple(value or ())


def _area(keys: ScenarioKeys, draft: Draft, path: str) -> tuple[LatLon, ...]:
    if keys.given(f"{path}.polygon") and keys.given(f"{path}.circle"):
        keys.wrong(f"{path}.circle", "область задана дважды: оставьте polygon или circle")
    area = _polygon(keys, f"{path}.polygon") + _circle(keys, f"{path}.circle")
    field = f"{path}.polygon" if keys.given(f"{path}.polygon") else f"{path}.circle"
    outside = next((at for at in area if not draft.base.box.holds(at)), None)
    if outside is not None:
        swapped = draft.base.box.west <= outside.lat <= draft.base.box.east
        hint = "широта и долгота переставлены" if swapped else "вне рамки региона"
        keys.wrong(field, f"{outside.lat:g}, {outside.lon:g}: {hint}")
    return area


def _polygon(keys: ScenarioKeys, path: str) -> tuple[LatLon, ...]:
    if not keys.given(path):
        return ()
    corners = keys.pairs(path)
    if len(corners) < 3:
        keys.wrong(path, f"углов {len(corners)}: нужно не меньше трёх")
    elif not Polygon([(at.lon, at.lat) for at in corners]).is_valid:
        keys.wrong(path, "не многоугольник: стороны пересекаются или лежат на одной прямой")
    return corners


def _circle(keys: ScenarioKeys, path: str) -> tuple[LatLon, ...]:
    """Return the corners of a polygon that stands for the circle."""
    if not keys.given(path):
        return ()
    keys.only(path, ("lat", "lon", "radius_m"))
    centre, radius_m = keys.point(path), keys.number(f"{path}.radius_m", 1, 100_000)
    up = radius_m / EARTH_RADIUS_M * 180 / pi
    east = up / max(cos(radians(centre.lat)), 0.01)
    turns = (2 * pi * corner / CIRCLE_CORNERS for corner in range(CIRCLE_CORNERS))
    corners = ((centre.lat + up * sin(turn), centre.lon + east * cos(turn)) for turn in turns)
    return tuple(LatLon(lat=min(max(lat, -90), 90), lon=min(max(lon, -180), 180)) for lat, lon in corners)
