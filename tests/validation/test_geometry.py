"""The world against geometry: how far the nearest of many crews is on a whole sphere, where there are no edges."""

from math import pi

import numpy as np
from scipy import integrate, stats

from routing.types import LatLon, Profile
from simulations.scenario.model import GreatCircle
from simulations.theory.square_root import nearest_m
from simulations.travel.great_circle import GreatCircleTravel
from simulations.world import run
from tests.builders import a_crew
from tests.unit.simulations.world.town import scenario
from tests.validation.worlds import asked

STAFF, DAYS, CALLS = 25, 40, 40
SPEED_MPS = 20.0
RADIUS_M = 50_000.0
GLOBE = GreatCircle(speed_mps=dict.fromkeys(Profile, SPEED_MPS), radius_m=RADIUS_M, detour=1.3)


def mean_drive_s(staff: int) -> float:
    """Return the mean drive to the nearest of crews put down at random: P(angle > a) = ((1 + cos a) / 2)^staff."""
    angle, _ = integrate.quad(lambda a: ((1 + np.cos(a)) / 2) ** staff, 0, pi)
    return angle * RADIUS_M * GLOBE.detour / SPEED_MPS


def test_the_mean_drive_to_the_nearest_of_many_crews_is_what_the_sphere_says() -> None:
    rng = np.random.default_rng(31)
    drives = np.array([a_day(rng) for _ in range(DAYS)])
    half = float(stats.t.ppf(0.9995, DAYS - 1)) * drives.std(ddof=1) / np.sqrt(DAYS)
    assert half < 0.12 * mean_drive_s(STAFF)
    assert abs(drives.mean() - mean_drive_s(STAFF)) <= half


def test_on_a_whole_sphere_the_square_root_law_holds_within_a_percent() -> None:
    by_law_s = nearest_m(4 * pi * RADIUS_M**2, STAFF) * GLOBE.detour / SPEED_MPS
    assert abs(by_law_s / mean_drive_s(STAFF) - 1) < 0.02


def a_day(rng: np.random.Generator) -> float:
    """Return the mean drive of a day on which a crew is always home before the next call."""
    staff = [a_crew(str(number), home=anywhere(rng)) for number in range(STAFF)]
    places = [anywhere(rng) for _ in range(CALLS)]
    came = asked(
        np.arange(CALLS) * 200_000.0,
        np.ones(CALLS),
        north=np.array([place.lat for place in places]),
        east=np.array([place.lon for place in places]),
    )
    results = run(scenario(staff, roads=GLOBE, horizon_s=CALLS * 200_000.0), came, GreatCircleTravel(GLOBE))
    return float((results.calls.at_scene_at - results.calls.en_route_at).mean())


def anywhere(rng: np.random.Generator) -> LatLon:
    """Return a point of the sphere, each patch as likely as any other of its size."""
    return LatLon(lat=float(np.degrees(np.arcsin(rng.uniform(-1, 1)))), lon=float(rng.uniform(-180, 180)))
