"""What came out, in words and in one table for each arm."""

from collections.abc import Iterator

from simulations.experiments.differences import Difference
from simulations.experiments.intervals import Estimate
from simulations.metrics.catalogue import Better, Metric, described
from simulations.report.blocks import Block, Column, Heading, Paragraph, Table, Tone
from simulations.report.study import Shown, Study
from simulations.report.wording import MINUTE_S, UNKNOWN, counted, difference, first_up, interval, number, valued

FIRST = "emergency.late_share"
"""What the service has promised, and what it is judged by: said first where it was compared."""
WORDS = {Better.MORE: ("лучше", "хуже"), Better.LESS: ("хуже", "лучше"), Better.NEITHER: ("больше", "меньше")}
"""What a clear difference upwards and downwards is called."""
PRICED = "cost."
"""More hours and more money are no worse in themselves: it is what they buy that is judged."""


def headline(study: Study) -> Iterator[Block]:
    """Say the main figure of every arm, then show the others."""
    yield Heading(ru="Что получилось", en="What came out")
    yield from _warnings(study)
    if not study.others:
        yield _values(study)
        return
    for other in study.others:
        yield from _said(study, other)
    for other in study.others:
        yield _differences(study, other)


def verdict(found: Difference) -> str:
    """Say what a difference means, and whether it can be told from chance, all questions considered."""
    low, high = found.interval.low, found.interval.high
    if low is None or high is None:
        return "один повтор: судить нельзя"
    if low <= 0 <= high:
        return "не отличить от случая" if low < high else "без изменений"
    neutral = found.metric.startswith(PRICED)
    more, less = WORDS[Better.NEITHER if neutral else described(found.metric).better]
    word = more if found.interval.mean > 0 else less
    return word if found.clear else f"возможно, {word}"


def _warnings(study: Study) -> Iterator[Block]:
    if study.comparison.replications < 2:
        text = "Повтор один: разброса между повторами нет, и ни одной разнице верить нельзя. Увеличьте число повторов."
        yield Paragraph(ru=text, en="A single replication: no difference can be trusted.", tone=Tone.WARNING)
    if study.comparison.stopping.asks and not study.comparison.reached:
        text = "Желаемая точность не достигнута за отведённое число повторов: интервалы шире, чем просили."
        yield Paragraph(ru=text, en="The wished precision was not reached.", tone=Tone.WARNING)
    if study.map is not None and study.map.schematic:
        text = "Дороги взяты со схемы, не с карты: варианты можно сравнивать с осторожностью, публиковать нельзя."
        yield Paragraph(ru=text, en="The roads are a schematic, not a map.", tone=Tone.WARNING)


def _said(study: Study, other: Shown) -> Iterator[Block]:
    first = FIRST if FIRST in study.comparison.metrics else study.comparison.metrics[0]
    found = study.comparison.difference(other.name, first)
    if found is None:
        return
    metric, inside = described(first), _inside(found.interval, described(first))
    change = f"{valued(metric, found.base)} → {valued(metric, found.value)}"
    spread = f"разница {difference(metric, found.interval.mean)}" + (f" (95 % ДИ {inside})" if inside else "")
    yield Paragraph(ru=f"{other.name}. {_named(study, first)}: {change}, {spread}: {verdict(found)}.", tone=Tone.STRONG)


def _named(study: Study, metric: str) -> str:
    """Name a figure; the first one by its minutes, so that nobody has to look up the norm."""
    if metric != FIRST:
        return first_up(described(metric).ru)
    return f"Доля экстренных дольше {number(study.base.scenario.region.norms.emergency_arrival_s / MINUTE_S)} минут"


def _inside(found: Estimate, metric: Metric) -> str:
    return "" if found.low is None or found.high is None else interval(metric, found.low, found.high)


def _values(study: Study) -> Table:
    found = [(name, study.base.arm.estimate(name)) for name in study.comparison.metrics]
    return Table(
        ru=f"{study.base.name}: главные показатели",
        en="Main figures",
        columns=(
            Column(ru="Показатель", en="figure"),
            Column(ru="Среднее", en="mean", right=True),
            Column(ru="95 % ДИ", en="95 % CI", right=True),
        ),
        rows=tuple(
            (_named(study, name), valued(described(name), one.mean), _ends(name, one)) for name, one in found if one
        ),
    )


def _ends(name: str, found: Estimate) -> str:
    if found.low is None or found.high is None:
        return UNKNOWN
    return f"{valued(described(name), found.low)} … {valued(described(name), found.high)}"


def _differences(study: Study, other: Shown) -> Table:
    known = [found for found in study.comparison.differences if found.arm == other.name]
    return Table(
        ru=f"{other.name} против базы «{study.base.name}»",
        en=f"{other.name} against the base",
        columns=(
            Column(ru="Показатель", en="figure"),
            Column(ru="База", en="base", right=True),
            Column(ru="Вариант", en="variant", right=True),
            Column(ru="Разница", en="difference", right=True),
            Column(ru="95 % ДИ", en="95 % CI", right=True),
            Column(ru="p (Холм)", en="p, Holm", right=True),
            Column(ru="Вывод", en="verdict"),
        ),
        rows=tuple(_row(study, found) for found in known),
        note=_explained(study),
    )


def _explained(study: Study) -> str:
    pairs = counted(study.comparison.replications, "повтору", "повторам", "повторам")
    return (
        f"Парные разницы по {pairs}: варианты встретили одни и те же вызовы. Интервал Стьюдента у каждого показателя "
        f"свой. «Возможно»: интервал не содержит нуля, но вопросов в сравнении {len(study.comparison.differences)}, "
        "и с поправкой Холма на их число это ещё может быть случаем."
    )


def _row(study: Study, found: Difference) -> tuple[str, ...]:
    metric = described(found.metric)
    return (
        _named(study, found.metric),
        valued(metric, found.base),
        valued(metric, found.value),
        difference(metric, found.interval.mean),
        _inside(found.interval, metric) or UNKNOWN,
        UNKNOWN
        if found.interval.half_width is None
        else "< 0,001"
        if found.p_adjusted < 0.001
        else number(found.p_adjusted, 3),
        verdict(found),
    )
