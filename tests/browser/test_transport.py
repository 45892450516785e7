"""The page of planned transport in a real browser, against the real service."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.conftest import WAIT_MS, Watch
from tests.service import Service, key

pytestmark = pytest.mark.browser

expect.set_options(timeout=WAIT_MS)

REGION_AHEAD = timedelta(hours=3)
WRITTEN = "%Y-%m-%dT%H:%M"


@pytest.fixture
def desk(service: Service, contexts: Callable[..., BrowserContext], watch: Watch) -> Page:
    """The page, loaded and live."""
    page = contexts().new_page()
    watch.follow(page)
    page.goto(f"{service.url}/transport?token={service.tokens['dispatcher']}")
    page.get_by_text("Связь есть").wait_for()
    return page


@pytest.fixture
def carrier(service: Service) -> Iterator[str]:
    """A crew set aside, whose shift goes on for hours yet."""
    senior = service.client("senior")
    crews = senior.get("/api/state").json()["crews"]
    crew = next(row["id"] for row in reversed(crews) if row["status"] == "available" and not row["standby"])
    began = (datetime.now(UTC) + REGION_AHEAD - timedelta(hours=12)).strftime("%H:00")
    change = {"shift": {"start": began, "end": began}, "reason": "проверка"}
    assert senior.patch(f"/api/crews/{crew}", json=change, headers=key()).is_success
    use = {"use": "set-aside", "reason": "перевозки"}
    assert senior.put(f"/api/crews/{crew}/transport", json=use, headers=key()).is_success
    yield crew
    for transport in senior.get("/api/transport").json()["transports"]:
        senior.delete(f"/api/transport/{transport['id']}", params={"reason": "проверка"}, headers=key())
    assert senior.put(f"/api/crews/{crew}/transport", json={**use, "use": "none"}, headers=key()).is_success


def book(page: Page, office: httpx.Client, crew: str, name: str) -> None:
    """Write a discharge from the hospital nearest to a crew, to another one."""
    state = office.get("/api/state").json()
    here = next(row["at"] for row in state["crews"] if row["id"] == crew)
    near = sorted(
        state["hospitals"], key=lambda h: abs(h["at"]["lat"] - here["lat"]) + abs(h["at"]["lon"] - here["lon"])
    )
    now = datetime.now(UTC) + REGION_AHEAD
    page.click("#new")
    page.select_option("[name=fromHospital]", near[0]["id"])
    page.select_option("[name=toHospital]", near[1]["id"])
    page.fill("[name=since]", now.strftime(WRITTEN))
    page.fill("[name=until]", (now + timedelta(hours=4)).strftime(WRITTEN))
    page.fill("[name=name]", name)
    page.get_by_role("button", name="Заказать").click()


def test_a_transport_is_booked_planned_confirmed_and_cancelled(
    desk: Page, office: httpx.Client, carrier: str, screens: Path
) -> None:
    book(desk, office, carrier, "Синтетическая Анна")
    expect(desk.locator("#said")).to_contain_text("Принято: 1")
    expect(desk.locator(".group.planned")).to_contain_text("Синтетическая Анна")
    whole = desk.locator(".whole")
    expect(whole).to_contain_text(f"Бригада {carrier}")
    expect(whole).to_contain_text("Почему так")
    expect(desk.locator(f"[data-crew='{carrier}']")).to_contain_text("забрать: Синтетическая Анна")
    desk.screenshot(path=screens / "transport.png")
    whole.get_by_role("button", name="Подтвердить").click()
    expect(desk.locator(".group.confirmed")).to_contain_text("Синтетическая Анна")
    expect(whole).to_contain_text("обещано")
    desk.click("#cancel")
    desk.fill("[name=reason]", "пациент отказался")
    desk.get_by_role("button", name="Отменить перевозку", exact=True).click()
    expect(desk.locator("#list")).not_to_contain_text("Синтетическая Анна")


def test_what_a_booking_lacks_is_said_and_what_was_written_stays(desk: Page, watch: Watch) -> None:
    watch.refusals_expected = True
    desk.click("#new")
    desk.fill("[name=name]", "Синтетическая Вера")
    desk.check("[name=weekly]")
    desk.get_by_role("button", name="Заказать").click()
    for words in ("Скажите, откуда", "Скажите, куда", "Скажите, когда", "Выберите дни недели"):
        expect(desk.locator("#problems")).to_contain_text(words)
    desk.uncheck("[name=weekly]")
    desk.fill("[name=fromAddress]", "нет такого места нигде")
    desk.fill("[name=toAddress]", "и такого тоже")
    desk.fill("[name=since]", "2026-01-01T08:00")
    desk.fill("[name=until]", "2026-01-01T09:00")
    desk.get_by_role("button", name="Заказать").click()
    expect(desk.locator("#problems")).to_contain_text("Откуда:")
    expect(desk.locator("[name=name]")).to_have_value("Синтетическая Вера")


def test_a_transport_that_does_not_fit_says_why(desk: Page, office: httpx.Client, carrier: str) -> None:
    late = datetime.now(UTC) + timedelta(minutes=1)
    far = max(office.get("/api/hospitals").json(), key=lambda h: h["at"]["lon"])
    body = {
        "kind": "transfer",
        "from": {"hospital": far["id"]},
        "to": {"lat": 60.71, "lon": 28.75},
        "delivery": {"from": late.isoformat(), "until": (late + timedelta(minutes=2)).isoformat()},
        "patient": {"name": "Синтетический Олег"},
    }
    booked = office.post("/api/transport", json=body, headers=key())
    assert booked.status_code == httpx.codes.CREATED, booked.text
    row = desk.locator(".group.unserved", has_text="Синтетический Олег")
    expect(row.locator(".warn-text")).not_to_be_empty()
    assert carrier


def test_who_may_not_see_transport_is_told_so(
    service: Service, contexts: Callable[..., BrowserContext], watch: Watch
) -> None:
    watch.refusals_expected = True
    page = contexts().new_page()
    watch.follow(page)
    page.goto(f"{service.url}/transport?token={service.tokens['planner']}")
    expect(page.get_by_role("alert")).to_contain_text("роль planner этого не может")
