"""Builders that name only what matters to a test."""

import shapely
from schematic.places import Place
from schematic.projection import Vertex
from schematic.roads import Road
from schematic.terrain import Terrain


def a_road(*vertices: Vertex, is_raised: bool = False, **tags: str) -> Road:
    return Road(vertices=vertices, tags=tags or {"highway": "primary"}, is_raised=is_raised)


def a_place(
    name_ru: str = "Деревня",
    *,
    at: Vertex = (0, 0),
    people: int = 600,
    kind: str = "village",
    admin1: str = "42",
    name: str = "Village",
    geoname_id: int = 1,
) -> Place:
    return Place(
        geoname_id=geoname_id,
        name=name,
        name_ru=name_ru,
        admin1=admin1,
        at=at,
        population=people,
        kind=kind,
    )


DRY = Terrain()


def a_river(*vertices: Vertex) -> Terrain:
    return Terrain(rivers=shapely.LineString(vertices))


def a_lake(west_m: float, south_m: float, east_m: float, north_m: float) -> Terrain:
    return Terrain(water=shapely.box(west_m, south_m, east_m, north_m))
