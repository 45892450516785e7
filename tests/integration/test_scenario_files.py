"""The scenarios that come with the product, and the example of its documentation, run as they stand."""

import re
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from routing.types import LatLon, great_circle_m
from simulations.demand import draw_calls
from simulations.results import CallRows
from simulations.scenario import check, given_days, read
from simulations.scenario.model import GeneratedDemand
from simulations.scenario.reading import calls, changes, given, people, region, roads, rows, whole
from simulations.travel.opening import open_travel
from simulations.world import run

ROOT = Path(__file__).resolve().parents[2]
READY = sorted((ROOT / "data" / "scenarios").glob("*.toml"))
MANUAL = (ROOT / "docs" / "scenarios.md").read_text(encoding="utf-8")
EXAMPLE = MANUAL.split("\n## Опубликованная задача целиком")[1].split("\n## ")[0]


@pytest.mark.parametrize("path", READY, ids=lambda path: path.stem)
def test_a_ready_scenario_has_no_findings(path: Path) -> None:
    assert check(path) == []


def test_ready_scenarios_differ_from_today_in_what_their_names_say() -> None:
    found = {path.stem: read(path) for path in READY}
    today = found["today"]
    assert {scenario.seed for scenario in found.values()} == {today.seed}
    for name, station in (("kudrovo_second_crew", "kudrovo"), ("razmetelevo_post", "razmetelevo")):
        *others, added = found[name].region.crews
        assert tuple(others) == today.region.crews
        assert added.station == station
    assert [change.name for change in found["ladozhsky_bridge"].road_changes] == ["Ладожский мост"]
    loads = [found[name].demand for name in ("load_0_7", "today", "load_1_4")]
    assert [load.factor for load in loads if isinstance(load, GeneratedDemand)] == [0.7, 1.0, 1.4]


def test_a_strong_flu_brings_more_calls_than_the_published_peak_week_and_only_of_those_who_fall_ill() -> None:
    winter = read(ROOT / "data" / "scenarios" / "winter_flu.toml", {"horizon_days": 7, "warm_up_h": 0})
    assert isinstance(winter.demand, GeneratedDemand)
    usual = replace(winter, demand=replace(winter.demand, changes=()))
    more, calls = draw_calls(winter, 0), draw_calls(usual, 0)
    assert len(more) > winter.region.figure("responses_peak_week")
    groups = {row.complaint: row.group for row in winter.region.call_shares}
    added = set(more.ids) - set(calls.ids)
    ill = {groups[more.complaints[code]] for call, code in zip(more.ids, more.complaint, strict=True) if call in added}
    assert ill == set(winter.demand.changes[0].groups)


@pytest.fixture
def example(tmp_path: Path) -> Path:
    """The folder of the documentation's example, made of nothing but its text."""
    for name, text in re.findall(r"`([\w.]+)`\n\n```\w+\n(.*?)```", EXAMPLE, re.DOTALL):
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


def test_the_documented_instance_gives_the_documented_answers(example: Path) -> None:
    scenario = read(example / "instance.toml")
    days = [run(scenario, day, open_travel(scenario)).calls for day in given_days(scenario)]
    told = re.findall(r"^\| (\d+) \| (\d+) \| (\d+) \| ([\d,]+) \|", EXAMPLE, re.MULTILINE)
    found = [(f"{day + 1}", *row) for day, table in enumerate(days) for row in _answers(table)]
    assert found == told
    assert len(told) == 5


def test_the_documented_times_are_straight_lines_at_sixty_kilometres_an_hour(example: Path) -> None:
    scenario = read(example / "instance.toml")
    first, second = (run(scenario, day, open_travel(scenario)).calls for day in given_days(scenario))
    base, other = LatLon(lat=59.90, lon=30.30), LatLon(lat=59.96, lon=30.40)
    assert first.doezd_s == pytest.approx([_drive_s(base, 59.91, 30.30)] * 2 + [_drive_s(other, 59.92, 30.31)])
    assert second.doezd_s == pytest.approx([_drive_s(other, 59.95, 30.40), _drive_s(base, 59.95, 30.40)])


def _answers(table: CallRows) -> list[tuple[str, str, str]]:
    crews = [table.crews[row] for row in table.crew]
    times = [f"{seconds:.1f}".replace(".", ",") for seconds in np.asarray(table.doezd_s).tolist()]
    return list(zip(table.ids, crews, times, strict=True))


def _drive_s(base: LatLon, lat: float, lon: float) -> float:
    return great_circle_m(base, LatLon(lat=lat, lon=lon)) * 6_371_000 / 6_371_008.8 / (60 / 3.6)


KEYS = {
    *whole.TOP,
    *changes.CHANGES,
    *changes.BASE_KEYS,
    *changes.CREW_KEYS,
    *region.TABLE_KEYS,
    *region.FRAME_KEYS,
    *(key for keys in (*roads.KEYS.values(), *calls.KEYS.values()) for key in keys),
    *roads.CHANGE_KEYS,
    *calls.CHANGE_KEYS,
    *calls.BURST_KEYS,
    *(column for needed, optional in rows.COLUMNS.values() for column in (*needed, *optional)),
    *given.NEEDED,
    *given.OPTIONAL,
    people.DURATIONS_FILE.removesuffix(".toml"),
    *("sensitivity", "specificity", "return_to", "sent_while_returning", "file", "of"),
}


@pytest.mark.parametrize("key", sorted(KEYS))
def test_every_key_and_column_is_documented(key: str) -> None:
    assert re.search(rf"[`\[ ,]{re.escape(key)}[`\],:; =]", MANUAL), key
