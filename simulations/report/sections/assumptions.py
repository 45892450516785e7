"""What the result stands on: what is published and what somebody has assumed."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Protocol

from dispatch.domain.places import Certainty
from dispatch.domain.region import Figure, Region
from simulations.report.blocks import Block, Column, Heading, Paragraph, Table
from simulations.report.differing import span
from simulations.report.study import Study
from simulations.report.wording import number
from simulations.scenario.model import Source

WORD = {True: "допущение", False: "опубликовано"}
SOURCES_SHOWN = 4
NUMBER = re.compile(r" \d{5,}")
"""A catalogue number: it makes every row another source, and tells a reader nothing."""
TABLES: Mapping[str, str] = {
    "districts": "Районы и жители",
    "stations": "Подстанции и посты",
    "crews": "Бригады и смены",
    "hospitals": "Стационары",
    "places": "Места",
}
"""Tables of `Region` whose rows have a source."""
NORM = "норма"
NORMS: Mapping[str, str] = {
    "emergency_arrival_s": "Доезд экстренной",
    "urgent_arrival_s": "Доезд неотложной, цель",
    "urgent_latest_s": "Доезд неотложной, не позже",
    "answer_latest_s": "Ответ 112, не позже",
    "answer_mean_s": "Ответ 112, в среднем",
    "service_notified_s": "Оповещение службы",
    "service_acknowledged_s": "Подтверждение службы",
    "card_entered_s": "Ввод карточки",
    "crew_notified_s": "Передача бригаде",
}
"""Fields of `Norms`."""


class Sourced(Protocol):
    """A row that says where it comes from."""

    @property
    def source(self) -> str:
        """The source."""

    @property
    def certainty(self) -> Certainty:
        """Whether it is published."""


def assumptions(study: Study) -> Iterator[Block]:
    """Tabulate the sources of the scenario and of the region."""
    yield Heading(ru="На чём это стоит", en="Assumptions and sources")
    text = "Результат не точнее того, из чего он получен. Допущения отмечены; проверьте прежде всего их."
    yield Paragraph(ru=text, en="A result is no better than what it stands on: check what is marked as assumed.")
    sources = list(dict.fromkeys(source for arm in study.arms for source in arm.scenario.sources))
    if sources:
        yield _of_scenario(sources)
    yield _of_tables(study.base.scenario.region)
    yield _of_figures(study.base.scenario.region)


def _of_scenario(sources: Sequence[Source]) -> Table:
    return Table(
        ru="Допущения и источники сценария",
        en="Sources of the scenario",
        columns=(Column(ru="Часть", en="part"), Column(ru="Откуда", en="source"), Column(ru="Что это", en="certainty")),
        rows=tuple((source.part or "сценарий", source.text, WORD[source.assumed]) for source in sources),
    )


def _of_tables(region: Region) -> Table:
    return Table(
        ru=f"Таблицы региона: {region.name}",
        en="Tables of the region",
        columns=(
            Column(ru="Таблица", en="table"),
            Column(ru="Строк", en="rows", right=True),
            Column(ru="Из них допущений", en="assumed", right=True),
            Column(ru="Откуда", en="sources"),
        ),
        rows=tuple(_counted(name, getattr(region, table)) for table, name in TABLES.items()),
    )


def _counted(name: str, rows: Sequence[Sourced]) -> tuple[str, ...]:
    assumed = sum(row.certainty is Certainty.ASSUMED for row in rows)
    sources = list(dict.fromkeys(NUMBER.sub("", row.source) for row in rows))
    more = f"; и ещё {number(len(sources) - SOURCES_SHOWN)}" if len(sources) > SOURCES_SHOWN else ""
    return (name, number(len(rows)), number(assumed), "; ".join(sources[:SOURCES_SHOWN]) + more)


def _of_figures(region: Region) -> Table:
    figures = [
        (_value(figure), figure.source, WORD[figure.certainty is Certainty.ASSUMED]) for figure in region.figures
    ]
    norms = [
        (f"{name}: {span(getattr(region.norms, field))}", region.norms.sources.get(field, ""), NORM)
        for field, name in NORMS.items()
    ]
    return Table(
        ru="Числа и нормы региона",
        en="Figures and norms of the region",
        columns=(
            Column(ru="Значение", en="value"),
            Column(ru="Откуда", en="source"),
            Column(ru="Что это", en="certainty"),
        ),
        rows=(*figures, *norms),
    )


def _value(figure: Figure) -> str:
    decimals = 0 if figure.value == int(figure.value) else 3
    return f"{number(figure.value, decimals)} {figure.unit}"
