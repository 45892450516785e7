"""The crew's page in a real browser, against the real service."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from playwright.sync_api import Page, expect

from routing.types import as_point, great_circle_m
from simulations.patients.teaching import LESSONS
from tests.browser.conftest import WAIT_MS, Calls, Watch
from tests.service import Service, eventually, key

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


def go(office: httpx.Client, crew: str, *milestones: str) -> None:
    """Press buttons behind the tablet's back."""
    for milestone in milestones:
        assert office.post(f"/api/crews/{crew}/status", json={"milestone": milestone}, headers=key()).is_success


def idle_all_day(service: Service) -> str:
    """Return a free crew whose shift goes on for hours yet, whatever the time of the test."""
    senior = service.client("senior")
    crews = senior.get("/api/state").json()["crews"]
    free = next(crew["id"] for crew in crews if crew["status"] == "available" and not crew["standby"])
    began = (datetime.now(UTC) - timedelta(hours=9)).strftime("%H:00")  # the region is three hours ahead of UTC
    change = {"shift": {"start": began, "end": began}, "reason": "проверка"}
    assert senior.patch(f"/api/crews/{free}", json=change, headers=key()).is_success
    return str(free)


def read_news(page: Page, headline: str) -> None:
    """Read what covers the page, and see that it stays read."""
    expect(page.get_by_role("alertdialog")).to_contain_text(headline)
    page.click("#news-read")
    expect(page.get_by_role("alertdialog")).to_have_count(0)


def test_a_crew_taken_off_its_call_must_read_so_before_it_presses_anything(
    tablet: Callable[[str], Page], calls: Calls, office: httpx.Client, screens: Path
) -> None:
    less = calls.ring((58.74, 29.85), "перелом руки")["incident"]
    crew = calls.send(less)
    page = tablet(crew)
    more = calls.ring((58.75, 29.86), "не дышит")["incident"]
    body = {"crew": crew, "reason": "ближе всех", "divert": True}
    assert office.post(f"/api/incidents/{more}/override", json=body, headers=key()).is_success
    dialog = page.get_by_role("alertdialog")
    expect(dialog).to_contain_text(f"Вас сняли с вызова {less}")
    expect(dialog).to_contain_text("более срочный вызов")
    expect(dialog).to_contain_text(f"Теперь: вызов {more}")
    assert page.locator("#buttons").evaluate("element => element.inert")
    page.screenshot(path=screens / "tablet-withdrawn.png")
    read_news(page, "Вас сняли с вызова")
    expect(page.locator("#order")).to_contain_text("не дышит")
    page.reload()
    expect(page.locator("#next")).to_contain_text("Приняли вызов")
    expect(dialog).to_have_count(0)


def test_what_was_decided_in_a_dead_zone_is_read_afterwards(
    tablet: Callable[[str], Page], calls: Calls, office: httpx.Client, watch: Watch
) -> None:
    watch.refusals_expected = True
    incident = calls.ring((59.65, 28.3))["incident"]
    page = tablet(calls.send(incident))
    page.context.set_offline(True)
    expect(page.locator("#link")).to_contain_text("Связь потеряна")
    assert office.post(f"/api/incidents/{incident}/cancel", json={"reason": "Уехали сами"}, headers=key()).is_success
    page.context.set_offline(False)
    expect(page.get_by_role("alertdialog")).to_contain_text("Уехали сами")
    read_news(page, f"Вызов {incident} отменён")


def test_a_crew_with_a_patient_is_told_of_another_hospital(
    tablet: Callable[[str], Page], calls: Calls, office: httpx.Client
) -> None:
    incident = calls.ring((60.1, 29.96))["incident"]
    crew = calls.send(incident)
    go(office, crew, "accepted", "en-route", "at-scene", "at-patient", "transporting")
    page = tablet(crew)
    chosen = office.get(f"/api/crews/{crew}/order").json()["order"]["destination"]
    expect(page.locator(".way-head")).to_contain_text(chosen["name"])
    closed = {"open": False, "reason": "нет света"}
    assert office.post(f"/api/hospitals/{chosen['id']}/report", json=closed, headers=key()).is_success
    try:
        read_news(page, "Везите в другой стационар")
        expect(page.locator("#order .hospital")).to_contain_text(f"вместо «{chosen['name']}»: приём закрыт")
        expect(page.locator(".way-head")).not_to_contain_text(chosen["name"])
    finally:
        office.post(f"/api/hospitals/{chosen['id']}/report", json={"open": True}, headers=key())


def test_the_scene_is_asked_for_counted_and_shown(
    tablet: Callable[[str], Page], calls: Calls, office: httpx.Client, screens: Path
) -> None:
    incident = calls.ring((59.0, 30.9), "ДТП", **said("t003"))["incident"]
    crew = calls.send(incident)
    go(office, crew, "accepted", "en-route", "at-scene")
    page = tablet(crew)
    page.click("#tab-help")
    page.get_by_role("radio", name="Любая").click()
    page.get_by_role("radio", name="К другому пострадавшему").click()
    page.locator("#ask .send").click()
    expect(page.locator("#ask [role=status]")).to_contain_text("Вызвано")
    expect(page.locator("#order .scene")).to_contain_text("бригада ещё не назначена")
    page.get_by_role("button", name="Прибавить: красные").click()
    page.get_by_role("button", name="Прибавить: зелёные").click()
    page.locator("#victims .send").click()
    expect(page.locator("#order .victims")).to_contain_text("Пострадавших: 2")
    page.screenshot(path=screens / "tablet-help.png")
    parts = office.get(f"/api/incidents/{incident}/scene").json()["parts"]
    asked = next(part["incident"] for part in parts if part["kind"] == "asked")
    second = calls.send(asked)
    expect(page.locator(f"[data-part='{asked}']")).to_contain_text(second)
    other = tablet(second)
    expect(other.locator("#order")).to_contain_text("Ваш пациент — другой пострадавший")
    expect(other.locator("#order")).not_to_contain_text("Антикоагулянт")
    other.click("#tab-patient")
    expect(other.locator("#patient")).not_to_contain_text("Соколов")


def test_asking_twice_for_the_same_crew_is_refused_in_words(
    tablet: Callable[[str], Page], calls: Calls, office: httpx.Client, watch: Watch
) -> None:
    watch.refusals_expected = True
    crew = calls.send(calls.ring((60.35, 31.9))["incident"])
    go(office, crew, "accepted", "en-route", "at-scene")
    page = tablet(crew)
    page.click("#tab-help")
    page.get_by_role("radio", name="Любая").click()
    page.locator("#ask .send").click()
    expect(page.locator("#ask [role=status]")).to_contain_text("Вызвано")
    page.locator("#ask .send").click()
    expect(page.locator("#ask [role=status]")).to_contain_text("уже вызвана")


def test_a_call_is_handed_over_from_crew_to_crew(
    tablet: Callable[[str], Page], calls: Calls, office: httpx.Client
) -> None:
    incident = calls.ring((60.55, 30.22))["incident"]
    crew = calls.send(incident)
    go(office, crew, "accepted", "en-route", "at-scene", "at-patient")
    page = tablet(crew)
    page.click("#tab-help")
    page.click("#hand-over-ask")
    page.locator("[data-cause=breakdown]").click()
    expect(page.locator("#order")).to_contain_text("Пациент пока ваш")
    parts = office.get(f"/api/incidents/{incident}/scene").json()["parts"]
    relief = next(part["incident"] for part in parts if part["relieves"] == crew)
    second = calls.send(relief)
    expect(page.locator("#order")).to_contain_text(f"Вас сменит бригада {second}")
    other = tablet(second)
    expect(other.locator("#order")).to_contain_text(f"Вы сменяете бригаду {crew}: поломка")
    for label in STEPS[:4]:
        press(other, label)
        expect(other.locator("#unsent")).to_have_count(0)
    read_news(page, f"Вас сменили на вызове {incident}")
    expect(page.get_by_role("heading", name="Бригада вне линии")).to_be_visible()
    read_news(other, f"Вызов {incident} теперь ваш")
    expect(other.locator("#next")).to_contain_text("Везём")


def test_steps_pressed_in_a_dead_zone_follow_the_crew_that_takes_a_call_over(
    tablet: Callable[[str], Page], calls: Calls, office: httpx.Client, watch: Watch
) -> None:
    watch.refusals_expected = True
    incident = calls.ring((60.9, 29.4))["incident"]
    crew = calls.send(incident)
    go(office, crew, "accepted", "en-route", "at-scene", "at-patient")
    body = {"cause": "breakdown"}
    scene = office.post(f"/api/incidents/{incident}/hand-over", json=body, headers=key()).json()
    second = calls.send(next(part["incident"] for part in scene["parts"] if part["relieves"] == crew))
    page = tablet(second)
    page.context.set_offline(True)
    expect(page.locator("#link")).to_contain_text("Связь потеряна")
    for label in STEPS[:5]:
        press(page, label)
    page.context.set_offline(False)
    expect(page.locator("#unsent")).to_have_count(0)
    read_news(page, f"Вызов {incident} теперь ваш")
    whole = calls.look(incident)
    assert (whole["crew"], whole["milestone"]) == (second, "transporting")


def test_a_standby_move_is_told_and_shown_on_the_map(
    tablet: Callable[[str], Page], service: Service, office: httpx.Client
) -> None:
    crew = idle_all_day(service)
    state = office.get("/api/state").json()
    here = next(row["at"] for row in state["crews"] if row["id"] == crew)
    to = max(state["standby_points"], key=lambda point: abs(point["at"]["lat"] - here["lat"]))
    page = tablet(crew)
    body = {"to": to["id"], "reason": "прикрыть трассу"}
    assert office.post(f"/api/crews/{crew}/standby", json=body, headers=key()).is_success
    read_news(page, f"Ваше место: {to['name']}")
    expect(page.get_by_role("heading", name=f"Переезд: {to['name']}")).to_be_visible()
    expect(page.locator("#next-turn")).to_be_visible()
    home = next(row["station"] for row in state["crews"] if row["id"] == crew)
    assert office.post(f"/api/crews/{crew}/standby", json={"to": home}, headers=key()).is_success
    expect(page.get_by_role("heading", name="Ждём вызов")).to_be_visible()


def test_a_break_goes_on_and_is_ended_early(
    tablet: Callable[[str], Page], service: Service, office: httpx.Client
) -> None:
    crew = idle_all_day(service)
    page = tablet(crew)
    assert office.post(f"/api/crews/{crew}/break", json={"kind": "meal"}, headers=key()).is_success
    expect(page.get_by_role("heading", name="Перерыв: обед")).to_be_visible()
    page.get_by_role("button", name="Закончить раньше").click()
    expect(page.get_by_role("heading", name="Ждём вызов")).to_be_visible()


def test_a_planned_transport_is_driven_by_its_own_buttons(
    tablet: Callable[[str], Page], service: Service, office: httpx.Client, screens: Path
) -> None:
    crew = idle_all_day(service)
    use = {"use": "set-aside", "reason": "плановые перевозки"}
    assert office.put(f"/api/crews/{crew}/transport", json=use, headers=key()).is_success
    page = tablet(crew)
    booked = office.post("/api/transport", json=discharge(office, crew), headers=key())
    assert booked.status_code == httpx.codes.CREATED, booked.text
    transport = booked.json()["transports"][0]
    look = lambda: office.get(f"/api/transport/{transport}").json()  # noqa: E731 (asked again and again)
    eventually(lambda: look().get("step") == "planned", "the transport is planned")
    assert office.post("/api/transport/confirm", json={"transports": [transport]}, headers=key()).is_success
    expect(page.locator("#run")).to_contain_text("Синтетическая Мария")
    expect(page.locator("#run")).to_contain_text("в кресле-коляске")
    page.screenshot(path=screens / "tablet-transport.png")
    for label in ("Едем за пациентом", "На месте подачи", "Пациент в машине", "Пациент доставлен"):
        press(page, label)
        expect(page.locator("#unsent")).to_have_count(0)
    expect(page.locator("#run")).to_contain_text("Рейсов пока нет")
    assert look()["step"] == "delivered"
    assert office.put(f"/api/crews/{crew}/transport", json={**use, "use": "none"}, headers=key()).is_success


def discharge(office: httpx.Client, crew: str) -> dict[str, Any]:
    """Book a way home from the hospital nearest to a crew, from now on."""
    state = office.get("/api/state").json()
    here = next(row["at"] for row in state["crews"] if row["id"] == crew)
    hospital = min(
        state["hospitals"], key=lambda h: abs(h["at"]["lat"] - here["lat"]) + abs(h["at"]["lon"] - here["lon"])
    )
    now = datetime.now(UTC)
    return {
        "kind": "discharge",
        "from": {"hospital": hospital["id"], "note": "палата 12"},
        "to": {"lat": here["lat"] + 0.03, "lon": here["lon"] + 0.03},
        "pickup": {"from": now.isoformat(), "until": (now + timedelta(hours=3)).isoformat()},
        "mobility": "wheelchair",
        "patient": {"name": "Синтетическая Мария"},
    }


def test_the_page_fits_a_phone(tablet: Callable[[str], Page], calls: Calls, screens: Path) -> None:
    page = tablet(calls.send(calls.ring((59.3, 33.3))["incident"]))
    page.set_viewport_size({"width": 390, "height": 844})
    for tab in ("route", "patient", "help"):
        page.click(f"#tab-{tab}")
        assert page.evaluate("document.documentElement.scrollWidth") <= 390
        page.screenshot(path=screens / f"tablet-phone-{tab}.png")


def before(route: dict[str, Any], turn: dict[str, Any], metres: float = 25.0) -> dict[str, float]:
    """Return a place so many metres before a turn of a route."""
    left_m = metres
    line = [as_point(at) for at in route["geometry"]["coordinates"]]
    for back in range(turn["begin"], 0, -1):
        end, begin = line[back], line[back - 1]
        length_m = great_circle_m(begin, end)
        if length_m >= left_m:
            share = left_m / length_m
            return {
                "lat": end.lat + share * (begin.lat - end.lat),
                "lon": end.lon + share * (begin.lon - end.lon),
            }
        left_m -= length_m
    return {"lat": line[0].lat, "lon": line[0].lon}


def test_the_way_is_spoken_once_switched_on(
    tablet: Callable[[str], Page], calls: Calls, service: Service, office: httpx.Client
) -> None:
    incident = calls.ring((60.73, 28.72))["incident"]
    crew = calls.send(incident)
    page = tablet(crew)
    page.evaluate("() => { window.heard = []; speechSynthesis.speak = (words) => heard.push(words.text) }")
    page.click("#voice")
    assert page.evaluate("heard") == ["Веду голосом"]
    route = office.get(f"/api/crews/{crew}/order").json()["order"]["route"]
    turn = route["maneuvers"][1]
    assert service.client("integration").post("/api/positions", json={"crew": crew, **before(route, turn)}).is_success
    eventually(lambda: page.evaluate("heard.length") > 1, "a manoeuvre is announced")
    told = {announcement["text"] for maneuver in route["maneuvers"] for announcement in maneuver["announcements"]}
    assert page.evaluate("heard")[1] in told
    page.click("#voice")
    expect(page.locator("#voice")).to_have_text("Вести голосом")


def test_a_crew_may_take_another_way_and_go_back_to_the_fastest(
    tablet: Callable[[str], Page], calls: Calls, screens: Path
) -> None:
    incident = calls.ring((59.40, 33.83))["incident"]
    page = tablet(calls.send(incident))
    page.click("#ways-look")
    expect(page.locator(".way-choice")).not_to_have_count(0)
    page.screenshot(path=screens / "tablet-ways.png")
    page.locator(".way-choice").nth(1).click()
    expect(page.locator(".ways")).to_contain_text("Едем не самым быстрым путём")
    page.click("#ways-back")
    expect(page.locator("#ways-look")).to_be_visible()
