"""The flight that brings a patient to hospital soonest, or why there is none.

The road crew drives the patient from the scene to a landing site, where the helicopter takes over; another ambulance
drives from the landing site to the hospital. All times are POSIX seconds.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from routing.air.helicopter import Helicopter, Minimum, Weather
from routing.air.refusals import Reason, Refusal
from routing.air.sites import LandingSite
from routing.air.sun import CIVIL_TWILIGHT_DEG, elevation_deg
from routing.types import LatLon, great_circle_m


class RoadTimes(Protocol):
    """How long roads take."""

    def __call__(self, origins: Sequence[LatLon], destinations: Sequence[LatLon], /) -> NDArray[np.floating]:
        """Seconds, origins × destinations; `inf` where no road leads."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mission:
    """Whom to fetch. The helicopter is ordered at `ordered_at`; the patient is ready to be driven at `ready_at`."""

    base: LatLon
    scene: LatLon
    hospital: LatLon
    ordered_at: float
    ready_at: float


@dataclass(frozen=True, slots=True, kw_only=True)
class AirPlan:
    """A flight that may be flown. It need not be faster than the road: see `saved_s`."""

    pickup: LandingSite
    drop: LandingSite
    take_off_at: float
    touch_down_at: float
    """of the helicopter at the pickup site"""
    crew_there_at: float
    """of the road crew with the patient"""
    leaves_at: float
    drop_at: float
    hospital_at: float
    by_road_at: float
    """in hospital, had the crew driven all the way; `inf` when no road leads there"""
    flown_m: float
    """from the base by both sites and back"""

    @property
    def saved_s(self) -> float:
        """How much sooner than by road; negative when the road is faster."""
        return self.by_road_at - self.hospital_at

    @property
    def patient_waits_s(self) -> float:
        """How long the patient waits at the landing site for the helicopter."""
        return max(0.0, self.touch_down_at - self.crew_there_at)


@dataclass(frozen=True, slots=True, kw_only=True)
class NoFlight:
    """Nobody flies, and why: of several flights, what stands against the one that would arrive first."""

    why: Refusal
    by_road_at: float


def air_plan(
    mission: Mission, sites: Sequence[LandingSite], weather: Weather, helicopter: Helicopter, road_times: RoadTimes
) -> AirPlan | NoFlight:
    """Choose the pair of landing sites by which the patient arrives first."""
    stops = [site.at for site in sites]
    to_s = np.asarray(road_times([mission.scene], [*stops, mission.hospital]), float)[0]
    by_road_at = mission.ready_at + float(to_s[-1])
    from_s = np.asarray(road_times(stops, [mission.hospital]), float)[:, 0] if stops else np.empty(0)
    lacking = _lacking(to_s[:-1], from_s, helicopter)
    if lacking:
        return NoFlight(why=lacking, by_road_at=by_road_at)
    first: Refusal | None = None
    for flight in sorted(_flights(mission, sites, helicopter, (to_s, from_s)), key=lambda each: each.hospital_at):
        against = _against(flight, mission, weather, helicopter)
        if against is None:
            return flight
        first = first or against
    return NoFlight(why=first or Refusal(reason=Reason.NO_OTHER_SITE, found=1, needed=2), by_road_at=by_road_at)


def _lacking(to_s: NDArray[np.floating], from_s: NDArray[np.floating], helicopter: Helicopter) -> Refusal | None:
    """Tell what site is missing."""
    for reason, seconds in ((Reason.NO_SITE_NEAR_SCENE, to_s), (Reason.NO_SITE_NEAR_HOSPITAL, from_s)):
        nearest_s = float(seconds.min(initial=np.inf))
        if nearest_s > helicopter.longest_transfer_s:
            return Refusal(reason=reason, found=nearest_s / 60, needed=helicopter.longest_transfer_s / 60)
    return None


def _flights(
    mission: Mission,
    sites: Sequence[LandingSite],
    helicopter: Helicopter,
    by_road_s: tuple[NDArray[np.floating], NDArray[np.floating]],
) -> Iterator[AirPlan]:
    """Reckon every pair of sites that the roads reach."""
    to_s, from_s = by_road_s
    for i in np.flatnonzero(to_s[:-1] <= helicopter.longest_transfer_s).tolist():
        for j in np.flatnonzero(from_s <= helicopter.longest_transfer_s).tolist():
            if i != j:
                pair = sites[i], sites[j]
                yield _flight(mission, pair, helicopter, (float(to_s[i]), float(from_s[j]), float(to_s[-1])))


def _flight(
    mission: Mission, pair: tuple[LandingSite, LandingSite], helicopter: Helicopter, road_s: tuple[float, float, float]
) -> AirPlan:
    pickup, drop = pair
    to_s, from_s, all_the_way_s = road_s
    out_m, over_m = great_circle_m(mission.base, pickup.at), great_circle_m(pickup.at, drop.at)
    take_off_at = mission.ordered_at + helicopter.startup_s
    touch_down_at = take_off_at + helicopter.flight_s(out_m)
    crew_there_at = mission.ready_at + to_s
    leaves_at = max(touch_down_at, crew_there_at) + helicopter.handover_s
    drop_at = leaves_at + helicopter.flight_s(over_m)
    return AirPlan(
        pickup=pickup,
        drop=drop,
        take_off_at=take_off_at,
        touch_down_at=touch_down_at,
        crew_there_at=crew_there_at,
        leaves_at=leaves_at,
        drop_at=drop_at,
        hospital_at=drop_at + helicopter.unloading_s + from_s,
        by_road_at=mission.ready_at + all_the_way_s,
        flown_m=out_m + over_m + great_circle_m(drop.at, mission.base),
    )


def _against(flight: AirPlan, mission: Mission, weather: Weather, helicopter: Helicopter) -> Refusal | None:
    """Tell what forbids a flight: its length, the dark, the weather."""
    if flight.flown_m > helicopter.range_m:
        return Refusal(reason=Reason.TOO_FAR, found=flight.flown_m / 1000, needed=helicopter.range_m / 1000)
    base_deg = elevation_deg(mission.base, flight.take_off_at)
    landings = [
        (flight.pickup, elevation_deg(flight.pickup.at, flight.touch_down_at)),
        (flight.pickup, elevation_deg(flight.pickup.at, flight.leaves_at)),
        (flight.drop, elevation_deg(flight.drop.at, flight.drop_at)),
    ]
    lowest_deg = min(base_deg, *(sun_deg for _, sun_deg in landings))
    if lowest_deg >= CIVIL_TWILIGHT_DEG:
        return too_bad(weather, helicopter.minimum)
    if helicopter.night_minimum is None:
        return Refusal(reason=Reason.NIGHT, found=lowest_deg, needed=CIVIL_TWILIGHT_DEG)
    unlit = [sun_deg for site, sun_deg in landings if sun_deg < CIVIL_TWILIGHT_DEG and not site.lit]
    if unlit:
        return Refusal(reason=Reason.UNLIT_SITE, found=min(unlit), needed=CIVIL_TWILIGHT_DEG)
    return too_bad(weather, helicopter.night_minimum)


def too_bad(weather: Weather, minimum: Minimum) -> Refusal | None:
    """Return what of the weather is below the minimum. What is not known to be good enough is not."""
    for reason, found, needed, good in (
        (Reason.VISIBILITY, weather.visibility_m, minimum.visibility_m, weather.visibility_m >= minimum.visibility_m),
        (Reason.CEILING, weather.ceiling_m, minimum.ceiling_m, weather.ceiling_m >= minimum.ceiling_m),
        (Reason.WIND, weather.wind_m_s, minimum.wind_m_s, weather.wind_m_s <= minimum.wind_m_s),
    ):
        if not good:
            return Refusal(reason=reason, found=found, needed=needed)
    return None
