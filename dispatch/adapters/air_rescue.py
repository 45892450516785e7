"""The air ambulance's flights, reckoned from the region's landing sites and the roads to and from them."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from dispatch.application.ports import TravelTimes
from dispatch.domain.air import Flight, FlightWish
from dispatch.domain.ids import HospitalId
from routing.air.helicopter import Helicopter, Weather
from routing.air.plan import AirPlan, Mission, NoFlight, air_plan
from routing.air.sites import LandingSite
from routing.types import LatLon, Profile


class AirFlights:
    """Flights by the times of the very roads that the dispatcher decides with."""

    def __init__(self, sites: Sequence[LandingSite], times: TravelTimes, helicopter: Helicopter | None = None) -> None:
        self._sites = tuple(sites)
        self._times = times
        self._helicopter = helicopter or Helicopter()

    def flights(self, wish: FlightWish) -> Sequence[Flight]:
        """Return the flights that may be flown, in the order of the hospitals of the wish."""
        plans = ((hospital, self.plan(wish, hospital)) for hospital in wish.hospitals)
        return [_flight(hospital, plan) for hospital, plan in plans if isinstance(plan, AirPlan)]

    def plan(self, wish: FlightWish, hospital: HospitalId) -> AirPlan | NoFlight:
        """Plan the flight to one hospital, or say why nobody flies."""
        said = wish.readiness
        mission = Mission(
            base=said.base,
            scene=wish.scene,
            hospital=wish.hospitals[hospital],
            ordered_at=wish.ordered_at,
            ready_at=wish.ready_at,
        )
        weather = Weather(visibility_m=said.visibility_m, ceiling_m=said.ceiling_m, wind_m_s=said.wind_m_s)
        return air_plan(mission, self._sites, weather, self._helicopter, self._seconds)

    def _seconds(self, origins: Sequence[LatLon], destinations: Sequence[LatLon]) -> NDArray[np.float64]:
        begins = {f"from-{number}": at for number, at in enumerate(origins)}
        ends = {f"to-{number}": at for number, at in enumerate(destinations)}
        return self._times.matrix(begins, ends, Profile.SIREN).seconds


def _flight(hospital: HospitalId, plan: AirPlan) -> Flight:
    return Flight(
        hospital=hospital,
        site=plan.pickup.id,
        site_name=plan.pickup.name,
        at=plan.pickup.at,
        crew_there_at=plan.crew_there_at,
        lands_at=plan.touch_down_at,
        hospital_at=plan.hospital_at,
    )
