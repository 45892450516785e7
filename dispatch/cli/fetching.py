"""`doezd map fetch` and `doezd map regions`."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from dispatch.bootstrap.region import chosen_map
from dispatch.cli.output import err, fail, out
from dispatch.cli.settings import read_settings
from dispatch.config import Settings

if TYPE_CHECKING:
    from dispatch.bootstrap.map_fetching import Box


def regions(word: Annotated[str, typer.Argument(help="часть имени / a part of the name")] = "") -> None:
    """Какие регионы можно скачать по имени / Which regions can be fetched by name."""
    from dispatch.bootstrap.map_fetching import MapNotFetched, known

    try:
        found = known(read_settings(), word)
    except MapNotFetched as error:
        fail(str(error), code=2)
    for each in found:
        out.print(f"{each.id}\t{each.name}", markup=False)
    if not found:
        fail(f"региона с «{word}» в имени нет; имена английские, например northwestern-fed-district")


def fetch(
    region: Annotated[str | None, typer.Argument(help="регион Geofabrik / a region of Geofabrik")] = None,
    bbox: Annotated[str | None, typer.Option(help="запад,юг,восток,север / west,south,east,north")] = None,
    place: Annotated[str | None, typer.Option(help="город или район / a town or district")] = None,
    to: Annotated[Path | None, typer.Option(help="папка / folder")] = None,
) -> None:
    """Скачать карту в data/osm/local: регион, участок или место / Fetch a map: a region, a box or a place."""
    from dispatch.bootstrap import map_fetching
    from dispatch.cli.waiting import receiving

    if sum(each is not None for each in (region, bbox, place)) != 1:
        fail("назовите что-нибудь одно: регион (какие есть: doezd map regions), --bbox или --place", code=2)
    settings, folder = read_settings(), to or map_fetching.LOCAL
    try:
        with receiving(region or bbox or place or "") as received:
            if region is not None:
                found = map_fetching.region(settings, region, folder, received)
            else:
                box = _box(bbox) if bbox is not None else map_fetching.box_around(settings, place or "")
                found = map_fetching.boxed(settings, box, folder, received)
    except map_fetching.MapNotFetched as error:
        fail(str(error), code=2)
    except KeyboardInterrupt:
        fail("прервано; что скачано, сохранено: повторите ту же команду, и скачается остальное", code=130)
    out.print("сумма MD5 сошлась" if found.is_checked else "суммы MD5 у этой карты нет, целость не проверена")
    _picked(settings, found.path)


def _box(text: str) -> "Box":
    from dispatch.bootstrap.map_fetching import Box

    try:
        west, south, east, north = (float(word) for word in text.split(","))
        return Box(west=west, south=south, east=east, north=north)
    except ValueError as error:
        fail(f"--bbox {text}: нужны четыре числа запад,юг,восток,север: 29.9,59.4,30.3,59.7 ({error})", code=2)


def _picked(settings: Settings, path: Path) -> None:
    """Say whether the service would take a map that was just fetched."""
    taken = chosen_map(settings)
    out.print(f"карта: {path}", markup=False)
    if taken.resolve() != path.resolve():
        err.print(f"служба возьмёт {taken}; чтобы взять эту, задайте DOEZD_MAP={path}", markup=False)
    out.print(f"собрать: doezd map build {path}", markup=False)
