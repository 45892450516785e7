"""Learning from tracks in the tiny town: hidden speeds are found again, and what nobody drove stays as it was."""

import csv
import tomllib
from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import pytest

from routing.learning.backtest import TooLittle, backtest, learn_spreads
from routing.learning.districts import districts
from routing.learning.hours import HourClass, hour_classes
from routing.learning.levels import shrunk_medians
from routing.learning.parameters import LearningParameters
from routing.learning.report import streets_csv, summary_toml
from routing.learning.runs import Run
from routing.learning.speeds import LearntSpeeds, learn
from routing.learning.spread import NIGHT_WIDTH, Spread, fitted
from routing.learning.store import Learnt, LearntElsewhere, LearntUnreadable, load, save
from routing.learning.table import SpeedTable
from routing.learning.trips import Driven, Predictor, Trips
from routing.learning.trips import driven as driven_times
from routing.network.model import Floats, Network
from routing.oracle import RoadOracle
from routing.tracks.fixes import Track
from routing.tracks.matcher import Matcher
from routing.types import NINTH_DECILE, PUBLISHED_WIDTH, GazetteerEntry, Profile, WeightsSpec
from routing.weights import CLOSED, Weights, with_factors
from tests.tiny_town.town import spot
from tests.unit.routing.driven import Drive, Receiver, driven, placed, reported, weights_of

UTC_OFFSET_S = 10_800.0
MONDAY_NOON = 1_795_424_400.0
"""23 November 2026, 12:00 in Saint Petersburg."""
SIREN = Profile.SIREN


@pytest.fixture(scope="module")
def network(town: RoadOracle) -> Network:
    return town._network


@pytest.fixture(scope="module")
def weights(network: Network) -> Mapping[Profile, Weights]:
    return {profile: weights_of(network, profile) for profile in Profile}


@pytest.fixture(scope="module")
def table(network: Network) -> SpeedTable:
    return SpeedTable(network, lambda _: WeightsSpec())


@pytest.fixture(scope="module")
def matcher(network: Network, weights: Mapping[Profile, Weights]) -> Matcher:
    return Matcher(network, weights[SIREN])


@pytest.fixture(scope="module")
def way(town: RoadOracle) -> np.ndarray:
    """Along the main street and up to the school street."""
    path = town.path(town.snap(spot(0, 0.5)), town.snap(spot(2.5, 1)), SIREN)
    assert path is not None
    return path.edges


def drive(network, weights, way, factor=1.0, begin_at=MONDAY_NOON) -> Drive:
    return driven(network, weights[SIREN], way, factor=factor, begin_at=begin_at)


def run_of(network, matcher, driving: Drive, seed: int, *, noise_m: float = 5.0, profile=SIREN) -> Run:
    seen = reported(network, driving, Receiver(every_s=10, noise_m=noise_m), np.random.default_rng(seed))
    return Run(name=f"run {seed}", profile=profile, track=matcher.match(seen))


@pytest.fixture(scope="module")
def slow_runs(network, weights, matcher, way) -> list[Run]:
    """Forty runs, one a day at noon, over streets of which the third is half as fast as the table says."""
    hidden = np.where(np.arange(len(way)) == 2, 0.5, 1.0)
    days = [MONDAY_NOON + 7 * 86_400 * k for k in range(40)]
    return [run_of(network, matcher, drive(network, weights, way, hidden, at), k) for k, at in enumerate(days)]


def taught(network, table, runs, **more) -> LearntSpeeds:
    return learn(network, table, districts(network, ()), runs, utc_offset_s=UTC_OFFSET_S, **more)


def predictor(network, table, speeds: LearntSpeeds | None = None) -> Predictor:
    return Predictor(network=network, table=table, utc_offset_s=UTC_OFFSET_S, speeds=speeds)


@pytest.fixture(scope="module")
def learnt(network, table, slow_runs) -> Learnt:
    speeds = taught(network, table, slow_runs)
    return Learnt(speeds=speeds, spreads=learn_spreads(predictor(network, table, speeds), slow_runs))


@pytest.mark.parametrize(
    ("local_hour", "day", "expected"),
    [
        (3, 0, HourClass.NIGHT),
        (6, 0, HourClass.DAY),
        (7, 0, HourClass.MORNING),
        (12, 2, HourClass.DAY),
        (16, 4, HourClass.EVENING),
        (21.9, 4, HourClass.DAY),
        (22, 4, HourClass.NIGHT),
        (12, 5, HourClass.WEEKEND),
        (3, 6, HourClass.NIGHT),
        (9, 7, HourClass.MORNING),
    ],
)
def test_hours_are_classed_by_the_local_clock(local_hour, day, expected):
    at = MONDAY_NOON + (local_hour - 12) * 3_600 + day * 86_400
    assert hour_classes(np.array([at]), UTC_OFFSET_S)[0] == expected


def test_a_street_lies_in_the_district_of_the_nearest_settlement(network):
    west = GazetteerEntry(name="Запад", at=spot(-1, 0), district="Западный район")
    east = GazetteerEntry(name="Восток", at=spot(4, 0), district="Восточный район")
    found = districts(network, [west, east, GazetteerEntry(name="Без района", at=spot(1, 1))])
    assert found.names == ("Восточный район", "Западный район")
    in_east = network.junctions.lon[network.edges.head] * 1e-7 > spot(1.6, 0).lon
    assert np.array_equal(found.by_edge == 0, in_east)


def test_a_median_is_drawn_to_nothing_by_its_prior():
    found = shrunk_medians(np.array([7, 7, 7, 2]), np.array([0.1, 0.3, 9.0, -0.4]), np.ones(4), prior=1.0)
    assert found.key.tolist() == [2, 7]
    assert found.effect == pytest.approx([-0.4 / 2, 0.3 * 3 / 4])
    assert found.of(np.array([7, 3])) == pytest.approx([0.225, 0])
    assert found.passages_of(np.array([7, 3])).tolist() == [3, 0]


def test_the_speed_of_a_slow_street_is_found_again(network, table, slow_runs, way):
    factors = taught(network, table, slow_runs).factors(network, SIREN, HourClass.DAY)
    assert factors[way[2]] == pytest.approx(0.5, abs=0.12)
    long = [edge for edge in way[3:-1] if network.edge_length_m[edge] > 300]
    assert factors[long] == pytest.approx(np.ones(len(long)), abs=0.12)


def test_what_nobody_drove_stays_with_its_class(network, table, slow_runs, way):
    factors = taught(network, table, slow_runs).factors(network, SIREN, HourClass.DAY)
    highway = network.ways.highway[network.edge_way]
    undriven = ~np.isin(highway, highway[way])
    assert undriven.any()
    assert (factors[undriven] == 1).all()


def test_the_ordinary_profile_learns_nothing_from_sirens(network, table, slow_runs):
    assert (taught(network, table, slow_runs).factors(network, Profile.ORDINARY, HourClass.DAY) == 1).all()


def test_a_run_over_what_its_profile_may_not_drive_teaches_and_tests_nothing(town, network, weights, matcher, table):
    path = town.path(town.snap(spot(3, 0.1)), town.snap(spot(3, 0.9)), SIREN)
    assert path is not None
    way = np.array([edge for edge in path.edges if weights[Profile.ORDINARY].edge_ms[edge] == CLOSED])
    seen = reported(network, drive(network, weights, way), Receiver(every_s=5, noise_m=1), np.random.default_rng(1))
    runs = [Run(name="over the link", profile=Profile.ORDINARY, track=matcher.match(seen))]
    assert len(runs[0].track.chains[0].passages)
    assert taught(network, table, runs).passages == 0
    assert len(driven_times(predictor(network, table), Profile.ORDINARY, runs).actual_s) == 0


def test_no_runs_teach_nothing(network, table):
    speeds = taught(network, table, [])
    assert (speeds.factors(network, SIREN, HourClass.NIGHT) == 1).all()
    assert (speeds.runs, speeds.passages, speeds.made_from, speeds.made_to) == (0, 0, None, None)


def test_another_hour_falls_back_on_the_street_and_not_on_the_hour(network, table, slow_runs, way):
    speeds = taught(network, table, slow_runs)
    by_day, by_night = (speeds.factors(network, SIREN, hour)[way[2]] for hour in (HourClass.DAY, HourClass.NIGHT))
    assert by_day < by_night < 0.8


def test_a_stay_at_the_scene_does_not_make_the_street_slow(network, weights, matcher, way, table):
    driving = drive(network, weights, way)
    runs = []
    for k in range(20):
        seen = reported(network, driving, Receiver(every_s=10, noise_m=5), np.random.default_rng(k))
        half = len(seen) // 2
        stood = stay(seen, half, 900.0)
        runs.append(Run(name=str(k), profile=SIREN, track=matcher.match(stood)))
    factors = taught(network, table, runs).factors(network, SIREN, HourClass.DAY)
    assert factors[way[1:-1]] == pytest.approx(np.ones(len(way) - 2), abs=0.15)


def stay(seen: Track, place: int, seconds: float) -> Track:
    """Let the vehicle stand for so long at a fix."""
    rows = np.concatenate([np.arange(place + 1), np.full(int(seconds / 10), place), np.arange(place + 1, len(seen))])
    waited = np.clip(np.arange(len(rows)) - place, 0, int(seconds / 10)) * 10.0
    columns = {name: getattr(seen, name)[rows] for name in Track.__dataclass_fields__}
    return Track(**(columns | {"at": seen.at[rows] + waited}))


def test_a_place_that_is_not_sure_teaches_nothing(network, table, slow_runs):
    strict = LearningParameters(least_confidence=1.1)
    assert taught(network, table, slow_runs, chosen=strict).passages == 0


def test_factors_change_driving_and_leave_turns_and_closures(network, weights):
    shut = replace(weights[SIREN], edge_ms=weights[SIREN].edge_ms.copy())
    shut.edge_ms[3] = CLOSED
    twice = with_factors(shut, np.full(network.edge_count, 2.0))
    others = np.arange(network.edge_count) != 3
    assert twice.edge_ms[3] == CLOSED
    assert np.abs(twice.edge_ms[others] * 2 - shut.edge_ms[others]).max() <= 1
    tail = network.turns.tail
    drivable = twice.turn_ms < CLOSED
    due = shut.turn_ms - shut.edge_ms[tail]
    assert np.array_equal((twice.turn_ms - twice.edge_ms[tail])[drivable], due[drivable])
    assert np.array_equal(twice.turn_ms == CLOSED, shut.turn_ms == CLOSED)


def test_factors_of_another_map_are_refused(weights):
    with pytest.raises(ValueError, match="another map"):
        with_factors(weights[SIREN], np.ones(3))


def test_what_was_learnt_is_kept_and_read_again(network, learnt, tmp_path):
    path = tmp_path / "map" / "learnt.npz"
    save(learnt, path)
    again = load(path, network)
    assert again.version == learnt.version
    for hour in HourClass:
        expected = learnt.speeds.factors(network, SIREN, hour)
        assert np.array_equal(again.speeds.factors(network, SIREN, hour), expected)
    trips = some_trips(3)
    assert np.array_equal(again.spreads[SIREN].eta(trips).p90_s, learnt.spreads[SIREN].eta(trips).p90_s)
    assert [file.name for file in path.parent.iterdir()] == [path.name]


def test_what_was_learnt_elsewhere_or_damaged_is_refused(network, learnt, tmp_path):
    path = tmp_path / "learnt.npz"
    save(replace(learnt, speeds=replace(learnt.speeds, map_checksum="0" * 64)), path)
    with pytest.raises(LearntElsewhere, match="another map"):
        load(path, network)
    path.write_bytes(path.read_bytes()[:-40])
    with pytest.raises(LearntUnreadable, match="learn again"):
        load(path, network)
    with pytest.raises(LearntUnreadable, match="no-such"):
        load(tmp_path / "no-such.npz", network)


def test_other_runs_are_another_version(network, table, slow_runs, learnt):
    other = replace(learnt, speeds=taught(network, table, slow_runs[:20]))
    assert other.version != learnt.version


def test_the_report_lists_the_slow_street_first(network, weights, learnt, way):
    rows = list(csv.DictReader(streets_csv(network, weights, learnt).splitlines()))
    by_day = [row for row in rows if row["hour"] == "day"]
    assert float(by_day[0]["factor"]) == pytest.approx(0.5, abs=0.12)
    assert int(by_day[0]["way"]) == network.ways.osm_id[network.edge_way[way[2]]]
    assert float(by_day[0]["learnt_kmh"]) < float(by_day[0]["table_kmh"])
    assert {row["profile"] for row in rows} == {"siren"}


def test_the_summary_says_what_learning_is_worth(network, table, slow_runs, learnt):
    tested = backtest(network, table, districts(network, ()), slow_runs, utc_offset_s=UTC_OFFSET_S)
    assert tested.after.mean_absolute_s < tested.before.mean_absolute_s / 2
    assert abs(tested.after.bias_s) < abs(tested.before.bias_s) / 2
    said = tomllib.loads(summary_toml(learnt, tested))
    assert said["runs"] == 40
    assert said["version"] == learnt.version
    assert said["from"].timestamp() == pytest.approx(MONDAY_NOON, abs=30)
    assert said["after"]["mean_absolute_s"] < said["before"]["mean_absolute_s"]
    assert "after" not in tomllib.loads(summary_toml(learnt, None))


def test_a_backtest_of_a_few_runs_is_refused(network, table, slow_runs):
    with pytest.raises(TooLittle, match="at least 5"):
        backtest(network, table, districts(network, ()), slow_runs[:4], utc_offset_s=UTC_OFFSET_S)


def some_trips(count: int, hour: HourClass = HourClass.DAY, predicted_s: float = 600.0) -> Trips:
    return Trips(predicted_s=np.full(count, predicted_s), hour=np.full(count, int(hour), np.int64))


def test_without_runs_the_spread_is_the_published_one():
    by_day = Spread(profile=SIREN).eta(some_trips(1))
    assert by_day.p50_s[0] == 600
    assert by_day.p90_s[0] == pytest.approx(600 * np.exp(NINTH_DECILE * PUBLISHED_WIDTH[SIREN]))
    by_night = Spread(profile=SIREN).eta(some_trips(1, HourClass.NIGHT))
    assert by_night.p90_s[0] == pytest.approx(
        600 * np.exp(NINTH_DECILE * np.hypot(PUBLISHED_WIDTH[SIREN], NIGHT_WIDTH))
    )


@pytest.mark.parametrize("width", [0.05, 0.4])
def test_the_spread_of_runs_is_found_again(width):
    rng = np.random.default_rng(2)
    trips = some_trips(2_000)
    real_s: Floats = 600 * 1.2 * np.exp(rng.normal(0, width, 2_000))
    spread = fitted(SIREN, Driven(trips=trips, actual_s=real_s, run=np.arange(2_000)))
    eta = spread.eta(trips)
    assert eta.p50_s[0] == pytest.approx(720, rel=0.03)
    assert (real_s <= eta.p90_s).mean() == pytest.approx(0.9, abs=0.02)
    assert spread.runs == 2_000


def test_a_heavy_tail_does_not_hide_from_the_ninth_decile():
    rng = np.random.default_rng(3)
    trips = some_trips(2_000)
    real_s = 600 * np.exp(rng.normal(0, 0.1, 2_000) + (rng.random(2_000) < 0.2) * 0.8)
    eta = fitted(SIREN, Driven(trips=trips, actual_s=real_s, run=np.arange(2_000))).eta(trips)
    assert (real_s <= eta.p90_s).mean() == pytest.approx(0.9, abs=0.03)


def test_a_parameter_of_learning_that_makes_no_sense_is_named():
    with pytest.raises(ValueError, match="edge_prior"):
        LearningParameters(edge_prior=-1)


def test_the_truth_of_a_drive_is_where_the_weights_say(network, weights, way):
    """Of the tests' own driver: at the end of the drive it is at the end of its way."""
    driving = drive(network, weights, way)
    lat, lon, _ = placed(network, driving, driving.times[-1:])
    head = network.edges.head[way[-1]]
    assert (lat[0], lon[0]) == pytest.approx((network.junctions.lat[head] * 1e-7, network.junctions.lon[head] * 1e-7))
