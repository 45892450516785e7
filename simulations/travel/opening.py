"""The travel model that a scenario asks for."""

from typing import assert_never

from simulations.scenario.model import GreatCircle, RoadMap, Scenario, SuppliedMatrix
from simulations.travel.great_circle import GreatCircleTravel
from simulations.travel.store import RoadTables
from simulations.travel.supplied import SuppliedTravel
from simulations.travel.table import RoadTableTravel
from simulations.travel.types import NotTabulated, Travel


def open_travel(scenario: Scenario, tables: RoadTables | None = None) -> Travel:
    """Open a scenario's travel model; `tables` are needed for a road map alone. Raises `NotTabulated`."""
    match scenario.roads:
        case GreatCircle() as model:
            return GreatCircleTravel(model)
        case SuppliedMatrix() as model:
            return SuppliedTravel(model)
        case RoadMap():
            if tables is None:
                raise NotTabulated(f"«{scenario.name}» drives on a road map: prepare its tables first")
            return RoadTableTravel(tables)
        case never:
            assert_never(never)
