"""The dispatcher's page on roads: what is closed, drawn before it is set, lifted with one click and a confirmation."""

from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.conftest import WAIT_MS, Watch
from tests.service import Service, key

pytestmark = pytest.mark.browser

expect.set_options(timeout=WAIT_MS)

CLOSURES = "/api/roads/closures"
GATCHINA = [[30.10, 59.55], [30.13, 59.55], [30.13, 59.575], [30.10, 59.575]]
LAPTOP = {"width": 1366, "height": 768}


@pytest.fixture
def senior(service: Service) -> Iterator[httpx.Client]:
    """Somebody who closes roads behind the screens' back; what a test has left is lifted."""
    client = service.client("senior")
    yield client
    for each in client.get(CLOSURES).json()["closures"]:
        client.delete(f"{CLOSURES}/{each['id']}")


@pytest.fixture
def page(service: Service, contexts: Callable[..., BrowserContext], watch: Watch) -> Page:
    """The page of a senior doctor on a laptop, with the map drawn and the roads before him."""
    page = contexts(viewport=LAPTOP).new_page()
    watch.follow(page)
    page.goto(f"{service.url}/console?token={service.tokens['senior']}")
    page.wait_for_selector("html[data-map=ready]")
    page.get_by_role("tab", name="Дороги").click()
    return page


def click_map(page: Page, across: float, down: float) -> None:
    box = page.locator("#map").bounding_box()
    assert box is not None
    page.mouse.click(box["x"] + box["width"] * across, box["y"] + box["height"] * down)


def test_a_senior_draws_a_closure_sees_what_it_closes_and_lifts_it_again(
    page: Page, senior: httpx.Client, screens: Path
) -> None:
    senior.post(CLOSURES, json={"where": {"area": GATCHINA}, "speed_factor": 0.3, "reason": "ярмарка"}, headers=key())
    jam = page.locator(".closure").filter(has_text="ярмарка")
    expect(jam).to_contain_text("затор, скорость ×0,3")
    jam.get_by_role("button", name="На карте").click()
    page.click("#closure-add")
    for number, (across, down) in enumerate([(0.4, 0.4), (0.6, 0.4), (0.5, 0.6)], 1):
        page.wait_for_timeout(400)  # two clicks at once are a double click: the map would come nearer
        click_map(page, across, down)
        expect(page.locator(".roads form")).to_contain_text(f"Поставлено {number}")
    expect(page.locator("#closure-preview")).to_contain_text("Будет закрыто")
    page.get_by_label("Только в определённые часы").check()
    page.fill("#closure-daily-from", "00:00")
    page.fill("#closure-daily-until", "23:59")
    page.fill("#closure-reason", "разведён мост")
    page.screenshot(path=screens / "closure-form.png")
    page.get_by_role("button", name="Перекрыть", exact=True).click()
    drawn = page.locator(".closure").filter(has_text="разведён мост")
    expect(drawn).to_contain_text("Расписание: 00:00-23:59")
    drawn.locator("[data-act=lift]").click()
    expect(drawn.get_by_role("alertdialog")).to_contain_text("Пути сразу пойдут по этой дороге")
    drawn.locator("[data-act=lift-go]").click()
    expect(drawn).to_have_count(0)
    page.screenshot(path=screens / "closures.png")


def test_a_road_that_the_map_does_not_know_is_said_in_the_form(page: Page, senior: httpx.Client, watch: Watch) -> None:
    watch.refusals_expected = True
    page.click("#closure-add")
    page.get_by_role("radio", name="Дорога или улица").click()
    page.fill("#closure-road", "Ы-999")
    expect(page.locator("#closure-problem")).to_contain_text("такой дороги на карте нет")
    page.fill("#closure-reason", "ремонт")
    expect(page.get_by_role("button", name="Перекрыть", exact=True)).to_be_disabled()
    assert senior.get(CLOSURES).json()["closures"] == []


def test_a_dispatcher_sees_which_roads_are_in_force_and_changes_none(console: Page, senior: httpx.Client) -> None:
    expect(console.locator("#roads-now")).to_contain_text("перекрытий и заторов 0")
    senior.post(CLOSURES, json={"where": {"area": GATCHINA}, "reason": "пожар"}, headers=key()).raise_for_status()
    expect(console.locator("#roads-now")).to_contain_text("перекрытий и заторов 1")
    console.get_by_role("tab", name="Дороги").click()
    expect(console.locator(".closure")).to_contain_text("пожар")
    expect(console.locator("#closure-add")).to_have_count(0)
    expect(console.locator(".roads")).to_contain_text("Ставит и снимает старший врач")
