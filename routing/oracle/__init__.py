"""The one door of `routing`: how long from here to there, at this hour, for an ambulance."""

from typing import TYPE_CHECKING

from routing.closures.timing import is_in_force, next_turn
from routing.mapfile import checksum_of, find_map, is_compiled
from routing.network.progress import SHARE_BEFORE, Phase
from routing.network.progress import Progress as MapProgress
from routing.oracle.lacks import Gap, Lack, lacks_of
from routing.oracle.maps import off_roads
from routing.oracle.road import RoadOracle, compile_map

__all__ = [
    "SHARE_BEFORE",
    "Gap",
    "Lack",
    "MapProgress",
    "Phase",
    "RoadOracle",
    "checksum_of",
    "compile_map",
    "find_map",
    "is_compiled",
    "is_in_force",
    "lacks_of",
    "next_turn",
    "off_roads",
]

if TYPE_CHECKING:  # a value of the door that costs a second to import
    from routing.isochrones.bands import Isochrones as Isochrones
