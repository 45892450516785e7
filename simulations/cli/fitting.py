"""`doezd demand`: demand and durations out of past calls."""

from pathlib import Path
from typing import Annotated

import typer

from simulations.cli.speaking import fail

demand = typer.Typer(help="Спрос на вызовы / demand", no_args_is_help=True)

Past = Annotated[Path, typer.Argument(help="CSV прошлых вызовов / past calls")]
Folder = Annotated[Path, typer.Argument(help="куда записать demand.toml, durations.toml и отчёт / where to write")]
Region = Annotated[Path | None, typer.Option(help="папка региона [DOEZD_REGION] / the region's folder")]


@demand.command("fit")
def fit(past: Past, folder: Folder, region: Region = None) -> None:
    """Подобрать спрос и длительности по прошлым вызовам / Fit demand and durations to past calls.

    Записанные файлы называют в сценарии: [demand] profile и settlements, [durations] file.
    """
    from dispatch.adapters.region_files import load_region  # noqa: PLC0415 (no other command waits for all this)
    from dispatch.config import Settings  # noqa: PLC0415
    from dispatch.domain.errors import RegionInvalid  # noqa: PLC0415
    from simulations.demand import read_profile  # noqa: PLC0415
    from simulations.demand.fit import fit as fit_of  # noqa: PLC0415
    from simulations.demand.fit import read_past_calls  # noqa: PLC0415
    from simulations.durations import FiguresInvalid, read_durations  # noqa: PLC0415

    home = region or Settings().region
    try:
        known = load_region(home)
        calls = read_past_calls(past, known)
        found = fit_of(
            calls,
            known,
            profile=read_profile(home / "demand.toml"),
            durations=read_durations(home / "durations.toml"),
        )
        folder.mkdir(parents=True, exist_ok=True)
        found.write(folder)
    except (RegionInvalid, FiguresInvalid, ValueError, OSError) as error:
        fail(str(error))
    for line in found.report.lines():
        typer.echo(line)
    typer.echo(f"записано в {folder} / written")
