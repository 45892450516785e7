"""The crew's page in a real browser, against the real service."""

from collections.abc import Callable
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Page, expect

from simulations.patients.teaching import LESSONS
from tests.browser.conftest import WAIT_MS, Calls, Watch
from tests.service import key

pytestmark = pytest.mark.browser

expect.set_options(timeout=WAIT_MS)

PEOPLE = {person.id: person for person in LESSONS}
UNDONE_MS = 5_500
STEPS = ("Приняли вызов", "Выехали", "На месте", "У пациента", "Везём", "Прибыли", "Пациента передали", "Свободны")
NAMES = ("accepted", "en-route", "at-scene", "at-patient", "transporting", "at-hospital", "handed-over", "available")


def said(number: str) -> dict[str, str]:
    """Return what a caller tells of a teaching patient."""
    person = PEOPLE[number]
    return {
        "family": person.family,
        "given": person.given,
        "patronymic": person.patronymic,
        "sex": person.sex,
        "birth_date": person.birth_date,
        "snils": person.snils,
    }


def press(page: Page, label: str) -> None:
    """Press the big button and let the time to undo it pass."""
    expect(page.locator("#next")).to_contain_text(label)
    page.click("#next")
    expect(page.locator("#undo")).to_be_visible()
    page.clock.fast_forward(UNDONE_MS)


def times(calls: Calls, incident: str) -> list[str]:
    return [event["type"] for event in calls.look(incident)["events"]]


def test_a_free_crew_waits(tablet: Callable[[str], Page], office: httpx.Client) -> None:
    crews = office.get("/api/state").json()["crews"]
    free = next(crew for crew in reversed(crews) if crew["status"] == "available" and crew["on_duty"])
    page = tablet(free["id"])
    expect(page.get_by_role("heading", name="Ждём вызов")).to_be_visible()
    expect(page.locator("#order")).to_contain_text(free["station_name"])


def test_the_order_has_place_road_and_patient(tablet: Callable[[str], Page], calls: Calls, screens: Path) -> None:
    incident = calls.ring((60.745, 28.68), **said("t003"))["incident"]
    page = tablet(calls.send(incident))
    order = page.locator("#order")
    for words in ("Боль в груди", "Учебная улица", "подъезд", "+7 900 000-00-01", "Антикоагулянт: Варфарин"):
        expect(order).to_contain_text(words)
    expect(page.locator(".maneuvers li").first).to_be_visible()
    page.locator("html[data-map=ready]").wait_for()
    page.screenshot(path=screens / "tablet-route.png")
    page.click("#tab-patient")
    expect(page.locator("#patient")).to_contain_text("Соколов Виктор Павлович")
    expect(page.locator("[data-section=allergies]")).to_contain_text("уточните")
    expect(page.locator("#patient")).not_to_contain_text("не выявлено")
    page.screenshot(path=screens / "tablet-patient.png")


def test_only_what_was_asked_and_written_down_is_shown_as_absent(tablet: Callable[[str], Page], calls: Calls) -> None:
    incident = calls.ring((59.54, 30.88), **said("t002"))["incident"]
    page = tablet(calls.send(incident))
    page.click("#tab-patient")
    expect(page.locator("[data-section=allergies] .state")).to_contain_text("не выявлено")
    expect(page.locator("#patient").get_by_text("не выявлено")).to_have_count(1)


def test_the_buttons_walk_to_available(tablet: Callable[[str], Page], calls: Calls) -> None:
    incident = calls.ring((59.90, 32.35))["incident"]
    page = tablet(calls.send(incident))
    for label in STEPS:
        press(page, label)
        expect(page.locator("#unsent")).to_have_count(0)
    expect(page.get_by_role("heading", name="Ждём вызов")).to_be_visible()
    whole = calls.look(incident)
    assert [name for name in NAMES if name in whole["milestones"]] == list(NAMES)
    assert whole["status"] == "closed"


def test_from_the_scene_a_crew_may_be_free_without_transport(tablet: Callable[[str], Page], calls: Calls) -> None:
    incident = calls.ring((59.12, 28.09))["incident"]
    page = tablet(calls.send(incident))
    for label in STEPS[:3]:
        press(page, label)
    page.get_by_role("button", name="Свободны — без госпитализации").click()
    page.clock.fast_forward(UNDONE_MS)
    expect(page.get_by_role("heading", name="Ждём вызов")).to_be_visible()
    assert calls.look(incident)["status"] == "closed"


def test_a_press_can_be_taken_back(tablet: Callable[[str], Page], calls: Calls) -> None:
    incident = calls.ring((60.14, 30.2))["incident"]
    page = tablet(calls.send(incident))
    page.click("#next")
    expect(page.locator("#unsent")).to_contain_text("Не отправлено: 1")
    page.click("#undo")
    expect(page.locator("#unsent")).to_have_count(0)
    page.clock.fast_forward(UNDONE_MS)
    expect(page.locator("#next")).to_contain_text("Приняли вызов")
    assert calls.look(incident)["milestone"] == "notified"


def test_presses_in_a_dead_zone_are_sent_later_in_order_and_once(
    tablet: Callable[[str], Page], calls: Calls, watch: Watch, screens: Path
) -> None:
    watch.refusals_expected = True
    incident = calls.ring((60.02, 29.0))["incident"]
    page = tablet(calls.send(incident))
    page.context.set_offline(True)
    expect(page.locator("#link")).to_contain_text("Связь потеряна")
    for label in STEPS[:2]:
        press(page, label)
    expect(page.locator("#unsent")).to_contain_text("Не отправлено: 2")
    expect(page.locator("#next")).to_contain_text("На месте")
    page.screenshot(path=screens / "tablet-offline.png")
    assert calls.look(incident)["milestone"] == "notified"
    page.context.set_offline(False)
    expect(page.locator("#unsent")).to_have_count(0)
    expect(page.locator("#link")).to_contain_text("Связь есть")
    whole = calls.look(incident)
    assert whole["milestone"] == "en-route"
    assert times(calls, incident).count("MilestoneReached") + times(calls, incident).count("milestone-reached") == 2


def test_a_refused_press_is_said_with_what_is_possible(
    tablet: Callable[[str], Page], calls: Calls, office: httpx.Client, watch: Watch
) -> None:
    watch.refusals_expected = True
    incident = calls.ring((59.35, 31.25))["incident"]
    crew = calls.send(incident)
    page = tablet(crew)
    page.context.set_offline(True)
    expect(page.locator("#link")).to_contain_text("Связь потеряна")
    press(page, "Приняли вызов")
    for milestone in ("accepted", "en-route"):
        body = {"milestone": milestone}
        assert office.post(f"/api/crews/{crew}/status", json=body, headers=key()).is_success
    page.context.set_offline(False)
    expect(page.locator("#refused")).to_contain_text("«Приняли вызов» не принято")
    expect(page.locator("#refused")).to_contain_text("Сейчас можно: На месте")
    expect(page.locator("#next")).to_contain_text("На месте")


def test_a_wrong_patient_is_taken_off_the_screen(tablet: Callable[[str], Page], calls: Calls) -> None:
    incident = calls.ring((59.45, 32.03), **said("t005"))["incident"]
    page = tablet(calls.send(incident))
    page.click("#tab-patient")
    page.click("#wrong-patient")
    page.get_by_role("button", name="Убрать карту у всех").click()
    expect(page.locator("#patient")).to_contain_text("Карты пациента нет")
    expect(page.locator("#order")).not_to_contain_text("Важно до помощи")


def test_a_candidate_is_confirmed_by_two_identifiers(tablet: Callable[[str], Page], calls: Calls, watch: Watch) -> None:
    watch.refusals_expected = True
    incident = calls.ring((59.63, 33.49), **said("t009"))["incident"]
    page = tablet(calls.send(incident))
    page.click("#tab-patient")
    page.get_by_label("Н…а Е. О.").check()
    page.fill("[name=full_name]", "Никитина Елена")
    page.fill("[name=birth_date]", "18.05.1982")
    page.get_by_role("button", name="Подтвердить личность").click()
    expect(page.locator(".candidates [role=alert]")).to_be_visible()
    page.fill("[name=birth_date]", "17.05.1982")
    page.get_by_role("button", name="Подтвердить личность").click()
    expect(page.locator(".identity")).to_contain_text("Никитина Елена Олеговна")


def test_a_press_for_an_order_that_was_taken_away_is_not_sent(
    tablet: Callable[[str], Page], calls: Calls, office: httpx.Client, watch: Watch
) -> None:
    watch.refusals_expected = True
    incident = calls.ring((60.71, 28.76))["incident"]
    page = tablet(calls.send(incident))
    page.context.set_offline(True)
    expect(page.locator("#link")).to_contain_text("Связь потеряна")
    press(page, "Приняли вызов")
    reason = {"reason": "Вызвавший отказался"}
    assert office.post(f"/api/incidents/{incident}/cancel", json=reason, headers=key()).is_success
    page.context.set_offline(False)
    expect(page.locator("#refused")).to_contain_text("уже не ваш")
    expect(page.locator("#unsent")).to_have_count(0)
    expect(page.get_by_role("heading", name="Ждём вызов")).to_be_visible()
