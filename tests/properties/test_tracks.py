"""What holds for any track: nothing is lost, nothing is guessed, and a matched way is one that can be driven."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from routing.network.compiler import compiled
from routing.network.model import Network
from routing.tracks.fixes import Fix, Track
from routing.tracks.following import Follower
from routing.tracks.matched import Chain, MatchedTrack
from routing.tracks.matcher import Matcher
from tests.tiny_town.town import TOWN, spot
from tests.unit.routing.driven import weights_of

anything = st.floats(allow_nan=True, allow_infinity=True)
minutes, two_minutes = st.integers(0, 600), st.integers(0, 119)
in_town = st.builds(spot, st.floats(-0.1, 3.1), st.floats(-0.1, 3.1))


@st.composite
def town_fixes(draw: st.DrawFn, moments: st.SearchStrategy[float]) -> Fix:
    point = draw(in_town)
    return Fix(
        at=draw(moments),
        lat=point.lat,
        lon=point.lon,
        accuracy_m=draw(st.none() | st.floats(0, 300)),
        speed_mps=draw(st.none() | st.floats(0, 40)),
        heading_deg=draw(st.none() | st.floats(-360, 720)),
    )


wild_fixes = st.builds(Fix, at=anything, lat=anything, lon=anything, accuracy_m=anything, heading_deg=anything)
tracks = st.lists(st.one_of(town_fixes(minutes), town_fixes(minutes | anything), wild_fixes), max_size=25)


@pytest.fixture(scope="module")
def network(tmp_path_factory: pytest.TempPathFactory) -> Network:
    return compiled(Path(TOWN), tmp_path_factory.mktemp("cache"))


@pytest.fixture(scope="module")
def matcher(network: Network) -> Matcher:
    return Matcher(network, weights_of(network))


@settings(max_examples=150, deadline=None)
@given(fixes=tracks)
def test_every_fix_is_used_or_named_and_ways_can_be_driven(network, matcher, fixes):
    found = matcher.match(Track.of(fixes))
    accounted(found, len(fixes))
    for chain in found.chains:
        drivable(network, chain)


def accounted(found: MatchedTrack, count: int) -> None:
    used = [fix for chain in found.chains for fix in chain.fix.tolist()]
    assert sorted(used + [dropped.fix for dropped in found.dropped]) == list(range(count))


def drivable(network: Network, chain: Chain) -> None:
    edges, passages = network.edges, chain.passages
    before, after = passages.edge[:-1], passages.edge[1:]
    assert ((edges.head[before] == edges.tail[after]) | (edges.reverse[before] == after)).all()
    assert (np.diff(chain.at) > 0).all()
    assert (passages.left_at >= passages.entered_at).all()
    assert np.array_equal(passages.entered_at[1:], passages.left_at[:-1])
    assert ((passages.enter >= 0) & (passages.leave <= 1) & (passages.enter <= passages.leave)).all()
    assert ((chain.confidence >= 0) & (chain.confidence <= 1 + 1e-9)).all()
    assert np.isfinite(chain.legs.base_s).all()


@settings(max_examples=100, deadline=None)
@given(fixes=tracks)
def test_following_never_loses_the_thread(network, matcher, fixes):
    follower = Follower(matcher)
    told = [follower.push(fix) for fix in fixes]
    for chain in [*(each.settled for each in told), follower.finish()]:
        if chain is not None:
            drivable(network, chain)
            assert len(chain.legs) == len(chain.fix) - 1


@settings(max_examples=50, deadline=None)
@given(fixes=st.lists(town_fixes(two_minutes), min_size=2, max_size=20, unique_by=lambda fix: fix.at), data=st.data())
def test_the_order_of_arrival_within_two_minutes_does_not_matter(matcher, fixes, data):
    fixes = [Fix(at=fix.at, lat=fix.lat, lon=fix.lon) for fix in fixes]
    shuffled = data.draw(st.permutations(fixes))
    one, other = matcher.match(Track.of(fixes)), matcher.match(Track.of(shuffled))
    assert list(one.edges()) == list(other.edges())
