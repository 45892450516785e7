"""What is gathered of the rows equals what the metrics say of them."""

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from dispatch.domain.incident import Urgency
from dispatch.domain.region import Region
from simulations.metrics import Yardstick, table
from simulations.report import gathered
from simulations.report.evidence import Cell
from simulations.report.outlines import outlines
from simulations.report.spread import STEP_S, Spread
from tests.unit.simulations.report.study import a_result, a_scenario


def test_shares_and_counts_equal_those_of_the_metrics(region: Region) -> None:
    scenario = a_scenario(region)
    yardstick, result = Yardstick.of(scenario), a_result(scenario, 0)
    found, figures = gathered([result], yardstick), table(result, yardstick)
    spread = found.doezd[Urgency.P1] + found.doezd[Urgency.P2]
    assert spread.within(yardstick.norm_s) == pytest.approx(figures["emergency.within_norm_share"], abs=0.002)
    assert found.by_hour[:, 0].sum() == figures["calls.count"] == sum(tally[0] for tally in found.cells.values())
    assert found.by_hour[:, 1].sum() / found.by_hour[:, 0].sum() == pytest.approx(figures["doezd.within_norm_share"])
    late = sum(int(tally[2]) for tally in found.cells.values()) / spread.total
    assert late == pytest.approx(figures["emergency.late_share"])
    assert sum(work.patients for work in found.hospitals.values()) / figures["calls.count"] == pytest.approx(
        figures["hospital.transported_share"]
    )


def test_two_replications_together_are_the_sum_of_both(region: Region) -> None:
    scenario = a_scenario(region)
    by = Yardstick.of(scenario)
    results = [a_result(scenario, number) for number in range(2)]
    both, apart = gathered(results, by), [gathered([result], by) for result in results]
    assert both.days == sum(one.days for one in apart)
    for urgency in Urgency:
        assert both.doezd[urgency].total == sum(one.doezd[urgency].total for one in apart)
    assert sum(w.calls for w in both.crews.values()) == sum(w.calls for one in apart for w in one.crews.values())


@given(st.lists(st.floats(min_value=0, max_value=20_000) | st.just(float("inf")), min_size=1), st.floats(0.01, 1))
def test_a_quantile_is_right_to_a_bin(seconds: list[float], share: float) -> None:
    found = Spread.of(np.array(seconds)).quantile_s(share)
    exact = float(np.quantile(np.array(seconds), share, method="inverted_cdf"))
    assert found is not None
    if found < float("inf"):
        assert exact <= found <= exact + STEP_S
    else:
        assert exact > 10_000


def test_no_waits_have_no_quantile() -> None:
    assert Spread.of(np.array([])).quantile_s(0.5) is None
    assert Spread.of(np.array([])).within(60.0) is None


def test_districts_share_the_ground_and_hold_their_own_calls() -> None:
    rng = np.random.default_rng(1)
    cells = [
        Cell(lat_100=int(5950 + lat), lon_100=int(3000 + lon), district="юг" if lat < 30 else "север")
        for lat, lon in rng.integers(0, 60, (200, 2))
    ]
    found = outlines(cells)
    assert set(found) == {"юг", "север"}
    assert shapely.area(shapely.intersection(found["юг"], found["север"])) < 0.05 * shapely.area(found["юг"])


def test_one_place_alone_has_an_outline() -> None:
    found = outlines([Cell(lat_100=5950, lon_100=3000, district="один")])
    assert shapely.area(found["один"]) > 0
