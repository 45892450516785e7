"""How long people wait: by urgency, and by the hour of the day."""

from collections.abc import Iterator

from dispatch.domain.incident import URGENCY_RU, Urgency
from simulations.report.blocks import Block, Column, Heading, Paragraph, Table, Tone
from simulations.report.curves import hours, waits
from simulations.report.differing import span
from simulations.report.evidence import Evidence
from simulations.report.study import Study
from simulations.report.wording import first_up, minutes, number, share


def waiting(study: Study) -> Iterator[Block]:
    """Draw and tabulate the waits."""
    norm_s = study.base.scenario.region.norms.emergency_arrival_s
    yield Heading(ru="Сколько ждут", en="How long people wait")
    if not study.named:
        text = "Строки вызовов этот прогон не сохранил, поэтому здесь нет ни кривых, ни карт, ни таблиц по бригадам."
        yield Paragraph(ru=text, en="This run kept no rows of calls: no curves, maps or tables of crews.")
        return
    yield waits(study.named, norm_s)
    text = (
        "Доезд считается от звонка до бригады на месте. Вызов, к которому никто не приехал до конца прогона, ждёт до "
        "конца; звонившие, которые не дождались, считаются опоздавшими."
    )
    yield Paragraph(ru=text, tone=Tone.QUIET)
    yield _by_urgency(study, norm_s)
    yield hours(study.named)


def _by_urgency(study: Study, norm_s: float) -> Table:
    rows = [
        (first_up(f"{urgency.name}, {URGENCY_RU[urgency]}"), name, *_cells(evidence, urgency, norm_s))
        for urgency in Urgency
        for name, evidence in study.named
    ]
    return Table(
        ru="Доезд по срочности",
        en="Doezd by urgency",
        columns=(
            Column(ru="Срочность", en="urgency"),
            Column(ru="Вариант", en="arm"),
            Column(ru="Вызовов в сутки", en="calls a day", right=True),
            Column(ru="Медиана", en="median", right=True),
            Column(ru="90-й процентиль", en="p90", right=True),
            Column(ru=f"До {span(norm_s)}", en="within the norm", right=True),
        ),
        rows=tuple(rows),
        note="Все повторы вместе, с точностью до четверти минуты.",
    )


def _cells(evidence: Evidence, urgency: Urgency, norm_s: float) -> tuple[str, ...]:
    spread = evidence.doezd[urgency]
    return (
        number(spread.total / evidence.days, 1),
        minutes(spread.quantile_s(0.5)),
        minutes(spread.quantile_s(0.9)),
        share(spread.within(norm_s)),
    )
