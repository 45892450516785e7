"""Commands of `doezd` that stand above the dispatcher."""

import typer


def register(app: typer.Typer) -> None:
    """Hang the commands on `doezd`."""
