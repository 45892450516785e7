"""Lower speeds inside towns, where the traffic code asks for them."""

from collections.abc import Iterator, Sequence
from itertools import groupby, pairwise

import shapely

from schematic.lattices import URBAN_MAXSPEED
from schematic.places import Place
from schematic.roads import Road


def split_at_town_edges(roads: Sequence[Road], towns: Sequence[Place]) -> list[Road]:
    """Return the surface roads cut where they enter and leave a town, with 60 km/h inside."""
    discs = shapely.STRtree([shapely.Point(town.at).buffer(town.radius_m) for town in towns])
    return [piece for road in roads for piece in _pieces(road, discs)]


def _pieces(road: Road, discs: shapely.STRtree) -> Iterator[Road]:
    if road.is_raised or road.is_street:
        yield road
        return
    segments = list(pairwise(road.vertices))
    middles = [shapely.Point((a[0] + b[0]) / 2, (a[1] + b[1]) / 2) for a, b in segments]
    in_town = set(discs.query(middles, predicate="intersects")[0].tolist())
    for is_urban, numbers in groupby(range(len(segments)), key=in_town.__contains__):
        first, *rest = numbers
        piece = road.along(road.vertices[first : first + len(rest) + 2])
        yield _urban(piece) if is_urban else piece


def _urban(road: Road) -> Road:
    return Road(vertices=road.vertices, tags={**road.tags, "maxspeed": URBAN_MAXSPEED})
