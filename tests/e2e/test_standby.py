"""Idle crews are sent to stand by; crews on their way are taken off a call by hand, only when that is said plainly."""

from typing import Any

import httpx
import pytest

from tests.e2e.conftest import Json, a_card, confirm, look, problem, recommended, report
from tests.service import Service, eventually, key

POINT, OTHER_POINT = "standby-01", "standby-02"


def move(client: httpx.Client, crew: str, to: str = POINT, **more: Any) -> httpx.Response:
    return client.post(f"/api/crews/{crew}/standby", json={"to": to, "reason": "ярмарка", **more}, headers=key())


def idle(client: httpx.Client) -> Json:
    crews = client.get("/api/state").json()["crews"]
    return dict(next(c for c in reversed(crews) if c["status"] == "available" and c["on_duty"] and not c["standby"]))


def by_number(client: httpx.Client, crew: str) -> Json:
    return dict(client.get(f"/api/crews/{crew}").json())


def test_the_board_knows_the_points_to_stand_by_at(dispatcher: httpx.Client) -> None:
    points = {point["id"]: point for point in dispatcher.get("/api/state").json()["standby_points"]}
    assert points[POINT]["name"]
    assert set(points[POINT]["at"]) == {"lat", "lon"}


def test_an_idle_crew_is_sent_to_a_point_and_home_again(dispatcher: httpx.Client) -> None:
    crew = idle(dispatcher)
    answer = move(dispatcher, crew["id"])
    assert answer.status_code == 200, answer.text
    assert answer.json()["crew"]["standby"]["id"] == POINT
    assert by_number(dispatcher, crew["id"])["standby"]["name"] == answer.json()["crew"]["standby"]["name"]
    assert move(dispatcher, crew["id"], crew["station"]).json()["crew"]["standby"] is None


def test_an_order_sent_twice_or_late_changes_nothing(dispatcher: httpx.Client) -> None:
    crew = idle(dispatcher)
    again, body = key(), {"to": POINT, "reason": "ярмарка"}
    path = f"/api/crews/{crew['id']}/standby"
    answers = [dispatcher.post(path, json=body, headers=again) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [200, 200]
    assert move(dispatcher, crew["id"]).json()["crew"]["standby"]["id"] == POINT
    assert problem(dispatcher.post(path, json={"to": OTHER_POINT}, headers=again), 409)["type"].endswith("key-reused")
    move(dispatcher, crew["id"], crew["station"])


def test_a_move_that_nobody_offers_cannot_be_declined(dispatcher: httpx.Client) -> None:
    crew = idle(dispatcher)["id"]
    answer = dispatcher.post(f"/api/crews/{crew}/standby/decline", json={"reason": "не нужно"}, headers=key())
    assert crew in problem(answer, 409)["detail"]


def test_a_crew_on_a_call_does_not_move_to_a_point(dispatcher: httpx.Client) -> None:
    crew = confirm(dispatcher, report(dispatcher)["incident"])
    assert "занята" in problem(move(dispatcher, crew), 409)["detail"]


@pytest.mark.parametrize(
    ("body", "field"),
    [({}, "to"), ({"to": ""}, "to"), ({"to": "луна"}, "to"), ({"to": POINT, "why": "x"}, "why"), ({"to": 7}, "to")],
)
def test_a_wrong_order_names_its_field(dispatcher: httpx.Client, body: Json, field: str) -> None:
    crew = idle(dispatcher)["id"]
    assert problem(dispatcher.post(f"/api/crews/{crew}/standby", json=body, headers=key()), 422)["field"] == field


def test_only_those_who_decide_may_move_crews(service: Service, dispatcher: httpx.Client) -> None:
    crew = idle(dispatcher)["id"]
    problem(move(service.tablet(crew), crew), 403)
    problem(move(service.client("planner"), crew), 403)
    problem(move(dispatcher, "никакая"), 404)


def test_a_crew_on_its_way_is_taken_off_only_when_that_is_said(dispatcher: httpx.Client) -> None:
    place = {"location": {"latitude": 59.9139, "longitude": 32.3500}}
    left = report(dispatcher, a_card(**place, medical={"complaint": "повышение давления"}))["incident"]
    crew = confirm(dispatcher, left)
    urgent = report(dispatcher, a_card(**place, medical={"complaint": "не дышит"}))["incident"]
    recommended(dispatcher, urgent)
    path, body = f"/api/incidents/{urgent}/override", {"crew": crew, "reason": "рядом"}
    found = problem(dispatcher.post(path, json=body, headers=key()), 409)
    assert left in found["detail"]
    assert "divert" in found["detail"]
    answer = dispatcher.post(path, json={**body, "divert": True}, headers=key())
    assert answer.status_code == 200, answer.text
    assert answer.json()["incident_view"]["crew"] == crew

    def waits_again() -> Json | None:
        seen = look(dispatcher, left)
        return seen if seen and seen["status"] == "waiting" else None

    seen = eventually(waits_again, "the call that was left waits again")
    assert (seen["crew"], seen["milestones"], seen["milestone"]) == (None, {}, None)
    assert seen["assignments"][0]["withdrawn_at"]
    assert urgent in seen["assignments"][0]["withdrawn_reasons"][0]["text"]


def test_a_recommendation_says_what_it_is_made_of(dispatcher: httpx.Client) -> None:
    made = recommended(dispatcher, report(dispatcher)["incident"])["recommendation"]
    names = [term["name"] for term in made["options"][0]["terms"]]
    assert names[0] == "waiting"
    assert {term["text"] for term in made["options"][0]["terms"]} >= {"ожидание", "прикрытие"}
    assert {"diverts", "instead_of", "would_change"} <= made.keys()
