"""[air]: the air ambulance of a scenario: where it stands, how soon it starts, how often the weather lets it fly."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from dispatch.adapters.air_rescue import AirFlights
from dispatch.application.ports import TravelTimes
from routing.air.helicopter import Helicopter
from routing.air.sites import LandingSite, SitesUnreadable, read_sites
from simulations.scenario.model import AirAmbulance
from simulations.scenario.reading.keys import ScenarioKeys
from simulations.scenario.reading.region import region_folder

KEYS = ("place", "lat", "lon", "sites", "helicopters", "flyable", "weather_h", "startup_min", "decide_min", "night")
SITES = "landing_sites.csv"
FLYABLE = {"winter": 0.45, "spring": 0.65, "summer": 0.75, "autumn": 0.5}
"""How often the sky over the base may be flown in. No source: assumed, worst in the dark and foggy half of the year."""
MONTHS_OF = (0, 0, 1, 1, 1, 2, 2, 2, 3, 3, 3, 0)
"""The season of each month."""
MINUTE_S, HOUR_S = 60.0, 3_600.0
MOST_HELICOPTERS = 50


def air_flights(sites: Sequence[LandingSite], times: TravelTimes, helicopter: Helicopter) -> AirFlights:
    """Return the flights that landing sites allow, by the rule of the service."""
    return AirFlights(sites, times, helicopter)


def read_air(keys: ScenarioKeys) -> AirAmbulance | None:
    """Read [air]; None when it is not written."""
    if not keys.given("air"):
        return None
    keys.only("air", KEYS)
    if keys.raw("roads.model") == "matrix":
        keys.wrong("air", 'площадок нет в таблице времён: нужны roads.model = "map" или "great-circle"')
    sites = _sites(keys)
    base = keys.spot("air", {site.id: site.at for site in sites})
    if base is None:
        return None
    return AirAmbulance(
        base=base,
        sites=sites,
        helicopters=keys.whole_or("air.helicopters", 1, 1, MOST_HELICOPTERS),
        flyable=_flyable(keys),
        weather_s=keys.number_or("air.weather_h", 3.0, 0.5, 24.0) * HOUR_S,
        startup_s=keys.number_or("air.startup_min", 10.0, 0.0, 240.0) * MINUTE_S,
        decide_s=keys.number_or("air.decide_min", 3.0, 0.0, 60.0) * MINUTE_S,
        night=keys.flag("air.night", default=False),
    )


def _sites(keys: ScenarioKeys) -> tuple[LandingSite, ...]:
    path = _path(keys)
    if path is None:
        return ()
    try:
        return read_sites(path)
    except SitesUnreadable as unreadable:
        keys.wrong("air.sites", str(unreadable))
        return ()


def _path(keys: ScenarioKeys) -> Path | None:
    if keys.given("air.sites"):
        return keys.file("air.sites")
    folder = region_folder(keys)
    if folder is not None and (folder / SITES).is_file():
        return folder / SITES
    keys.wrong("air.sites", f"в папке региона нет {SITES}: назовите таблицу площадок")
    return None


def _flyable(keys: ScenarioKeys) -> tuple[float, ...]:
    """Return for each month how often the weather may be flown in; one number is for the whole year."""
    if keys.given("air.flyable") and not isinstance(keys.raw("air.flyable"), Mapping):
        return (keys.number("air.flyable", 0.0, 1.0),) * len(MONTHS_OF)
    if keys.given("air.flyable"):
        keys.only("air.flyable", tuple(FLYABLE))
    share = [keys.number_or(f"air.flyable.{season}", usual, 0.0, 1.0) for season, usual in FLYABLE.items()]
    return tuple(share[season] for season in MONTHS_OF)
