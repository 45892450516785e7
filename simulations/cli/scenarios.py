"""`doezd scenario`: begin a scenario, check it, bring one over from elsewhere."""

from pathlib import Path
from typing import Annotated

import typer

from simulations.cli import asking
from simulations.cli.speaking import fail

scenarios = typer.Typer(help="Сценарии / scenarios", no_args_is_help=True)

Folder = Annotated[Path, typer.Argument(help="папка, которую создать / folder to make")]
Config = Annotated[Path, typer.Argument(help="sim_config.xml или gen_config.xml JEMSS / a JEMSS configuration")]
Seed = Annotated[int, typer.Option(min=0, help="зерно разыгранных вызовов / seed of the drawn calls")]


@scenarios.command("check")
def check(scenario: asking.ScenarioFile) -> None:
    """Проверить сценарий и его таблицы, не запуская / Check a scenario and its tables without running it."""
    from simulations.scenario import check as findings_of  # noqa: PLC0415 (no other command waits for it)

    findings = findings_of(scenario)
    if findings:
        fail("\n".join(findings))
    typer.echo(f"{scenario}: сценарий в порядке / the scenario is sound")


@scenarios.command("new")
def new(folder: Folder) -> None:
    """Начать свой сценарий: файл с пояснениями и пример таблиц / Begin a scenario of your own."""
    from simulations.scenario.starting import new as begin  # noqa: PLC0415 (as above)

    with asking.said_plainly():
        typer.echo(f"готово: {begin(folder)} / ready")


@scenarios.command("import-jemss")
def import_jemss(config: Config, folder: Folder, replications: asking.Replications = None, seed: Seed = 0) -> None:
    """Перенести конфигурацию JEMSS.jl в сценарий / Bring a JEMSS.jl configuration over."""
    from simulations.scenario.jemss import import_jemss as bring  # noqa: PLC0415 (as above)

    with asking.said_plainly():
        notes = bring(config, folder, seed=seed, replications=replications)
    for line in notes:
        typer.echo(line, err=True)
    typer.echo(f"готово: {folder} / ready")
