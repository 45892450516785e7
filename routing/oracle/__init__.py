"""The one door of `routing`: how long from here to there, at this hour, for an ambulance."""

from typing import TYPE_CHECKING

from routing.mapfile import checksum_of, find_map, is_compiled
from routing.oracle.road import RoadOracle, compile_map

__all__ = ["RoadOracle", "checksum_of", "compile_map", "find_map", "is_compiled"]

if TYPE_CHECKING:  # a value of the door that costs a second to import
    from routing.isochrones.bands import Isochrones as Isochrones
