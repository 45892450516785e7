"""How the commands of planners say that something is wrong."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import NoReturn

import typer


def fail(message: str) -> NoReturn:
    """Say what is wrong and how to mend it, and end with code 2."""
    typer.echo(message, err=True)
    raise typer.Exit(2)


@contextmanager
def needing_dask() -> Iterator[None]:
    """Say what to install where the extra for clusters is missing."""
    try:
        yield
    except ModuleNotFoundError as missing:
        if missing.name not in {"distributed", "dask"}:
            raise
        fail("нет dask.distributed: поставьте doezd[cluster] / install doezd[cluster]")
