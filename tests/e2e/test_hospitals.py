"""Hospitals and the air ambulance speak to the running service; a crew bound for a closed one is turned round."""

from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest

from tests.e2e.conftest import confirm, look, press, problem, report
from tests.service import Service, eventually, key

GATCHINA = "gatchinskaya-kmb"


def say(client: httpx.Client, hospital: str, **word: Any) -> httpx.Response:
    return client.post(f"/api/hospitals/{hospital}/report", json=word, headers=key())


def soon(minutes: float) -> str:
    return (datetime.now(UTC) + timedelta(minutes=minutes)).isoformat()


def test_a_closed_hospital_is_shown_and_the_crew_bound_for_it_goes_elsewhere(
    service: Service, dispatcher: httpx.Client
) -> None:
    incident = report(dispatcher)["incident"]
    crew = confirm(dispatcher, incident)
    chosen = eventually(lambda: (look(dispatcher, incident) or {}).get("destination"), "a hospital")
    assert chosen["hospital"] == GATCHINA
    assert chosen["would_change"]
    try:
        shown = say(service.client("integration"), GATCHINA, open=False, reason="пожар", valid_until=soon(30))
        assert shown.status_code == 200, shown.text
        assert (shown.json()["open"], shown.json()["reception"]["reason"]) == (False, "пожар")
        seen = (look(dispatcher, incident) or {})["destination"]
        assert seen["hospital"] != GATCHINA
        assert seen["reasons"][0]["code"] == "instead-of-closed"
        assert "Гатчинская" in seen["reasons"][0]["text"]
        tablet = service.tablet(crew)
        for milestone in ("accepted", "en-route", "at-scene", "at-patient"):
            assert press(tablet, crew, milestone).status_code == 200
        assert press(tablet, crew, "transporting", hospital=GATCHINA).status_code == 200
        order = tablet.get(f"/api/crews/{crew}/order").json()["order"]
        assert [w["code"] for w in order["destination"]["warnings"]] == ["hospital-closed"]
    finally:
        assert say(dispatcher, GATCHINA).json()["open"] is True


@pytest.mark.parametrize(
    ("word", "field"),
    [
        ({"beds": {"general": -1}}, "beds.general"),
        ({"beds": {"genral": 1}}, "beds"),
        ({"diverted": ["strok"]}, "diverted.0"),
        ({"bays": 0}, "bays"),
        ({"valid_until": "2030-01-01T00:00:00"}, "valid_until"),
        ({"opened": True}, "opened"),
    ],
)
def test_a_wrong_word_names_its_field(dispatcher: httpx.Client, word: dict[str, Any], field: str) -> None:
    found = problem(say(dispatcher, GATCHINA, **word), 422)
    assert any(error["field"].startswith(field) for error in found["errors"]), found


def test_an_unknown_hospital_and_a_stale_word_are_refused_with_the_way_out(dispatcher: httpx.Client) -> None:
    assert problem(say(dispatcher, "nowhere"), 404)["type"].endswith("unknown-hospital")
    assert problem(say(dispatcher, "lokb", valid_until=soon(-5)), 409)["type"].endswith("stale-report")
    assert say(dispatcher, "lokb", observed_at=soon(-1)).status_code == 200
    assert problem(say(dispatcher, "lokb", observed_at=soon(-20)), 409)["type"].endswith("stale-report")


def test_a_planner_looks_and_does_not_speak(service: Service) -> None:
    planner = service.client("planner")
    assert any(row["id"] == GATCHINA for row in planner.get("/api/hospitals").json())
    problem(say(planner, GATCHINA), 403)


def test_the_air_ambulance_speaks_and_says_why_it_does_not_fly(service: Service, dispatcher: httpx.Client) -> None:
    incident = report(dispatcher)["incident"]
    confirm(dispatcher, incident)
    assert problem(dispatcher.get(f"/api/incidents/{incident}/air?hospital=lokb"), 409)["type"].endswith("air-unknown")
    word = {"ready": True, "lat": 59.983, "lon": 30.587, "visibility_m": 100, "ceiling_m": 50, "wind_m_s": 30}
    kept = service.client("senior").post("/api/air", json={**word, "valid_until": soon(30)}, headers=key())
    assert kept.status_code == 200, kept.text
    assert kept.json()["ready"] is True
    assert kept.json()["below_minimum"]["code"] == "visibility"
    assert kept.json()["startup_s"] == 600
    assert {site["kind"] for site in dispatcher.get("/api/air/sites").json()} >= {"airfield", "hospital-pad"}
    found = dispatcher.get(f"/api/incidents/{incident}/air?hospital=lokb").json()
    assert found["flies"] is False
    assert found["why"]["text"]
    answer = dispatcher.post(
        f"/api/incidents/{incident}/air-meeting", json={"site": "nowhere", "accepted": True}, headers=key()
    )
    assert problem(answer, 409)["type"].endswith("stale-choice")
