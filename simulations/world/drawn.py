"""The calls as plain Python numbers: numpy's own scalars are slow one by one, and no part of a record."""

from collections.abc import Sequence
from typing import cast

from dispatch.domain.region import Region
from routing.types import LatLon
from simulations.calls import Calls, Codes, Flags, Floats


class Drawn:
    """Columns of `Calls` by row, read in place and not copied; seconds and POSIX seconds as there."""

    def __init__(self, calls: Calls, region: Region) -> None:
        self.received_at = _numbers(calls.received_at)
        self.turnout_s = _numbers(calls.turnout_s)
        self.walking_s = _numbers(calls.walking_s)
        self.scene_s = _numbers(calls.scene_s)
        self.transported = _marks(calls.transported)
        self.handover_s = _numbers(calls.handover_s)
        self.cleaning_s = _numbers(calls.cleaning_s)
        self.patience_s = _numbers(calls.patience_s)
        self.record_s = _numbers(calls.record_s)
        self.urgency = _codes(calls.urgency)
        self.child = _marks(calls.child)
        self._lat = _numbers(calls.lat)
        self._lon = _numbers(calls.lon)
        self._complaint = _codes(calls.complaint)
        self._district = _codes(calls.district)
        self._complaints, self._districts = calls.complaints, calls.districts
        bases = [*(crew.home for crew in region.crews), *(hospital.at for hospital in region.hospitals)]
        self._known = {(at.lat, at.lon): at for at in bases}

    def complaint(self, row: int) -> str:
        """Return the code of the complaint."""
        return self._complaints[self._complaint[row]]

    def district(self, row: int) -> str:
        """Return the name of the district."""
        return self._districts[self._district[row]]

    def at(self, row: int) -> LatLon:
        """Return the point of the call; each place is one object: look-ups of times then know it by identity."""
        key = self._lat[row], self._lon[row]
        known = self._known.get(key)
        if known is None:
            known = self._known[key] = LatLon(lat=key[0], lon=key[1])
        return known


def _numbers(column: Floats) -> Sequence[float]:
    return cast("Sequence[float]", column.data)


def _codes(column: Codes) -> Sequence[int]:
    return cast("Sequence[int]", column.data)


def _marks(column: Flags) -> Sequence[bool]:
    return cast("Sequence[bool]", column.data)
