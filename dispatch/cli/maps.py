"""`doezd map`."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.table import Table

from dispatch.bootstrap.region import chosen_map, load_region
from dispatch.cli.output import err, fail, out
from dispatch.cli.settings import read_settings
from dispatch.config import Settings
from routing.types import MapUnreadable

if TYPE_CHECKING:
    from routing.oracle import RoadOracle

app = typer.Typer(help="Карта дорог / the road map", no_args_is_help=True)

Map = Annotated[Path | None, typer.Option("--map", help="карта .osm.pbf / the map")]


@app.command()
def build(file: Annotated[Path | None, typer.Argument(help="карта .osm.pbf / the map")] = None) -> None:
    """Собрать карту в кэш / Compile a map into the cache."""
    from routing.oracle import compile_map

    settings = read_settings(map=file)
    settings.cache.mkdir(parents=True, exist_ok=True)
    try:
        compile_map(chosen_map(settings), settings.cache, lambda step: err.print(step, markup=False))
    except MapUnreadable as error:
        fail(str(error), code=2)
    info(map_=file)


@app.command()
def info(map_: Map = None) -> None:
    """Что за карта и чего в ней нет / What the map is and what was left out."""
    found = _open(read_settings(map=map_)).info
    table = Table(show_header=False, box=None)
    rows = {
        "файл": found.path,
        "дата": found.date or "неизвестна",
        "лицензия": found.licence,
        "вид": "схема, не карта" if found.schematic else "карта",
        "перекрёстков": f"{found.junctions:,}",
        "участков (направленных)": f"{found.edges:,}",
        "поворотов": f"{found.turns:,}",
        "дорог, км": f"{found.length_km:,.0f}",
        **{f"синтетика «{kind}», км": f"{km:,.0f}" for kind, km in found.synthetic_km.items()},
        **{f"не вошло: {reason}": f"{count:,}" for reason, count in found.left_out.items()},
    }
    for name, value in rows.items():
        table.add_row(name, value)
    out.print(table)


@app.command("left-out")
def left_out(
    reason: Annotated[str, typer.Argument(help="причина из «doezd map info» / a reason of «doezd map info»")],
    map_: Map = None,
) -> None:
    """Перечислить, что не вошло в сеть / List the OSM ids that were left out."""
    oracle = _open(read_settings(map=map_))
    if reason not in oracle.info.left_out:
        fail(f"причина «{reason}» не встретилась; есть: {', '.join(oracle.info.left_out)}")
    for number in oracle.left_out(reason):
        out.print(str(number), markup=False)


def _open(settings: Settings) -> "RoadOracle":
    from dispatch.bootstrap.roads import open_map

    try:
        return open_map(settings, load_region(settings.region))
    except MapUnreadable as error:
        fail(str(error), code=2)
