"""What the searches print: places, sizes of the fleet, shifts, and what an answer hangs on."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import typer

from simulations.cli.asking import as_json

if TYPE_CHECKING:
    from rich.table import Table

    from dispatch.domain.ids import StationId
    from simulations.experiments.fleet_size import FleetSize
    from simulations.experiments.sensitivity import Effect, Swing
    from simulations.experiments.siting import Siting
    from simulations.experiments.staffing import Staffing
    from simulations.metrics import Metric
    from simulations.scenario.model import Scenario

HOUR_S = 3_600


def tell_sites(found: "Siting", scenario: "Scenario", *, json: bool) -> None:
    """Print where new crews would do most, as simulated, best first."""
    from simulations.metrics import described  # noqa: PLC0415 (only an answer waits for it)
    from simulations.report.wording import difference, interval, share  # noqa: PLC0415

    promised = dict(found.promised)
    if json:
        typer.echo(as_json([_site(stations, promised[stations], each) for stations, each in found.simulated]))
        return
    metric = described(found.metric)
    table = _table(f"Куда поставить: {metric.ru}", "место", "изменение", "95 %", "покрытие модели", "вывод")
    for stations, each in found.simulated:
        low, high = each.interval.low, each.interval.high
        table.add_row(
            " + ".join(_named(scenario, station) for station in stations),
            difference(metric, each.interval.mean),
            "" if low is None or high is None else interval(metric, low, high),
            share(promised[stations]),
            {True: "лучше", False: "хуже", None: "неясно"}[each.better],
        )
    _print(table)
    typer.echo(f"сейчас покрытие модели {share(found.now)}: свободная бригада в пределах {found.near_s / 60:.0f} мин")


def tell_fleet(found: "FleetSize", *, json: bool) -> None:
    """Print the fleets that were tried, and the smallest that keeps the promise."""
    from simulations.metrics import described  # noqa: PLC0415 (as above)
    from simulations.report.wording import valued  # noqa: PLC0415

    if json:
        typer.echo(as_json({"answer": asdict(found.answer), "steps": [asdict(step) for step in found.steps]}))
        return
    metric = described(found.promise.metric)
    table = _table(f"{metric.ru}: не хуже {valued(metric, found.promise.target)}", "бригад", "итог", "держит")
    for step in found.steps:
        kept = ("да" if step.kept else "нет") + ("" if step.clear else ", но интервал задевает обещание")
        table.add_row(
            f"{step.crews} ({step.change:+})", _estimated(metric, step.found.mean, step.found.half_width), kept
        )
    _print(table)
    typer.echo(f"нужно бригад: {found.answer.crews} ({found.answer.change:+} к нынешним) / crews needed")


def tell_plan(found: "Staffing") -> None:
    """Print the shifts of a plan and what each hour needs and has."""
    plan = found.plan
    table = _table("План смен", "смена", "бригад")
    for shift, crews in zip(plan.shifts, plan.crews, strict=True):
        table.add_row(f"{_clock(shift.start_s)}-{_clock(shift.end_s)}", str(crews))
    _print(table)
    hours = _table("По часам", "час", "занято", "нужно", "есть")
    for hour, (busy, needed, present) in enumerate(zip(found.busy, plan.needed, plan.present, strict=True)):
        hours.add_row(f"{hour:02}:00", f"{busy:.1f}", str(needed), str(present))
    _print(hours)
    typer.echo(f"бригадо-часов в сутки: {plan.crew_hours:.0f} / crew hours a day")


def tell_ranges(found: "Sequence[Swing] | Sequence[Effect]", name: str, *, json: bool) -> None:
    """Print how far each key moves the figure, the farthest first."""
    from simulations.experiments.sensitivity import Swing  # noqa: PLC0415 (as above)
    from simulations.metrics import described  # noqa: PLC0415
    from simulations.report.wording import valued  # noqa: PLC0415

    if json:
        typer.echo(as_json([{"key": each.key, "size": each.size} for each in found]))
        return
    metric = described(name)
    table = _table(f"От чего зависит: {metric.ru}", "ключ", "размах", "подробнее")
    for each in found:
        if isinstance(each, Swing):
            more = f"{valued(metric, each.low.value)} … {valued(metric, each.high.value)}"
        else:
            more = f"± {valued(metric, each.size_half_width)}, разброс {valued(metric, each.spread)}"
        table.add_row(each.key, valued(metric, each.size), more)
    _print(table)


def _site(stations: "Sequence[StationId]", promised: float, each: Any) -> dict[str, Any]:
    ends = {"low": each.interval.low, "high": each.interval.high}
    return {"stations": list(stations), "promised": promised, "difference": each.interval.mean, **ends, "p": each.p}


def _named(scenario: "Scenario", station: "StationId") -> str:
    known = scenario.region.station(station)
    return f"{known.name} ({station})" if known else station


def _estimated(metric: "Metric", mean: float, half_width: float | None) -> str:
    from simulations.report.wording import valued  # noqa: PLC0415 (as above)

    return valued(metric, mean) + ("" if half_width is None else f" ± {valued(metric, half_width)}")


def _clock(seconds: float) -> str:
    return f"{int(seconds // HOUR_S):02}:{int(seconds % HOUR_S // 60):02}"


def _table(title: str, *heads: str) -> "Table":
    from rich.table import Table  # noqa: PLC0415 (as above)

    table = Table(title=title)
    for head in heads:
        table.add_column(head)
    return table


def _print(table: "Table") -> None:
    from rich.console import Console  # noqa: PLC0415 (as above)

    Console(highlight=False).print(table)
