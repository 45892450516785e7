"""`doezd compare` and `doezd sweep`: scenarios and policies side by side, on the very same calls."""

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Annotated

import typer

from simulations.cli import asking, reporting
from simulations.cli.speaking import fail
from simulations.cli.telling import tell
from simulations.cli.working import Work, cluster_of, running

if TYPE_CHECKING:
    from simulations.experiments.compare import Comparison
    from simulations.experiments.stopping import Stopping
    from simulations.scenario.model import Scenario

MOST_REPLICATIONS = 200
"""Where a run that is to become narrow gives up, unless the scenario itself asks for more."""

Grid = Annotated[list[str], typer.Argument(help="ключ=значение,значение… / key=value,value…")]


def compare(  # noqa: PLR0913, PLR0917 (each option is a choice of its own; typer calls it by keyword)
    scenarios: asking.ScenarioFiles,
    policy: asking.Policies = None,
    param: asking.Parameters = None,
    set_: asking.Settings = None,
    metric: asking.Metrics = None,
    replications: asking.Replications = None,
    narrow: asking.Narrow = None,
    workers: asking.Workers = None,
    report: asking.Report = False,
    runs: asking.Runs = None,
    cluster: asking.ClusterAt = None,
    certificates: asking.Certificates = None,
    as_json: asking.AsJson = False,
) -> None:
    """Сравнить сценарии и политики на одних и тех же вызовах / Compare scenarios and policies on the same calls.

    Первый сценарий (и первая политика) служит основой; разницы считаются в парах повторений.
    """
    chosen = asking.policies_of(asking.values(set_, "--set"), policy, param)
    asked = [
        _titled(asking.read_scenario(path, overrides, replications), several=len(chosen) > 1)
        for path in scenarios
        for overrides in chosen
    ]
    title, away = " · ".join(scenario.title for scenario in asked), cluster_of(cluster, certificates)
    names = "-".join(dict.fromkeys(scenario.name for scenario in asked))
    work = Work(name=names, title=title, folder=runs, workers=workers, cluster=away)
    with asking.said_plainly():
        found = compared(
            asked,
            stopping(asked[0], narrow, metric=metric[0] if metric else "doezd.mean_s"),
            work,
            keep="rows" if report else "figures",
            metrics=metric,
        )
        if report:
            reporting.write_report(found, work.kept_in)
    tell(found, json=as_json)


def sweep(  # noqa: PLR0913, PLR0917 (as above)
    scenario: asking.ScenarioFile,
    grid: Grid,
    metric: asking.Metrics = None,
    replications: asking.Replications = None,
    narrow: asking.Narrow = None,
    workers: asking.Workers = None,
    runs: asking.Runs = None,
    as_json: asking.AsJson = False,
) -> None:
    """Сценарий при разных значениях его ключей / A scenario with its keys set to several values.

    Например: doezd sweep today.toml demand.factor=0.7,1,1.4
    """
    from simulations.experiments.compare import HEADLINES  # noqa: PLC0415 (no other command waits for it)
    from simulations.experiments.sweep import sweep as sweep_of  # noqa: PLC0415
    from simulations.runner import Keep  # noqa: PLC0415

    base = asking.read_scenario(scenario, {}, replications)
    rule = stopping(base, narrow, metric=metric[0] if metric else "doezd.mean_s")
    work = Work(name=f"sweep-{base.name}", title=base.title, folder=runs, workers=workers)
    with asking.said_plainly(), running(work, Keep.FIGURES) as how:
        found = sweep_of(scenario, asking.grid(grid), metrics=metric or HEADLINES, stopping=rule, running=how)
    tell(found.comparison, json=as_json)


def _titled(scenario: "Scenario", *, several: bool) -> "Scenario":
    """Name the policy where a scenario is asked about under several."""
    return replace(scenario, title=f"{scenario.title} · {scenario.policy.name}") if several else scenario


def compared(
    scenarios: "Sequence[Scenario]",
    rule: "Stopping",
    work: Work,
    *,
    keep: str,
    metrics: Sequence[str] | None = None,
) -> "Comparison":
    """Run the arms, and keep of each replication what is asked for."""
    from simulations.experiments.compare import HEADLINES  # noqa: PLC0415 (as above)
    from simulations.experiments.compare import compare as compare_of  # noqa: PLC0415
    from simulations.runner import Keep  # noqa: PLC0415

    with running(work, Keep(keep)) as how:
        return compare_of(scenarios, metrics=metrics or HEADLINES, stopping=rule, running=how)


def stopping(scenario: "Scenario", narrow: str | None, *, metric: str) -> "Stopping":
    """Return when to stop: after the scenario's replications, or when the interval is as narrow as was asked."""
    from simulations.experiments.stopping import MINIMUM, Stopping  # noqa: PLC0415 (as above)

    if narrow is None:
        return Stopping.of(scenario)
    relative, absolute = _narrow(narrow)
    most = max(MOST_REPLICATIONS, scenario.replications)
    return Stopping(metric=metric, relative=relative, absolute=absolute, minimum=MINIMUM, maximum=most)


def _narrow(text: str) -> tuple[float | None, float | None]:
    try:
        value = float(text.rstrip("%").strip())
    except ValueError:
        value = 0.0
    if not 0 < value < float("inf"):
        fail(f"--narrow {text}: нужно число больше 0, например 5% или 0.01 / a number above 0, 5% or 0.01")
    return (value / 100, None) if text.strip().endswith("%") else (None, value)
