"""Several crews to one incident, as a dispatcher and tablets see it: victims, help, duplicates, a call handed over."""

from typing import Any

import httpx
import pytest

from tests.e2e.conftest import Json, a_card, confirm, look, press, problem, recommended, report
from tests.service import Service, eventually, key

MARIA = {"family": "Синтетическая", "given": "Мария", "birth_date": "1950-05-09"}
CRASH = {"complaint": "дтп", "note": "за рулём", "patient": MARIA}


def post(client: httpx.Client, incident: str, what: str, **body: Any) -> httpx.Response:
    return client.post(f"/api/incidents/{incident}/{what}", json=body, headers=key())


def parts_of(client: httpx.Client, incident: str) -> list[Json]:
    return list(client.get(f"/api/incidents/{incident}/scene").json()["parts"])


def far_from_others(number: int, **more: Any) -> Json:
    """Return a card at a place of its own, so that the tests' incidents are no duplicates of each other."""
    return a_card(location={"latitude": 59.56 + number / 200, "longitude": 30.12}, **more)


@pytest.fixture(scope="module")
def crash(service: Service) -> Json:
    """An accident with four injured, of whom the caller has named one, with both crews sent."""
    dispatcher = service.client("dispatcher")
    whole = report(dispatcher, far_from_others(1, injured=4, medical=CRASH))["incident"]
    second = f"{whole}.2"
    reported = recommended(dispatcher, second)
    crews = [confirm(dispatcher, whole), confirm(dispatcher, second)]
    return {"whole": whole, "second": second, "crews": crews, "victims": reported["victims"]}


def test_four_injured_are_two_crews_with_one_number(dispatcher: httpx.Client, crash: Json) -> None:
    seen = dispatcher.get(f"/api/incidents/{crash['second']}").json()
    assert seen["number"] == f"{crash['whole']}/2"
    assert (seen["part_of"], seen["part_kind"]) == (crash["whole"], "victims")
    assert crash["victims"]["unsorted"] == 4  # as reported: another test counts them anew
    assert [part["crew"] for part in seen["scene"]][:2] == crash["crews"]
    assert seen["place"] == dispatcher.get(f"/api/incidents/{crash['whole']}").json()["place"]


def test_a_crew_that_comes_to_another_victim_sees_nothing_of_the_callers_patient(service: Service, crash: Json) -> None:
    first, second = (service.tablet(crew).get(f"/api/crews/{crew}/order").json() for crew in crash["crews"])
    assert first["order"]["patient"]["name"] == "Синтетическая Мария"
    assert second["order"]["patient"] == {"name": None, "sex": None, "age_years": None, "birth_date": None}
    assert (second["order"]["note"], second["context"], second["order"]["same_patient"]) == (None, None, False)
    assert second["order"]["caller"] == first["order"]["caller"]
    card = service.client("dispatcher").get(f"/api/incidents/{crash['second']}").json()["card"]
    assert "patient" not in card["medical"]
    assert "Мария" not in str(card)


def test_the_record_of_another_patient_cannot_be_asked_for_through_a_part(service: Service, crash: Json) -> None:
    tablet = service.tablet(crash["crews"][1])
    body = {"reason": "пациент без сознания", "witness": "фельдшер"}
    found = problem(tablet.post(f"/api/incidents/{crash['second']}/context/break-glass", json=body), 409)
    assert found["type"].endswith("other-patient")
    problem(tablet.post(f"/api/incidents/{crash['whole']}/context/break-glass", json=body), 403)


def test_a_tablet_counts_the_victims_of_its_own_scene_and_of_no_other(service: Service, crash: Json) -> None:
    tablet = service.tablet(crash["crews"][1])
    answer = post(tablet, crash["whole"], "victims", red=1, yellow=2, green=3)
    assert answer.status_code == 200, answer.text
    assert answer.json()["victims"]["total"] == 6
    assert len(answer.json()["parts"]) >= 3
    other = report(service.client("dispatcher"), far_from_others(2))["incident"]
    recommended(service.client("dispatcher"), other)
    problem(post(tablet, other, "victims", red=1), 403)


def test_a_crew_asks_for_another_one_and_the_button_pressed_twice_asks_once(service: Service) -> None:
    dispatcher = service.client("dispatcher")
    incident = report(dispatcher, far_from_others(3))["incident"]
    crew = confirm(dispatcher, incident)
    tablet = service.tablet(crew)
    again = key()
    path, body = f"/api/incidents/{incident}/ask", {"need": ["intensive"], "reason": "нужна реанимация"}
    first, second = (tablet.post(path, json=body, headers=again) for _ in range(2))
    assert (first.status_code, second.status_code) == (200, 200), first.text
    assert [part["number"] for part in parts_of(dispatcher, incident)] == [incident, f"{incident}/2"]
    found = problem(tablet.post(path, json=body, headers=key()), 409)
    assert f"{incident}.2" in found["detail"]
    offered = recommended(dispatcher, f"{incident}.2")["recommendation"]["options"]
    assert offered
    assert {option["kind_ru"] for option in offered} == {"анестезиологии-реанимации"}


def test_two_calls_about_one_emergency_become_one_and_keep_both_calls(dispatcher: httpx.Client) -> None:
    first = report(dispatcher, far_from_others(4))["incident"]
    recommended(dispatcher, first)
    second = report(dispatcher, far_from_others(4))["incident"]
    recommended(dispatcher, second)

    def near() -> set[str]:
        return {row["incident"] for row in dispatcher.get(f"/api/incidents/{first}/scene").json()["perhaps_same"]}

    eventually(lambda: second in near(), "the second call is shown as perhaps the same")
    answer = post(dispatcher, first, "merge", duplicate=second)
    assert answer.status_code == 200, answer.text
    assert answer.json()["incident_view"]["calls"] == 2
    assert dispatcher.get(f"/api/incidents/{second}").json()["status"] == "cancelled"
    problem(post(dispatcher, first, "merge", duplicate=second), 404)


def test_a_call_is_handed_over_and_stays_the_same_call(service: Service) -> None:
    dispatcher = service.client("dispatcher")
    incident = report(dispatcher, far_from_others(5))["incident"]
    old = confirm(dispatcher, incident)
    tablet = service.tablet(old)
    for button in ("accepted", "en-route", "at-scene", "at-patient"):
        assert press(tablet, old, button).status_code == 200
    problem(post(tablet, incident, "hand-over", cause="breakdown", crew="1601"), 403)
    assert post(tablet, incident, "hand-over", cause="breakdown", reason="не заводится").status_code == 200
    new = confirm(dispatcher, f"{incident}.2")
    other = service.tablet(new)
    assert other.get(f"/api/crews/{new}/order").json()["order"]["relieves"] == old
    for button in ("accepted", "en-route", "at-scene", "at-patient"):
        assert dispatcher.get(f"/api/incidents/{incident}").json()["crew"] == old
        assert press(other, new, button).status_code == 200

    def handed() -> Json | None:
        seen = look(dispatcher, incident)
        return seen if seen and seen["crew"] == new else None

    seen = eventually(handed, "the call is the new crew's")
    assert seen["milestone"] == "at-patient"
    assert other.get(f"/api/crews/{new}/order").json()["order"]["incident"] == incident
    assert tablet.get(f"/api/crews/{old}/order").json()["order"] is None
    assert dispatcher.get(f"/api/crews/{old}").json()["status"] == "out-of-service"
    tablet.post(f"/api/crews/{old}/service", json={"in_service": True, "reason": "починили"}, headers=key())


def test_a_false_call_is_cancelled_whole(dispatcher: httpx.Client) -> None:
    incident = report(dispatcher, far_from_others(6, injured=6, medical={"complaint": "дтп"}))["incident"]
    recommended(dispatcher, f"{incident}.3")
    answer = post(dispatcher, f"{incident}.3", "cancel-all", reason="ложный вызов")
    assert answer.status_code == 200, answer.text
    problem(dispatcher.get(f"/api/incidents/{incident}/scene"), 404)


@pytest.mark.parametrize(
    ("what", "body", "field"),
    [
        ("victims", {"red": -1}, "red"),
        ("victims", {"red": "много"}, "red"),
        ("victims", {"red": 1, "children": 2}, "body"),
        ("victims", {"blue": 1}, "blue"),
        ("ask", {"need": ["surgeon"]}, "need.0"),
        ("ask", {"count": 0}, "count"),
        ("ask", {"count": 10**9}, "count"),
        ("merge", {}, "duplicate"),
        ("merge", {"duplicate": "я" * 101}, "duplicate"),
        ("hand-over", {"cause": "усталость"}, "cause"),
        ("cancel-all", {"reason": ""}, "reason"),
    ],
)
def test_what_cannot_be_is_answered_with_its_field(
    dispatcher: httpx.Client, crash: Json, what: str, body: Json, field: str
) -> None:
    assert problem(post(dispatcher, crash["whole"], what, **body), 422)["field"] == field


@pytest.mark.parametrize(
    ("what", "body"),
    [
        ("victims", {"red": 1}),
        ("ask", {}),
        ("merge", {"duplicate": "nope"}),
        ("hand-over", {"cause": "other"}),
        ("cancel-all", {"reason": "ложный"}),
    ],
)
def test_a_wish_about_nothing_is_answered_so(dispatcher: httpx.Client, what: str, body: Json) -> None:
    assert "nope" in problem(post(dispatcher, "nope", what, **body), 404)["detail"]


def test_only_those_who_decide_may_merge_and_cancel(service: Service, crash: Json) -> None:
    tablet = service.tablet(crash["crews"][1])
    problem(post(tablet, crash["whole"], "merge", duplicate="x"), 403)
    problem(post(service.client("planner"), crash["whole"], "victims", red=1), 403)
