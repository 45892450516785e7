"""`doezd simulate`: one scenario, its figures, its calls, its report."""

from pathlib import Path
from typing import Annotated

import typer

from simulations.cli import asking, reporting
from simulations.cli.comparing import compared, stopping
from simulations.cli.speaking import fail
from simulations.cli.telling import tell
from simulations.cli.working import Work, cluster_of

ENDINGS = {".csv", ".parquet", ".geojson"}

CallsOut = Annotated[
    Path | None,
    typer.Option(help="вызовы построчно: .csv, .parquet или .geojson; все моменты и причины / one row a call"),
]
Policy = Annotated[str | None, typer.Option(help="политика вместо записанной / policy instead of the scenario's")]


def simulate(  # noqa: PLR0913, PLR0917 (each option is a choice of its own; typer calls it by keyword)
    scenario: asking.ScenarioFile,
    policy: Policy = None,
    param: asking.Parameters = None,
    set_: asking.Settings = None,
    replications: asking.Replications = None,
    workers: asking.Workers = None,
    narrow: asking.Narrow = None,
    calls_out: CallsOut = None,
    report: asking.Report = False,
    runs: asking.Runs = None,
    cluster: asking.ClusterAt = None,
    certificates: asking.Certificates = None,
    as_json: asking.AsJson = False,
) -> None:
    """Проиграть сценарий тем же кодом, что решает в службе / Run a scenario with the code that decides in life.

    Готовые повторения лежат в папке прогона: прерванный запуск продолжается с них.
    """
    if calls_out is not None and calls_out.suffix.lower() not in ENDINGS:
        fail(f"--calls-out {calls_out}: нужно окончание .csv, .parquet или .geojson / one of these endings")
    (overrides,) = asking.policies_of(asking.values(set_, "--set"), [policy] if policy else None, param)
    asked, away = asking.read_scenario(scenario, overrides, replications), cluster_of(cluster, certificates)
    work = Work(name=asked.name, title=asked.title, folder=runs, workers=workers, cluster=away)
    with asking.said_plainly():
        found = compared(
            [asked],
            stopping(asked, narrow, metric="doezd.mean_s"),
            work,
            keep="reasons" if calls_out else "rows" if report else "figures",
        )
        if calls_out is not None:
            reporting.write_calls(found, calls_out)
        if report:
            reporting.write_report(found, work.kept_in)
    tell(found, json=as_json)
