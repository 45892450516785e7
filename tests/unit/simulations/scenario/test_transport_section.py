"""[transport] of a scenario: read, and everything that is wrong with it."""

from pathlib import Path

import pytest

from simulations.scenario import ScenarioInvalid, check, given_transports, read
from tests.unit.simulations.scenario.instance import region_scenario

HEAD = "id,kind,from,to,pickup_from,pickup_until"
ROW = "t1,transfer,gatchinskaya-kmb,toksovskaya-mb,10:00,12:00"
SECTION = '[transport]\nrequests = "transport.csv"\nset_aside = ["1401"]\nbetween_calls = ["1402"]\n'


def a_scenario(folder: Path, section: str = SECTION, rows: str = ROW) -> Path:
    """Write a scenario of two days with a table of transport."""
    (folder / "transport.csv").write_text(f"{HEAD}\n{rows}\n", encoding="utf-8")
    return region_scenario(folder, f"horizon_days = 2\n{section}")


def test_crews_and_requests_are_read(tmp_path: Path) -> None:
    scenario = read(a_scenario(tmp_path))
    assert scenario.transport is not None
    assert (scenario.transport.set_aside, scenario.transport.between_calls) == (("1401",), ("1402",))
    assert scenario.transport.lend_to_p1


def test_a_row_with_times_of_day_comes_on_every_day_of_the_scenario(tmp_path: Path) -> None:
    found = given_transports(read(a_scenario(tmp_path)))
    assert [request.id for request in found] == ["t1-1", "t1-2"]
    assert found[1].first_at - found[0].first_at == 86_400


def test_a_scenario_without_the_section_has_no_transport(tmp_path: Path) -> None:
    scenario = read(region_scenario(tmp_path, ""))
    assert scenario.transport is None
    assert given_transports(scenario) == ()


@pytest.mark.parametrize(
    ("section", "rows", "field"),
    [
        ("[transport]\n", ROW, "transport.requests"),
        ('[transport]\nrequests = "nowhere.csv"\n', ROW, "transport.requests"),
        (SECTION.replace("1401", "nobody"), ROW, "transport.set_aside"),
        (SECTION.replace("1402", "1401"), ROW, "transport.between_calls"),
        (f"{SECTION}insertions = 0\n", ROW, "transport.insertions"),
        (f"{SECTION}colour = 1\n", ROW, "transport.colour"),
        (SECTION, ROW.replace("transfer", "walk"), "kind"),
        (SECTION, ROW.replace("toksovskaya-mb", "nowhere"), "to"),
    ],
)
def test_what_is_wrong_is_told_with_its_field(tmp_path: Path, section: str, rows: str, field: str) -> None:
    path = a_scenario(tmp_path, section, rows)
    assert any(f"поле {field}" in finding for finding in check(path)), check(path)
    with pytest.raises(ScenarioInvalid):
        read(path)
