"""What a scenario asks differently from the base, in words: what a reader of a comparison wants to know first."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from math import isfinite
from typing import Any

from dispatch.domain.capability import CREW_KIND_RU
from dispatch.domain.crew import Crew, Shift
from dispatch.domain.places import Hospital, Station, StationKind
from dispatch.domain.region import Region
from routing.types import LatLon, Profile, WeightsSpec
from simulations.report.wording import HOUR_S, MINUTE_S, UNKNOWN, number, share
from simulations.scenario.model import (
    Burst,
    DemandChange,
    Failing,
    GeneratedDemand,
    GivenCalls,
    GreatCircle,
    PolicyChoice,
    ReturnTo,
    RoadChange,
    RoadMap,
    Roads,
    Scenario,
    SuppliedMatrix,
    Window,
)

DAY_S = 24 * HOUR_S

PROFILE_RU = {Profile.SIREN: "с сиреной", Profile.ORDINARY: "без сирены"}
RETURN_RU = {ReturnTo.OWN_BASE: "на свою подстанцию", ReturnTo.NEAREST_BASE: "на ближайшую подстанцию"}
FAILING_RU = {Failing.SOLVER: "не работает правило назначения", Failing.RECORDS: "не отвечает ЕМИС"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One thing that differs. «—» stands for what is not there."""

    what: str
    base: str
    other: str


def differences(base: Scenario, other: Scenario) -> tuple[Difference, ...]:
    """Everything that differs, in the order in which a planner thinks: people, places, roads, demand, rules."""
    return (*_rows(base.region, other.region), *_fields(base, other), *_named(base, other))


def asked(scenario: Scenario) -> tuple[tuple[str, str], ...]:
    """What a scenario is, as rows of name and value."""
    return tuple((name, say(scenario)) for name, say in FACTS.items())


def span(seconds: float) -> str:
    """Write 7 сут, 12 ч or 20 мин."""
    if not isfinite(seconds):
        return "без конца"
    for unit_s, unit in ((DAY_S, "сут"), (HOUR_S, "ч"), (MINUTE_S, "мин")):
        if seconds >= unit_s:
            return f"{number(seconds / unit_s, 0 if seconds % unit_s == 0 else 1)} {unit}"
    return f"{number(seconds)} с"


def moment(at: float, region: Region) -> str:
    """Write a moment by the region's clock."""
    local = datetime.fromtimestamp(at, UTC) + timedelta(seconds=region.utc_offset_s)
    return f"{local:%d.%m.%Y %H:%M}"


def _roads(roads: Roads) -> str:
    match roads:
        case RoadMap(path=path):
            named = f"карта дорог {path.name}" if path else "карта дорог, которую загружает служба"
            return "; ".join([named, *_moment(roads)])
        case GreatCircle(detour=detour):
            speeds = ", ".join(f"{PROFILE_RU[p]} {number(mps * 3.6)} км/ч" for p, mps in roads.speed_mps.items())
            return f"без дорог: дуга большого круга × {number(detour, 2)}; {speeds}"
        case SuppliedMatrix(places=places):
            return f"таблица времён между {number(len(places))} местами"


def _moment(roads: RoadMap) -> Iterator[str]:
    if roads.season is not None:
        yield f"дороги времени года {roads.season}"
    if roads.hour_of_week is not None:
        yield f"дороги часа недели {roads.hour_of_week} (0: понедельник, полночь)"


def _demand(demand: GeneratedDemand | GivenCalls) -> str:
    match demand:
        case GivenCalls(path=path):
            return f"вызовы из файла {path.name}"
        case GeneratedDemand():
            level = "как опубликовано" if demand.calls_per_day is None else f"{number(demand.calls_per_day)} в сутки"
            where = "места региона" if demand.settlements is None else demand.settlements.name
            return f"вызовы разыграны: {level}, × {number(demand.factor, 2)}; населённые пункты: {where}"


def _policy(policy: PolicyChoice) -> str:
    parameters = "; ".join(f"{name} = {value}" for name, value in sorted(policy.parameters.items()))
    return f"{policy.name} ({parameters})" if parameters else policy.name


def _triage(scenario: Scenario) -> str:
    triage = scenario.triage
    if triage.sensitivity == triage.specificity == 1:
        return "без ошибок"
    return f"чувствительность {share(triage.sensitivity)}, специфичность {share(triage.specificity)}"


def _bays(scenario: Scenario) -> str:
    rows = (f"{hospital}: {places}" for hospital, places in sorted(scenario.bays.items()))
    return "; ".join(rows) or "без ограничений"


def _outages(scenario: Scenario) -> str:
    return "; ".join(f"{FAILING_RU[outage.of]}, {_window(outage.window)}" for outage in scenario.outages) or "нет"


FACTS: Mapping[str, Callable[[Scenario], str]] = {
    "Начало": lambda s: moment(s.start_at, s.region),
    "Учтённое время одного повтора": lambda s: span(s.horizon_s),
    "Разгон до начала учёта": lambda s: span(s.warm_up_s),
    "Бригад в расписании": lambda s: number(len(s.region.crews)),
    "Подстанций и постов": lambda s: number(len(s.region.stations)),
    "Стационаров": lambda s: number(len(s.region.hospitals)),
    "Дороги": lambda s: _roads(s.roads),
    "Вызовы": lambda s: _demand(s.demand),
    "Правило назначения": lambda s: _policy(s.policy),
    "Куда едет свободная бригада": lambda s: RETURN_RU[s.crewing.return_to],
    "Посылают ли с обратного пути": lambda s: "да" if s.crewing.sent_while_returning else "нет",
    "Ошибки оценки срочности": _triage,
    "Сколько ждут звонившие": lambda s: span(s.patience_s),
    "Мест приёма в стационарах": _bays,
    "Отказы": _outages,
    "Обещанный доезд": lambda s: "; ".join(f"{u.name} {span(t)}" for u, t in sorted(s.targets_s.items())),
    "Час бригады стоит": lambda s: UNKNOWN if s.cost_per_crew_hour is None else number(s.cost_per_crew_hour),
    "Зерно случайных чисел": lambda s: str(s.seed),
}


def _fields(base: Scenario, other: Scenario) -> Iterator[Difference]:
    for name, say in FACTS.items():
        was, now = say(base), say(other)
        if was != now and name not in COUNTED:
            yield Difference(what=name, base=was, other=now)
    if base.durations != other.durations:
        yield Difference(what="Длительности", base="свои", other="другие: см. источники")


COUNTED = {"Бригад в расписании", "Подстанций и постов", "Стационаров"}
"""Said row by row already."""


def _rows(base: Region, other: Region) -> Iterator[Difference]:
    yield from _by_key("Бригада", base.crews, other.crews, lambda crew: _crew(crew, other, base))
    yield from _by_key("Подстанция или пост", base.stations, other.stations, _station)
    yield from _by_key("Стационар", base.hospitals, other.hospitals, _hospital)


def _named(base: Scenario, other: Scenario) -> Iterator[Difference]:
    yield from _by_key("Дороги", base.road_changes, other.road_changes, _road_change)
    yield from _by_key("Спрос", _changes(base), _changes(other), _demand_change)


def _changes(scenario: Scenario) -> Sequence[DemandChange | Burst]:
    demand = scenario.demand
    return (*demand.changes, *demand.bursts) if isinstance(demand, GeneratedDemand) else ()


def _by_key(
    what: str, base: Sequence[Any], other: Sequence[Any], say: Callable[[Any], tuple[str, str]]
) -> Iterator[Difference]:
    """Compare rows by what they are called; `say` gives that name and the rest in words."""
    was, now = dict(map(say, base)), dict(map(say, other))
    for key in sorted(was.keys() | now.keys()):
        if was.get(key) != now.get(key):
            yield Difference(what=f"{what} {key}", base=was.get(key, UNKNOWN), other=now.get(key, UNKNOWN))


def _crew(crew: Crew, *regions: Region) -> tuple[str, str]:
    known = [station.name for region in regions if (station := region.station(crew.station)) is not None]
    place = known[0] if known else _point(crew.home)
    kind = CREW_KIND_RU.get(crew.kind, crew.kind)
    return crew.id, f"{kind}, {place}, {_shift(crew.shift)}, класс {crew.vehicle_class}"


def _shift(shift: Shift) -> str:
    if shift.length_s == DAY_S:
        return "круглосуточно"
    return f"{_clock(shift.start_s)}–{_clock(shift.end_s)}"


def _station(station: Station) -> tuple[str, str]:
    kind = "пост" if station.kind is StationKind.POST else "подстанция"
    return f"«{station.name}»", f"{kind}, {station.district}, {_point(station.at)}"


def _hospital(hospital: Hospital) -> tuple[str, str]:
    return f"«{hospital.name}»", f"{', '.join(sorted(hospital.capabilities))}, {_point(hospital.at)}"


def _road_change(change: RoadChange) -> tuple[str, str]:
    closed = f"закрыты дороги внутри контура из {len(change.area)} точек" if change.area else ""
    parts = [*_weights(change.weights), closed, ", ".join(change.classes), _window(change.window)]
    return f"«{change.name}»", "; ".join(part for part in parts if part)


def _weights(weights: WeightsSpec) -> Iterator[str]:
    for profile, factor in weights.speed_factor.items():
        yield f"скорость {PROFILE_RU[profile]} × {number(factor, 2)}"
    for name, factor in weights.class_factor.items():
        yield f"скорость на {name} × {number(factor, 2)}"
    if weights.closed_ways:
        yield f"закрыто дорог: {number(len(weights.closed_ways))}"


def _demand_change(change: DemandChange | Burst) -> tuple[str, str]:
    if isinstance(change, Burst):
        where = f"вокруг {_point(change.at)}, {number(change.radius_m / 1000, 1)} км"
        return f"«{change.name}»", f"{number(change.calls)} вызовов за {span(change.spread_s)} {where}"
    where = ", ".join((*change.districts, *change.groups)) or "везде"
    return f"«{change.name}»", f"× {number(change.factor, 2)}; {where}; {_window(change.window)}"


def _window(window: Window) -> str:
    parts = []
    if window.begin_s or isfinite(window.end_s):
        parts.append(f"от {span(window.begin_s)} до {span(window.end_s)} после начала")
    if window.daily:
        parts.append(f"ежедневно {_clock(window.daily[0])}–{_clock(window.daily[1])}")
    return ", ".join(parts) or "всё время"


def _clock(seconds: float) -> str:
    return f"{int(seconds // HOUR_S):02}:{int(seconds % HOUR_S // MINUTE_S):02}"


def _point(at: LatLon) -> str:
    return f"{at.lat:.4f}° с. ш. {at.lon:.4f}° в. д."
