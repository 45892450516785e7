"""The planner's page in a real browser: runs go on by themselves, broken files break nothing, two reports are read."""

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.conftest import WAIT_MS, Calls, Watch
from tests.service import Service, eventually, key

pytestmark = pytest.mark.browser

expect.set_options(timeout=WAIT_MS)

STATUS = {
    "state": "running",
    "scenario": "Вторая бригада в Кудрово",
    "policy": "matching",
    "metric": "доезд в среднем",
    "unit": "мин",
    "mean": 14.23,
    "half_width": 0.31,
    "done": 12,
    "total": 40,
    "started_at": 1_795_000_000.0,
    "eta_s": 310.0,
}


@pytest.fixture
def runs(service: Service) -> Path:
    folder = service.data / "runs"
    folder.mkdir(exist_ok=True)
    return folder


def tell(runs: Path, run: str, *, at: float | None = None, **more: Any) -> None:
    """Write a status as a run does: whole, or not at all."""
    (runs / run).mkdir(exist_ok=True)
    part = runs / run / "status.json.part"
    part.write_text(json.dumps({**STATUS, **more}, ensure_ascii=False))
    if at is not None:
        os.utime(part, (at, at))
    part.rename(runs / run / "status.json")


@pytest.fixture
def planner(service: Service, contexts: Callable[..., BrowserContext], watch: Watch) -> Page:
    page = contexts().new_page()
    watch.follow(page)
    page.goto(f"{service.url}/planner?token={service.tokens['planner']}")
    page.get_by_text("Связь есть").wait_for()
    return page


def test_a_run_appears_moves_on_and_ends_by_itself(planner: Page, runs: Path) -> None:
    tell(runs, "moving")
    card = planner.locator('[data-run="moving"]')
    expect(card).to_contain_text("Вторая бригада в Кудрово")
    expect(card).to_contain_text("12 из 40 повторов")
    expect(card).to_contain_text("Доезд в среднем: 14,2 ± 0,3 мин (95 % ДИ)")
    expect(card).to_contain_text("осталось 5 мин")
    tell(runs, "moving", done=39)
    expect(card).to_contain_text("39 из 40 повторов")
    expect(card.get_by_role("progressbar")).to_have_attribute("aria-valuenow", "39")
    tell(runs, "moving", done=40, state="done", eta_s=0.0)
    expect(card).to_contain_text("закончен")


def test_a_run_that_has_said_nothing_for_long_is_called_silent(planner: Page, runs: Path) -> None:
    tell(runs, "killed", at=1_795_000_000.0)
    card = planner.locator('[data-run="killed"]')
    expect(card).to_contain_text("молчит")
    expect(card).to_contain_text("прогон, возможно, остановлен")


def test_broken_and_foreign_files_are_named_and_the_page_goes_on(planner: Page, runs: Path, screens: Path) -> None:
    for run, text in {"half": '{"state": "run', "huge": "x" * 100_000, "foreign": '{"name": "other"}'}.items():
        (runs / run).mkdir(exist_ok=True)
        (runs / run / "status.json").write_text(text)
    tell(runs, "script", scenario="<img src=x onerror=alert(1)>", state="failed", error="ошибка: нет дороги")
    tell(runs, "winter", scenario="Зима и грипп", done=3, mean=None, half_width=None, eta_s=None)
    found = planner.locator(".unreadable")
    for run in ("half", "huge", "foreign"):
        expect(found).to_contain_text(run)
    expect(planner.locator('[data-run="script"]')).to_contain_text("<img src=x onerror=alert(1)>")
    expect(planner.locator('[data-run="winter"]')).to_contain_text("начат")
    planner.screenshot(path=screens / "planner.png", full_page=True)
    planner.set_viewport_size({"width": 900, "height": 900})
    assert planner.evaluate("document.documentElement.scrollWidth") <= 900
    planner.screenshot(path=screens / "planner-900.png", full_page=True)


def test_a_report_opens_and_cannot_run_a_script(planner: Page, runs: Path) -> None:
    tell(runs, "reported", state="done")
    text = "<!doctype html><meta charset=utf-8><h1>Отчёт</h1><script>document.title='ran'</script>"
    (runs / "reported" / "report.html").write_text(text)
    link = planner.locator('[data-run="reported"] a')
    with planner.context.expect_page() as opened:
        link.click()
    expect(opened.value.get_by_role("heading")).to_have_text("Отчёт")
    assert opened.value.title() != "ran"


def test_who_may_not_watch_runs_is_told_so(
    service: Service, contexts: Callable[..., BrowserContext], watch: Watch
) -> None:
    watch.refusals_expected = True
    page = contexts().new_page()
    watch.follow(page)
    page.goto(f"{service.url}/planner?token={service.tokens['dispatcher']}")
    expect(page.get_by_role("alert")).to_contain_text("роль dispatcher этого не может")


def test_a_planner_comes_to_the_runs_from_the_front_door(planner: Page, service: Service) -> None:
    planner.goto(service.url)
    assert planner.url == f"{service.url}/planner"


def test_a_planner_reads_where_the_crews_should_stand(planner: Page, screens: Path) -> None:
    planner.click("#tab-posture")
    expect(planner.locator("#bases tbody tr").first).to_be_visible()
    expect(planner.locator("#runs")).to_contain_text("следующий вызов ждёт в среднем")
    expect(planner.locator("#runs")).to_contain_text("Кому куда переехать")
    planner.fill("[name=horizon]", "120")
    planner.get_by_role("button", name="Обновить").click()
    expect(planner.locator("#bases tbody tr").first).to_be_visible()
    planner.screenshot(path=screens / "planner-posture.png", full_page=True)
    planner.set_viewport_size({"width": 900, "height": 900})
    assert planner.evaluate("document.documentElement.scrollWidth") <= 900


def test_a_planner_reads_where_people_disagreed(
    planner: Page, service: Service, calls: Calls, office: httpx.Client, screens: Path
) -> None:
    incident = calls.ring((59.12, 32.5))["incident"]
    recommended = eventually(lambda: calls.look(incident).get("recommendation"), "a recommendation")
    other = next(option["crew"] for option in recommended["options"] if option["crew"] != recommended["crew"])
    body = {"crew": other, "reason": "экипаж знает дорогу", "divert": True}
    assert office.post(f"/api/incidents/{incident}/override", json=body, headers=key()).is_success
    planner.click("#tab-overrides")
    row = planner.locator(f"[data-override='{incident}']")
    expect(row).to_contain_text(f"{other} вместо {recommended['crew']}")
    expect(row).to_contain_text("экипаж знает дорогу")
    expect(row).to_contain_text("не знаем")
    expect(planner.locator("[data-groups=role]")).to_contain_text("диспетчер")
    planner.screenshot(path=screens / "planner-overrides.png", full_page=True)
    planner.set_viewport_size({"width": 900, "height": 900})
    assert planner.locator("#runs").evaluate("main => main.scrollWidth - main.clientWidth") == 0
    planner.goto(f"{service.url}/planner#overrides")
    expect(row).to_be_visible()


def test_a_wrong_question_of_the_planner_is_answered_in_words(planner: Page, watch: Watch) -> None:
    watch.refusals_expected = True
    planner.click("#tab-overrides")
    expect(planner.locator(".figures")).to_be_visible()
    planner.fill("[name=since]", "2001-01-01")
    planner.get_by_role("button", name="Обновить").click()
    expect(planner.get_by_role("alert")).to_contain_text("не раньше чем 400 суток назад")
