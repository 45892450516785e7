"""The page of the shift: posts by hour, rules of pauses with errors at their fields, crews and what they carry."""

from collections.abc import Callable
from typing import Any

import httpx
import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.conftest import WAIT_MS, Watch
from tests.service import Service, key

pytestmark = pytest.mark.browser

expect.set_options(timeout=WAIT_MS)

POST = "razmetelevo"


@pytest.fixture
def senior(service: Service, contexts: Callable[..., BrowserContext], watch: Watch) -> Page:
    """The page of a senior doctor, who may set the rules."""
    page = contexts().new_page()
    watch.follow(page)
    page.goto(f"{service.url}/console?token={service.tokens['senior']}")
    page.get_by_text("Связь есть").wait_for()
    page.get_by_role("tab", name="Смена").click()
    return page


def on_line(office: httpx.Client, crew: str, *, is_on: bool) -> None:
    body = {"in_service": is_on, "reason": "проба"}
    office.post(f"/api/crews/{crew}/service", json=body, headers=key()).raise_for_status()


def test_a_post_that_loses_its_crews_is_seen_at_once_and_a_crew_can_be_sent(
    senior: Page, office: httpx.Client, screens: Any
) -> None:
    row = senior.locator(f'[data-post="{POST}"]')
    expect(row).to_contain_text("ежедневно круглые сутки: 1")
    crews = [crew["id"] for crew in office.get("/api/state").json()["crews"] if crew["station"] == POST]
    try:
        for crew in crews:
            on_line(office, crew, is_on=False)
        expect(row).to_contain_text("0 из 1")
        expect(row).to_contain_text("не хватает с")
        row.get_by_role("button", name="Послать…").click()
        expect(row.locator("#post-crew option")).not_to_have_count(0)
        senior.screenshot(path=screens / "shift.png")
    finally:
        for crew in crews:
            on_line(office, crew, is_on=True)
    expect(row).to_contain_text(f"{len(crews)} из 1")


def test_a_wrong_rule_is_told_at_its_field_and_a_right_one_holds(
    service: Service, senior: Page, watch: Watch, screens: Any
) -> None:
    watch.refusals_expected = True
    try:
        senior.locator("#duty").get_by_role("button", name="Изменить…").click()
        senior.fill("#meal_s", "0")
        senior.fill("#night_from_s", "25 часов")
        senior.get_by_role("button", name="Записать правила").click()
        expect(senior.locator(".field:has(#meal_s) .field-problem")).to_contain_text("должно быть больше 0")
        expect(senior.locator(".field:has(#night_from_s) .field-problem")).to_contain_text("ЧЧ:ММ")
        senior.screenshot(path=screens / "duty-rules.png")
        senior.fill("#meal_s", "45")
        senior.fill("#night_from_s", "23:00")
        senior.get_by_role("button", name="Записать правила").click()
        expect(senior.locator("#message")).to_contain_text("Правила перерывов записаны")
        rules = service.client("senior").get("/api/duty/rules").json()["rules"]
        assert (rules["meal_s"], rules["night_from_s"], rules["meal_from_share"]) == (2_700, 82_800, 1 / 3)
    finally:
        service.client("senior").put("/api/duty/rules", json={"rules": None}, headers=key()).raise_for_status()
    expect(senior.locator("#duty")).to_contain_text("Перерывы не планируются")


def test_a_dispatcher_sees_the_rules_and_may_not_change_them(console: Page) -> None:
    console.get_by_role("tab", name="Смена").click()
    expect(console.locator("#duty")).to_contain_text("Менять правила может старший врач")
    expect(console.locator("#duty").get_by_role("button")).to_have_count(0)


def test_a_crew_is_added_given_equipment_sent_to_its_meal_and_removed(console: Page, office: httpx.Client) -> None:
    console.get_by_role("tab", name="Смена").click()
    console.locator("#extra").get_by_role("button", name="Добавить бригаду…").click()
    console.fill("#extra-id", "проба-7")
    console.fill("#extra-start", "00:00")
    console.fill("#extra-end", "00:00")
    console.fill("#extra-reason", "усиление")
    console.get_by_role("button", name="Вывести на линию").click()
    expect(console.locator("#message")).to_contain_text("проба-7")
    console.locator("[role=tab]").nth(1).click()
    console.get_by_label("Номер, вид или подстанция").fill("проба-7")
    crew = console.locator(".crew-list li")
    crew.get_by_role("button", name="Ещё…").click()
    crew.get_by_label("лебёдка").check()
    crew.locator("#work-reason").fill("поставили лебёдку")
    crew.get_by_role("button", name="Записать").click()
    expect(crew).to_contain_text("лебёдка и высокая проходимость")
    crew.get_by_role("button", name="Ещё…").click()
    crew.get_by_role("button", name="Начать: обед").click()
    expect(crew).to_contain_text("перерыв до")
    crew.get_by_role("button", name="Ещё…").click()
    crew.get_by_role("button", name="Закончить перерыв").click()
    expect(crew).to_contain_text("свободна")
    crew.get_by_role("button", name="Ещё…").click()
    crew.locator("#work-reason").fill("конец смены")
    crew.get_by_role("button", name="Убрать из расписания").click()
    expect(crew).to_have_count(0)
    assert office.get("/api/crews/проба-7").status_code == 404
