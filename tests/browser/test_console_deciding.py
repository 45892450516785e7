"""What the dispatcher's page says of diversions, standby moves, several crews and hospitals."""

from collections.abc import Callable
from typing import Any

import httpx
import pytest
from playwright.sync_api import BrowserContext, Page, Route, expect

from tests.browser.conftest import WAIT_MS, Calls, Watch, open_console
from tests.service import Service, eventually, key

pytestmark = pytest.mark.browser

expect.set_options(timeout=WAIT_MS)

Json = dict[str, Any]

REMOTE = (61.01, 35.48)
"""Вознесенье: one crew, and the next one more than an hour away."""


def row(incident: str) -> str:
    return f'#queue [data-incident="{incident}"]'


def choose(page: Page, incident: str) -> None:
    page.click(row(incident))
    expect(page.locator(f'.details[data-incident="{incident}"]')).to_be_visible()


def crash(office: httpx.Client, at: tuple[float, float], injured: int) -> str:
    """Report a road accident; returns the incident once it stands in the queue."""
    card = {
        "location": {"latitude": at[0], "longitude": at[1]},
        "medical": {"complaint": "дтп"},
        "injured": injured,
    }
    answer = office.post("/api/calls", json=card, headers=key())
    assert answer.is_success, answer.text
    incident = str(answer.json()["incident"])
    eventually(lambda: office.get(f"/api/incidents/{incident}").json().get("recommendation"), "it is decided")
    return incident


def idle(office: httpx.Client) -> Json:
    """Return a crew that stands at its base."""
    crews = office.get("/api/state").json()["crews"]
    return dict(next(c for c in reversed(crews) if c["status"] == "available" and c["on_duty"] and not c["standby"]))


def test_a_crew_that_would_be_taken_off_its_call_is_said_so_before_f4(
    console: Page, calls: Calls, screens: Any
) -> None:
    left = calls.ring(REMOTE, "повышение давления")["incident"]
    crew = calls.send(left)
    urgent = calls.ring(REMOTE, "не дышит")["incident"]
    choose(console, urgent)
    expect(console.locator(".undoes")).to_contain_text(f"Снимает {crew} с вызова {left}")
    expect(console.locator("#confirm")).to_contain_text(f"Снять {crew} с {left} и назначить")
    console.get_by_text("Из чего сложился выбор").click()
    expect(console.locator(".terms tbody")).to_contain_text("ожидание")
    console.screenshot(path=screens / "diversion.png")
    console.keyboard.press("F4")
    expect(console.locator(f'#queue .assigned [data-incident="{urgent}"]')).to_contain_text(crew)
    assert calls.look(urgent)["crew"] == crew
    assert (calls.look(left)["status"], calls.look(left)["crew"]) == ("waiting", None)
    choose(console, left)
    expect(console.locator(".withdrawn")).to_contain_text(f"{crew} снята")


def test_another_crew_is_sent_instead_only_after_the_tick(console: Page, calls: Calls) -> None:
    incident = calls.ring((59.12, 28.09))["incident"]
    before = calls.send(incident)
    choose(console, incident)
    console.get_by_text(f"Отправить другую вместо {before}").click()
    button = console.locator("[data-option]").first
    other = button.get_attribute("data-option")
    button.click()
    reason = console.get_by_role("button", name="На деле ближе")
    expect(reason).to_be_disabled()
    console.keyboard.press("1")
    assert calls.look(incident)["crew"] == before
    console.get_by_label(f"Вернуть с пути {before}").check()
    console.keyboard.press("1")
    expect(console.locator(".details .crew-number")).to_have_text(str(other))
    assert calls.look(incident)["crew"] == other


def test_an_idle_crew_is_sent_to_stand_by_and_every_window_shows_it(
    service: Service, contexts: Callable[..., BrowserContext], watch: Watch, office: httpx.Client
) -> None:
    crew = idle(office)
    context = contexts()
    first, second = open_console(context, service, watch), open_console(context, service, watch)
    for page in (first, second):
        page.get_by_role("tab", name="Бригады").click()
        page.get_by_label("Номер, вид или подстанция").fill(crew["id"])
    first.get_by_role("button", name="Дежурить…").click()
    send = first.locator(".own button.primary")
    expect(send).to_be_disabled()
    chosen = first.locator("#standby-to option:checked").inner_text()
    first.get_by_label("Причина").fill("ярмарка")
    send.click()
    for page in (first, second):
        expect(page.locator(".crew-list")).to_contain_text(f"дежурит: {chosen}")


def test_an_offered_move_is_sent_with_one_click_and_a_late_refusal_is_said_in_words(
    service: Service, contexts: Callable[..., BrowserContext], watch: Watch, office: httpx.Client
) -> None:
    """Whether a move is offered depends on the hour of the day, so the offer is put into the board's answer."""
    watch.refusals_expected = True
    taken, late = idle(office)["id"], ""
    point = office.get("/api/state").json()["standby_points"][0]
    why = [{"code": "standby-saves", "text": "следующий вызов прождёт меньше", "text_en": "less wait"}]
    offer = {"to": point, "eta_s": 600.0, "rolling": False, "reasons": why}

    def with_offers(route: Route) -> None:
        nonlocal late
        answer = route.fetch()
        state = answer.json()
        free = [c for c in state["crews"] if c["status"] == "available" and c["on_duty"] and c["id"] != taken]
        late = free[0]["id"]
        for crew in state["crews"]:
            if crew["id"] in {taken, late}:
                crew["standby_offer"] = offer
        route.fulfill(response=answer, json=state)

    context = contexts()
    context.route("**/api/state", with_offers)
    page = open_console(context, service, watch)
    page.get_by_role("tab", name="предложено переездов: 2").click()
    move = page.locator(f'[data-move="{taken}"]')
    expect(move).to_contain_text(f"{taken} → {point['name']}")
    expect(move).to_contain_text("следующий вызов прождёт меньше")
    move.get_by_role("button", name="Отправить").click()
    expect(move).to_have_count(0)
    assert office.get(f"/api/crews/{taken}").json()["standby"]["id"] == point["id"]
    page.locator(f'[data-move="{late}"]').get_by_role("button", name="Не нужно…").click()
    page.get_by_role("button", name="Экипажу нужен отдых").click()
    expect(page.locator("#message")).to_contain_text("переезд ей сейчас не предложен")


def test_a_call_that_waits_for_a_crew_says_for_whom_until_when_and_whom_to_send_at_once(
    contexts: Callable[[], BrowserContext], service: Service, watch: Watch, calls: Calls, screens: Any
) -> None:
    incident = calls.ring((60.0, 31.9), "повышение давления")["incident"]
    at = "2026-11-22T20:35:41.123Z"
    hold = {"crew": "2143", "free_at": at, "arrives_at": at, "until": at, "meanwhile": "1601"}
    words = "ждёт бригаду 2143: освободится около 23:20, доедет на 6 мин раньше, чем свободная 1601"
    change = "если бы бригада 2143 освободилась на 4 мин раньше, поехала бы она"

    def holding(route: Route) -> None:
        answer = route.fetch()
        state = answer.json()
        made = next(each for each in state["incidents"] if each["id"] == incident)["recommendation"]
        reason = {"code": "waits-for-crew", "text": words, "text_en": words}
        would = {"code": "would-win-if-free-sooner", "text": change, "text_en": change}
        made |= {"crew": None, "eta_s": None, "hold": hold, "reasons": [reason], "would_change": [would]}
        route.fulfill(response=answer, json=state)

    context = contexts()
    context.route("**/api/state", holding)
    page = open_console(context, service, watch)
    expect(page.locator(row(incident))).to_contain_text("Ждёт бригаду 2143, приедет около 23:35")
    choose(page, incident)
    details = page.locator(".details")
    expect(details).to_contain_text("Ждёт бригаду 2143")
    expect(details).to_contain_text("Не позже 23:35 поедет свободная; сейчас это 1601")
    expect(details).to_contain_text(words)
    expect(details).to_contain_text(change)
    expect(page.locator("#confirm")).to_have_count(0)
    expect(page.locator("[data-option]").first).to_be_visible()
    page.screenshot(path=screens / "hold.png")


def test_several_crews_stand_together_and_the_victims_are_counted(console: Page, office: httpx.Client) -> None:
    incident = crash(office, (60.0, 31.9), 5)
    choose(console, incident)
    expect(console.locator(".details")).to_contain_text("Бригады на вызове: 0 из")
    expect(console.locator(row(f"{incident}.2"))).to_contain_text("к другим пострадавшим")
    console.click("#victims")
    console.get_by_label("Красные").fill("2")
    console.get_by_label("Не осмотрены").fill("")
    console.get_by_role("button", name="Записать").click()
    expect(console.locator(".details")).to_contain_text("пострадавших: 2")
    console.click("#ask")
    console.get_by_role("button", name="Вызвать", exact=True).click()
    expect(console.locator(".parts")).to_contain_text("вызвана на помощь с места")
    console.click("#cancel-all")
    console.get_by_role("button", name="Ложный вызов").click()
    expect(console.locator(row(incident))).to_have_count(0)


def test_more_children_than_victims_are_refused_in_words(console: Page, office: httpx.Client, watch: Watch) -> None:
    watch.refusals_expected = True
    choose(console, crash(office, (60.1, 31.9), 2))
    console.click("#victims")
    console.get_by_label("Из них детей").fill("9")
    console.get_by_role("button", name="Записать").click()
    expect(console.locator("#message")).to_contain_text("детей больше, чем пострадавших")


def test_two_calls_about_one_case_are_merged(console: Page, office: httpx.Client) -> None:
    first = crash(office, (60.2, 32.9), 1)
    second = crash(office, (60.2, 32.9), 1)
    choose(console, second)
    expect(console.locator(".same")).to_contain_text(f"Похоже на вызов {first}")
    console.get_by_role("button", name="Тот же случай: объединить").click()
    expect(console.locator(f'.details[data-incident="{first}"]')).to_contain_text("звонков: 2")
    expect(console.locator(row(second))).to_have_count(0)


def test_a_hospital_that_has_closed_is_noted_and_opened_again(
    service: Service, contexts: Callable[..., BrowserContext], watch: Watch, office: httpx.Client
) -> None:
    context = contexts()
    page, other = open_console(context, service, watch), open_console(context, service, watch)
    for window in (page, other):
        window.get_by_role("tab", name="Стационары").click()
        window.get_by_label("Название стационара или профиль").fill("Сланцевская")
    listed = page.locator(".hospital").first
    expect(listed).to_contain_text("принимает")
    listed.get_by_role("button", name="Сведения…").click()
    page.get_by_role("radio", name="Закрыт").click()
    page.get_by_label("Причина").fill("карантин")
    page.get_by_role("button", name="Записать сведения").click()
    for window in (page, other):
        expect(window.locator(".hospital").first).to_contain_text("приём закрыт")
        expect(window.locator(".hospital").first).to_contain_text("карантин")
    hospital = listed.get_attribute("data-hospital")
    assert office.post(f"/api/hospitals/{hospital}/report", json={}, headers=key()).is_success
    expect(listed).not_to_contain_text("приём закрыт")


def test_the_air_ambulance_is_noted_and_says_why_it_does_not_fly(console: Page, calls: Calls, watch: Watch) -> None:
    watch.refusals_expected = True
    incident = calls.ring((59.41, 28.25), "не дышит")["incident"]
    calls.send(incident)
    console.get_by_role("tab", name="Стационары").click()
    console.click("#air-report")
    console.get_by_label("Видимость, м").fill("100")
    console.get_by_label("Нижняя граница облаков, м").fill("50")
    console.get_by_label("Ветер, м/с").fill("30")
    console.locator("#air-base").select_option(index=1)
    console.get_by_role("button", name="Записать сведения").click()
    expect(console.locator(".readiness")).to_contain_text("погода ниже минимума")
    expect(console.locator(".readiness")).to_contain_text("видимость 100 м, нужно не меньше 2000 м")
    expect(console.locator(".readiness")).to_contain_text("взлёт через 10 мин")
    choose(console, incident)
    console.click("#ask-flight")
    expect(console.locator(".air")).to_contain_text("Вертолётом нельзя")
