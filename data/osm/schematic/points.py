"""Free-standing nodes: settlements, and assumed hospitals and ambulance stations."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from schematic.places import Place
from schematic.projection import Vertex

HOSPITAL_FROM_PEOPLE = 40_000
STATION_FROM_PEOPLE = 12_000

CENTRES_BESIDE_DISTRICTS = ("Сосновый Бор",)
"""An urban district of its own: with hospital and station as the centre of a district has them."""

HOSPITAL_OFFSET_M = (260, 140)
STATION_OFFSET_M = (-240, -160)
"""East and north of the place: some streets away, so that the two are told apart on the screen."""

# GeoNames writes ь as an apostrophe and ё as ë; `name:en` has neither.
_ENGLISH = str.maketrans({"’": None, "'": None, "ë": "yo"})


@dataclass(frozen=True, slots=True, kw_only=True)
class MapPoint:
    """A node with tags that belongs to no way."""

    at: Vertex
    tags: Mapping[str, str]


def map_points(places: Iterable[Place]) -> list[MapPoint]:
    """Return the place nodes and, where the method assumes some, hospitals and stations."""
    return [point for place in places for point in _points(place)]


def _points(place: Place) -> Iterator[MapPoint]:
    yield MapPoint(at=place.at, tags=_place_tags(place))
    if has_facility(place, HOSPITAL_FROM_PEOPLE):
        yield _facility(place, HOSPITAL_OFFSET_M, amenity="hospital", emergency="yes", name="Больница")
    if has_facility(place, STATION_FROM_PEOPLE):
        yield _facility(place, STATION_OFFSET_M, emergency="ambulance_station", name="Подстанция скорой помощи")


def has_facility(place: Place, from_people: int) -> bool:
    """Say whether a unit is assumed: in each centre, and in towns of this size but not in their parts."""
    is_centre = place.is_district_centre or place.name_ru in CENTRES_BESIDE_DISTRICTS
    is_large_town = place.kind in {"city", "town"} and place.population >= from_people
    return place.is_inside and (is_centre or is_large_town)


def _place_tags(place: Place) -> dict[str, str]:
    return {
        "place": place.kind,
        "name": place.name_ru,
        "name:en": place.name.translate(_ENGLISH),
        "population": str(place.population),
        "ref:geonames": str(place.geoname_id),
        "schematic": "yes",
    }


def _facility(place: Place, offset_m: Vertex, *, name: str, **tags: str) -> MapPoint:
    at = (place.at[0] + offset_m[0], place.at[1] + offset_m[1])
    full_name = f"{name}, {place.name_ru} (схема)"
    return MapPoint(at=at, tags={**tags, "name": full_name, "note": "schematic", "schematic": "yes"})
