"""The command `doezd`. Commands that stand above the dispatcher join by the entry point `doezd.commands`."""

from importlib.metadata import entry_points

import typer

from dispatch.application.ports import RecordUnavailable
from dispatch.cli import calls, doctor, isochrones, maps, overrides, region, replay, roads, serve, transport
from dispatch.cli.output import fail
from dispatch.domain.errors import RegionInvalid
from routing.types import MapUnreadable

HELP = "Доезд: диспетчеризация и дороги скорой помощи / ambulance dispatch and routing"

app = typer.Typer(help=HELP, no_args_is_help=True, pretty_exceptions_enable=False, rich_markup_mode=None)
app.command("serve")(serve.serve)
app.command("doctor")(doctor.doctor)
app.command("replay")(replay.replay)
app.command("overrides")(overrides.overrides)
app.add_typer(calls.app, name="call")
maps.app.command("isochrones")(isochrones.isochrones)
app.add_typer(maps.app, name="map")
app.add_typer(region.app, name="region")
app.add_typer(roads.app, name="roads")
app.add_typer(transport.app, name="transport")


def main() -> None:
    """Run the command line."""
    for plugin in sorted(entry_points(group="doezd.commands"), key=lambda found: found.name):
        plugin.load()(app)
    try:
        app()
    except (MapUnreadable, RegionInvalid, RecordUnavailable) as error:
        fail(str(error), code=2)
