"""Write the report of a comparison into a folder."""

import platform
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

from routing.types import MapInfo
from simulations.experiments.compare import Comparison
from simulations.report.beside import write_beside
from simulations.report.document import document
from simulations.report.page import page
from simulations.report.printed import printed
from simulations.report.study import Study, shown
from simulations.runner.digest import LIBRARIES
from simulations.runner.files import write_whole


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """Where a comparison comes from: the command that reproduces it, when it was made (POSIX seconds), on which map."""

    command: str = ""
    made_at: float | None = None
    map: MapInfo | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """Where a report lies: the page, its PDF, and the tables beside them."""

    page: Path
    pdf: Path
    beside: tuple[Path, ...]


def write_report(comparison: Comparison, out: Path, *, title: str = "", origin: Origin | None = None) -> Written:
    """Write `report.html`, `report.pdf` and the tables into the folder `out`; equal comparisons give equal files.

    Curves, maps and the tables of crews need the rows of the calls: run with `Keep.ROWS`. A comparison of one arm is
    the report of a run. `title` empty: the scenarios' own.
    """
    return written(study_of(comparison, title=title, origin=origin), out)


def study_of(comparison: Comparison, *, title: str = "", origin: Origin | None = None) -> Study:
    """Read the kept rows of all arms."""
    said = origin or Origin()
    return Study(
        title=title or " · ".join(arm.name for arm in (comparison.arms[1:] or comparison.arms)),
        comparison=comparison,
        arms=tuple(shown(arm) for arm in comparison.arms),
        command=said.command,
        made_at=said.made_at,
        map=said.map,
        versions=versions(),
    )


def written(study: Study, out: Path) -> Written:
    """Write a study into a folder."""
    text = document(study)
    html, pdf = page(text).encode(), printed(text)
    write_whole(out / "report.html", lambda file: file.write(html))
    write_whole(out / "report.pdf", lambda file: file.write(pdf))
    return Written(page=out / "report.html", pdf=out / "report.pdf", beside=write_beside(study, out))


def versions() -> Mapping[str, str]:
    """What has computed, by name."""
    libraries = {name: version(name) for name in LIBRARIES}
    return {"Доезд": version("doezd"), "Python": platform.python_version(), **libraries}
