"""How simulated crews get from here to there: great circle, supplied times, or tables of the road map."""

from simulations.travel.opening import open_travel
from simulations.travel.prepare import prepare
from simulations.travel.store import RoadTables, TablesReport
from simulations.travel.types import Travel, TravelError

__all__ = ["RoadTables", "TablesReport", "Travel", "TravelError", "open_travel", "prepare"]
