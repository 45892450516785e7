"""The report in a real browser: asks for nothing, logs nothing, fits the window, prints on paper."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext

from dispatch.adapters.region_files import load_region
from simulations.report.document import document
from simulations.report.page import page
from tests.service import ROOT
from tests.unit.simulations.report.study import a_study

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("report") / "report.html"
    study = a_study(load_region(ROOT / "data" / "region" / "leningrad"), others=2)
    path.write_text(page(document(study)), encoding="utf-8")
    return path


@pytest.mark.parametrize("width", [1440, 900])
def test_the_report_fits_and_asks_for_nothing(
    report: Path, width: int, contexts: Callable[..., BrowserContext], screens: Path
) -> None:
    sheet = contexts(viewport={"width": width, "height": 1000}).new_page()
    asked: list[str] = []
    sheet.on("request", lambda request: asked.append(request.url))
    sheet.on("console", lambda message: asked.append(message.text))
    sheet.goto(report.as_uri())
    assert asked == [report.as_uri()]
    assert sheet.evaluate("document.documentElement.scrollWidth") <= width
    assert sheet.locator("figure svg").count() == sheet.locator("figure").count() > 3
    sheet.screenshot(path=screens / f"report-{width}.png", full_page=True)


def test_the_report_prints_on_paper(report: Path, contexts: Callable[..., BrowserContext]) -> None:
    sheet = contexts().new_page()
    sheet.goto(report.as_uri())
    sheet.emulate_media(media="print")
    assert not sheet.locator("nav").is_visible()
    assert sheet.pdf(prefer_css_page_size=True).startswith(b"%PDF")
