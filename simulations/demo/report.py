"""The figures of a demo: as a value, as JSON, as tables."""

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass

import numpy as np
from rich.console import Group, RenderableType
from rich.table import Table

from simulations.demo.stories import Story

ALL = "всего / total"
CLOCKS = (
    "Служба живёт по настоящим часам: минуты здесь это настоящие × скорость, и задержки программы умножены тоже. "
    "/ The service's clock is real: these minutes are real ones × speed, delays of the software included."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Doezd:
    """Doezd of a group of calls in simulated minutes. `calls` counts all, `reached` those with a crew at the patient.

    The figures are None while nobody is reached.
    """

    name: str
    calls: int
    reached: int
    median_min: float | None
    p90_min: float | None
    within_norm: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What a demo found."""

    speed: float
    simulated_h: float
    norm_min: float
    counts: dict[str, int]
    lost: Sequence[str]
    assigned_twice: Sequence[str]
    refused_cards: Sequence[str]
    by_district: Sequence[Doezd]
    by_urgency: Sequence[Doezd]

    @property
    def sound(self) -> bool:
        """Whether nothing that was acknowledged is lost, and nobody is in two places."""
        return not self.lost and not self.assigned_twice

    def as_json(self) -> str:
        """Return the whole report."""
        return json.dumps({"sound": self.sound, **asdict(self)}, ensure_ascii=False, indent=1)

    def shown(self) -> RenderableType:
        """Return the report for a terminal."""
        tables = (
            _doezd_table(self, "район / district", self.by_district),
            _doezd_table(self, "срочность / urgency", self.by_urgency),
        )
        notes = [CLOCKS] if self.speed != 1 else []
        notes += [f"потерян / lost: {name}" for name in self.lost]
        notes += [f"назначен дважды / assigned twice: {name}" for name in self.assigned_twice]
        notes += [f"не принят / refused: {text}" for text in self.refused_cards[:5]]
        return Group(*tables, _counts_table(self), *notes)


def grouped(stories: Iterable[Story], of: Callable[[Story], str], speed: float, norm_min: float) -> list[Doezd]:
    """Return doezd by group in order of name, the whole first."""
    told = list(stories)
    names = sorted({of(story) for story in told})
    groups = [(ALL, told), *((name, [story for story in told if of(story) == name]) for name in names)]
    return [_doezd(name, group, speed, norm_min) for name, group in groups]


def _doezd(name: str, stories: Sequence[Story], speed: float, norm_min: float) -> Doezd:
    minutes = np.array([story.doezd_s for story in stories if story.doezd_s is not None], dtype=float) * speed / 60
    some = minutes.size > 0
    return Doezd(
        name=name,
        calls=len(stories),
        reached=minutes.size,
        median_min=round(float(np.median(minutes)), 1) if some else None,
        p90_min=round(float(np.percentile(minutes, 90)), 1) if some else None,
        within_norm=round(float(np.mean(minutes <= norm_min)), 3) if some else None,
    )


def _doezd_table(report: Report, title: str, rows: Sequence[Doezd]) -> Table:
    table = Table(title=f"Доезд, мин модельного времени / simulated minutes (×{report.speed:g})")
    table.add_column(title)
    for head in ("вызовов", "у пациента", "медиана", "p90", f"≤ {report.norm_min:g} мин"):
        table.add_column(head, justify="right")
    for row in rows:
        share = "–" if row.within_norm is None else f"{row.within_norm:.0%}"
        table.add_row(
            row.name, str(row.calls), str(row.reached), _minutes(row.median_min), _minutes(row.p90_min), share
        )
    return table


def _minutes(value: float | None) -> str:
    return "–" if value is None else f"{value:.1f}"


def _counts_table(report: Report) -> Table:
    table = Table(
        title=f"Счёт / counts, {report.simulated_h:.1f} ч модельного времени / simulated h", show_header=False
    )
    for name, value in report.counts.items():
        table.add_row(COUNTS.get(name, name), str(value))
    return table


COUNTS = {
    "sent": "вызовов отправлено / calls sent",
    "sent_twice": "  из них нарочно дважды / sent twice on purpose",
    "acknowledged": "подтверждено службой / acknowledged",
    "repeated": "ответов «уже принят» (200) / answered 200 repeated",
    "asked_again": "адрес уточнён у звонящего / asked again",
    "refused": "не принято (4xx) / refused",
    "unanswered": "без ответа после всех повторов / unanswered",
    "network_repeats": "повторов из-за сети и 5xx / repeats after network trouble",
    "stream_reloads": "обстановка загружена заново / state reloaded",
    "confirmed": "рекомендаций подтверждено / confirmed",
    "stale": "рекомендация успела смениться / stale recommendations",
    "assigned": "назначено / assigned",
    "at_patient": "бригада у пациента / at patient",
    "closed": "закрыто / closed",
    "buttons": "кнопок нажато / buttons pressed",
    "refused_buttons": "кнопок отклонено / buttons refused",
    "positions_unheard": "положений не принято / positions not taken",
    "differing": "повтор ответил другим вызовом / repeat gave another incident",
    "lost": "ПОТЕРЯНО / LOST",
    "assigned_twice": "НАЗНАЧЕНО ДВАЖДЫ / ASSIGNED TWICE",
}
