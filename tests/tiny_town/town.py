"""Points of the tiny town by their place on its grid, in kilometres."""

from pathlib import Path

from routing.types import LatLon

TOWN = Path(__file__).with_name("town.osm")


def spot(east: float, north: float) -> LatLon:
    """Point so many kilometres east and north of A."""
    return LatLon(lat=60 + north * 0.0089932, lon=30 + east * 0.0179864)
