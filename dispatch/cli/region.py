"""`doezd region`."""

from pathlib import Path
from typing import Annotated

import typer

from dispatch.bootstrap.region import check_region, load_region
from dispatch.cli.output import fail, out
from dispatch.cli.settings import read_settings

app = typer.Typer(help="Справочник региона / the region's folder", no_args_is_help=True)


@app.callback()
def _group() -> None:
    """Справочник региона / the region's folder."""


@app.command()
def check(folder: Annotated[Path | None, typer.Argument(help="папка / folder")] = None) -> None:
    """Проверить справочник: каждая ошибка с файлом, строкой и полем / Check the folder."""
    chosen = folder or read_settings().region
    findings = check_region(chosen)
    if findings:
        fail("\n".join([*findings, f"ошибок: {len(findings)}"]))
    region = load_region(chosen)
    out.print(
        f"{region.name}: ошибок нет. Районов {len(region.districts)}, подстанций и постов {len(region.stations)}, "
        f"бригад {len(region.crews)}, стационаров {len(region.hospitals)}, ФАПов {len(region.faps)}, "
        f"поводов {len(region.complaints)}",
        markup=False,
    )
