"""Commands of `doezd` that stand above the dispatcher: the demonstration, and the planners' questions."""

import typer

from simulations.cli.clustering import cluster
from simulations.cli.comparing import compare, sweep
from simulations.cli.demo import demo
from simulations.cli.fitting import demand
from simulations.cli.scenarios import scenarios
from simulations.cli.searching import fleet, sensitivity, shifts, where
from simulations.cli.simulate import simulate


def register(app: typer.Typer) -> None:
    """Hang the commands on `doezd`."""
    for command in (demo, simulate, compare, sweep, where, fleet, shifts, sensitivity):
        app.command(command.__name__)(command)
    app.add_typer(scenarios, name="scenario")
    app.add_typer(demand, name="demand")
    app.add_typer(cluster, name="cluster")
