"""A real Chromium in front of a real service. Every page is watched: no foreign request, no error, ever."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import httpx
import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request, sync_playwright
from playwright.sync_api import TimeoutError as PlaywrightTimeout

from dispatch.console import vendor
from tests.browser.line import Line
from tests.service import ROOT, Service, eventually, key, start_service

CHROMIUM_ARGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
WAIT_MS = 30_000


@pytest.fixture(scope="session")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """The whole service, with its demo patients; one for all browser tests."""
    vendor.fetch(ROOT)
    running = start_service(tmp_path_factory.mktemp("browser-service"))
    yield running
    running.stop()


@pytest.fixture
def office(service: Service) -> httpx.Client:
    """A dispatcher beside the screens, who does things behind their back."""
    return service.client("dispatcher")


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """One module long: Playwright keeps an event loop, which tests of other folders must not meet."""
    program = shutil.which("chromium")
    if program is None:
        pytest.skip("there is no chromium: apt-get install chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=list(CHROMIUM_ARGS))
        yield browser
        browser.close()


class Watch:
    """What a page must not do: ask another origin, log an error, throw."""

    def __init__(self, origins: set[str]) -> None:
        self._origins = origins
        self.found: list[str] = []
        self.refusals_expected = False

    def follow(self, page: Page) -> None:
        page.on("request", self._request)
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.found.append(f"page error: {error}"))

    def _request(self, request: Request) -> None:
        local = request.url.startswith(("data:", "blob:"))
        if not local and not any(request.url.startswith(origin) for origin in self._origins):
            self.found.append(f"left the origin: {request.url}")

    def _console(self, message: ConsoleMessage) -> None:
        refused = self.refusals_expected and message.text.startswith("Failed to load resource")
        if message.type == "error" and not refused:
            self.found.append(f"console: {message.text} {message.location.get('url', '')}")


@pytest.fixture
def line(service: Service) -> Iterator[Line]:
    """A line to the service that can fall silent without being cut."""
    with Line(service.url) as found:
        yield found


@pytest.fixture
def watch(service: Service, line: Line) -> Iterator[Watch]:
    """Asserts at the end of every test that the pages were quiet."""
    found = Watch({service.url, line.url})
    yield found
    assert not found.found


@pytest.fixture
def contexts(chromium: Browser) -> Iterator[Callable[..., BrowserContext]]:
    """Makes browser contexts, and closes them."""
    opened: list[BrowserContext] = []

    def make(**more: Any) -> BrowserContext:
        context = chromium.new_context(**{"locale": "ru-RU", "viewport": {"width": 1440, "height": 900}, **more})
        context.set_default_timeout(WAIT_MS)
        opened.append(context)
        return context

    yield make
    for context in opened:
        context.close()


@pytest.fixture
def console(service: Service, contexts: Callable[..., BrowserContext], watch: Watch) -> Page:
    """The dispatcher's page, loaded and live."""
    return open_console(contexts(), service, watch)


def open_console(context: BrowserContext, service: Service, watch: Watch, url: str | None = None) -> Page:
    """Open the dispatcher's page, perhaps by another line."""
    page = context.new_page()
    watch.follow(page)
    page.goto(f"{url or service.url}/console?token={service.tokens['dispatcher']}")
    page.get_by_text("Связь есть").wait_for()
    return page


@pytest.fixture
def tablet(
    service: Service, office: httpx.Client, contexts: Callable[..., BrowserContext], watch: Watch
) -> Callable[[str], Page]:
    """Opens the page of a crew, with a clock that can be moved on."""

    def open_tablet(crew: str) -> Page:
        issued = office.post(f"/api/crews/{crew}/token")
        page = contexts(viewport={"width": 1280, "height": 800}).new_page()
        page.clock.install()
        watch.follow(page)
        page.goto(service.url + issued.json()["url"])
        page.get_by_text("Связь есть").wait_for()
        if unread(crew, issued.json()["token"]):
            with suppress(PlaywrightTimeout):  # old news the page leaves out by itself
                page.click("#news-read", timeout=2_000)
        return page

    def unread(crew: str, token: str) -> bool:
        """Whether other tests have left something for this crew to read: it lies over the page until it is read."""
        headers = {"Authorization": f"Bearer {token}"}
        return bool(httpx.get(f"{service.url}/api/crews/{crew}/order", headers=headers).json()["news"])

    return open_tablet


class Calls:
    """Rings 112 and sends crews, through the API."""

    def __init__(self, service: Service) -> None:
        self._112 = service.client("integration")
        self._office = service.client("dispatcher")

    def ring(self, at: tuple[float, float], complaint: str = "боль в груди", **patient: str) -> dict[str, Any]:
        """Report a call; returns the answer."""
        card = {
            "caller": {"name": "Соседка", "phone": "+7 900 000-00-01"},
            "address": {"text": f"Учебная улица, {at[0]}", "entrance": "2", "floor": "4", "intercom": "34"},
            "location": {"latitude": at[0], "longitude": at[1]},
            "medical": {"complaint": complaint, "patient": patient},
        }
        answer = self._112.post("/api/calls", json=card, headers=key())
        assert answer.status_code == httpx.codes.CREATED, answer.text
        return dict(answer.json())

    def look(self, incident: str) -> dict[str, Any]:
        """Return the whole incident."""
        return dict(self._office.get(f"/api/incidents/{incident}").json())

    def send(self, incident: str) -> str:
        """Send the recommended crew, as soon as there is one; returns its number."""

        def recommended() -> str | None:
            made = self.look(incident).get("recommendation")  # a call that is on disk may not be decided yet
            return made["crew"] if made else None

        crew = str(eventually(recommended, f"a crew is recommended for {incident}"))
        answer = self._office.post(f"/api/incidents/{incident}/confirm", json={"crew": crew}, headers=key())
        assert answer.status_code == httpx.codes.OK, answer.text
        return crew


@pytest.fixture
def calls(service: Service) -> Calls:
    """The outside world."""
    return Calls(service)


@pytest.fixture(scope="session")
def screens(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where screenshots are kept."""
    return tmp_path_factory.mktemp("screens")
