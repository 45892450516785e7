"""Every figure of the catalogue for every arm: survival, equity, cost and the rest."""

from collections.abc import Iterator

from simulations.metrics.catalogue import METRICS, Better
from simulations.report.blocks import Block, Column, Heading, Table
from simulations.report.study import Study
from simulations.report.wording import first_up, valued

TWICE = "doezd.calls"
"""The same as the number of calls."""
WISHED = {Better.LESS: "меньше", Better.MORE: "больше", Better.NEITHER: ""}


def figures(study: Study) -> Iterator[Block]:
    """Tabulate the catalogue."""
    yield Heading(ru="Все показатели", en="All figures")
    rows = [
        (
            first_up(metric.ru),
            WISHED[metric.better],
            *(valued(metric, arm.mean(name)) for arm in study.arms),
        )
        for name, metric in METRICS.items()
        if name != TWICE and any(arm.mean(name) is not None for arm in study.arms)
    ]
    yield Table(
        ru="Средние по повторам",
        en="Means over replications",
        columns=(
            Column(ru="Показатель", en="figure"),
            Column(ru="Лучше, когда", en="better when"),
            *(Column(ru=first_up(arm.name), right=True) for arm in study.arms),
        ),
        rows=tuple(rows),
        note="Выживаемость: кривая De Maio (2003, doi:10.1067/mem.2003.266), для остановок сердца; для остальных P1 "
        "это только показатель. Равенство: коэффициент Джини и разброс среднего доезда между районами, 0: все равны.",
    )
