"""The tiny town with other signs: what they allow and what they forbid."""

from pathlib import Path

import pytest

from routing.oracle import RoadOracle
from routing.types import Profile
from tests.tiny_town.town import TOWN, spot


def signed(tmp_path: Path, *changes: tuple[str, str]) -> RoadOracle:
    text = TOWN.read_text("utf-8")
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    path = tmp_path / "signed.osm"
    path.write_text(text, "utf-8")
    return RoadOracle.open(path, tmp_path / "cache")


def seconds(town: RoadOracle, a: tuple[float, float], b: tuple[float, float], profile=Profile.ORDINARY) -> float:
    return town.route(spot(*a), spot(*b), profile).duration_s


def test_an_only_sign_forbids_every_other_turn(tmp_path, town):
    only_left = signed(tmp_path, ('v="no_left_turn"', 'v="only_left_turn"'))
    assert seconds(only_left, (0.5, 0), (1, 0.5)) == pytest.approx(40 + 6 + 60, abs=0.1)
    assert seconds(only_left, (0.5, 0), (1.5, 0)) > 300
    assert seconds(town, (0.5, 0), (1.5, 0)) == pytest.approx(40 + 0.5 + 40, abs=0.1)


def test_a_siren_does_what_a_sign_without_exception_forbids_but_it_takes_longer(tmp_path, town):
    strict = signed(tmp_path, ('<tag k="except" v="emergency"/>', ""))
    freed = seconds(town, (0.5, 0), (1, 0.5), Profile.SIREN)
    assert seconds(strict, (0.5, 0), (1, 0.5), Profile.SIREN) == pytest.approx(freed + 10, abs=0.01)
    assert seconds(strict, (0.5, 0), (1, 0.5)) > 300


def test_a_sign_over_a_way_that_is_not_there_is_counted_as_not_read(tmp_path):
    over_a_way = signed(
        tmp_path, ('<member type="node" ref="2" role="via"/>', '<member type="way" ref="2" role="via"/>')
    )
    assert over_a_way.left_out("restriction") == [201]


MILESTONE = '<tag k="highway" v="milestone"/><tag k="distance" v="45"/>'


def test_a_block_of_concrete_stops_everybody(tmp_path):
    blocked = signed(tmp_path, (MILESTONE, '<tag k="barrier" v="block"/>'))
    for profile in Profile:
        assert seconds(blocked, (1.3, 0), (1.7, 0), profile) > 300
        assert seconds(blocked, (1.3, 0), (1.45, 0), profile) < 30


def test_a_private_gate_is_opened_for_the_siren_only(tmp_path):
    gated = signed(tmp_path, (MILESTONE, '<tag k="barrier" v="gate"/><tag k="access" v="private"/>'))
    assert seconds(gated, (1.3, 0), (1.7, 0), Profile.SIREN) == pytest.approx(63.158 * 0.4 + 20, abs=0.1)
    assert seconds(gated, (1.3, 0), (1.7, 0), Profile.ORDINARY) > 300


@pytest.mark.parametrize(("barrier", "opening_s"), [("gate", 30), ("lift_gate", 15)])
def test_a_gate_that_is_open_to_all_takes_its_time(tmp_path, barrier, opening_s):
    gated = signed(tmp_path, (MILESTONE, f'<tag k="barrier" v="{barrier}"/>'))
    assert seconds(gated, (1.3, 0), (1.7, 0)) == pytest.approx(80 * 0.4 + opening_s, abs=0.1)


def test_a_gate_of_which_the_map_says_that_it_is_locked_stops_the_siren_too(tmp_path):
    locked = signed(tmp_path, (MILESTONE, '<tag k="barrier" v="gate"/><tag k="locked" v="yes"/>'))
    for profile in Profile:
        assert seconds(locked, (1.3, 0), (1.7, 0), profile) > 300


def test_a_one_way_street_may_run_against_its_drawing(tmp_path):
    turned = signed(tmp_path, ('<tag k="oneway" v="yes"/>', '<tag k="oneway" v="-1"/>'))
    assert seconds(turned, (1, 0.7), (1, 0.3)) == pytest.approx(120 * 0.4, abs=0.1)
    assert seconds(turned, (1, 0.3), (1, 0.7)) > 200


def test_a_siren_may_drive_against_a_street_that_says_so(tmp_path):
    text = '<tag k="oneway" v="yes"/>'
    free = signed(tmp_path, (text, text + '<tag k="oneway:emergency" v="no"/>'))
    assert seconds(free, (1, 0.7), (1, 0.3), Profile.SIREN) == pytest.approx(107.143 * 0.4, abs=0.1)
    assert seconds(free, (1, 0.7), (1, 0.3), Profile.ORDINARY) > 300


def test_what_lies_behind_a_link_for_sirens_is_not_for_others(tmp_path):
    behind = signed(tmp_path, ('<nd ref="7"/><nd ref="8"/>', '<nd ref="8"/><nd ref="21"/>'))
    assert behind.snap(spot(10.5, 10), Profile.SIREN).distance_m < 20
    assert behind.snap(spot(10.5, 10), Profile.ORDINARY).distance_m > 10_000
    assert seconds(behind, (2.5, 0), (10.5, 10), Profile.SIREN) > 240
