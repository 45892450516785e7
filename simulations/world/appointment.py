"""A meeting with the helicopter that somebody has agreed with."""

from dataclasses import dataclass

from dispatch.domain.ids import HospitalId
from routing.types import LatLon


@dataclass(frozen=True, slots=True, kw_only=True)
class Appointment:
    """Where a crew hands its patient over, and to whom: the helicopter is at `site` from `lands_at`, POSIX seconds.

    `handover_s` after both are there it leaves, and `over_s` later the patient is in `hospital`.
    """

    site: LatLon
    lands_at: float
    handover_s: float
    over_s: float
    hospital: HospitalId
