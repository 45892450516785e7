"""What the hour of the week and the season leave of a speed."""

import numpy as np

from routing.network.model import Floats, Network
from routing.network.tags import ROAD_CLASSES
from routing.types import Profile, Season
from routing.weights.table import Table, by_text, speed_table

DAYS = ("workday",) * 5 + ("saturday", "sunday")


def queueing(network: Network, profile: Profile, hour_of_week: int) -> Floats:
    """Share of the speed that queues leave, by way."""
    queue = speed_table()["queue"]
    felt = queue["felt"][profile]
    lost = np.where(network.ways.urban == 1, *(_lost(queue[zone], hour_of_week) for zone in ("urban", "rural")))
    lost *= by_text(network, network.ways.highway, queue["share"], float(queue["share"]["other"]))
    return np.asarray(1 - lost * np.where(network.ways.bus_lane == 1, felt["beside_bus_lane"], felt["usual"]))


def _lost(zone: Table, hour_of_week: int) -> float:
    return float(zone[DAYS[hour_of_week // 24]][hour_of_week % 24])


def weather(network: Network, season: Season) -> Floats:
    """Share of the speed that ice, snow and mud leave, by way."""
    table = speed_table()["season"]
    left = table[season]
    paved = np.where(network.ways.urban == 1, float(left["paved"]["urban"]), float(left["paved"]["rural"]))
    grounds = {surface: float(left[ground]) for ground in ("unpaved", "earth") for surface in table["ground"][ground]}
    bare = by_text(network, network.ways.surface, grounds, np.nan)
    return np.where(np.isnan(bare), paved, bare)


def ferries_run(hour_of_week: int | None, season: Season | None) -> bool:
    """Tell whether a ferry of unknown hours runs."""
    usual = speed_table()["ferry"]["usual"]
    if hour_of_week is None or season is None:
        return False
    return season in usual["seasons"] and usual["from_hour"] <= hour_of_week % 24 < usual["to_hour"]


def importance(network: Network) -> Floats:
    """Rank of a road by way: who comes from the lower one gives way. A link is half a step lower than its road."""
    ranks = speed_table()["importance"]
    known = {name: ranks[name.removesuffix("_link")] - 0.5 * name.endswith("_link") for name in ROAD_CLASSES}
    return by_text(network, network.ways.highway, known, 0.0)
