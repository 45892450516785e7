"""What the planners' commands print: figures with their intervals, and how arms differ."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from rich.table import Table

    from simulations.experiments.arms import Arm
    from simulations.experiments.compare import Comparison
    from simulations.experiments.intervals import Estimate

SHOWN = (
    "calls.count",
    "doezd.mean_s",
    "doezd.median_s",
    "doezd.p90_s",
    "emergency.mean_s",
    "emergency.p90_s",
    "emergency.late_share",
    "harm.weighted_s",
    "survival.p1_share",
    "cover.at_once_share",
    "fleet.utilisation",
    "equity.worst_p90_s",
    "calls.without_crew",
)
"""What a run prints; all figures are in --json and in the report."""


def tell(comparison: "Comparison", *, json: bool) -> None:
    """Print a comparison; of a single arm, its figures."""
    import typer  # noqa: PLC0415 (nothing else here needs it)
    from rich.console import Console  # noqa: PLC0415

    from simulations.cli.asking import as_json  # noqa: PLC0415

    if json:
        typer.echo(as_json(plain(comparison)))
        return
    console = Console(highlight=False)
    console.print(_figures(comparison.arms))
    if len(comparison.arms) > 1:
        console.print(_differences(comparison))
    for line in _notes(comparison):
        console.print(line, markup=False)


def plain(comparison: "Comparison") -> dict[str, Any]:
    """Return every figure of every arm with its interval, and every difference, for other programs."""
    return {
        "replications": comparison.replications,
        "stopped_by_rule": comparison.reached,
        "arms": [
            {
                "name": arm.name,
                "scenario": arm.scenario.name,
                "policy": arm.policy.name,
                "digests": [outcome.digest for outcome in arm.outcomes],
                "figures": {name: _interval(arm, name) for name in _names(arm)},
            }
            for arm in comparison.arms
        ],
        "differences": [
            {
                "arm": found.arm,
                "metric": found.metric,
                "base": found.base,
                "value": found.value,
                "difference": found.interval.mean,
                "low": found.interval.low,
                "high": found.interval.high,
                "p": found.p,
                "p_adjusted": found.p_adjusted,
                "better": found.better,
            }
            for found in comparison.differences
        ],
    }


def _names(arm: "Arm") -> list[str]:
    return sorted({name for outcome in arm.outcomes for name in outcome.figures})


def _interval(arm: "Arm", name: str) -> dict[str, float | None]:
    found = arm.estimate(name)
    return {} if found is None else {"mean": found.mean, "half_width": found.half_width}


def _figures(arms: "tuple[Arm, ...]") -> "Table":
    from rich.table import Table  # noqa: PLC0415

    from simulations.metrics import described  # noqa: PLC0415

    table = Table(title="Показатели: среднее по повторениям ± 95 % / means over replications")
    table.add_column("")
    for arm in arms:
        table.add_column(arm.name, justify="right")
    for name in SHOWN:
        metric = described(name)
        table.add_row(f"{metric.ru} / {metric.en}", *(_shown(name, arm.estimate(name)) for arm in arms))
    return table


def _shown(name: str, found: "Estimate | None") -> str:
    from simulations.metrics import described  # noqa: PLC0415
    from simulations.report.wording import number, scale, valued  # noqa: PLC0415

    if found is None:
        return "—"
    metric = described(name)
    text = valued(metric, found.mean)
    if found.half_width is None:
        return text
    factor, decimals, _, _ = scale(metric)
    return f"{text} ± {number(found.half_width * factor, max(1, decimals))}"


def _differences(comparison: "Comparison") -> "Table":
    from rich.table import Table  # noqa: PLC0415

    from simulations.metrics import described  # noqa: PLC0415
    from simulations.report.wording import number, scale, signed  # noqa: PLC0415

    table = Table(title=f"Разница с «{comparison.base.name}» в парах повторений, 95 % / paired differences")
    for head in ("", "", "разница", "от", "до", "вывод"):
        table.add_column(head, justify="left" if not head or head == "вывод" else "right")
    for found in comparison.differences:
        metric = described(found.metric)
        factor, decimals, _, unit = scale(metric)
        low, high = found.interval.low, found.interval.high
        table.add_row(
            found.arm,
            metric.ru,
            f"{signed(found.interval.mean * factor, max(1, decimals))} {unit}".strip(),
            *("—" if end is None else number(end * factor, max(1, decimals)) for end in (low, high)),
            {True: "лучше", False: "хуже", None: "неясно" if not found.clear else ""}[found.better],
        )
    return table


def _notes(comparison: "Comparison") -> list[str]:
    notes = []
    lost = sum(arm_lost(arm) for arm in comparison.arms)
    if lost:
        notes.append(
            f"Внимание: {lost:g} вызовов остались без бригады; они считаются ждущими до конца / without a crew"
        )
    if comparison.stopping.asks and not comparison.reached:
        notes.append("Интервал не сузился до заданного за разрешённое число повторений / not as narrow as asked")
    return notes


def arm_lost(arm: "Arm") -> float:
    """Return how many calls had no crew at the end, over all replications."""
    return sum(outcome.figures.get("calls.without_crew", 0.0) for outcome in arm.outcomes)
