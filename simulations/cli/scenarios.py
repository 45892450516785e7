"""`doezd scenario`: begin a scenario, check it, bring one over from elsewhere."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from simulations.cli import asking
from simulations.cli.speaking import fail

if TYPE_CHECKING:
    from dispatch.adapters.sql.record import EventLog
    from dispatch.application.log import StoredEvent

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


@scenarios.command("from-record")
def from_record(folder: Folder) -> None:
    """Записанные вызовы службы (DOEZD_DATABASE) как сценарий: мир повторяет то, что было / The record as a scenario.

    Затем doezd simulate ПАПКА/scenario.toml: доезд мира против записанного показывает, насколько ему верить.
    """
    from dispatch.adapters.region_files import load_region  # noqa: PLC0415 (no other command waits for all this)
    from dispatch.adapters.sql.database import open_database  # noqa: PLC0415
    from dispatch.adapters.sql.record import EventLog  # noqa: PLC0415
    from dispatch.application.ports import RecordUnavailable  # noqa: PLC0415
    from dispatch.config import Settings  # noqa: PLC0415
    from dispatch.domain.errors import RegionInvalid  # noqa: PLC0415
    from simulations.demand.fit import past_calls  # noqa: PLC0415
    from simulations.demand.fit.replaying import write_scenario  # noqa: PLC0415

    settings = Settings()
    try:
        region = load_region(settings.region)
        engine = open_database(settings.database, checkpoints=False)
        events = [row.event() for row in _all_events(EventLog(engine))]
        engine.dispose()
        found = write_scenario(past_calls(events, region), region, settings.region, folder, settings.policy)
    except (RegionInvalid, RecordUnavailable, ValueError, OSError) as error:
        fail(str(error))
    typer.echo(f"{found.path}: вызовов {found.calls}, без конца и потому без них {found.left_out} / calls, left out")


def _all_events(log: "EventLog") -> "Iterator[StoredEvent]":
    seq = 0
    while rows := log.after(seq):
        yield from rows
        seq = rows[-1].seq


@scenarios.command("import-jemss")
def import_jemss(config: Config, folder: Folder, replications: asking.Replications = None, seed: Seed = 0) -> None:
    """Перенести конфигурацию JEMSS.jl в сценарий / Bring a JEMSS.jl configuration over."""
    from simulations.scenario.jemss import import_jemss as bring  # noqa: PLC0415 (as above)

    with asking.said_plainly():
        notes = bring(config, folder, seed=seed, replications=replications)
    for line in notes:
        typer.echo(line, err=True)
    typer.echo(f"готово: {folder} / ready")
