"""Where a patient who is moved between hospitals is moved to; for everybody else the dispatcher chooses."""

import numpy as np

from dispatch.domain.capability import HospitalCapability
from dispatch.domain.ids import HospitalId
from dispatch.domain.places import Hospital
from dispatch.domain.region import Region
from simulations.demand.intensity import TRANSFER_GROUP
from simulations.demand.points import DemandPoints
from simulations.demand.source import Drawn


def destinations(region: Region, points: DemandPoints, drawn: Drawn) -> tuple[HospitalId | None, ...]:
    """Return the given destinations, None for most calls.

    Assumed: a hospital that can do what the complaint needs, not the one the patient lies in, the more often the more
    it can do.
    """
    found: list[HospitalId | None] = [None] * len(drawn.at)
    need = {row.code: row.hospital_need for row in region.complaints}
    moved = [at for at, row in enumerate(region.call_shares) if row.group == TRANSFER_GROUP]
    for row in np.flatnonzero(np.isin(drawn.complaint, moved)).tolist():
        fit = _fit(region, need[region.call_shares[drawn.complaint[row]].complaint], points.ids[drawn.point[row]])
        if fit:
            weights = np.cumsum([len(hospital.capabilities) for hospital in fit])
            share = drawn.marks["destination"][row] * weights[-1]
            found[row] = fit[min(int(np.searchsorted(weights, share, side="right")), len(fit) - 1)].id
    return tuple(found)


def _fit(region: Region, need: frozenset[HospitalCapability], origin: str) -> list[Hospital]:
    return [row for row in region.hospitals if need <= row.capabilities and f"h.{row.id}" != origin]
