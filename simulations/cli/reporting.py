"""The report of a comparison, and the rows of its calls, as files."""

import shlex
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    from routing.types import MapInfo
    from simulations.experiments.arms import Arm
    from simulations.experiments.compare import Comparison


def write_report(comparison: "Comparison", folder: Path) -> None:
    """Write the page, the PDF and the tables, and say where they are."""
    from dispatch.adapters.clock import SystemClock  # noqa: PLC0415 (only a report waits for all this)
    from simulations.report import Origin  # noqa: PLC0415
    from simulations.report import write_report as write  # noqa: PLC0415

    origin = Origin(command=command(), made_at=SystemClock().now(), map=_map(comparison.base))
    written = write(comparison, folder, origin=origin)
    typer.echo(f"отчёт: {written.page}, {written.pdf}, таблиц рядом: {len(written.beside)}", err=True)


def write_calls(comparison: "Comparison", path: Path) -> None:
    """Write the calls of all replications of all arms, one row a call."""
    from simulations.runner import read_rows  # noqa: PLC0415 (as above)
    from simulations.runner.calls_out import write_calls as write  # noqa: PLC0415

    outcomes = [outcome for arm in comparison.arms for outcome in arm.outcomes if outcome.rows is not None]
    write(path, (read_rows(outcome.rows) for outcome in outcomes if outcome.rows), comparison.base.scenario)
    typer.echo(f"вызовы: {path}", err=True)


def command() -> str:
    """Return the command line as it was given."""
    return shlex.join(["doezd", *sys.argv[1:]])


def _map(arm: "Arm") -> "MapInfo | None":
    """Return what the report must say of the map; None where the scenario has none."""
    from dispatch.config import Settings  # noqa: PLC0415 (as above)
    from routing.oracle import compile_map  # noqa: PLC0415
    from simulations.runner import map_of  # noqa: PLC0415

    path = map_of(arm.scenario.roads)
    return None if path is None else compile_map(path, Settings().cache)
