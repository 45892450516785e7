"""The calls as plain Python numbers: numpy's own scalars are slow one by one, and no part of a record."""

from array import array

from dispatch.domain.region import Region
from routing.types import LatLon
from simulations.calls import Calls, Floats


class Drawn:
    """Columns of `Calls` by row; seconds and POSIX seconds as there."""

    def __init__(self, calls: Calls, region: Region) -> None:
        self.received_at = _numbers(calls.received_at)
        self.turnout_s = _numbers(calls.turnout_s)
        self.walking_s = _numbers(calls.walking_s)
        self.scene_s = _numbers(calls.scene_s)
        self.transported: list[bool] = calls.transported.tolist()
        self.handover_s = _numbers(calls.handover_s)
        self.cleaning_s = _numbers(calls.cleaning_s)
        self.patience_s = _numbers(calls.patience_s)
        self.record_s = _numbers(calls.record_s)
        self.urgency: list[int] = calls.urgency.tolist()
        self.child: list[bool] = calls.child.tolist()
        self.complaint = [calls.complaints[code] for code in calls.complaint.tolist()]
        self.district = [calls.districts[code] for code in calls.district.tolist()]
        self.at = _points(calls, region)


def _numbers(column: Floats) -> "array[float]":
    """Return numbers that take 8 bytes each, where a list takes 32: a year has five million of them."""
    return array("d", column.tobytes())


def _points(calls: Calls, region: Region) -> list[LatLon]:
    """Return the points of the calls, each place as one object: look-ups of times then know it by identity."""
    bases = [*(crew.home for crew in region.crews), *(hospital.at for hospital in region.hospitals)]
    known = {(at.lat, at.lon): at for at in bases}
    found = []
    for key in zip(calls.lat.tolist(), calls.lon.tolist(), strict=True):
        at = known.get(key)
        if at is None:
            at = known[key] = LatLon(lat=key[0], lon=key[1])
        found.append(at)
    return found
