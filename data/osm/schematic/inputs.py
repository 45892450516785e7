"""The files of `inputs/`, read into values.

Errors::

    InputWrong    a row of an input file contradicts another one; the message names both
"""

import csv
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import shapely
from shapely.geometry.base import BaseGeometry

from schematic.places import DISTRICT_CENTRES, Place
from schematic.projection import Vertex, to_plane, to_vertex
from schematic.terrain import SHORE_TOLERANCE_M, Terrain, with_land_under

CITY_FROM = 200_000
TOWN_FROM = 10_000
"""People from which OSM's `place` says city and town, unless the corrections know better."""

PART_OF_TOWN = "PPLX"
"""GeoNames' feature code for a section of a populated place."""


class InputWrong(Exception):
    """A row of an input file contradicts another one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Corridor:
    """A real road by its waypoints, one to three kilometres exact.

    Parameters
    ----------
    has_bridges
        Whether a leg may cross a large river once.
    """

    ref: str
    name: str
    highway: str
    has_bridges: bool
    waypoints: tuple[Vertex, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Inputs:
    """All that the network is made from."""

    places: tuple[Place, ...]
    corridors: tuple[Corridor, ...]
    terrain: Terrain


def read_inputs(folder: Path) -> Inputs:
    """Read the four files. Raises `InputWrong`."""
    places = read_places(folder / "places_geonames.csv", folder / "places_corrections.csv")
    named = json.loads((folder / "corridors.json").read_text(encoding="utf-8"))
    corridors = tuple(_corridor(row, places) for row in named)
    waypoints = {vertex for corridor in corridors for vertex in corridor.waypoints}
    return Inputs(
        # Beyond the border only the places that a corridor passes: the others would stand in an empty country.
        places=tuple(place for place in places if place.is_inside or place.at in waypoints),
        corridors=corridors,
        terrain=_terrain(folder / "masks_natural_earth.geojson", places),
    )


def read_places(geonames: Path, corrections: Path) -> tuple[Place, ...]:
    """Read GeoNames' rows in their order, corrected. Raises `InputWrong`."""
    corrected = {row["geonameid"]: row for row in _rows(corrections)}
    places = tuple(_place(row, corrected.pop(row["geonameid"], {})) for row in _rows(geonames))
    if corrected:
        raise InputWrong(f"{corrections.name} corrects {sorted(corrected)}, unknown to {geonames.name}")
    return places


def find_place(reference: str, places: Sequence[Place]) -> Place:
    """Return the place that a waypoint calls `name` or `name|admin1`. Raises `InputWrong`.

    Of namesakes the one in the oblast is meant, then the one in Saint Petersburg, then the largest.
    """
    name, _, admin1 = reference.partition("|")
    namesakes = [place for place in places if place.name == name and place.admin1.startswith(admin1)]
    if not namesakes:
        raise InputWrong(f"corridors.json passes {reference!r}, unknown to places_geonames.csv")
    rank = {"42": 0, "66": 1}
    return min(namesakes, key=lambda place: (rank.get(place.admin1, 2), -place.population))


def _rows(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def _place(row: Mapping[str, str], correction: Mapping[str, str]) -> Place:
    population = int(correction.get("population") or row["population_geonames"])
    name_ru = correction.get("name_ru") or row["name_ru"]
    if not name_ru:
        raise InputWrong(f"{row['name']} ({row['geonameid']}) has no Russian name: add it to places_corrections.csv")
    return Place(
        geoname_id=int(row["geonameid"]),
        name=row["name"],
        name_ru=name_ru,
        admin1=row["admin1"],
        at=to_vertex(lat=float(row["lat"]), lon=float(row["lon"])),
        population=population,
        kind=correction.get("place") or _kind(row["feature_code"], name_ru, population),
    )


def _kind(feature_code: str, name_ru: str, population: int) -> str:
    if feature_code == PART_OF_TOWN:
        return "suburb"
    if population >= CITY_FROM:
        return "city"
    return "town" if population >= TOWN_FROM or name_ru in DISTRICT_CENTRES else "village"


def _corridor(row: Mapping[str, Any], places: Sequence[Place]) -> Corridor:
    return Corridor(
        ref=str(row["ref"]),
        name=str(row["name"]),
        highway=str(row["highway"]),
        has_bridges=bool(row["bridge_ok"]),
        waypoints=tuple(_waypoint(value, places) for value in row["waypoints"]),
    )


def _waypoint(value: str | Sequence[float], places: Sequence[Place]) -> Vertex:
    if isinstance(value, str):
        return find_place(value, places).at
    lat, lon = value
    return to_vertex(lat=lat, lon=lon)


def read_mask(path: Path, kind: str) -> BaseGeometry:
    """Return the shape of this kind (`water`, `rivers`, `leningrad_oblast_and_spb`) on the plane."""
    collection = json.loads(path.read_text(encoding="utf-8"))
    feature = next(feature for feature in collection["features"] if feature["properties"]["kind"] == kind)
    return to_plane(shapely.geometry.shape(feature["geometry"]))


def _terrain(masks: Path, places: Sequence[Place]) -> Terrain:
    water = read_mask(masks, "water").buffer(-SHORE_TOLERANCE_M)
    discs = ((place.at, place.radius_m + SHORE_TOLERANCE_M) for place in places)
    return Terrain(water=with_land_under(water, discs), rivers=read_mask(masks, "rivers"))
