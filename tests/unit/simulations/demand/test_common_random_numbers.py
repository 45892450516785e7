"""What is changed changes; everything else stays as it was, call by call."""

from dataclasses import replace
from hashlib import sha256

import numpy as np
import pytest

from dispatch.domain.region import Region
from routing.types import LatLon
from simulations.calls import Calls
from simulations.demand import demand_source, draw_calls
from simulations.durations import Constant, Durations
from simulations.scenario.model import Burst, DemandChange, Triage, Window
from tests.unit.simulations.demand.conftest import Build

DURATIONS = ("handling_s", "turnout_s", "walking_s", "scene_s", "handover_s", "cleaning_s", "record_s")


def digest(calls: Calls) -> str:
    told = sha256("\n".join(calls.ids).encode())
    for _, column in calls.columns():
        told.update(column.tobytes() if isinstance(column, np.ndarray) else repr(column[:50]).encode())
    return told.hexdigest()


def rows(calls: Calls) -> dict[str, tuple[object, ...]]:
    """Everything about each call, by its id."""
    names = [name for name, _ in calls.columns() if name not in {"flags", "hospital"}]
    columns = [np.asarray(getattr(calls, name)).tolist() for name in names]
    return dict(zip(calls.ids, zip(*columns, strict=True), strict=True))


def test_the_same_seed_and_number_give_the_same_calls(build: Build) -> None:
    assert digest(draw_calls(build(), 3)) == digest(draw_calls(build(), 3))


def test_another_number_or_seed_gives_other_calls(build: Build) -> None:
    found = {digest(draw_calls(build(seed=seed), number)) for seed in (1, 2) for number in (0, 1)}
    assert len(found) == 4


def test_a_preparation_serves_all_replications(build: Build) -> None:
    scenario = build()
    assert digest(draw_calls(scenario, 5, demand_source(scenario))) == digest(draw_calls(scenario, 5))


@pytest.mark.parametrize("factor", [1.01, 1.4, 3.0])
def test_more_demand_adds_calls_and_changes_none(build: Build, factor: float) -> None:
    usual, more = rows(draw_calls(build(), 0)), rows(draw_calls(build(factor=factor), 0))
    assert usual.items() <= more.items()
    assert len(more) == pytest.approx(factor * len(usual), rel=0.06)


def test_less_demand_takes_calls_away_and_changes_none(build: Build) -> None:
    usual, fewer = rows(draw_calls(build(), 0)), rows(draw_calls(build(factor=0.7), 0))
    assert fewer.items() < usual.items()


def test_a_longer_horizon_adds_calls_at_its_end(build: Build) -> None:
    short, long = draw_calls(build(days=3), 0), draw_calls(build(days=5), 0)
    assert long.ids[: len(short)] == short.ids
    assert long.received_at[len(short)] >= short.received_at[-1]


def test_a_change_of_one_district_leaves_the_others_alone(build: Build) -> None:
    change = DemandChange(name="пожар", window=Window(begin_s=86_400), factor=2.0, districts=("Лужский район",))
    usual, changed = draw_calls(build(), 0), draw_calls(build(changes=(change,)), 0)
    luga = usual.districts.index("Лужский район")
    added = set(changed.ids) - set(usual.ids)
    where = dict(zip(changed.ids, changed.district.tolist(), strict=True))
    when = dict(zip(changed.ids, (changed.received_at - build().start_at).tolist(), strict=True))
    assert rows(usual).items() <= rows(changed).items()
    assert {where[name] for name in added} == {luga}
    assert min(when[name] for name in added) >= 86_400


def test_a_change_of_one_group_at_night_leaves_the_day_alone(build: Build, region: Region) -> None:
    night = Window(daily=(22 * 3_600, 6 * 3_600))
    change = DemandChange(name="тихие ночи", window=night, factor=0.0, groups=("poisoning",))
    usual, changed = draw_calls(build(), 0), draw_calls(build(changes=(change,)), 0)
    lost = set(usual.ids) - set(changed.ids)
    group = np.array([row.group for row in region.call_shares])[usual.complaint]
    hour = ((usual.received_at + 3 * 3_600) // 3_600).astype(int) % 24
    wanted = {
        name for name, of, at in zip(usual.ids, group, hour, strict=True) if of == "poisoning" and (at >= 22 or at < 6)
    }
    assert lost == wanted


def test_a_burst_adds_its_calls_at_its_place_and_time(build: Build) -> None:
    at = LatLon(lat=59.57, lon=30.12)
    burst = Burst(
        name="авария", at=at, begin_s=50_000, calls=80, spread_s=3_600, radius_m=1_000, complaint="trauma-severe"
    )
    usual, changed = draw_calls(build(), 0), draw_calls(build(bursts=(burst,)), 0)
    before = set(usual.ids)
    added = np.array([name not in before for name in changed.ids])
    assert rows(usual).items() <= rows(changed).items()
    assert added.sum() == pytest.approx(80, abs=36)
    after_s = changed.received_at[added] - build().start_at
    assert 50_000 <= after_s.min() <= after_s.max() < 53_600
    assert np.abs(changed.lat[added] - at.lat).max() < 0.01
    assert {changed.complaints[code] for code in changed.complaint[added]} == {"trauma-severe"}


def test_a_bigger_burst_keeps_the_calls_of_the_smaller(build: Build) -> None:
    small = Burst(
        name="концерт",
        at=LatLon(lat=60, lon=30.5),
        begin_s=0,
        calls=20,
        spread_s=60,
        radius_m=0,
        complaint="fainting",
    )
    one, other = (
        set(draw_calls(build(bursts=(replace(small, calls=calls),)), 0).ids) for calls in (small.calls, small.calls * 2)
    )
    assert one < other


def test_another_turnout_leaves_every_other_duration_as_it_was(build: Build, takes: Durations) -> None:
    usual = draw_calls(build(), 0)
    changed = draw_calls(build(durations=replace(takes, turnout=Constant(seconds=0))), 0)
    assert not changed.turnout_s.any()
    for name in set(DURATIONS) - {"turnout_s"}:
        assert np.array_equal(getattr(usual, name), getattr(changed, name)), name


def test_a_worse_triage_changes_what_is_written_and_nothing_else(build: Build) -> None:
    usual = draw_calls(build(), 0)
    mpds = draw_calls(build(triage=Triage(sensitivity=0.682, specificity=0.662)), 0)
    threat = usual.true_urgency <= 2
    assert np.array_equal(usual.urgency, usual.true_urgency)
    assert np.array_equal(usual.true_urgency, mpds.true_urgency)
    assert np.mean(mpds.urgency[threat] <= 2) == pytest.approx(0.682, abs=0.03)
    assert np.mean(mpds.urgency[~threat] > 2) == pytest.approx(0.662, abs=0.03)
    assert np.array_equal(usual.scene_s, mpds.scene_s)


def test_streams_do_not_follow_each_other(build: Build) -> None:
    calls = draw_calls(build(days=28), 0)
    taken = calls.transported
    ranks = [np.argsort(np.argsort(getattr(calls, name)[taken])) for name in ("handling_s", "walking_s", "handover_s")]
    correlations = np.corrcoef(ranks)[np.triu_indices(3, 1)]
    assert np.abs(correlations).max() < 4 / taken.sum() ** 0.5
