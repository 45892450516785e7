"""How long it takes, and at most in nine cases of ten: on the card, in the queue, on the tablet."""

import re
from collections.abc import Callable

import httpx
import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import WAIT_MS, Calls

pytestmark = pytest.mark.browser

expect.set_options(timeout=WAIT_MS)

SPAN = re.compile(r"\d+–\d+ мин")


def test_the_card_and_the_queue_show_the_median_and_the_ninth_decile(console: Page, calls: Calls) -> None:
    incident = calls.ring((59.91, 32.34))["incident"]
    row = console.locator(f'#queue [data-incident="{incident}"]')
    expect(row).to_contain_text(SPAN)
    row.click()
    shown = console.locator(".recommended .eta")
    expect(shown).to_have_text(SPAN)
    expect(shown).to_have_attribute("title", re.compile("девяти из десяти не дольше"))
    expect(console.locator(".options li").first).to_contain_text(SPAN)


def test_a_promise_that_cannot_be_kept_is_said_before_it_is_broken(console: Page, calls: Calls) -> None:
    """A place on the eastern border: more than an hour from every station by the map, twenty minutes are promised."""
    incident = calls.ring((60.35, 34.9), "не дышит")["incident"]
    late = console.locator(f'#queue [data-incident="{incident}"] .late-risk')
    expect(late).to_contain_text("не успевает к")


def test_the_tablet_shows_the_same_of_its_way(
    office: httpx.Client, tablet: Callable[[str], Page], calls: Calls
) -> None:
    crew = calls.send(calls.ring((59.91, 32.34))["incident"])
    page = tablet(crew)
    route = office.get(f"/api/crews/{crew}/order").json()["order"]["route"]
    assert route["eta_p50_s"] < route["eta_p90_s"]
    expect(page.locator("body")).to_contain_text(re.compile(r"прибытие \d\d:\d\d"))
