"""`doezd where`, `fleet`, `shifts`, `sensitivity`: questions whose answer has to be looked for."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from simulations.cli import asking
from simulations.cli.answers import tell_fleet, tell_plan, tell_ranges, tell_sites
from simulations.cli.comparing import stopping
from simulations.cli.speaking import fail
from simulations.cli.telling import tell
from simulations.cli.working import Work, running

if TYPE_CHECKING:
    from dispatch.domain.crew import Shift

LATE = "emergency.late_share"

Metric = Annotated[str, typer.Option(help="показатель / metric")]
Count = Annotated[int, typer.Option(min=1, max=20, help="сколько бригад вместе / how many crews together")]
Top = Annotated[int, typer.Option(min=1, max=50, help="сколько ответов модели проиграть / answers to simulate")]
At = Annotated[list[str] | None, typer.Option("--at", help="из каких подстанций и постов выбирать / candidates")]
Target = Annotated[float, typer.Option(help="обещание, в единице показателя: доля, секунды / the promise")]
Least = Annotated[int, typer.Option(help="наименьшее изменение числа бригад, например -30 / smallest change")]
Most = Annotated[int, typer.Option(help="наибольшее изменение / largest change")]
Hours = Annotated[list[str], typer.Argument(help="разрешённые смены, 08:00-20:00 / shifts that are allowed")]
Busy = Annotated[float, typer.Option(min=0.05, max=0.95, help="какую долю часа бригада занята / busy share")]
Ranges = Annotated[list[str], typer.Argument(help="ключ=от,до / key=low,high")]
Morris = Annotated[int, typer.Option(min=0, help="траекторий Морриса; 0: ключи по одному / 0: one key at a time")]


def where(  # noqa: PLR0913, PLR0917 (each option is a choice of its own; typer calls it by keyword)
    scenario: asking.ScenarioFile,
    count: Count = 1,
    at: At = None,
    top: Top = 5,
    metric: Metric = LATE,
    replications: asking.Replications = None,
    narrow: asking.Narrow = None,
    workers: asking.Workers = None,
    runs: asking.Runs = None,
    as_json: asking.AsJson = False,
) -> None:
    """Куда поставить следующую бригаду / Where to put the next crew.

    Модель размещения (OR-Tools) выбирает лучшие места, мир проигрывает каждое на одних и тех же вызовах.
    """
    from dispatch.domain.ids import StationId  # noqa: PLC0415 (no other command waits for it)
    from simulations.experiments.siting import Wish, siting  # noqa: PLC0415
    from simulations.runner import Keep  # noqa: PLC0415

    asked = asking.read_scenario(scenario, {}, replications)
    wish = Wish(count=count, candidates=[StationId(name) for name in at] if at else None, top=top, metric=metric)
    work = Work(name=f"where-{asked.name}", title=asked.title, folder=runs, workers=workers)
    with asking.said_plainly(), running(work, Keep.FIGURES) as how:
        found = siting(asked, wish, stopping=stopping(asked, narrow, metric=metric), running=how)
    tell_sites(found, asked, json=as_json)


def fleet(  # noqa: PLR0913, PLR0917 (as above)
    scenario: asking.ScenarioFile,
    target: Target,
    metric: Metric = LATE,
    least: Least = -20,
    most: Most = 20,
    replications: asking.Replications = None,
    narrow: asking.Narrow = None,
    workers: asking.Workers = None,
    runs: asking.Runs = None,
    as_json: asking.AsJson = False,
) -> None:
    """Сколько бригад нужно, чтобы сдержать обещание / How many crews a promise needs.

    Например: doezd fleet today.toml --target 0.10
    """
    from simulations.experiments.fleet_size import Promise, fleet_size  # noqa: PLC0415 (as above)
    from simulations.runner import Keep  # noqa: PLC0415

    asked = asking.read_scenario(scenario, {}, replications)
    work = Work(name=f"fleet-{asked.name}", title=asked.title, folder=runs, workers=workers)
    with asking.said_plainly(), running(work, Keep.FIGURES) as how:
        promise, rule = Promise(metric=metric, target=target), stopping(asked, narrow, metric=metric)
        found = fleet_size(asked, promise, least=least, most=most, stopping=rule, running=how)
    tell_fleet(found, json=as_json)


def shifts(  # noqa: PLR0913, PLR0917 (as above)
    scenario: asking.ScenarioFile,
    hours: Hours,
    busy_share: Busy = 0.35,
    replications: asking.Replications = None,
    workers: asking.Workers = None,
    runs: asking.Runs = None,
    as_json: asking.AsJson = False,
) -> None:
    """План смен по часам нагрузки, проигранный рядом с нынешним / A shift plan by the hours of the load.

    Например: doezd shifts today.toml 08:00-08:00 08:00-20:00 12:00-24:00
    """
    from simulations.experiments.staffing import staffing  # noqa: PLC0415 (as above)
    from simulations.runner import Keep  # noqa: PLC0415

    asked, allowed = asking.read_scenario(scenario, {}, replications), _shifts(hours)
    work = Work(name=f"shifts-{asked.name}", title=asked.title, folder=runs, workers=workers)
    with asking.said_plainly(), running(work, Keep.FIGURES) as how:
        found = staffing(
            asked, allowed, busy_share=busy_share, stopping=stopping(asked, None, metric=LATE), running=how
        )
    if not as_json:
        tell_plan(found)
    tell(found.comparison, json=as_json)


def sensitivity(  # noqa: PLR0913, PLR0917 (as above)
    scenario: asking.ScenarioFile,
    ranges: Ranges,
    metric: Metric = LATE,
    morris: Morris = 0,
    replications: asking.Replications = None,
    workers: asking.Workers = None,
    runs: asking.Runs = None,
    as_json: asking.AsJson = False,
) -> None:
    """От каких допущений зависит ответ / Which assumptions an answer hangs on.

    Например: doezd sensitivity today.toml demand.factor=0.8,1.2 warm_up_h=6,24
    """
    from simulations.experiments.sensitivity import elementary_effects, one_at_a_time  # noqa: PLC0415 (as above)
    from simulations.runner import Keep  # noqa: PLC0415

    asked, between = asking.read_scenario(scenario, {}, replications), _ranges(ranges)
    work = Work(name=f"sensitivity-{asked.name}", title=asked.title, folder=runs, workers=workers)
    with asking.said_plainly(), running(work, Keep.FIGURES) as how:
        if morris:
            known = {"trajectories": morris, "replications": asked.replications}
            tell_ranges(
                elementary_effects(scenario, between, metric=metric, running=how, **known), metric, json=as_json
            )
        else:
            rule = stopping(asked, None, metric=metric)
            swings = one_at_a_time(scenario, between, metric=metric, stopping=rule, running=how)
            tell_ranges(swings, metric, json=as_json)


def _ranges(pairs: Sequence[str]) -> dict[str, tuple[float, float]]:
    found = {}
    for name, ends in asking.grid(pairs).items():
        if len(ends) != 2 or not all(isinstance(end, int | float) for end in ends):
            fail(f"{name}: нужны два числа, ключ=от,до / two numbers are wanted, key=low,high")
        found[name] = (ends[0], ends[1])
    return found


def _shifts(texts: Sequence[str]) -> "list[Shift]":
    from dispatch.domain.crew import Shift  # noqa: PLC0415 (as above)

    return [Shift(start_s=begin, end_s=end) for begin, end in map(_hours, texts)]


def _hours(text: str) -> tuple[float, float]:
    """Read 08:00-20:00; 24:00 is midnight."""
    import re  # noqa: PLC0415 (as above)

    found = re.fullmatch(r"([01]?\d|2[0-4]):([0-5]\d)-([01]?\d|2[0-4]):([0-5]\d)", text)
    if found is None:
        fail(f"{text}: нужна смена, например 08:00-20:00 / a shift like 08:00-20:00 is wanted")
    hours = [int(part) for part in found.groups()]
    return (hours[0] * 3_600 + hours[1] * 60) % 86_400, (hours[2] * 3_600 + hours[3] * 60) % 86_400
