"""The one door of `routing`: how long from here to there, at this hour, for an ambulance."""

from routing.mapfile import checksum_of, find_map, is_compiled
from routing.oracle.road import RoadOracle, compile_map

__all__ = ["RoadOracle", "checksum_of", "compile_map", "find_map", "is_compiled"]
