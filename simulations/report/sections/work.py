"""The crews and the hospitals: who is busy, who is overworked, where crews queue."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from dispatch.domain.ids import StationId
from simulations.report.blocks import Block, Column, Heading, Table
from simulations.report.evidence import CrewWork, Evidence, HospitalWork
from simulations.report.study import Study
from simulations.report.wording import HOUR_S, UNKNOWN, minutes, number, share

DAY_S = 24 * HOUR_S
SHOWN = 15
"""Rows of a table: who looks for one of the others looks into the files."""


def work(study: Study) -> Iterator[Block]:
    """Tabulate crews by station, and hospitals; nothing where no rows were kept."""
    if not study.named:
        return
    yield Heading(ru="Бригады и стационары", en="Crews and hospitals")
    yield _stations(study)
    if any(evidence.hospitals for _, evidence in study.named):
        yield _hospitals(study)


@dataclass(slots=True)
class _Station:
    crews: int = 0
    on_shift_s: float = 0.0
    busy_s: float = 0.0
    overtime_s: float = 0.0
    calls: int = 0

    def take(self, crew: CrewWork) -> None:
        self.crews += 1
        self.on_shift_s += crew.on_shift_s
        self.busy_s += crew.busy_s
        self.overtime_s += crew.overtime_s
        self.calls += crew.calls

    @property
    def utilisation(self) -> float | None:
        return self.busy_s / self.on_shift_s if self.on_shift_s else None


def _by_station(evidence: Evidence) -> Mapping[str, _Station]:
    found: defaultdict[str, _Station] = defaultdict(_Station)
    for crew in evidence.crews.values():
        found[crew.station].take(crew)
    return found


def _stations(study: Study) -> Table:
    base, *others = [_by_station(evidence) for _, evidence in study.named]
    ranked = sorted(base.keys() | set().union(*others), key=lambda key: (-(base[key].utilisation or 0), key))
    return Table(
        ru=f"Самые занятые подстанции и посты: {study.base.name}",
        en="The busiest stations",
        columns=(
            Column(ru="Подстанция или пост", en="station"),
            Column(ru="Бригад", en="crews", right=True),
            Column(ru="Вызовов на бригаду в сутки", en="calls a crew-day", right=True),
            Column(ru="Переработка, ч в сутки", en="overtime, h a day", right=True),
            Column(ru="Занятость", en="utilisation", right=True),
            *(Column(ru=f"Занятость: {arm.name}", right=True) for arm in study.others),
        ),
        rows=tuple(
            (
                _station_name(study, key),
                *_work(base[key], study.named[0][1]),
                *(share(of[key].utilisation) for of in others),
            )
            for key in ranked[:SHOWN]
        ),
        note=_rest(len(ranked), "crews.csv"),
    )


def _rest(count: int, file: str) -> str:
    return f"Показано {SHOWN} из {count}; все бригады в файле {file}." if count > SHOWN else ""


def _work(station: _Station, evidence: Evidence) -> tuple[str, ...]:
    days = station.on_shift_s / DAY_S
    return (
        number(station.crews),
        number(station.calls / days, 1) if days else UNKNOWN,
        number(station.overtime_s / HOUR_S / evidence.days, 1),
        share(station.utilisation),
    )


def _station_name(study: Study, key: str) -> str:
    known = [found.name for arm in study.arms if (found := arm.scenario.region.station(StationId(key))) is not None]
    return known[0] if known else key


def _hospitals(study: Study) -> Table:
    base, *others = [evidence for _, evidence in study.named]
    names = {str(hospital.id): hospital.name for arm in study.arms for hospital in arm.scenario.region.hospitals}
    ranked = sorted(base.hospitals, key=lambda key: (-base.hospitals[key].queue_s, key))
    return Table(
        ru=f"Где бригады ждут у стационара дольше всего: {study.base.name}",
        en="Queues at hospitals, the longest in all first",
        columns=(
            Column(ru="Стационар", en="hospital"),
            Column(ru="Пациентов в сутки", en="patients a day", right=True),
            Column(ru="Очередь, 90-й процентиль", en="queue, p90", right=True),
            Column(ru="Очередь в среднем", en="mean queue", right=True),
            *(Column(ru=f"В среднем: {arm.name}", right=True) for arm in study.others),
        ),
        rows=tuple(
            (
                names.get(key, key),
                number(base.hospitals[key].patients / base.days, 1),
                minutes(base.hospitals[key].queue.quantile_s(0.9)),
                *(_mean_queue(of.hospitals.get(key)) for of in (base, *others)),
            )
            for key in ranked[:SHOWN]
        ),
        note=f"Показано {SHOWN} из {len(ranked)}." if len(ranked) > SHOWN else "",
    )


def _mean_queue(work: HospitalWork | None) -> str:
    return UNKNOWN if work is None or not work.patients else minutes(work.queue_s / work.patients)
