"""The calls as plain Python numbers: numpy's own scalars are slow one by one, and no part of a record."""

from dispatch.domain.region import Region
from routing.types import LatLon
from simulations.calls import Calls


class Drawn:
    """Columns of `Calls` as lists, by row; seconds and POSIX seconds as there."""

    def __init__(self, calls: Calls, region: Region) -> None:
        self.received_at: list[float] = calls.received_at.tolist()
        self.handling_s: list[float] = calls.handling_s.tolist()
        self.turnout_s: list[float] = calls.turnout_s.tolist()
        self.walking_s: list[float] = calls.walking_s.tolist()
        self.scene_s: list[float] = calls.scene_s.tolist()
        self.transported: list[bool] = calls.transported.tolist()
        self.handover_s: list[float] = calls.handover_s.tolist()
        self.cleaning_s: list[float] = calls.cleaning_s.tolist()
        self.patience_s: list[float] = calls.patience_s.tolist()
        self.record_s: list[float] = calls.record_s.tolist()
        self.urgency: list[int] = calls.urgency.tolist()
        self.child: list[bool] = calls.child.tolist()
        self.complaint = [calls.complaints[code] for code in calls.complaint.tolist()]
        self.district = [calls.districts[code] for code in calls.district.tolist()]
        self.at = _points(calls, region)


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
