"""Commands and events about where patients go: the word of a hospital, of the air ambulance, and a meeting with it."""

from collections.abc import Mapping

from msgspec import Struct, field

from dispatch.domain.air import AirMeeting, AirReadiness
from dispatch.domain.capability import HospitalCapability
from dispatch.domain.ids import HospitalId, IncidentId
from dispatch.domain.reception import Reception
from routing.types import LatLon


class ReportHospital(Struct, frozen=True, kw_only=True):
    """A hospital, or a dispatcher on its behalf, says how it receives. It replaces the last word as a whole.

    Fields as in `Reception`; `observed_at` None: now.
    """

    hospital: HospitalId
    open: bool = True
    diverted: frozenset[HospitalCapability] = frozenset()
    beds: Mapping[HospitalCapability, int] = field(default_factory=dict)
    bays: int | None = None
    door_to_care_s: Mapping[HospitalCapability, float] = field(default_factory=dict)
    observed_at: float | None = None
    valid_until: float | None = None
    reason: str = ""


class ReportAir(Struct, frozen=True, kw_only=True):
    """The air ambulance says whether it may be called, from where, and in what weather, until when."""

    ready: bool
    base: LatLon
    visibility_m: float
    ceiling_m: float
    wind_m_s: float
    valid_until: float
    observed_at: float | None = None


class DecideAirMeeting(Struct, frozen=True, kw_only=True):
    """A person agrees with the meeting that is offered at `site`, or does not."""

    incident: IncidentId
    site: str
    accepted: bool
    reason: str = ""


class HospitalReported(Struct, frozen=True, kw_only=True):
    """How a hospital receives from now on."""

    at: float
    hospital: HospitalId
    reception: Reception


class AirReported(Struct, frozen=True, kw_only=True):
    """How ready the air ambulance is."""

    at: float
    readiness: AirReadiness


class AirMeetingOffered(Struct, frozen=True, kw_only=True):
    """By air the patient would be helped so much sooner that a person should decide about it."""

    at: float
    incident: IncidentId
    meeting: AirMeeting


class AirMeetingDecided(Struct, frozen=True, kw_only=True):
    """A person has decided about an offered meeting."""

    at: float
    incident: IncidentId
    accepted: bool
    by: str
    reason: str


HospitalEvent = HospitalReported | AirReported | AirMeetingOffered | AirMeetingDecided
"""Everything that happens to where patients go, the choice itself apart."""
