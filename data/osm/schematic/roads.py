"""What a road of the schematic network is."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from shapely import LineString

from schematic.projection import Vertex, distance_m


@dataclass(frozen=True, slots=True, kw_only=True)
class RoadClass:
    """How roads of one `highway` value look outside towns.

    Parameters
    ----------
    length_factor
        Length of the road over the straight line between two waypoints.
    vertex_step_m
        Distance between two vertices.
    maxspeed
        OSM value: a number of km/h, or a zone of the Russian traffic code.
    lanes
        In both directions together; of a motorway, in one.
    """

    length_factor: float
    vertex_step_m: float
    maxspeed: str
    lanes: int
    surface: str | None = "asphalt"


# Length factors and steps: the better a road, the straighter. They bring the distances from Saint Petersburg to the
# district centres within a tenth of the real ones (README.md). Speeds: 110/90/70/60 km/h outside towns.
CLASSES: Mapping[str, RoadClass] = {
    "motorway": RoadClass(length_factor=1.01, vertex_step_m=500, maxspeed="RU:motorway", lanes=2),
    "motorway_link": RoadClass(length_factor=1.0, vertex_step_m=500, maxspeed="60", lanes=1),
    "trunk": RoadClass(length_factor=1.025, vertex_step_m=400, maxspeed="RU:rural", lanes=2),
    "primary": RoadClass(length_factor=1.04, vertex_step_m=350, maxspeed="RU:rural", lanes=2),
    "secondary": RoadClass(length_factor=1.07, vertex_step_m=350, maxspeed="RU:rural", lanes=2),
    "tertiary": RoadClass(length_factor=1.10, vertex_step_m=300, maxspeed="70", lanes=2),
    "unclassified": RoadClass(length_factor=1.12, vertex_step_m=250, maxspeed="60", lanes=1, surface="gravel"),
    "residential": RoadClass(length_factor=1.0, vertex_step_m=150, maxspeed="40", lanes=2, surface=None),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Road:
    """A way: its vertices in order and its OSM tags.

    Parameters
    ----------
    is_raised
        Its crossings with other roads are bridges: only its own vertices are junctions.
    is_street
        It lies in a town by birth, so that no town edge changes its speed.
    """

    vertices: tuple[Vertex, ...]
    tags: Mapping[str, str] = field(default_factory=dict)
    is_raised: bool = False
    is_street: bool = False

    @property
    def line(self) -> LineString:
        """Its geometry on the plane."""
        return LineString(self.vertices)

    @property
    def length_m(self) -> float:
        """Its length on the plane."""
        return sum(distance_m(a, b) for a, b in pairwise(self.vertices))

    @property
    def is_oneway(self) -> bool:
        """Whether it is driven from its first vertex to its last only."""
        return self.tags.get("oneway") == "yes"

    def along(self, vertices: Sequence[Vertex]) -> "Road":
        """Return the same road along other vertices."""
        return replace(self, vertices=tuple(vertices))


def tags_for(highway: str, **more: str | None) -> dict[str, str]:
    """Return the tags that each road of this class carries, and those given that are neither `None` nor empty."""
    road_class = CLASSES[highway]
    tags = {
        "highway": highway,
        "maxspeed": road_class.maxspeed,
        "lanes": str(road_class.lanes),
        "surface": road_class.surface,
        **more,
        "schematic": "yes",
    }
    return {key: value for key, value in tags.items() if value}
