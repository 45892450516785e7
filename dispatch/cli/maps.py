"""`doezd map`: which map there is, what it lacks, and how to get another."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.table import Table

from dispatch.bootstrap.region import chosen_map
from dispatch.cli.fetching import fetch, regions
from dispatch.cli.output import fail, out
from dispatch.cli.settings import read_settings
from dispatch.config import Settings
from routing.mapfile import leftovers

if TYPE_CHECKING:
    from routing.oracle import Lack
    from routing.types import MapInfo

app = typer.Typer(help="Карта дорог / the road map", no_args_is_help=True)
app.command()(regions)
app.command()(fetch)

Map = Annotated[Path | None, typer.Option("--map", help="карта .osm.pbf / the map")]


@app.command()
def build(file: Annotated[Path | None, typer.Argument(help="карта .osm.pbf / the map")] = None) -> None:
    """Собрать карту в кэш и сказать, чего в ней нет / Compile a map into the cache and say what it lacks."""
    from routing.oracle import is_compiled

    settings = read_settings(map=file)
    _compiled(settings)
    if not is_compiled(chosen_map(settings), settings.cache):
        fail(f"карта прочитана, но не сохранена в {settings.cache}: освободите место или задайте DOEZD_CACHE", code=2)
    info(map_=file)
    report(map_=file)


@app.command()
def info(map_: Map = None) -> None:
    """Что за карта и чего в ней нет / What the map is and what was left out."""
    found = _compiled(read_settings(map=map_))
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


@app.command()
def report(map_: Map = None) -> None:
    """Чего карта не знает и что берётся взамен / What the map does not say, and what is assumed instead."""
    from routing.oracle import lacks_of

    settings = read_settings(map=map_)
    found = lacks_of(chosen_map(settings), settings.cache)
    if found is None:
        fail("карта ещё не собрана: doezd map build", code=2)
    table = Table(show_header=False, box=None, title="чего карта не знает", title_justify="left")
    for lack in found:
        table.add_row(_how_much(lack), str(lack.gap))
    out.print(table)


def _how_much(lack: "Lack") -> str:
    if not lack.of:
        return "" if lack.missing == 1 else f"{lack.missing:,.0f} {lack.unit}"
    return f"{lack.share:.0%} ({lack.missing:,.0f} из {lack.of:,.0f} {lack.unit})"


@app.command("left-out")
def left_out(
    reason: Annotated[str, typer.Argument(help="причина из «doezd map info» / a reason of «doezd map info»")],
    map_: Map = None,
) -> None:
    """Перечислить, что не вошло в сеть / List the OSM ids that were left out."""
    from routing.oracle import RoadOracle

    settings = read_settings(map=map_)
    oracle = RoadOracle.open(chosen_map(settings), settings.cache)
    if reason not in oracle.info.left_out:
        fail(f"причина «{reason}» не встретилась; есть: {', '.join(oracle.info.left_out)}")
    for number in oracle.left_out(reason):
        out.print(str(number), markup=False)


@app.command()
def clean(
    *,
    everything: Annotated[bool, typer.Option("--all", help="и собранные карты этой версии / current ones too")] = False,
) -> None:
    """Удалить из кэша то, что осталось от прежних версий и прерванных сборок / Sweep the cache."""
    settings = read_settings()
    freed = leftovers(settings.cache, everything=everything)
    for path in freed:
        path.unlink(missing_ok=True)
    out.print(f"{settings.cache}: удалено файлов {len(freed)}, {sum(freed.values()) / 1e6:,.0f} МБ", markup=False)


def _compiled(settings: Settings) -> "MapInfo":
    from dispatch.cli.waiting import building
    from routing.oracle import compile_map, is_compiled

    path = chosen_map(settings)
    if is_compiled(path, settings.cache):
        return compile_map(path, settings.cache)
    try:
        with building() as told:
            return compile_map(path, settings.cache, told)
    except KeyboardInterrupt:
        fail("прервано; ничего наполовину собранного не осталось, повторите, когда удобно", code=130)
