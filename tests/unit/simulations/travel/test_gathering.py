import numpy as np

from routing.types import LatLon, great_circle_m
from simulations.travel.gathering import gathered
from simulations.travel.places import Places


def scattered(count: int) -> dict[str, LatLon]:
    rng = np.random.default_rng(1)
    rows = zip(rng.uniform(59, 61, count).tolist(), rng.uniform(28, 34, count).tolist(), strict=True)
    return {f"{number}": LatLon(lat=lat, lon=lon) for number, (lat, lon) in enumerate(rows)}


def test_few_points_are_all_kept() -> None:
    points = scattered(50)
    assert gathered(points, 50) == (points, 0.0)


def test_equal_points_count_once() -> None:
    twice = {"a": LatLon(lat=60, lon=30), "b": LatLon(lat=60.0, lon=30.0)}
    kept, within_m = gathered(twice, 1)
    assert (list(kept.values()), within_m) == ([LatLon(lat=60, lon=30)], 0.0)


def test_of_many_points_some_stay_and_every_other_one_is_near_one_of_them() -> None:
    points = scattered(2_000)
    kept, within_m = gathered(points, 500)
    places = Places(kept.values(), within_m)
    assert 250 < len(kept) <= 500
    for point in points.values():
        assert great_circle_m(point, places.points[places.row(point)]) <= within_m
