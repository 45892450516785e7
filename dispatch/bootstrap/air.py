"""The air ambulance of a region: the flights that its landing sites allow."""

from pathlib import Path

from dispatch.adapters.air_rescue import AirFlights
from dispatch.application.ports import TravelTimes
from routing.air.sites import read_sites

SITES = "landing_sites.csv"


def air_rescue(folder: Path, times: TravelTimes) -> AirFlights | None:
    """Return the flights of the region in this folder; None when it has no landing sites. Raises `SitesUnreadable`."""
    path = folder / SITES
    return AirFlights(read_sites(path), times) if path.is_file() else None
