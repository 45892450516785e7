"""How far it is, on stderr: a bar for a person who watches, a line a step for a file."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from rich.progress import (
    BarColumn,
    DownloadColumn,
    Progress,
    SpinnerColumn,
    TextColumn,
    TimeElapsedColumn,
    TransferSpeedColumn,
)

from dispatch.cli.output import err

if TYPE_CHECKING:
    from dispatch.bootstrap.map_fetching import Received
    from routing.oracle import MapProgress, Phase


@contextmanager
def building() -> Iterator["MapProgress"]:
    """Show how far the compiler of maps has come."""
    from routing.oracle import SHARE_BEFORE

    if not err.is_terminal:
        yield lambda phase: err.print(phase, markup=False)
        return
    with Progress(
        SpinnerColumn(), BarColumn(30), TextColumn("{task.description}"), TimeElapsedColumn(), console=err
    ) as bar:
        task = bar.add_task("", total=1.0)

        def show(phase: "Phase") -> None:
            bar.update(task, description=str(phase), completed=SHARE_BEFORE.get(phase))

        yield show


@contextmanager
def receiving(name: str) -> Iterator["Received"]:
    """Show how much of a file has come."""
    columns = (
        TextColumn("{task.description}"),
        BarColumn(30),
        DownloadColumn(),
        TransferSpeedColumn(),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=err) as bar:
        task = bar.add_task(name, total=None)
        yield lambda have, total: bar.update(task, completed=have, total=total)
