"""[duty] and the minutes in which a vehicle is taken over."""

from pathlib import Path

import pytest

from dispatch.domain.duty import DutyRules
from dispatch.domain.incident import Urgency
from simulations.scenario import check, read
from tests.unit.simulations.scenario.instance import Instance, region_scenario

HOUR_S = 3_600.0


def test_without_the_section_nobody_pauses_and_an_empty_one_has_the_usual_rules(tmp_path: Path) -> None:
    assert read(region_scenario(tmp_path, "")).duty is None
    assert read(region_scenario(tmp_path, "[duty]")).duty == DutyRules()


def test_every_rule_has_the_unit_of_its_key(tmp_path: Path) -> None:
    text = """
[duty]
meal_min = 45
meal_every_h = 8
meal_from_share = 0.25
meal_until_share = 0.9
rest_min = 60
rest_after_h = 9
rest_after_night_h = 5
fuel_min = 10
fuel_after_h = 6
interrupted_by = "P2"
interrupt_gain_min = 4
stand_in_min = 15
offer_again_min = 5
"""
    found = read(region_scenario(tmp_path, text)).duty
    assert found == DutyRules(
        meal_s=2_700,
        meal_every_s=8 * HOUR_S,
        meal_from_share=0.25,
        meal_until_share=0.9,
        rest_s=3_600,
        rest_after_s=9 * HOUR_S,
        rest_after_night_s=5 * HOUR_S,
        fuel_s=600,
        fuel_after_s=6 * HOUR_S,
        interrupted_by=Urgency.P2,
        interrupt_gain_s=240,
        stand_in_s=900,
        offer_again_s=300,
    )


def test_a_pause_that_no_call_breaks_off(tmp_path: Path) -> None:
    found = read(region_scenario(tmp_path, '[duty]\ninterrupted_by = "never"')).duty
    assert found is not None
    assert found.interrupted_by is None


def test_every_crew_takes_over_its_vehicle(tmp_path: Path) -> None:
    found = read(region_scenario(tmp_path, "[crewing]\ntakeover_min = 15"))
    assert {crew.shift.takeover_s for crew in found.region.crews} == {900.0}
    assert {crew.shift.takeover_s for crew in read(region_scenario(tmp_path, "")).region.crews} == {0.0}


@pytest.mark.parametrize(
    ("text", "finding"),
    [
        ("[duty]\nmeal_mins = 30", "scenario.toml:3 поле duty.meal_mins: лишний ключ, похоже на meal_min"),
        ("[duty]\nmeal_min = 0", "scenario.toml:3 поле duty.meal_min: «0»: нужно число от 1"),
        ("[duty]\nmeal_min = 'long'", "scenario.toml:3 поле duty.meal_min: «long»: нужно число"),
        ("[duty]\nmeal_from_share = 0.9", "scenario.toml:3 поле duty.meal_from_share: 0.9: нужно меньше"),
        ("[duty]\ninterrupted_by = 'P5'", "scenario.toml:3 поле duty.interrupted_by: «P5»: допустимо P1"),
        ("[duty]\nfuel_after_h = nan", "scenario.toml:3 поле duty.fuel_after_h: «nan»: нужно число"),
        ("duty = 5", "scenario.toml:2 поле duty: «5»: нужен раздел"),
        ("[crewing]\ntakeover_min = 1440", "scenario.toml:3 поле crewing.takeover_min: смена бригады"),
    ],
)
def test_what_is_wrong_is_told_with_its_line(tmp_path: Path, text: str, finding: str) -> None:
    found = check(region_scenario(tmp_path, text))
    assert any(line.startswith(finding) for line in found), found


def test_an_instance_may_have_pauses_too(instance: Instance) -> None:
    instance.change("instance.toml", "[crewing]", "[duty]\nmeal_min = 20\n\n[crewing]")
    found = read(instance.path)
    assert found.duty is not None
    assert found.duty.meal_s == 1_200
