"""The dispatcher's page in a real browser, against the real service."""

import re
from collections.abc import Callable
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import BrowserContext, Page, Route, expect

from tests.browser.conftest import WAIT_MS, Calls, Watch, open_console
from tests.browser.line import Line
from tests.service import Service, key

pytestmark = pytest.mark.browser

expect.set_options(timeout=WAIT_MS)


def row(incident: str) -> str:
    return f'#queue [data-incident="{incident}"]'


def choose(page: Page, incident: str) -> None:
    page.click(row(incident))
    expect(page.locator(f'.details[data-incident="{incident}"]')).to_be_visible()


def test_a_call_appears_in_the_queue_by_itself(console: Page, calls: Calls) -> None:
    incident = calls.ring((59.91, 32.34), "не дышит")["incident"]
    found = console.locator(row(incident))
    expect(found).to_contain_text("Остановка сердца")
    expect(found).to_contain_text("угроза жизни")
    expect(found).to_contain_text("осталось")


def test_f4_sends_the_recommended_crew(console: Page, calls: Calls, screens: Path) -> None:
    incident = calls.ring((60.70, 28.80))["incident"]
    choose(console, incident)
    expect(console.locator("#confirm")).to_be_enabled()
    console.locator("html[data-map=ready]").wait_for()
    assert console.evaluate("window.mapReady") is True
    console.screenshot(path=screens / "console.png")
    console.keyboard.press("F4")
    expect(console.locator(f'#queue .assigned [data-incident="{incident}"]')).to_contain_text("вызов передан")
    whole = calls.look(incident)
    assert whole["crew"] == whole["recommendation"]["crew"]


def test_another_crew_is_sent_by_two_digits_and_the_reason_is_kept(console: Page, calls: Calls) -> None:
    incident = calls.ring((59.44, 32.02))["incident"]
    choose(console, incident)
    expect(console.locator("[data-option]").first).to_be_visible()
    second = console.locator("[data-option]").first.get_attribute("data-option")
    console.keyboard.press("2")
    expect(console.get_by_text("а не рекомендованная?")).to_be_visible()
    console.keyboard.press("1")
    expect(console.locator(".details")).to_contain_text("Решение человека: На деле ближе")
    assert calls.look(incident)["crew"] == second


def test_a_choice_that_is_out_of_date_is_refused_in_words(
    console: Page, calls: Calls, office: httpx.Client, watch: Watch
) -> None:
    watch.refusals_expected = True
    incident = calls.ring((58.74, 29.86))["incident"]
    choose(console, incident)
    expect(console.locator("#confirm")).to_be_enabled()

    def somebody_was_faster(route: Route) -> None:
        other = calls.look(incident)["recommendation"]["options"][1]["crew"]
        body = {"crew": other, "reason": "был рядом"}
        assert office.post(f"/api/incidents/{incident}/override", json=body, headers=key()).is_success
        route.continue_()

    console.route("**/confirm", somebody_was_faster, times=1)
    console.click("#confirm")
    expect(console.locator("#message")).to_contain_text("Обстановка изменилась")
    expect(console.locator("#message")).to_contain_text(re.compile("[а-я]{4}"))


def test_a_call_is_cancelled_with_a_reason(console: Page, calls: Calls) -> None:
    incident = calls.ring((59.65, 33.5))["incident"]
    choose(console, incident)
    console.click("#cancel")
    console.get_by_role("button", name="Повторный звонок о том же").click()
    expect(console.locator(row(incident))).to_have_count(0)
    assert calls.look(incident)["status"] == "cancelled"


def test_nothing_typed_is_lost_and_a_retry_makes_one_call(console: Page, office: httpx.Client, watch: Watch) -> None:
    watch.refusals_expected = True
    keys: list[str] = []
    arrived: list[str] = []
    console.on(
        "request",
        lambda r: keys.append(r.headers["idempotency-key"]) if r.url.endswith("/api/calls") else None,
    )
    before = len(office.get("/api/state").json()["incidents"])
    console.keyboard.press("F2")
    console.fill("[name='address.text']", "Выборг, Ленинградский проспект, 10")
    console.fill("[name='medical.complaint']", "боль в груди")
    console.fill("[name='medical.patient.birth_date']", "09.05.1950")

    def answer_is_lost(route: Route) -> None:
        arrived.append(route.fetch().text())
        route.abort()

    console.route("**/api/calls", answer_is_lost, times=1)
    console.get_by_role("button", name="Передать в очередь").click()
    expect(console.get_by_text("повтор не создаст второго вызова")).to_be_visible()
    console.reload()
    console.get_by_text("Связь есть").wait_for()
    console.keyboard.press("F2")
    expect(console.locator("[name='address.text']")).to_have_value("Выборг, Ленинградский проспект, 10")
    console.get_by_role("button", name="Передать в очередь").click()
    expect(console.locator("#message")).to_contain_text("принят")
    assert len(arrived) == 1
    assert len(set(keys)) == 1
    assert len(keys) == 2
    assert len(office.get("/api/state").json()["incidents"]) == before + 1


def test_a_problem_stands_at_its_field(console: Page, watch: Watch) -> None:
    watch.refusals_expected = True
    console.keyboard.press("F2")
    console.fill("[name='address.text']", "ъъъъъ ыыыыы")
    console.fill("[name='medical.complaint']", "боль в груди")
    console.fill("[name='medical.patient.snils']", "112-233-445 96")
    send = console.get_by_role("button", name="Передать в очередь")
    send.click()
    expect(console.get_by_text("В СНИЛС опечатка")).to_be_visible()
    console.fill("[name='medical.patient.snils']", "112-233-445 95")
    send.click()
    expect(console.locator(".address .field-problem")).to_contain_text("не найден на карте")
    expect(console.locator("[name='medical.complaint']")).to_have_value("боль в груди")


def test_addresses_are_suggested_and_taken_by_keys(console: Page) -> None:
    console.keyboard.press("F2")
    console.locator("[name='address.text']").press_sequentially("выборг ленинградский")
    expect(console.locator("#address-found li").first).to_contain_text("Выборг")
    console.keyboard.press("ArrowDown")
    console.keyboard.press("Enter")
    expect(console.get_by_text("Точка:")).to_be_visible()


def test_the_mode_is_switched_in_every_window(
    service: Service, contexts: Callable[..., BrowserContext], watch: Watch, office: httpx.Client
) -> None:
    context = contexts()
    first, second = open_console(context, service, watch), open_console(context, service, watch)
    first.get_by_role("radio", name="Автоматически").click()
    expect(second.get_by_role("radio", name="Автоматически")).to_have_attribute("aria-checked", "true")
    second.get_by_role("radio", name="Предлагать").click()
    expect(first.get_by_role("radio", name="Предлагать")).to_have_attribute("aria-checked", "true")
    assert office.get("/api/state").json()["mode"] == "propose"


def test_a_silent_line_is_noticed_and_nothing_is_missed_after_it(
    service: Service, contexts: Callable[..., BrowserContext], watch: Watch, line: Line, calls: Calls
) -> None:
    watch.refusals_expected = True
    page = open_console(contexts(), service, watch, line.url)
    line.fall_silent()
    expect(page.locator("#link")).to_contain_text("Связь потеряна, данные от")
    incident = calls.ring((59.38, 28.6))["incident"]
    line.speak()
    expect(page.locator("#link")).to_contain_text("Связь есть")
    expect(page.locator(row(incident))).to_be_visible()


def test_the_screen_says_which_map_this_is(console: Page, office: httpx.Client) -> None:
    loaded = office.get("/api/map").json()
    credit = console.locator("#map-credit")
    expect(credit).to_contain_text("Загружена")
    expect(credit).to_contain_text(loaded["licence"])
    expect(credit).to_contain_text("Схема, не карта" if loaded["schematic"] else "Не снято с местности")


def test_crews_are_listed_and_filtered_by_status(console: Page, screens: Path) -> None:
    console.get_by_role("tab", name="Бригады").click()
    expect(console.locator(".crew-list li").first).to_be_visible()
    console.locator(".filters button").nth(1).click()
    expect(console.locator(".filters button").nth(1)).to_have_attribute("aria-pressed", "true")
    console.screenshot(path=screens / "crews.png")


def test_clocks_show_the_region_and_not_the_workstation(
    service: Service, contexts: Callable[..., BrowserContext], watch: Watch
) -> None:
    page = open_console(contexts(timezone_id="Pacific/Auckland"), service, watch)
    shown = page.evaluate("""async () => {
        const { clock } = await import('/static/shared/time.js');
        return clock('2026-01-31T21:30:00Z');
    }""")
    assert shown == "00:30"
