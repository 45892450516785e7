"""Pauses, crews that change, and overrides in hindsight, through the whole service."""

import json
import os
import subprocess
import sys
from pathlib import Path

import httpx

from tests.e2e.conftest import confirm, problem, recommended, report
from tests.service import ROOT, Service, key

RULES = {"rules": {"meal_s": 1_800, "interrupted_by": 1, "stand_in_s": 1_200}}
SHIFT = {"start": "00:00", "end": "00:00"}


def reserve(client: httpx.Client, name: str, **more: object) -> httpx.Response:
    body = {"id": name, "station": "gatchina", "shift": SHIFT, "reason": "усиление", **more}
    return client.post("/api/crews", json=body, headers=key())


def test_a_senior_sets_the_rules_and_everybody_on_the_board_sees_them(
    service: Service, dispatcher: httpx.Client
) -> None:
    senior = service.client("senior")
    assert senior.put("/api/duty/rules", json=RULES, headers=key()).status_code == 200
    assert dispatcher.get("/api/duty/rules").json()["rules"]["stand_in_s"] == 1_200
    problem(dispatcher.put("/api/duty/rules", json=RULES, headers=key()), 403)
    wrong = senior.put("/api/duty/rules", json={"rules": {"meal_s": -5}}, headers=key())
    assert problem(wrong, 422)["field"] == "rules.meal_s"
    swapped = senior.put("/api/duty/rules", json={"rules": {"meal_from_share": 0.95}}, headers=key())
    assert "meal_until_share" in json.dumps(problem(swapped, 422), ensure_ascii=False)
    assert senior.put("/api/duty/rules", json={"rules": None}, headers=key()).json() == {"rules": None}


def test_a_crew_pauses_and_comes_back(service: Service, dispatcher: httpx.Client) -> None:
    assert reserve(dispatcher, "обед-1").status_code == 201
    tablet = service.tablet("обед-1")
    again = key()
    for _ in range(2):
        answer = tablet.post("/api/crews/обед-1/break", json={"kind": "meal"}, headers=again)
        assert answer.status_code == 200, answer.text
        assert answer.json()["crew"]["status"] == "on-break"
        assert answer.json()["crew"]["pause"]["kind_ru"] == "обед"
    ended = tablet.post("/api/crews/обед-1/break/end", json={"reason": "нужны на линии"}, headers=key())
    assert ended.json()["crew"]["pause"] is None
    assert problem(tablet.post("/api/crews/обед-1/break/end", json={"reason": "ещё"}, headers=key()), 409)
    problem(service.tablet("1601").post("/api/crews/обед-1/break", json={}, headers=key()), 403)


def test_a_crew_is_changed_and_removed_during_the_day(dispatcher: httpx.Client) -> None:
    assert reserve(dispatcher, "резерв-1").status_code == 201
    assert problem(reserve(dispatcher, "резерв-1"), 409)["type"].endswith("stale-choice")
    assert problem(reserve(dispatcher, "резерв-2", station="nowhere"), 422)["field"] == "station"
    change = {"strengthened_by": ["doctor"], "equipment": ["stair-chair"], "reason": "усилена врачом"}
    crew = dispatcher.patch("/api/crews/резерв-1", json=change, headers=key()).json()["crew"]
    assert (crew["strengthened_by_ru"], crew["equipment_ru"]) == (["врач"], ["кресло для лестницы"])
    wrong = dispatcher.patch("/api/crews/резерв-1", json={"vehicle_class": "Z", "reason": "x"}, headers=key())
    assert problem(wrong, 422)["field"] == "vehicle_class"
    gone = dispatcher.post("/api/crews/резерв-1/remove", json={"reason": "конец"}, headers=key())
    assert gone.json() == {"removed": "резерв-1"}
    assert dispatcher.get("/api/crews/резерв-1").status_code == 404


def test_needed_equipment_stands_on_the_board(dispatcher: httpx.Client) -> None:
    incident = report(dispatcher)["incident"]
    answer = dispatcher.put(f"/api/incidents/{incident}/equipment", json={"equipment": ["winch"]}, headers=key())
    assert answer.status_code == 200, answer.text
    shown = dispatcher.get(f"/api/incidents/{incident}").json()
    assert shown["equipment_need_ru"] == ["лебёдка и высокая проходимость"]
    confirm(dispatcher, incident)


def test_overrides_are_judged_for_planners_and_seniors_without_names(
    service: Service, dispatcher: httpx.Client
) -> None:
    incident = report(dispatcher)["incident"]
    _, other, *_ = (option["crew"] for option in recommended(dispatcher, incident)["recommendation"]["options"])
    wish = {"crew": other, "reason": "экипаж знает адрес"}
    dispatcher.post(f"/api/incidents/{incident}/override", json=wish, headers=key()).raise_for_status()
    found = service.client("planner").get("/api/planners/overrides").json()
    row = next(row for row in found["rows"] if row["incident"] == incident)
    assert (row["verdict"], row["unknown"]) == ("unknown", "not-arrived")
    assert "demo-" not in json.dumps(found)
    assert found["groups"]["role"][0]["name"] == "dispatcher"
    problem(dispatcher.get("/api/planners/overrides"), 403)
    problem(service.client("senior").get("/api/planners/overrides", params={"since": "2999-01-01"}), 422)


def test_the_command_tells_the_same_and_writes_a_page(service: Service, tmp_path: Path) -> None:
    command = [str(Path(sys.executable).parent / "doezd")]
    page = tmp_path / "overrides.html"
    done = subprocess.run(
        [*command, "overrides", "--html", str(page)],
        cwd=ROOT,
        env={**os.environ, "DOEZD_DATA": str(service.data)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert "решений по рекомендации" in done.stdout
    assert "кто оказался прав" in page.read_text(encoding="utf-8")
