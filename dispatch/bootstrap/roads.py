"""The road oracle of the chosen map."""

from dispatch.adapters.road_times import RoadTimes
from dispatch.adapters.straight_line import StraightLineTimes
from dispatch.application.degrading import DegradingTimes
from dispatch.bootstrap.region import chosen_map, gazetteer, institutions
from dispatch.config import Settings
from dispatch.domain.region import Region
from dispatch.domain.situation import Situation
from routing.oracle import RoadOracle

NOTHING_KNOWN = Situation()


def open_map(settings: Settings, region: Region, *, of: Situation = NOTHING_KNOWN) -> RoadOracle:
    """Load the map in the loader's order, with the region's places, what was learnt and a situation's weights.

    Raises `MapUnreadable`.
    """
    known = [*gazetteer(region), *institutions(region)]
    return RoadOracle.open(
        chosen_map(settings),
        settings.cache,
        gazetteer=known,
        spec=of.weights,
        at=of.roads.weighed_at,
        learnt=settings.learnt_folder,
    )


def travel_times(oracle: RoadOracle) -> DegradingTimes:
    """Return roads first, straight lines if they fail."""
    return DegradingTimes([RoadTimes(oracle), StraightLineTimes()])
