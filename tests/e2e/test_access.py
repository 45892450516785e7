"""Who may what, at the door itself."""

import re

import httpx
import pytest

from tests.e2e.conftest import a_card, confirm, press, problem, recommended, report
from tests.service import Service, key

OPEN = {"/health"}


def operations(service: Service) -> list[tuple[str, str]]:
    """Return every method and path that the service describes, its pages and files."""
    paths = service.client("supervisor").get("/openapi.json").json()["paths"]
    described = [(method.upper(), re.sub(r"{[^}]+}", "1", path)) for path, found in paths.items() for method in found]
    assert len(described) > 15
    return [*described, ("GET", "/"), ("GET", "/openapi.json"), ("GET", "/static/x.js"), ("GET", "/vendor/x.js")]


def test_a_stranger_gets_an_answer_from_the_health_check_alone(service: Service) -> None:
    stranger = service.client()
    for method, path in operations(service):
        answer = stranger.request(method, path)
        if path in OPEN:
            assert answer.status_code == 200
        else:
            assert problem(answer, 401)["type"] == "urn:doezd:problem:unauthenticated", (method, path)
            assert answer.headers["www-authenticate"] == "Bearer"


def test_a_made_up_key_opens_nothing(service: Service) -> None:
    liar = service.client(token="x" * 24)
    for method, path in operations(service):
        if path not in OPEN:
            problem(liar.request(method, path), 401)


def test_a_browser_without_a_key_is_shown_the_way_in(service: Service) -> None:
    stranger = service.client()
    for page in ("/console", "/tablet"):
        answer = stranger.get(page, headers={"Accept": "text/html"})
        assert answer.status_code == 401
        assert "<form" in answer.text


def test_a_login_keeps_the_key_where_no_script_can_read_it(service: Service) -> None:
    browser = service.client()
    assert browser.post("/login", data={"token": "wrong"}).status_code == 401
    answer = browser.post("/login", data={"token": service.tokens["dispatcher"]})
    assert (answer.status_code, answer.headers["location"]) == (303, "/console")
    cookie = answer.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=strict" in cookie
    assert browser.get("/api/me").json()["role"] == "dispatcher"


@pytest.mark.parametrize("role", ["dispatcher", "senior", "planner", "supervisor", "integration"])
def test_everybody_is_who_their_key_says(service: Service, role: str) -> None:
    assert service.client(role).get("/api/me").json() == {"user": f"demo-{role}", "role": role, "crew": None}


WISHES: dict[str, tuple[str, str, object, set[str]]] = {
    "see the board": ("GET", "/api/state", None, {"dispatcher", "senior", "planner", "supervisor", "integration"}),
    "see refused cards": ("GET", "/api/cards/rejected", None, {"dispatcher", "senior"}),
    "see who looked": ("GET", "/api/audit", None, {"supervisor"}),
    "watch the runs": ("GET", "/api/runs", None, {"planner", "supervisor"}),
    "see who is reached": (
        "GET",
        "/api/routing/isochrones?station=gatchina&minutes=5",
        None,
        {"dispatcher", "senior", "planner", "supervisor"},
    ),
    "read a report": ("GET", "/api/runs/nothing/report", None, {"planner", "supervisor"}),
    "set the mode": ("POST", "/api/mode", {"mode": "propose"}, {"dispatcher", "senior", "supervisor"}),
    "send a position": ("POST", "/api/positions", [], {"integration"}),
    "find an address": (
        "GET",
        "/api/geocode?q=Выборг",
        None,
        {"dispatcher", "senior", "planner", "supervisor", "integration"},
    ),
    "pair a tablet": ("POST", "/api/crews/{crew}/token", None, {"dispatcher", "senior", "supervisor"}),
    "see an order": ("GET", "/api/crews/{crew}/order", None, {"dispatcher", "senior"}),
    "see an incident": (
        "GET",
        "/api/incidents/{incident}",
        None,
        {"dispatcher", "senior", "supervisor", "integration"},
    ),
    "send a crew": ("POST", "/api/incidents/{incident}/confirm", {"crew": "nobody"}, {"dispatcher", "senior"}),
    "break the glass": ("POST", "/api/incidents/{incident}/context/break-glass", {"reason": "x"}, {"senior"}),
}


@pytest.fixture(scope="module")
def incident(service: Service) -> str:
    found = report(service.client("dispatcher"))["incident"]
    recommended(service.client("dispatcher"), found)
    return str(found)


@pytest.mark.parametrize("wish", WISHES)
def test_a_role_may_what_its_work_needs_and_nothing_else(service: Service, incident: str, wish: str) -> None:
    method, path, body, allowed = WISHES[wish]
    crew = service.client("dispatcher").get("/api/state").json()["crews"][0]["id"]
    for role in ("dispatcher", "senior", "planner", "supervisor", "integration"):
        found = path.format(incident=incident, crew=crew)
        answer = service.client(role).request(method, found, json=body, headers=key())
        assert (answer.status_code != 403) is (role in allowed), (wish, role, answer.text)
        assert answer.status_code < 500, answer.text


def test_names_and_addresses_are_shown_only_to_those_who_work_with_them(service: Service) -> None:
    card = a_card(
        caller={"name": "Тайна Тайновна", "phone": "+7 900 000-00-01"}, address={"text": "Гатчина, Секретная 1"}
    )
    found = report(service.client("dispatcher"), card)["incident"]
    recommended(service.client("dispatcher"), found)
    assert "Тайна" in service.client("senior").get(f"/api/incidents/{found}").text
    for role in ("supervisor", "integration"):
        seen = service.client(role).get(f"/api/incidents/{found}").text
        assert "Тайна" not in seen
        assert "Секретная" not in seen
    for role in ("planner", "supervisor", "integration"):
        assert "Секретная" not in service.client(role).get("/api/state").text


def test_a_tablet_sees_and_drives_its_own_crew_alone(service: Service) -> None:
    dispatcher = service.client("dispatcher")
    incident = report(dispatcher)["incident"]
    crew = confirm(dispatcher, incident)
    other = next(c["id"] for c in dispatcher.get("/api/state").json()["crews"] if c["id"] != crew)
    own, stranger = service.tablet(crew), service.tablet(other)
    assert own.get("/api/me").json()["crew"] == crew
    assert own.get(f"/api/crews/{crew}/order").json()["order"]["incident"] == incident
    for answer in (
        stranger.get(f"/api/crews/{crew}"),
        stranger.get(f"/api/crews/{crew}/order"),
        press(stranger, crew, "accepted"),
        stranger.post(f"/api/crews/{crew}/service", json={"in_service": False, "reason": "x"}),
        stranger.get("/api/state"),
        own.get(f"/api/incidents/{incident}"),
    ):
        problem(answer, 403)
    moved = own.post("/api/positions", json=[{"crew": other, "lat": 59.5, "lon": 30.1}])
    assert moved.json()["accepted"] == 0
    assert moved.json()["rejected"][0]["crew"] == other


def test_every_answer_carries_the_headers_that_protect_a_browser(service: Service) -> None:
    stranger = service.client()
    for path in ("/health", "/api/state", "/console"):
        headers = stranger.get(path).headers
        assert "default-src 'self'" in headers["content-security-policy"]
        assert headers["x-content-type-options"] == "nosniff"
    assert service.client("dispatcher").get("/api/state").headers["cache-control"] == "no-store"


def unknown(client: httpx.Client) -> list[httpx.Response]:
    return [
        client.get("/api/incidents/nope"),
        client.get("/api/crews/nope"),
        client.get("/api/nope"),
        client.post("/api/crews/nope/token"),
        client.post("/api/incidents/nope/cancel", json={"reason": "x"}, headers=key()),
        client.post("/api/incidents/nope/confirm", json={"crew": "2143"}, headers=key()),
        client.post("/api/crews/nope/status", json={"milestone": "accepted"}, headers=key()),
    ]


def test_what_does_not_exist_is_a_problem_and_not_a_crash(dispatcher: httpx.Client) -> None:
    for answer in unknown(dispatcher):
        problem(answer, 404)
