"""Points of the world, each place as one object: look-ups of travel times then know them by identity."""

from dispatch.domain.region import Region
from routing.types import LatLon
from simulations.calls import Calls


class Places:
    """The points of bases, hospitals and calls."""

    def __init__(self, region: Region, calls: Calls) -> None:
        points = [*(crew.home for crew in region.crews), *(hospital.at for hospital in region.hospitals)]
        self._known = {(at.lat, at.lon): at for at in points}
        self._lat = calls.lat.tolist()
        self._lon = calls.lon.tolist()

    def call(self, row: int) -> LatLon:
        """Return the point of a call."""
        key = self._lat[row], self._lon[row]
        known = self._known.get(key)
        if known is None:
            known = self._known[key] = LatLon(lat=key[0], lon=key[1])
        return known
