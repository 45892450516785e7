"""Who is reached in time, asked over HTTP and on the command line."""

import json
from pathlib import Path

import pytest
import shapely

from tests.e2e.conftest import problem
from tests.service import Service


def test_a_planner_sees_the_bands_of_a_station_and_its_residents(service: Service) -> None:
    answer = service.client("planner").get("/api/routing/isochrones?station=gatchina&minutes=20,10")
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "application/geo+json"
    found = answer.json()
    assert found["attribution"]
    assert [feature["properties"]["minutes"] for feature in found["features"]] == [20, 10]
    assert all(shapely.geometry.shape(feature["geometry"]).is_valid for feature in found["features"])
    total = found["cover"]["total"]
    assert 0 < total["within"][0] <= total["within"][1] <= total["residents"]
    assert "Санкт-Петербург" not in found["cover"]["districts"]


def test_without_a_choice_every_station_counts(service: Service) -> None:
    planner = service.client("planner")
    one = planner.get("/api/routing/isochrones?station=gatchina&minutes=20").json()
    every = planner.get("/api/routing/isochrones?minutes=20").json()
    assert len(every["origins"]) > len(one["origins"]) == 1
    assert every["cover"]["total"]["within"] > one["cover"]["total"]["within"]


def test_fewer_are_reached_in_the_rush_hour_of_winter_than_on_a_summer_night(service: Service) -> None:
    planner = service.client("planner")
    query = "/api/routing/isochrones?station=gatchina&minutes=10"
    rush = planner.get(f"{query}&hour_of_week=8&season=winter").json()
    night = planner.get(f"{query}&hour_of_week=3&season=summer").json()
    assert rush["cover"]["total"]["within"] < night["cover"]["total"]["within"]


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("hour_of_week=168", "hour_of_week"),
        ("season=mud", "season"),
        ("station=nowhere", "station"),
        ("at=59", "at"),
        ("at=159,30", "at"),
        ("at=nan,30", "at"),
        ("minutes=0", "minutes"),
        ("minutes=ten", "minutes"),
        ("minutes=inf", "minutes"),
        ("minutes=100000", "minutes"),
    ],
)
def test_a_question_that_is_none_is_refused_by_its_field(service: Service, query: str, field: str) -> None:
    answer = service.client("planner").get(f"/api/routing/isochrones?{query}")
    assert [error["field"] for error in problem(answer, 422)["errors"]] == [field]


def test_the_command_writes_a_file_and_sums_it_up(service: Service, tmp_path: Path) -> None:
    file = tmp_path / "reach.geojson"
    found = service.command("map", "isochrones", "--station", "gatchina", "--minutes", "15", "--out", str(file))
    assert found.returncode == 0, found.stderr
    assert "15" in found.stdout
    assert json.loads(file.read_text(encoding="utf-8"))["type"] == "FeatureCollection"


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--station", "nowhere"], "--station: нет подстанции «nowhere»"),
        (["--at", "5"], "--at: «5»"),
        (["--minutes", "-1"], "--minutes: «-1»"),
        (["--speed", "100"], "--speed: 100"),
        (["--hour", "168"], "--hour: 168"),
        (["--out", "/nonexistent-doezd/x"], "/nonexistent-doezd/x"),
    ],
)
def test_the_command_names_the_option_that_is_wrong(service: Service, words: list[str], told: str) -> None:
    found = service.command("map", "isochrones", *words)
    assert found.returncode == 2
    assert told in found.stderr
    assert "Traceback" not in found.stderr
