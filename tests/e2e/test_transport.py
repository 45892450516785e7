"""Planned transport through the public API: booked, planned by the running service, driven, cancelled."""

from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest

from tests.e2e.conftest import Json, problem
from tests.service import Service, eventually, key

DISTRICT = "Лодейнопольский район"
"""Far from the calls of the other tests, so that its crews are free."""

STEPS = ("begun", "at-pickup", "on-board", "delivered")


def within(begin_min: float, end_min: float) -> Json:
    """Return a window that begins so many minutes from now."""
    now = datetime.now(UTC)
    return {
        "from": (now + timedelta(minutes=begin_min)).isoformat(),
        "until": (now + timedelta(minutes=end_min)).isoformat(),
    }


def a_booking(client: httpx.Client, **more: Any) -> Json:
    """Return a discharge in the far district, within the next hours."""
    hospital = next(h for h in client.get("/api/state").json()["hospitals"] if "Лодейнопольск" in h["name"])
    known = {
        "kind": "discharge",
        "from": {"hospital": hospital["id"]},
        "to": {"lat": hospital["at"]["lat"] + 0.02, "lon": hospital["at"]["lon"], "address": "деревня, дом 3"},
        "pickup": within(5, 300),
        "patient": {"name": "Синтетическая Мария"},
    }
    return {**known, **more}


def book(client: httpx.Client, body: Json, **headers: str) -> httpx.Response:
    """Book a way."""
    return client.post("/api/transport", json=body, headers=headers or key())


@pytest.fixture(scope="module")
def carrier(service: Service) -> str:
    """A crew of the far district that is set aside for transport."""
    client = service.client("dispatcher")
    crews = client.get("/api/state").json()["crews"]
    crew = next(c["id"] for c in crews if c["district"] == DISTRICT and c["on_duty"] and c["status"] == "available")
    body = {"use": "set-aside", "reason": "плановые перевозки"}
    answer = client.put(f"/api/crews/{crew}/transport", json=body, headers=key())
    assert answer.status_code == 200, answer.text
    assert answer.json()["status"] == "set-aside"
    return str(crew)


def planned(client: httpx.Client, name: str) -> Json:
    """Return a request as soon as the running service has planned it."""

    def there() -> Json | None:
        answer = client.get(f"/api/transport/{name}")
        return dict(answer.json()) if answer.status_code == 200 and answer.json()["reasons"] else None

    return dict(eventually(there, f"a plan for {name}", within_s=60.0))


def test_a_way_is_booked_planned_confirmed_and_driven(service: Service, dispatcher: httpx.Client, carrier: str) -> None:
    answer = book(dispatcher, a_booking(dispatcher))
    assert answer.status_code == 201, answer.text
    (name,) = answer.json()["transports"]
    seen = planned(dispatcher, name)
    assert (seen["step"], seen["crew"]) == ("planned", carrier)
    assert seen["patient"]["name"] == "Синтетическая Мария"
    assert all(reason["text"] and reason["text_en"] for reason in seen["reasons"])
    board = dispatcher.post("/api/transport/confirm", json={"transports": [name]}, headers=key()).json()
    assert next(t for t in board["transports"] if t["id"] == name)["step"] == "confirmed"
    tablet = service.tablet(carrier)
    run = tablet.get(f"/api/crews/{carrier}/transport").json()
    assert [stop["pickup"] for stop in run["stops"] if stop["transport"] == name] == [True, False]
    assert run["transports"][name]["to"]["label"] == "деревня, дом 3"
    for step in STEPS:
        pressed = tablet.post(f"/api/transport/{name}/step", json={"crew": carrier, "step": step}, headers=key())
        assert pressed.status_code == 200, pressed.text
        assert pressed.json()["status"] == ("on-transport" if step == "on-board" else "set-aside")
    over = dispatcher.get(f"/api/transport/{name}").json()
    assert over["step"] == "delivered"
    assert [event["type"] for event in over["events"]][-1] == "TransportStepReached"


def test_a_booking_sent_twice_is_one_and_another_under_its_key_is_refused(dispatcher: httpx.Client) -> None:
    body, headers = a_booking(dispatcher), key()
    first, second = book(dispatcher, body, **headers), book(dispatcher, body, **headers)
    assert (first.status_code, second.status_code) == (201, 200)
    assert first.json() == second.json()
    found = problem(book(dispatcher, {**body, "escorts": 1}, **headers), 409)
    assert found["type"].endswith("key-reused")
    (name,) = first.json()["transports"]
    planned(dispatcher, name)
    gone = dispatcher.delete(f"/api/transport/{name}", params={"reason": "отказ"}, headers=key())
    assert gone.status_code == 200, gone.text
    assert gone.json()["step"] == "cancelled"
    problem(dispatcher.delete(f"/api/transport/{name}", params={"reason": "ещё раз"}, headers=key()), 404)


def test_there_and_back_and_a_series_are_one_booking(dispatcher: httpx.Client) -> None:
    until = (datetime.now(UTC) + timedelta(days=15)).date().isoformat()
    weekly = {"weekdays": [1, 2, 3, 4, 5, 6, 7], "until": until}
    answer = book(dispatcher, a_booking(dispatcher, kind="dialysis", back=within(310, 400), weekly=weekly))
    assert answer.status_code == 201, answer.text
    names = answer.json()["transports"]
    assert len(names) in (30, 32)
    seen = planned(dispatcher, names[-1])
    assert (seen["return_of"], seen["series"]) == (names[-2], answer.json()["booking"])
    assert seen["reasons"][0]["code"] == "transport-planned-later"
    for name in names[::2]:
        dispatcher.delete(f"/api/transport/{name}", params={"reason": "проверка"}, headers=key())


def test_others_see_no_names_and_may_not_book(service: Service, dispatcher: httpx.Client, carrier: str) -> None:
    (name,) = book(dispatcher, a_booking(dispatcher)).json()["transports"]
    planned(dispatcher, name)
    seen = service.client("supervisor").get(f"/api/transport/{name}").json()
    assert (seen["patient"], seen["to"]["label"]) == (None, None)
    problem(book(service.client("supervisor"), a_booking(dispatcher)), 403)
    problem(service.client("planner").get("/api/transport"), 403)
    other = next(c["id"] for c in dispatcher.get("/api/state").json()["crews"] if c["id"] != carrier)
    problem(service.tablet(other).get(f"/api/crews/{carrier}/transport"), 403)
    dispatcher.delete(f"/api/transport/{name}", params={"reason": "проверка"}, headers=key())


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"pickup": None}, "pickup"),
        ({"pickup": within(-300, -200)}, "pickup.until"),
        ({"pickup": within(200, 100)}, "pickup.until"),
        ({"pickup": within(600_000, 600_100)}, "pickup.from"),
        ({"from": {"hospital": "nope"}}, "from.hospital"),
        ({"from": {}}, "from"),
        ({"from": {"lat": 60.0}}, "from.lon"),
        ({"from": {"lat": 33.5, "lon": 60.7}}, "from.lat"),
        ({"from": {"address": "\U0001f691" * 20}}, "from.address"),
        ({"back": within(-200, -100)}, "back.until"),
        ({"weekly": {"weekdays": [1], "until": "2020-01-01"}}, "weekly.until"),
        ({"weekly": {"weekdays": [9], "until": "2099-01-01"}}, "weekly.weekdays.0"),
        ({"escorts": -1}, "escorts"),
        ({"mobility": "upside-down"}, "mobility"),
        ({"loading_min": 1e9}, "loading_min"),
        ({"colour": "red"}, "colour"),
    ],
)
def test_a_wrong_booking_names_the_field(dispatcher: httpx.Client, change: Json, field: str) -> None:
    assert problem(book(dispatcher, a_booking(dispatcher, **change)), 422)["field"] == field


def test_what_is_empty_huge_or_no_json_is_refused(dispatcher: httpx.Client) -> None:
    problem(dispatcher.post("/api/transport", content=b"", headers=key()), 422)
    problem(dispatcher.post("/api/transport", content=b"{", headers=key()), 422)
    problem(book(dispatcher, a_booking(dispatcher, note="я" * 100_000)), 422)
    found = problem(
        dispatcher.post("/api/transport/nope/assign", json={"crew": "1601", "reason": "x"}, headers=key()), 404
    )
    assert found["type"].endswith("unknown-transport")
