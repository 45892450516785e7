"""[air] of a scenario: read, and everything that is wrong with it."""

from pathlib import Path

import pytest

from simulations.scenario import ScenarioInvalid, check, read
from tests.unit.simulations.scenario.instance import region_scenario

SECTION = '[air]\nplace = "airfield-kasimovo"\n'


def test_the_base_is_a_landing_site_of_the_region_and_the_rest_has_its_defaults(tmp_path: Path) -> None:
    air = read(region_scenario(tmp_path, SECTION)).air
    assert air is not None
    assert air.base in {site.at for site in air.sites}
    assert (air.helicopters, air.startup_s, air.decide_s, air.night) == (1, 600.0, 180.0, False)
    assert air.flyable[0] < air.flyable[6]


def test_how_often_the_weather_may_be_flown_in_is_one_number_or_one_for_a_season(tmp_path: Path) -> None:
    even = read(region_scenario(tmp_path, f"{SECTION}flyable = 0.5\n")).air
    winter = read(region_scenario(tmp_path, f"{SECTION}flyable = {{ winter = 0.1 }}\n")).air
    assert even is not None
    assert winter is not None
    assert even.flyable == (0.5,) * 12
    assert winter.flyable[:3] == (0.1, 0.1, 0.65)


def test_without_the_section_nobody_flies(tmp_path: Path) -> None:
    assert read(region_scenario(tmp_path, "")).air is None


@pytest.mark.parametrize(
    ("section", "field"),
    [
        ('[air]\nplace = "nowhere"\n', "air.place"),
        ("[air]\nhelicopters = 1\n", "air.lat"),
        (f"{SECTION}helicopters = 0\n", "air.helicopters"),
        (f"{SECTION}flyable = 2\n", "air.flyable"),
        (f"{SECTION}flyable = {{ monsoon = 0.5 }}\n", "air.flyable.monsoon"),
        (f'{SECTION}sites = "missing.csv"\n', "air.sites"),
        (f"{SECTION}colour = 1\n", "air.colour"),
    ],
)
def test_what_is_wrong_is_told_with_its_field(tmp_path: Path, section: str, field: str) -> None:
    path = region_scenario(tmp_path, section)
    assert any(f"поле {field}" in finding for finding in check(path)), check(path)
    with pytest.raises(ScenarioInvalid):
        read(path)
