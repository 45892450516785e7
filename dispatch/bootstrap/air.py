"""The air ambulance of a region: the flights that its landing sites allow."""

from pathlib import Path

from dispatch.adapters.air_rescue import AirFlights
from dispatch.application.ports import TravelTimes
from routing.air.sites import LandingSite, read_sites

SITES = "landing_sites.csv"


def air_rescue(folder: Path, times: TravelTimes) -> AirFlights | None:
    """Return the flights of the region in this folder; None when it has no landing sites. Raises `SitesUnreadable`."""
    sites = landing_sites(folder)
    return AirFlights(sites, times) if sites else None


def landing_sites(folder: Path) -> tuple[LandingSite, ...]:
    """Return where helicopters may land in the region of this folder; nothing when it does not say. As `air_rescue`."""
    path = folder / SITES
    return read_sites(path) if path.is_file() else ()
