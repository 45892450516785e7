"""All steps in their order."""

from dataclasses import dataclass
from pathlib import Path

from schematic.connectors import connect_places
from schematic.corridors import lay_corridors
from schematic.crossings import join_crossings
from schematic.drivable import largest_connected_part
from schematic.inputs import Inputs, read_inputs
from schematic.lattices import choose_towns, lay_streets
from schematic.links import add_links
from schematic.pbf import write_pbf
from schematic.points import MapPoint, map_points
from schematic.roads import Road
from schematic.speed_limits import split_at_town_edges


@dataclass(frozen=True, slots=True, kw_only=True)
class Schematic:
    """The finished network and what stands beside it."""

    roads: tuple[Road, ...]
    points: tuple[MapPoint, ...]


def build(inputs: Inputs) -> Schematic:
    """Make the network; the same inputs make the same one."""
    corridors = lay_corridors(inputs.corridors, inputs.terrain)
    connectors = connect_places(inputs.places, corridors, inputs.terrain)
    country = add_links(inputs.places, join_crossings([*corridors, *connectors]), inputs.terrain)
    towns = choose_towns(inputs.places)
    whole = largest_connected_part(join_crossings([*country, *lay_streets(towns, inputs.terrain)]))
    return Schematic(roads=tuple(split_at_town_edges(whole, towns)), points=tuple(map_points(inputs.places)))


def write_schematic(inputs_folder: Path, output: Path) -> Schematic:
    """Read, build, write. Raises `InputWrong`."""
    schematic = build(read_inputs(inputs_folder))
    write_pbf(output, roads=schematic.roads, points=schematic.points)
    return schematic
