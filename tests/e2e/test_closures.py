"""Closures through the API: looked at, set, changed, lifted; in force at once, undone exactly, kept in the record."""

from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from tests.e2e.conftest import confirm, problem, recommended, report
from tests.e2e.listening import listening
from tests.service import REAL_MAP, Service, doezd, eventually, key

Json = dict[str, Any]

CLOSURES = "/api/roads/closures"
ENDS = {"origin": {"lat": 59.5689, "lon": 30.1228}, "destination": {"lat": 60.71, "lon": 28.75}}
WALL: Json = {
    "where": {
        "area": {"type": "Polygon", "coordinates": [[[29.9, 59.66], [30.5, 59.66], [30.5, 59.67], [29.9, 59.67]]]}
    },
    "reason": "учения",
}
"""Across every road that leads north out of Gatchina."""


@pytest.fixture
def senior(service: Service) -> Iterator[httpx.Client]:
    """Somebody who may close roads; what is left of the test's closures is lifted."""
    client = service.client("senior")
    yield client
    for each in client.get(CLOSURES).json()["closures"]:
        client.delete(f"{CLOSURES}/{each['id']}")


def drive_s(client: httpx.Client) -> float:
    return float(client.post("/api/routing/route", json=ENDS).json()["properties"]["duration_s"])


def version(client: httpx.Client) -> str:
    return str(client.get(CLOSURES).json()["conditions"]["weights_version"])


def test_a_preview_says_what_would_be_closed_and_changes_nothing(senior: httpx.Client) -> None:
    before = version(senior)
    found = senior.post(f"{CLOSURES}/preview", json=WALL).json()
    assert found["length_km"] > 1
    assert found["streets"]
    assert found["shape"]["type"] == "MultiLineString"
    assert version(senior) == before
    assert senior.get(CLOSURES).json()["closures"] == []


def test_a_closure_is_in_force_when_its_answer_comes_and_lifting_undoes_it_exactly(senior: httpx.Client) -> None:
    before_s, before = drive_s(senior), version(senior)
    answer = senior.post(CLOSURES, json=WALL, headers=key())
    assert answer.status_code == 201, answer.text
    made = answer.json()
    assert (made["state"], made["by"], made["revision"], made["reason"]) == ("in-force", "demo-senior", 1, "учения")
    assert drive_s(senior) > before_s
    assert senior.delete(f"{CLOSURES}/{made['id']}", params={"reason": "кончились"}).status_code == 200
    assert (drive_s(senior), version(senior)) == (before_s, before)
    said = senior.get(f"{CLOSURES}/{made['id']}/history").json()
    assert [(each["what"], each["by"], each["reason"]) for each in said] == [
        ("set", "demo-senior", "учения"),
        ("lifted", "demo-senior", "кончились"),
    ]


def test_the_next_decision_is_made_on_the_closed_roads(senior: httpx.Client, dispatcher: httpx.Client) -> None:
    usual = version(senior)
    senior.post(CLOSURES, json=WALL, headers=key()).raise_for_status()
    closed = version(senior)
    incident = report(dispatcher)["incident"]
    assert recommended(dispatcher, incident)["recommendation"]["weights_version"] == closed != usual
    dispatcher.post(f"/api/incidents/{incident}/cancel", json={"reason": "ложный"}, headers=key()).raise_for_status()


def test_a_repeat_under_the_same_key_sets_one_closure(senior: httpx.Client) -> None:
    same = key()
    first, again = (senior.post(CLOSURES, json=WALL, headers=same) for _ in range(2))
    assert (first.json()["id"], first.json()["revision"]) == (again.json()["id"], again.json()["revision"])
    assert len(senior.get(CLOSURES).json()["closures"]) == 1


def test_a_closure_is_changed_by_whoever_has_seen_how_it_stands(senior: httpx.Client) -> None:
    senior.post(CLOSURES, json={**WALL, "id": "wall"}, headers=key()).raise_for_status()
    jam = {**WALL, "speed_factor": 0.3, "revision": 1}
    changed = senior.put(f"{CLOSURES}/wall", json=jam, headers=key()).json()
    assert (changed["revision"], changed["speed_factor"]) == (2, 0.3)
    late = senior.put(f"{CLOSURES}/wall", json={**jam, "speed_factor": 0.5}, headers=key())
    assert "изменил demo-senior (версия 2)" in problem(late, 409)["detail"]
    problem(senior.delete(f"{CLOSURES}/wall", params={"revision": 1}), 409)
    taken = senior.post(CLOSURES, json={**WALL, "id": "wall"}, headers=key())
    assert "уже стоит" in problem(taken, 409)["detail"]


def test_a_closure_of_tomorrow_waits_for_its_hour(senior: httpx.Client) -> None:
    ahead = {**WALL, "begins_at": "2096-11-23T10:00:00+03:00", "timetable": "02:00-04:55"}
    before_s = drive_s(senior)
    made = senior.post(CLOSURES, json=ahead, headers=key()).json()
    assert (made["state"], made["begins_at"]) == ("ahead", "2096-11-23T07:00:00.000Z")
    assert drive_s(senior) == before_s


def test_hour_and_season_are_in_force_and_said(senior: httpx.Client) -> None:
    conditions = senior.get(CLOSURES).json()["conditions"]
    assert 0 <= conditions["hour_of_week"] < 168
    assert conditions["season"] in {"winter", "spring", "summer", "autumn"}
    assert conditions["since"]


def test_a_crew_on_its_way_is_told_that_the_roads_have_changed(
    service: Service, senior: httpx.Client, dispatcher: httpx.Client
) -> None:
    incident = report(dispatcher)["incident"]
    crew = confirm(dispatcher, incident)
    with listening(service.tablet(crew)) as heard:
        heard.wait_for(lambda message: message.name == "heartbeat", "the stream is open")
        senior.post(CLOSURES, json=WALL, headers=key()).raise_for_status()
        heard.wait_for(lambda message: (message.data or {}).get("type") == "WeightsChanged", "the roads have changed")
    dispatcher.post(f"/api/incidents/{incident}/cancel", json={"reason": "ложный"}, headers=key()).raise_for_status()


BAD: list[tuple[Json, str]] = [
    ({"where": {}}, "where"),
    ({"where": {"road": "А-120", "ways": [7]}}, "where"),
    ({"where": {"area": [[30.1, 59.5], [30.2, 59.5]]}}, "where.area"),
    ({"where": {"area": [[30 + n / 1e5, 59.5] for n in range(10_000)]}}, "where.area"),
    ({"where": {"area": [[59.5, 30.1], [59.6, 30.1], [59.6, 30.2]]}}, "where.area"),
    ({"where": {"area": [[30.1, 59.5], [30.2, 59.6], [30.2, 59.5], [30.1, 59.6]]}}, "where.area"),
    ({"where": {"area": [[30.1, "север"], [30.2, 59.6], [30.2, 59.5]]}}, "where.area.0"),
    ({"where": {"road": "Ы-999"}}, "where.road"),
    ({"where": {"road": " "}}, "where.road"),
    ({"where": {"road": "А-120", "from_km": 9_000}}, "where.from_km"),
    ({"where": {"road": "А-120", "from_km": 20, "to_km": 10}}, "where.to_km"),
    ({"where": {"ways": [1]}}, "where.ways"),
    ({"where": {"ways": []}}, "where.ways"),
    ({"where": {"edges": [[1, 2]]}}, "where.edges"),
    ({"where": {"ways": [7], "classes": ["primary"]}}, "where.classes"),
    ({**WALL, "begins_at": "2096-01-02T00:00Z", "ends_at": "2096-01-01T00:00Z"}, "ends_at"),
    ({**WALL, "ends_at": "2020-01-01T00:00Z"}, "ends_at"),
    ({**WALL, "ends_at": "2096-01-01T00:00"}, "ends_at"),
    ({**WALL, "timetable": "по ночам"}, "timetable"),
    ({**WALL, "profiles": []}, "profiles"),
    ({**WALL, "speed_factor": 1.5}, "speed_factor"),
    ({**WALL, "reason": ""}, "reason"),
    ({**WALL, "until": "завтра"}, "until"),
]


@pytest.mark.skipif(not REAL_MAP.is_file(), reason="the roads are named as on the real map")
@pytest.mark.parametrize(("body", "field"), BAD, ids=[f"{n}-{field}" for n, (_, field) in enumerate(BAD)])
def test_a_closure_that_cannot_be_is_refused_by_field(senior: httpx.Client, body: Json, field: str) -> None:
    refused = problem(senior.post(CLOSURES, json={"reason": "ремонт", **body}, headers=key()), 422)
    assert refused["errors"][0]["field"] == field, refused
    assert senior.get(CLOSURES).json()["closures"] == []


def test_what_does_not_stand_cannot_be_lifted(senior: httpx.Client) -> None:
    assert problem(senior.delete(f"{CLOSURES}/nothing"), 404)["type"] == "urn:doezd:problem:unknown-closure"


def test_a_dispatcher_looks_and_a_senior_changes(dispatcher: httpx.Client) -> None:
    assert dispatcher.get(CLOSURES).status_code == 200
    assert dispatcher.post(f"{CLOSURES}/preview", json=WALL).status_code == 200
    problem(dispatcher.post(CLOSURES, json=WALL, headers=key()), 403)
    problem(dispatcher.delete(f"{CLOSURES}/wall"), 403)


def test_the_record_of_closures_gives_the_same_decisions_again(service: Service, senior: httpx.Client) -> None:
    made = senior.post(CLOSURES, json=WALL, headers=key()).json()
    senior.delete(f"{CLOSURES}/{made['id']}").raise_for_status()
    eventually(lambda: senior.get(CLOSURES).json()["closures"] == [], "it is lifted")
    said = doezd("replay", env=service.env)
    assert "повтор дал те же события" in said.stdout, said.stdout + said.stderr
