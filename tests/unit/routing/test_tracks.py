"""Map matching in the tiny town, where every street can be named by hand."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest

from routing.network.model import Longs, Network
from routing.oracle import RoadOracle
from routing.tracks.fixes import Fix, Track
from routing.tracks.following import Follower
from routing.tracks.matched import Break, MatchedTrack, Why
from routing.tracks.matcher import Matcher
from routing.tracks.parameters import MatchParameters
from routing.types import LatLon, Profile
from tests.tiny_town.town import spot
from tests.unit.routing.driven import Receiver, driven, reported, weights_of

MAIN_STREET = [(0.2, 0), (1.8, 0)]


@pytest.fixture(scope="module")
def network(town: RoadOracle) -> Network:
    return town._network


@pytest.fixture(scope="module")
def matcher(network: Network) -> Matcher:
    return Matcher(network, weights_of(network))


def ride(*corners: tuple[float, float], pace_mps: float = 15.0, every_s: float = 5.0, begin_at: float = 0.0) -> Track:
    """Drive from corner to corner of the town as the crow flies, seen without any error."""
    ends = np.array(corners, float)
    legs = np.hypot(*np.diff(ends, axis=0).T) * 1000 / pace_mps
    turning_at = np.concatenate([[0.0], np.cumsum(legs)])
    at = np.arange(0, turning_at[-1], every_s)
    points = [spot(np.interp(t, turning_at, ends[:, 0]), np.interp(t, turning_at, ends[:, 1])) for t in at]
    return track_of(points, at + begin_at)


def track_of(points: list[LatLon], at: np.ndarray) -> Track:
    return Track.bare(np.asarray(at, float), np.array([p.lat for p in points]), np.array([p.lon for p in points]))


def joined(*tracks: Track) -> Track:
    return Track(**{name: np.concatenate([getattr(t, name) for t in tracks]) for name in Track.__dataclass_fields__})


def with_fix(track: Track, place: int, **changed: float) -> Track:
    columns = {name: getattr(track, name).copy() for name in changed}
    for name, value in changed.items():
        columns[name][place] = value
    return replace(track, **columns)


def streets(network: Network, found: MatchedTrack) -> list[tuple[int, int]]:
    """Ways driven, by OSM id, with 1 for as drawn and 0 for against."""
    edges: Longs = np.array(list(found.edges()), np.int64)
    rows = zip(network.ways.osm_id[network.ways_of(edges)].tolist(), network.edges.forward[edges].tolist(), strict=True)
    return list(dict.fromkeys(rows))


def reasons(found: MatchedTrack) -> dict[int, Why]:
    return {dropped.fix: dropped.why for dropped in found.dropped}


def used(found: MatchedTrack) -> list[int]:
    return [fix for chain in found.chains for fix in chain.fix.tolist()]


def test_a_drive_is_matched_to_its_streets_in_its_direction(town, network, matcher):
    there, back = matcher.match(ride((0.2, 0), (1.8, 0))), matcher.match(ride((1.8, 0), (0.2, 0)))
    assert streets(network, there) == [(way, 1) for way, _ in streets(network, there)]
    assert streets(network, back) == [(way, 0) for way, _ in reversed(streets(network, there))]
    assert there.confidence > 0.9
    path = town.path(town.snap(spot(0.2, 0)), town.snap(spot(1.8, 0)), Profile.SIREN)
    assert path is not None
    assert list(there.edges()) == path.edges.tolist()


def test_streets_are_entered_and_left_when_the_vehicle_was_there(matcher):
    found = matcher.match(ride((0.2, 0), (1.8, 0)))
    passages = found.chains[0].passages
    assert passages.entered_at[0] == 0
    assert passages.left_at[0] == pytest.approx(800 / 15, abs=2)
    assert np.array_equal(passages.entered_at[1:], passages.left_at[:-1])
    assert passages.enter[0] == pytest.approx(0.2, abs=0.01)
    assert (passages.stood_s == 0).all()


def test_fixes_with_noise_lie_on_the_streets_that_were_driven(network, matcher, town):
    path = town.path(town.snap(spot(0, 0.5)), town.snap(spot(2.5, 0)), Profile.SIREN)
    assert path is not None
    drive = driven(network, weights_of(network), path.edges)
    seen = reported(network, drive, Receiver(every_s=5, noise_m=10), np.random.default_rng(1))
    assert set(matcher.match(seen).edges()) == set(path.edges.tolist())


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"lat": np.nan}, Why.NOT_A_NUMBER),
        ({"at": np.inf}, Why.NOT_A_NUMBER),
        ({"at": 1_795_348_800_000.0}, Why.NOT_A_TIME),
        ({"lat": 91.0}, Why.NOT_ON_EARTH),
        ({"lat": 30.01, "lon": 60.0}, Why.EXCHANGED),
        ({"lat": 0.0, "lon": 0.0}, Why.OUTSIDE_MAP),
        ({"accuracy_m": 500.0}, Why.INACCURATE),
        ({"at": 20.0}, Why.DUPLICATE),
    ],
)
def test_a_bad_fix_is_named_and_the_drive_goes_on_without_it(network, matcher, changed, why):
    good = ride(*MAIN_STREET)
    found = matcher.match(with_fix(good, 5, **changed))
    assert reasons(found)[5] is why
    assert streets(network, found) == streets(network, matcher.match(good))
    assert len(found.chains) == 1


def test_a_fix_that_lies_is_an_outlier(network, matcher):
    good = ride(*MAIN_STREET)
    away = spot(1.0, 1.0)
    found = matcher.match(with_fix(good, 5, lat=away.lat, lon=away.lon))
    assert reasons(found) == {5: Why.OUTLIER}
    assert streets(network, found) == streets(network, matcher.match(good))


def test_a_fix_in_the_fields_is_on_no_road(matcher):
    away = spot(0.5, 0.5)
    found = matcher.match(with_fix(ride(*MAIN_STREET), 5, lat=away.lat, lon=away.lon))
    assert reasons(found) == {5: Why.OFF_ROAD}


def test_a_track_in_the_fields_is_on_no_street(matcher):
    found = matcher.match(ride((0.3, 0.3), (0.7, 0.7)))
    assert found.chains == ()
    assert found.confidence == 0
    assert set(reasons(found).values()) == {Why.OFF_ROAD}


def test_a_track_with_latitude_and_longitude_exchanged_matches_nothing(matcher):
    good = ride(*MAIN_STREET)
    found = matcher.match(replace(good, lat=good.lon, lon=good.lat))
    assert found.chains == ()
    assert set(reasons(found).values()) == {Why.EXCHANGED}


def test_no_fix_is_no_chain(matcher):
    found = matcher.match(Track.of([]))
    assert (found.chains, found.dropped, found.broken, found.fixes) == ((), (), (), 0)


def test_one_fix_is_a_place_and_no_passage(matcher):
    found = matcher.match(Track.of([Fix(at=0, lat=spot(0.5, 0).lat, lon=spot(0.5, 0).lon)]))
    (chain,) = found.chains
    assert len(chain.passages) == len(chain.legs) == 0
    assert chain.confidence[0] == pytest.approx(0.5)  # both directions are alike


def test_a_course_tells_the_direction_of_one_fix(network, matcher):
    found = matcher.match(Track.of([Fix(at=0, lat=spot(0.5, 0).lat, lon=spot(0.5, 0).lon, heading_deg=270)]))
    (chain,) = found.chains
    assert network.edges.forward[chain.edge[0]] == 0
    assert chain.confidence[0] > 0.99


def test_a_vehicle_that_stands_is_one_place(matcher):
    still = track_of([spot(0.5, 0)] * 100, np.arange(100) * 10.0)
    (chain,) = matcher.match(still).chains
    assert (chain.fix.tolist(), chain.until.tolist()) == ([0], [990.0])
    assert len(chain.passages) == 0


def test_a_stay_at_the_scene_is_told_from_driving(matcher):
    before = ride((0.2, 0), (0.6, 0))
    stay = track_of([spot(0.6, 0)] * 60, before.at[-1] + 5 + np.arange(60) * 10.0)
    after = ride((0.6, 0), (0.95, 0), begin_at=stay.at[-1] + 5)
    (chain,) = matcher.match(joined(before, stay, after)).chains
    assert chain.passages.stood_s.sum() == pytest.approx(590, abs=15)
    driving_s = chain.passages.left_at - chain.passages.entered_at - chain.passages.stood_s
    assert driving_s.sum() == pytest.approx(750 / 15, abs=15)


def test_a_long_stay_off_the_road_does_not_make_the_receiver_seem_bad(network, matcher):
    before = ride((0.2, 0), (0.9, 0))
    yard = track_of([spot(0.9, 0.038)] * 200, before.at[-1] + 10 + np.arange(200) * 10.0)
    after = ride((0.9, 0), (1.8, 0), begin_at=yard.at[-1] + 10)
    found = matcher.match(joined(before, yard, after))
    assert found.sigma_m < 6
    assert streets(network, found) == streets(network, matcher.match(ride(*MAIN_STREET)))


def test_late_deliveries_are_put_in_their_places(matcher):
    good = ride(*MAIN_STREET)
    order = np.arange(len(good))
    order[3:7] = [6, 3, 5, 4]
    late = Track(**{name: getattr(good, name)[order] for name in Track.__dataclass_fields__})
    assert list(matcher.match(late).edges()) == list(matcher.match(good).edges())
    assert used(matcher.match(late))[:8] == [0, 1, 2, 4, 6, 5, 3, 7]


def test_a_clock_that_is_set_back_breaks_the_chain(network, matcher):
    before, after = ride((0.2, 0), (0.9, 0), begin_at=10_000), ride((0.9, 0), (1.8, 0), begin_at=500)
    found = matcher.match(joined(before, after))
    assert [broken.why for broken in found.broken] == [Break.CLOCK]
    assert found.broken[0].after_fix == len(before) - 1
    assert len(found.chains) == 2
    assert streets(network, found) == streets(network, matcher.match(ride(*MAIN_STREET)))


@pytest.mark.parametrize(("place", "pause_s", "why"), [((2.5, 1), 5.0, Break.TELEPORT), ((0.9, 0), 400.0, Break.GAP)])
def test_a_jump_and_a_gap_break_the_chain(matcher, place, pause_s, why):
    before = ride((0.2, 0), (0.8, 0))
    after = ride(place, (place[0] + 0.4, place[1]), begin_at=before.at[-1] + pause_s)
    found = matcher.match(joined(before, after))
    assert [(broken.after_fix, broken.why) for broken in found.broken] == [(len(before) - 1, why)]
    assert len(found.chains) == 2
    assert not found.dropped


def test_no_way_between_streets_is_said(matcher):
    """From the main street to the school street in five seconds: near as the crow flies, far by road."""
    before = ride((2.2, 0), (2.55, 0), pace_mps=25)
    after = ride((2.55, 1), (2.2, 1), pace_mps=25, begin_at=before.at[-1] + 25)
    found = matcher.match(joined(before, after))
    assert [broken.why for broken in found.broken] == [Break.NO_WAY]


def test_a_tunnel_is_bridged_by_the_only_way(network, matcher):
    whole = ride(*MAIN_STREET)
    seen = (whole.at < 20) | (whole.at > 90)
    dark = Track(**{name: getattr(whole, name)[seen] for name in Track.__dataclass_fields__})
    found = matcher.match(dark)
    assert not found.broken
    assert streets(network, found) == streets(network, matcher.match(whole))


def test_turning_round_in_the_street_is_seen(network, matcher):
    found = matcher.match(ride((0.2, 0), (0.7, 0), (0.2, 0)))
    (chain,) = found.chains
    assert len(streets(network, found)) == 2
    assert chain.legs.turned.sum() == 1
    metres = (chain.passages.leave - chain.passages.enter) * network.edge_length_m[chain.passages.edge]
    assert metres.sum() == pytest.approx(1_000, rel=0.1)


def test_driving_against_a_one_way_street_is_no_passage_of_it(matcher):
    found = matcher.match(ride((1, 0.9), (1, 0.1)))
    assert list(found.edges()) == []
    assert {broken.why for broken in found.broken} == {Break.NO_WAY}


def test_a_hundred_thousand_fixes_are_matched(matcher):
    rounds = ride(*[(0.1, 0), (1.9, 0)] * 48, pace_mps=17, every_s=0.1)
    found = matcher.match(rounds)
    assert found.fixes > 100_000
    assert not found.broken
    assert len(used(found)) + len(found.dropped) == found.fixes


def test_following_a_vehicle_says_what_the_whole_track_says(matcher):
    track = ride((0, 0.5), (0, 0), (1.8, 0))
    follower, told = Follower(matcher), []
    for at, lat, lon in zip(track.at, track.lat, track.lon, strict=True):
        told.append(follower.push(Fix(at=at, lat=lat, lon=lon, accuracy_m=6)))
    chains = [each.settled for each in told if each.settled] + [follower.finish()]
    edges = dict.fromkeys(int(edge) for chain in chains if chain for edge in chain.legs.edge)
    assert list(edges) == list(matcher.match(track).edges())
    assert all(a.until[-1] == b.until[0] and a.edge[-1] == b.edge[0] for a, b in pairwise(chains) if a and b)
    assert follower.finish() is None


def test_following_knows_where_the_vehicle_is_now(network, matcher):
    track, follower = ride(*MAIN_STREET), Follower(matcher)
    assert follower.whereabouts() is None
    for at, lat, lon in zip(track.at, track.lat, track.lon, strict=True):
        follower.push(Fix(at=at, lat=lat, lon=lon))
    now = follower.whereabouts()
    assert now is not None
    assert now.at == track.at[-1]
    assert network.edges.forward[now.edge] == 1
    assert now.along_m == pytest.approx(750, abs=30)


def test_following_names_what_it_cannot_use(matcher):
    follower = Follower(matcher)
    told = [follower.push(fix) for fix in wrong_fixes()]
    assert [(each.dropped, each.broken) for each in told] == [
        (Why.OFF_ROAD, None),
        (None, None),
        (Why.NOT_A_NUMBER, None),
        (Why.DUPLICATE, None),
        (Why.LATE, None),
        (Why.STANDING, None),
        (Why.OUTLIER, None),
        (None, None),
        (None, Break.GAP),
        (None, Break.CLOCK),
    ]


def wrong_fixes() -> list[Fix]:
    rows = [
        (990, 0.5, 0.5),
        (1000, 0.2, 0),
        (1005, np.nan, 0),
        (1000, 0.2, 0),
        (990, 0.2, 0),
        (1011, 0.2, 0),
        (1012, 2.5, 1),
        (1015, 0.4, 0),
        (2000, 0.6, 0),
        (500, 0.8, 0),
    ]
    return [Fix(at=at, lat=60 + north * 0.0089932, lon=30 + east * 0.0179864) for at, east, north in rows]


def test_two_clocks_in_one_vehicle_match_no_street(matcher):
    one, other = ride(*MAIN_STREET, begin_at=10_000), ride((2.4, 1), (1.2, 1))
    count = min(len(one), len(other))
    mixed = {
        name: np.column_stack([getattr(one, name)[:count], getattr(other, name)[:count]]).ravel()
        for name in Track.__dataclass_fields__
    }
    found = matcher.match(Track(**mixed))
    assert list(found.edges()) == []
    assert {broken.why for broken in found.broken} >= {Break.CLOCK}


def test_threads_do_not_disturb_each_other(matcher):
    tracks = [ride(*MAIN_STREET), ride((1.8, 0), (0.2, 0)), ride((0, 0.9), (0, 0), (1.5, 0))] * 8
    expected = [list(matcher.match(track).edges()) for track in tracks]
    with ThreadPoolExecutor(3) as threads:
        assert [list(found.edges()) for found in threads.map(matcher.match, tracks)] == expected


def test_columns_of_unequal_length_are_refused():
    with pytest.raises(ValueError, match="one length"):
        Track.bare(np.zeros(2), np.zeros(2), np.zeros(3))


@pytest.mark.parametrize("value", [0, -1, np.nan, np.inf])
def test_a_parameter_that_makes_no_sense_is_named(value):
    with pytest.raises(ValueError, match="longest_gap_s"):
        MatchParameters(longest_gap_s=value)
