"""Posts by hour, duty rules and equipment through the whole service."""

from contextlib import suppress
from datetime import datetime
from typing import Any

import httpx
import pytest

from tests.e2e.conftest import a_card, problem, recommended
from tests.service import Service, eventually, key

Json = dict[str, Any]
POST = "razmetelevo"


def post_of(client: httpx.Client) -> Json:
    return dict(next(post for post in client.get("/api/posts").json()["posts"] if post["id"] == POST))


def put_in_service(client: httpx.Client, crew: str, *, on_line: bool) -> None:
    body = {"in_service": on_line, "reason": "поломка" if not on_line else "исправна"}
    client.post(f"/api/crews/{crew}/service", json=body, headers=key()).raise_for_status()


def test_a_post_whose_crews_are_gone_is_short_since_then_and_until_one_is_back(
    service: Service, dispatcher: httpx.Client
) -> None:
    crews = [crew["id"] for crew in dispatcher.get("/api/state").json()["crews"] if crew["station"] == POST]
    assert post_of(dispatcher)["wanted"] == 1
    try:
        for crew in crews:
            put_in_service(dispatcher, crew, on_line=False)
        short = eventually(lambda: post_of(dispatcher)["short_since"], "the post is short")
        shown = service.client("planner").get("/api/state").json()["posts"]
        assert next(post for post in shown if post["id"] == POST)["short_since"] == short
    finally:
        for crew in crews:
            put_in_service(dispatcher, crew, on_line=True)
    assert eventually(lambda: post_of(dispatcher)["short_since"] is None, "the post is kept again")
    problem(service.tablet(crews[0]).get("/api/posts"), 403)


def test_the_rules_that_a_senior_sets_are_those_a_crew_pauses_by(service: Service, dispatcher: httpx.Client) -> None:
    senior = service.client("senior")
    rules = {"meal_s": 2_400, "meal_from_share": 0.0, "meal_until_share": 1.0, "night_from_s": 79_200}
    free = next(c for c in dispatcher.get("/api/state").json()["crews"] if c["status"] == "available" and c["on_duty"])
    tablet = service.tablet(free["id"])
    try:
        senior.put("/api/duty/rules", json={"rules": rules}, headers=key()).raise_for_status()
        assert dispatcher.get(f"/api/crews/{free['id']}").json()["pause_due"]["length_s"] == 2_400
        tablet.post(f"/api/crews/{free['id']}/break", json={"kind": "meal"}, headers=key()).raise_for_status()
        pause = dispatcher.get(f"/api/crews/{free['id']}").json()["pause"]
        begun, ends = (datetime.fromisoformat(pause[name]) for name in ("begun_at", "ends_at"))
        assert (ends - begun).total_seconds() == 2_400
        tablet.post(f"/api/crews/{free['id']}/break/end", json={"reason": "нужны"}, headers=key()).raise_for_status()
    finally:
        senior.put("/api/duty/rules", json={"rules": None}, headers=key()).raise_for_status()
    wrong = senior.put("/api/duty/rules", json={"rules": {"night_from_s": 90_000}}, headers=key())
    assert problem(wrong, 422)["field"] == "rules.night_from_s"


def lacks(option: Json, what: str) -> bool:
    """Tell whether an option speaks of equipment that is missing."""
    return any(reason["code"] == "lacks-equipment" and what in reason["text"] for reason in option["reasons"])


@pytest.fixture
def carrying(dispatcher: httpx.Client) -> Any:
    """A crew with equipment that nobody else has, for the time of a test."""
    body = {
        "id": "лебёдка-1",
        "station": "gatchina",
        "shift": {"start": "00:00", "end": "00:00"},
        "equipment": ["winch"],
        "reason": "вездеход",
    }
    dispatcher.post("/api/crews", json=body, headers=key()).raise_for_status()
    yield "лебёдка-1"
    with suppress(httpx.HTTPError):
        dispatcher.post("/api/crews/лебёдка-1/remove", json={"reason": "конец"}, headers=key())


def test_a_card_asks_for_equipment_and_every_crew_without_it_is_marked(dispatcher: httpx.Client, carrying: str) -> None:
    card = a_card()
    card["medical"]["equipment"] = ["winch", "x-ray"]
    answer = dispatcher.post("/api/calls", json=card, headers=key()).json()
    told = [warning["message"] for warning in answer["warnings"] if warning["field"] == "medical.equipment"]
    assert told == ["«x-ray»: ни одна бригада региона этого не везёт, спросите соседей"]
    seen = recommended(dispatcher, answer["incident"])
    assert seen["equipment_need"] == ["winch", "x-ray"]
    lacking = {option["crew"]: lacks(option, "лебёдка") for option in seen["recommendation"]["options"]}
    assert lacking.pop(carrying) is False
    assert lacking
    assert all(lacking.values())
    dispatcher.post(f"/api/incidents/{answer['incident']}/cancel", json={"reason": "проба"}, headers=key())
