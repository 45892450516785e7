"""`doezd roads`: what the crews' own tracks teach about the roads, and which of it is in force."""

import time
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.table import Table

from dispatch.cli.output import err, fail, out
from dispatch.cli.road_report import errors, figures, heard_lines, verdict, write
from dispatch.cli.settings import read_settings

if TYPE_CHECKING:
    from dispatch.bootstrap.learning import Heard, Taught

app = typer.Typer(help="Чему пути бригад учат о дорогах / what tracks teach of roads", no_args_is_help=True)

TABLE = "table"
"""What stands for the speed table alone, where a version is asked for."""


@app.callback()
def _group() -> None:
    """Чему пути бригад учат о дорогах / what tracks teach of roads."""


@app.command()
def learn(
    days: Annotated[int, typer.Option(min=1, help="за сколько последних суток / of how many last days")] = 28,
    html_: Annotated[Path | None, typer.Option("--html", help="страница отчёта / write a page")] = None,
    speed: Annotated[
        float, typer.Option(min=1, max=1_000, help="пути записаны при doezd demo --speed / the demo's speed")
    ] = 1.0,
    map_: Annotated[Path | None, typer.Option("--map", help="карта .osm.pbf / the map")] = None,
) -> None:
    """Выучить скорости дорог по путям бригад и проверить на отложенных поездках / Learn the roads' speeds.

    Вступает в силу при следующем запуске службы, если ошибка на отложенных поездках не выросла.
    Вернуться к прежнему: doezd roads use ВЕРСИЯ.
    """
    from dispatch.bootstrap.learning import TooLittle, learn_roads, shelf_of

    settings = read_settings(map=map_)
    now = time.time()  # noqa: TID251 (the command's own clock says which days are the last)
    try:
        heard, taught = learn_roads(settings, now=now, days=days, speed=speed, told=_progress)
    except TooLittle as why:
        fail(f"учиться пока не на чём: {why}\nпути пишутся сами, пока служба работает: {settings.tracks_folder}")
    said = tomllib.loads(taught.summary)
    _tell(heard_lines(heard))
    out.print(errors(said))
    _tell(verdict(taught, said))
    if taught.helps:
        shelf_of(settings).put_in_force(taught.version)
    if html_ is not None:
        _write(html_, heard, taught)


@app.command()
def learnt(map_: Annotated[Path | None, typer.Option("--map", help="карта .osm.pbf / the map")] = None) -> None:
    """Что выучено на этой карте и что из этого в силе / What was learnt, and what of it is in force."""
    from dispatch.bootstrap.learning import shelf_of

    shelf = shelf_of(read_settings(map=map_))
    kept = shelf.versions()
    if not kept:
        out.print(
            "на этой карте ничего не выучено, время считается по таблице; выучить: doezd roads learn", markup=False
        )
        return
    table = Table(box=None)
    for place, column in enumerate(("", "версия", "выучено, UTC", "поездок", "ошибка до, с", "после, с", "в p90")):
        table.add_column(column, justify="left" if place < 3 else "right")
    for each in kept:
        table.add_row(*figures(each, shelf.summary(each.version)))
    out.print(table)
    if shelf.in_force() is None:
        out.print("в силе таблица скоростей", markup=False)


@app.command()
def use(
    version: Annotated[str, typer.Argument(help="версия из «doezd roads learnt» или table / a version, or table")],
    map_: Annotated[Path | None, typer.Option("--map", help="карта .osm.pbf / the map")] = None,
) -> None:
    """Ввести в силу другую версию, или одну таблицу скоростей / Put another version in force."""
    from dispatch.bootstrap.learning import VersionUnknown, shelf_of

    try:
        shelf_of(read_settings(map=map_)).put_in_force(None if version == TABLE else version)
    except VersionUnknown as why:
        fail(f"версии «{version}» на этой карте нет: смотрите doezd roads learnt ({why})", code=2)
    out.print("введено; служба возьмёт это при следующем запуске", markup=False)


def _progress(heard: "Heard") -> None:
    if heard.matching.runs % 100 == 0:
        err.print(f"поездок {heard.matching.runs}, точек {heard.matching.fixes}", markup=False)


def _tell(lines: list[str]) -> None:
    for line in lines:
        out.print(line, markup=False)


def _write(path: Path, heard: "Heard", taught: "Taught") -> None:
    try:
        write(path, heard, taught)
    except OSError as error:
        fail(f"--html {path}: записать не удалось ({error.strerror}); назовите другой файл")
    out.print(f"страница: {path}", markup=False)
