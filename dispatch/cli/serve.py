"""`doezd serve`."""

from pathlib import Path
from typing import Annotated

import typer

from dispatch.cli.output import err, fail, out
from dispatch.cli.settings import read_settings, settings_table
from dispatch.domain.messages import Mode
from dispatch.runtime.supervisor import CannotStart, Supervisor
from routing.types import MapUnreadable


def serve(
    port: Annotated[int | None, typer.Option(help="порт / port")] = None,
    data: Annotated[Path | None, typer.Option(help="папка данных / data folder")] = None,
    map_: Annotated[Path | None, typer.Option("--map", help="карта .osm.pbf / the map")] = None,
    region: Annotated[Path | None, typer.Option(help="папка региона / region folder")] = None,
    emr_url: Annotated[str | None, typer.Option(help="FHIR R4 сервер или off / FHIR R4 server or off")] = None,
    mode: Annotated[Mode | None, typer.Option(help="кто решает при первом пуске / who decides at first")] = None,
    settings: Annotated[bool, typer.Option("--settings", help="показать все настройки / print all settings")] = False,
) -> None:
    """Запустить службу / Start the service.

    Каждая настройка задаётся и переменной окружения DOEZD_…, и строкой TOML-файла, названного в DOEZD_CONFIG
    (имена те же, строчными, без DOEZD_). Все настройки: doezd serve --settings.
    """
    if settings:
        out.print(settings_table(), markup=False)
        return
    chosen = read_settings(port=port, data=data, map=map_, region=region, emr_url=emr_url, mode=mode)
    try:
        Supervisor(chosen, lambda text: err.print(text, markup=False)).run()
    except (CannotStart, MapUnreadable) as error:
        fail(f"не запустилось: {error}", code=2)


serve.__doc__ = f"{serve.__doc__}\n\n\b\n{settings_table()}\n"
