"""The whole report as a document: what came out first, what it stands on last."""

from datetime import UTC, datetime, timedelta

from simulations.report.blocks import Document
from simulations.report.differing import span
from simulations.report.sections import (
    assumptions,
    figures,
    headline,
    origin,
    places,
    question,
    waiting,
    work,
)
from simulations.report.study import Study
from simulations.report.wording import counted

SECTIONS = (headline, question, waiting, places, work, figures, assumptions, origin)


def document(study: Study) -> Document:
    """Write a study down."""
    return Document(
        title=study.title,
        subtitle=study.base.scenario.region.name,
        marks=tuple(_marks(study)),
        blocks=tuple(block for section in SECTIONS for block in section(study)),
    )


def _marks(study: Study) -> list[str]:
    base = study.base
    runs = counted(study.comparison.replications, "повтор", "повтора", "повторов")
    marks = [f"Имитация: {runs} по {span(base.scenario.horizon_s)}. Решает тот же код, что и в службе."]
    if study.named:
        calls = sum(of.total for of in study.named[0][1].doezd.values())
        marks.append(f"В базе учтено {counted(calls, 'вызов', 'вызова', 'вызовов')}.")
    if study.made_at is not None:
        offset = timedelta(seconds=base.scenario.region.utc_offset_s)
        marks.append(
            f"Составлен {datetime.fromtimestamp(study.made_at, UTC) + offset:%d.%m.%Y %H:%M} по часам региона."
        )
    if study.map is not None:
        marks.append(f"Дороги: {study.map.licence}." + (" Схема, не карта." if study.map.schematic else ""))
    return marks
