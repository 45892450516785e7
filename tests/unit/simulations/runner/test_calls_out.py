import csv
import json
from pathlib import Path

import pandas as pd
import pytest

from simulations.runner import Task
from simulations.runner.calls_out import FormatUnknown, write_calls
from tests.builders import a_hospital
from tests.unit.simulations.runner.stand_in import CALLS, Town, a_town
from tests.unit.simulations.world.town import at, calls, crew, day, scenario

ASKED = scenario([crew("7", 0.0)], [a_hospital("west", at=at(-15))])
CAME = calls(
    {"id": "a", "minute": 1.5, "east": 5, "scene": 10, "hospital": "west", "handover": 20},
    {"id": "b", "minute": 2, "east": 5, "patience": 3},
)


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_a_row_a_call_with_every_moment_twice_and_the_reasons(tmp_path: Path):
    write_calls(tmp_path / "calls.csv", [day(ASKED, CAME)], ASKED)
    first, second = rows(tmp_path / "calls.csv")
    assert (first["id"], first["crew"], first["hospital"], first["urgency"]) == ("a", "7", "west", "2")
    assert first["received_at"] == "2026-11-22T00:01:30.000+00:00"
    assert float(first["received_s"]) == 90
    assert float(first["at_scene_s"]) == pytest.approx(90 + 5 * 60, abs=1e-6)
    assert float(first["doezd_s"]) == pytest.approx(300, abs=1e-6)
    assert first["reason_codes"] == "nearest-by-road"
    assert first["reasons"] == "ближайшая свободная по дорогам: 5 мин"
    assert (second["crew"], second["at_scene_at"], second["at_scene_s"], second["gave_up"]) == ("", "", "", "True")


def test_moments_stand_in_the_regions_own_time(tmp_path: Path):
    region = ASKED.region
    moscow = scenario([crew("7", 0.0)], region=type(region)(**{**_fields(region), "utc_offset_s": 10_800.0}))
    write_calls(tmp_path / "calls.csv", [day(moscow, calls({"minute": 0}))], moscow)
    assert rows(tmp_path / "calls.csv")[0]["received_at"] == "2026-11-22T03:00:00.000+03:00"


def _fields(region: object) -> dict[str, object]:
    return {name: getattr(region, name) for name in region.__dataclass_fields__}


def test_replications_stand_one_after_the_other(tmp_path: Path):
    town = Town(Task.of(a_town()), None)
    write_calls(tmp_path / "calls.csv", [town.results(n, reasons=False) for n in (0, 1)], a_town())
    found = rows(tmp_path / "calls.csv")
    assert [row["replication"] for row in found] == ["0"] * CALLS + ["1"] * CALLS
    assert found[0]["reasons"] == ""


def test_parquet_holds_the_same_rows(tmp_path: Path):
    write_calls(tmp_path / "calls.parquet", [day(ASKED, CAME)], ASKED)
    found = pd.read_parquet(tmp_path / "calls.parquet")
    assert found["id"].tolist() == ["a", "b"]
    assert found["received_s"].tolist() == [90.0, 120.0]
    assert found["at_scene_s"].isna().tolist() == [False, True]


def test_geojson_puts_each_call_on_the_map(tmp_path: Path):
    write_calls(tmp_path / "calls.geojson", [day(ASKED, CAME)], ASKED)
    found = json.loads((tmp_path / "calls.geojson").read_text(encoding="utf-8"))
    first, second = found["features"]
    assert first["geometry"] == {"type": "Point", "coordinates": [5.0, 0.0]}
    assert first["properties"]["crew"] == "7"
    assert second["properties"]["crew"] is None


def test_another_ending_is_refused_with_what_there_is(tmp_path: Path):
    with pytest.raises(FormatUnknown, match=r"calls\.xls.*\.csv, \.parquet, \.geojson"):
        write_calls(tmp_path / "calls.xls", [], ASKED)
