"""What all tests share: the real map and its oracle, and the rule that a demanded test may not be skipped."""

import os
from collections.abc import Generator
from pathlib import Path

import pytest

from routing.oracle import RoadOracle

ROOT = Path(__file__).resolve().parents[1]
REQUIRE_ALL = os.environ.get("DOEZD_REQUIRE_ALL") == "1"


@pytest.fixture(scope="session")
def real_map_path() -> Path:
    """The real extract, read where it lies and never copied."""
    path = ROOT.parent / "shared" / "osm" / "leningrad.osm.pbf"
    if not path.is_file():
        pytest.skip(f"the real extract is not at {path}")
    return path


@pytest.fixture(scope="session")
def real_oracle(real_map_path: Path) -> RoadOracle:
    """An oracle over the real extract; the compiled network is kept between runs."""
    return RoadOracle.open(real_map_path, ROOT / ".doezd" / "cache")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Turn each skip into a failure under DOEZD_REQUIRE_ALL=1, which CI sets."""
    report = yield
    if REQUIRE_ALL and report.skipped and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
        report.longrepr = f"{item.nodeid} was skipped, but DOEZD_REQUIRE_ALL=1: {report.longrepr}"
    return report


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say how many tests were skipped, by name, as the last thing before the closing line."""
    skipped = terminalreporter.stats.get("skipped", [])
    for report in skipped:
        terminalreporter.write_line(f"SKIPPED {report.nodeid}")
    terminalreporter.write_line(f"skipped by name: {len(skipped)}")
