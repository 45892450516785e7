"""A call from the first word to the free crew, through the whole service."""

import httpx
import pytest

from simulations.patients import demo_people
from tests.e2e.conftest import a_card, confirm, look, press, problem, recommended, report
from tests.service import Service, eventually, key

WAY = ("accepted", "en-route", "at-scene", "at-patient", "transporting", "at-hospital", "handed-over", "available")


def test_an_order_says_where_and_how(service: Service, dispatcher: httpx.Client) -> None:
    incident = report(dispatcher, a_card(address={"text": "Гатчина", "entrance": "2"}))["incident"]
    crew = confirm(dispatcher, incident)
    order = service.tablet(crew).get(f"/api/crews/{crew}/order").json()["order"]
    assert (order["incident"], order["target"]) == (incident, "scene")
    assert order["place_details"]["entrance"] == "2"
    assert order["route"]["geometry"]["type"] == "LineString"
    assert order["route"]["maneuvers"][-1]["text"]
    assert order["destination"]["reasons"]


def test_a_call_goes_its_whole_way(service: Service, dispatcher: httpx.Client) -> None:
    incident = report(dispatcher)["incident"]
    crew = confirm(dispatcher, incident)
    tablet = service.tablet(crew)
    for turn, milestone in enumerate(WAY):
        shown = tablet.get(f"/api/crews/{crew}/order").json()
        assert milestone in shown["legal"]
        assert (shown["order"]["target"] == "hospital") is (turn > WAY.index("at-patient"))
        answer = press(tablet, crew, milestone)
        assert answer.status_code == 200, answer.text
        seen = look(dispatcher, incident)
        assert seen is not None
        assert set(WAY[: turn + 1]) <= set(seen["milestones"])
    closed = look(dispatcher, incident)
    assert closed is not None
    assert closed["status"] == "closed"
    assert closed["doezd_s"] > 0
    assert closed["assignments"][0]["crew"] == crew
    assert incident not in {i["id"] for i in dispatcher.get("/api/state").json()["incidents"]}
    after = tablet.get(f"/api/crews/{crew}/order").json()
    assert (after["order"], after["legal"]) == (None, [])
    assert after["crew"]["status"] in ("available", "off-duty")


def test_a_wrong_button_names_the_right_ones(service: Service, dispatcher: httpx.Client) -> None:
    incident = report(dispatcher)["incident"]
    crew = confirm(dispatcher, incident)
    found = problem(press(service.tablet(crew), crew, "at-hospital"), 409)
    assert found["legal"] == ["accepted"]
    assert found["type"].endswith("illegal-transition")
    found = problem(press(service.tablet(crew), crew, "teleported"), 422)
    assert found["field"] == "milestone"


def test_a_button_pressed_twice_with_one_key_counts_once(service: Service, dispatcher: httpx.Client) -> None:
    incident = report(dispatcher)["incident"]
    crew = confirm(dispatcher, incident)
    tablet, again = service.tablet(crew), key()
    answers = [
        tablet.post(f"/api/crews/{crew}/status", json={"milestone": "accepted"}, headers=again) for _ in range(3)
    ]
    assert [answer.status_code for answer in answers] == [200, 200, 200]
    seen = look(dispatcher, incident)
    assert seen is not None
    assert [e["type"] for e in seen["events"]].count("MilestoneReached") == 1


def test_a_dispatcher_sends_another_crew_with_a_reason(dispatcher: httpx.Client) -> None:
    incident = report(dispatcher)["incident"]
    best, other, *_ = (option["crew"] for option in recommended(dispatcher, incident)["recommendation"]["options"])
    silent = dispatcher.post(f"/api/incidents/{incident}/override", json={"crew": other, "reason": " "}, headers=key())
    assert problem(silent, 422)["field"] == "reason"
    wish = {"crew": other, "reason": "экипаж знает адрес"}
    answer = dispatcher.post(f"/api/incidents/{incident}/override", json=wish, headers=key())
    assert answer.status_code == 200, answer.text
    (sent,) = answer.json()["incident_view"]["assignments"]
    assert (sent["crew"], sent["override_reason"]) == (other, "экипаж знает адрес")
    late = dispatcher.post(f"/api/incidents/{incident}/confirm", json={"crew": best}, headers=key())
    assert other in problem(late, 409)["detail"]


def test_a_cancelled_call_is_closed_and_its_crew_is_free(service: Service, dispatcher: httpx.Client) -> None:
    incident = report(dispatcher)["incident"]
    crew = confirm(dispatcher, incident)
    answer = dispatcher.post(f"/api/incidents/{incident}/cancel", json={"reason": "ложный вызов"}, headers=key())
    assert answer.json()["incident_view"]["status"] == "cancelled"
    assert service.tablet(crew).get(f"/api/crews/{crew}/order").json()["order"] is None


def test_a_position_moves_the_crew_on_the_board(service: Service, dispatcher: httpx.Client) -> None:
    crew = dispatcher.get("/api/state").json()["crews"][-1]["id"]
    tablet = service.tablet(crew)
    answer = tablet.post("/api/positions", json={"crew": crew, "lat": 59.9, "lon": 30.9})
    assert (answer.status_code, answer.json()) == (202, {"accepted": 1, "rejected": []})
    eventually(
        lambda: dispatcher.get(f"/api/crews/{crew}").json()["at"] == {"lat": 59.9, "lon": 30.9}, "the crew has moved"
    )
    broken = tablet.post("/api/positions", content=b'{"crew": "1", "lat": NaN, "lon": 3}')
    problem(broken, 422)


def test_a_crew_off_the_line_is_not_offered(service: Service, dispatcher: httpx.Client) -> None:
    incident = report(dispatcher, a_card(address={"text": "Тихвин"}, location=None))["incident"]
    crew = recommended(dispatcher, incident)["recommendation"]["crew"]
    off = {"in_service": False, "reason": "поломка"}
    answer = service.tablet(crew).post(f"/api/crews/{crew}/service", json=off, headers=key())
    assert answer.json()["status"] == "out-of-service"
    try:
        seen = recommended(dispatcher, incident)["recommendation"]
        assert crew not in {option["crew"] for option in seen["options"]}
    finally:
        dispatcher.post(f"/api/crews/{crew}/service", json={"in_service": True, "reason": "починили"}, headers=key())
        dispatcher.post(f"/api/incidents/{incident}/cancel", json={"reason": "проверка"}, headers=key())


def test_the_crew_sees_the_allergy_of_its_patient_and_the_dispatcher_does_not(
    service: Service, dispatcher: httpx.Client
) -> None:
    who = next(person for person in demo_people() if person.special == "анафилаксия на пенициллин")
    patient = {
        "family": who.family,
        "given": who.given,
        "patronymic": who.patronymic,
        "sex": who.sex,
        "birth_date": who.birth_date,
        "snils": who.snils,
        "enp": who.enp,
    }
    card = a_card(medical={"complaint": "боль в груди", "patient": patient})
    incident = report(dispatcher, card)["incident"]
    crew = confirm(dispatcher, incident)
    tablet = service.tablet(crew)

    def known() -> dict | None:
        context = tablet.get(f"/api/crews/{crew}/order").json()["context"]
        return context if context and context["alerts"] else None

    context = eventually(known, "the record of the patient", within_s=60)
    assert context["grade"] == "certain"
    assert any("пенициллин" in f"{a['text']} {a['detail']}".lower() for a in context["alerts"])
    assert who.snils not in tablet.get(f"/api/crews/{crew}/order").text
    assert dispatcher.get(f"/api/crews/{crew}/order").json()["context"] is None
    looks = service.client("supervisor").get("/api/audit").text
    assert incident in looks
    assert f"crew:{crew}" in looks


@pytest.mark.parametrize("body", [{"mode": "manual"}, {}, {"mode": "propose", "for": "ever"}])
def test_a_mode_that_is_none_is_refused(dispatcher: httpx.Client, body: dict) -> None:
    assert problem(dispatcher.post("/api/mode", json=body, headers=key()), 422)["errors"]


def test_roads_answer_in_geojson_and_name_a_wrong_point(dispatcher: httpx.Client) -> None:
    ends = {"origin": {"lat": 59.5689, "lon": 30.1228}, "destination": {"type": "Point", "coordinates": [28.75, 60.71]}}
    found = dispatcher.post("/api/routing/route", json=ends).json()
    assert found["geometry"]["type"] == "LineString"
    assert found["properties"]["distance_m"] > 100_000
    assert (
        problem(dispatcher.post("/api/routing/route", json={**ends, "origin": {"lat": 95, "lon": 3}}), 422)["field"]
        == "origin"
    )
    table = dispatcher.post("/api/routing/matrix", json={"origins": [ends["origin"]], "destinations": [[28.75, 60.71]]})
    assert table.json()["seconds"][0][0] == pytest.approx(found["properties"]["duration_s"], rel=0.01)
