"""The air ambulance (санавиация): whether it is ready, and where it would meet a road crew."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

from msgspec import Struct

from dispatch.domain.ids import HospitalId
from dispatch.domain.recommendation import Reason
from routing.types import LatLon


class AirReadiness(Struct, frozen=True, kw_only=True):
    """What the air ambulance says of itself: whether it may be called, from where, and the weather at its base.

    It lapses at `valid_until` (POSIX seconds): weather that nobody has looked at is no weather to fly in.
    """

    ready: bool
    base: LatLon
    visibility_m: float
    ceiling_m: float
    wind_m_s: float
    observed_at: float
    valid_until: float
    by: str

    def flies(self, now: float) -> bool:
        """Whether it may be called now, as far as its own word goes."""
        return self.ready and now < self.valid_until


class FlightWish(Struct, frozen=True, kw_only=True):
    """Whom to fetch, and to which of these hospitals. Ordered at `ordered_at`; `ready_at` the patient can be moved."""

    scene: LatLon
    hospitals: Mapping[HospitalId, LatLon]
    readiness: AirReadiness
    ordered_at: float
    ready_at: float


class Flight(Struct, frozen=True, kw_only=True):
    """A flight that may be flown, and where it meets the road crew. Moments as in `AirMeeting`."""

    hospital: HospitalId
    site: str
    site_name: str
    at: LatLon
    crew_there_at: float
    lands_at: float
    hospital_at: float


class AirMeetingState(StrEnum):
    """Who has decided about a meeting."""

    OFFERED = "offered"
    ACCEPTED = "accepted"
    DECLINED = "declined"


AIR_MEETING_RU: Mapping[AirMeetingState, str] = MappingProxyType(
    {
        AirMeetingState.OFFERED: "предложена, ждёт решения",
        AirMeetingState.ACCEPTED: "согласована",
        AirMeetingState.DECLINED: "отклонена",
    }
)


class AirMeeting(Struct, frozen=True, kw_only=True):
    """A helicopter meets the crew at `site` and brings the patient to `hospital`. Moments are POSIX seconds.

    `crew_there_at` the crew is at the site with the patient, `lands_at` the helicopter; `hospital_at` is the patient in
    hospital by air. A person decides; until then the patient goes by road.
    """

    site: str
    site_name: str
    at: LatLon
    hospital: HospitalId
    crew_there_at: float
    lands_at: float
    hospital_at: float
    reasons: tuple[Reason, ...]
    state: AirMeetingState = AirMeetingState.OFFERED
