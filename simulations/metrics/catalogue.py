"""The one catalogue of figures: unit, direction, and how they are called in Russian and English."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType


class Better(StrEnum):
    """Which way a figure should go."""

    LESS = "less"
    MORE = "more"
    NEITHER = "neither"


@dataclass(frozen=True, slots=True, kw_only=True)
class Metric:
    """A figure. `unit` is s, h, share, count, price or index; a share is from 0 to 1."""

    unit: str
    better: Better
    ru: str
    en: str


LESS, MORE, NEITHER = Better.LESS, Better.MORE, Better.NEITHER


def _metric(unit: str, better: Better, ru: str, en: str) -> Metric:
    return Metric(unit=unit, better=better, ru=ru, en=en)


DOEZD: Mapping[str, Metric] = MappingProxyType(
    {
        "calls": _metric("count", NEITHER, "вызовов", "calls"),
        "mean_s": _metric("s", LESS, "доезд в среднем", "mean doezd"),
        "se_s": _metric("s", LESS, "ошибка среднего доезда", "standard error of mean doezd"),
        "median_s": _metric("s", LESS, "доезд, медиана", "median doezd"),
        "p90_s": _metric("s", LESS, "доезд, 90-й процентиль", "doezd, 90th percentile"),
        "within_norm_share": _metric("share", MORE, "доля доезда в норматив", "share within the norm"),
    }
)
"""Figures that every group of calls has: all, emergency, each urgency, district and hour of the day."""

METRICS: Mapping[str, Metric] = MappingProxyType(
    {
        "calls.count": _metric("count", NEITHER, "вызовов", "calls"),
        "calls.without_crew": _metric("count", LESS, "без бригады к концу", "without a crew at the end"),
        "calls.gave_up": _metric("count", LESS, "не дождались", "gave up"),
        "calls.gave_up_share": _metric("share", LESS, "доля не дождавшихся", "share that gave up"),
        **{f"doezd.{name}": metric for name, metric in DOEZD.items()},
        **{
            f"emergency.{name}": _metric(
                metric.unit, metric.better, f"экстренные: {metric.ru}", f"emergencies: {metric.en}"
            )
            for name, metric in DOEZD.items()
        },
        "emergency.late_share": _metric(
            "share", LESS, "доля экстренных дольше норматива", "share of emergencies beyond the norm"
        ),
        "harm.weighted_s": _metric("s", LESS, "ожидание с весом срочности", "urgency-weighted wait"),
        "harm.late_s": _metric("s", LESS, "опоздание против обещанного", "lateness beyond the promise"),
        "harm.late_share": _metric("share", LESS, "доля дольше обещанного", "share beyond the promise"),
        "survival.arrests": _metric("count", NEITHER, "остановок сердца", "cardiac arrests"),
        "survival.arrest_share": _metric(
            "share", MORE, "выживаемость при остановке сердца", "survival of cardiac arrest"
        ),
        "survival.survivors": _metric("count", MORE, "выживут после остановки сердца", "survivors of cardiac arrest"),
        "survival.p1_share": _metric(
            "share", MORE, "показатель выживаемости всех P1", "survival indicator over all P1"
        ),
        "cover.at_once_share": _metric("share", MORE, "бригада нашлась сразу", "a crew at once"),
        "cover.near_share": _metric("share", MORE, "дорога не дольше норматива", "drives within the norm"),
        "cover.drive_p90_s": _metric("s", LESS, "дорога до места, 90-й процентиль", "drive, 90th percentile"),
        "cover.eta_error_s": _metric("s", NEITHER, "прибытие против обещанного", "arrival minus promise"),
        "cover.diverted_share": _metric("share", LESS, "доля перенаправлений", "share diverted"),
        "cover.posts_kept_share": _metric(
            "share", MORE, "посты с бригадой, доля времени", "posts kept, share of the time"
        ),
        "fleet.crews": _metric("count", NEITHER, "бригад", "crews"),
        "fleet.utilisation": _metric("share", NEITHER, "занятость бригад", "utilisation"),
        "fleet.busiest_share": _metric("share", LESS, "занятость самой занятой", "the busiest crew"),
        "fleet.idlest_share": _metric("share", NEITHER, "занятость самой свободной", "the idlest crew"),
        "fleet.driving_share": _metric("share", LESS, "доля смены за рулём", "share of the shift on the road"),
        "fleet.overtime_h_per_day": _metric("h", LESS, "переработка в сутки", "overtime a day"),
        "fleet.calls_per_crew_day": _metric("count", NEITHER, "вызовов на бригаду в сутки", "calls a crew-day"),
        "fleet.moves_per_day": _metric("count", LESS, "перестановок в сутки", "standby moves a day"),
        "pauses.meals_due": _metric("count", NEITHER, "обедов положено", "meals due"),
        "pauses.on_time_share": _metric("share", MORE, "доля обедов вовремя", "meals in time"),
        "pauses.missed_per_crew_day": _metric(
            "count", LESS, "обедов пропущено на бригаду в сутки", "meals missed a crew-day"
        ),
        "pauses.broken_per_crew_day": _metric(
            "count", LESS, "перерывов прервано на бригаду в сутки", "pauses broken off a crew-day"
        ),
        "transport.requests": _metric("count", NEITHER, "плановых перевозок заказано", "planned transports booked"),
        "transport.delivered_share": _metric("share", MORE, "доля выполненных перевозок", "transports served"),
        "transport.in_window_share": _metric("share", MORE, "доля перевозок в своё окно", "transports in their window"),
        "transport.reopened": _metric("count", LESS, "перевозок потеряли бригаду", "transports that lost their crew"),
        "air.offered": _metric(
            "count", NEITHER, "встреч с вертолётом предложено", "meetings with a helicopter offered"
        ),
        "air.flights": _metric("count", NEITHER, "полётов санавиации", "flights of the air ambulance"),
        "air.saved_mean_s": _metric("s", MORE, "вертолёт быстрее дороги на", "a flight is sooner than the road by"),
        "hospital.transported_share": _metric("share", NEITHER, "доля доставленных", "share transported"),
        "hospital.queue_mean_s": _metric("s", LESS, "очередь в стационаре", "queue at the hospital"),
        "hospital.queue_p90_s": _metric(
            "s", LESS, "очередь в стационаре, 90-й процентиль", "queue at the hospital, 90th percentile"
        ),
        "hospital.turnaround_mean_s": _metric("s", LESS, "в стационаре всего", "at the hospital in all"),
        "care.brought": _metric("count", NEITHER, "довезено с инсультом, инфарктом, травмой", "time-critical brought"),
        "care.able_share": _metric(
            "share", MORE, "из них в стационар, где это лечат", "of these to a hospital that treats it"
        ),
        "care.mean_s": _metric("s", LESS, "от вызова до лечения", "call to treatment"),
        "care.p90_s": _metric("s", LESS, "от вызова до лечения, 90-й процентиль", "call to treatment, 90th percentile"),
        "decisions.commands": _metric("count", NEITHER, "команд диспетчеру", "commands"),
        "decisions.events": _metric("count", NEITHER, "событий", "events"),
        "decisions.refused": _metric("count", LESS, "команд отклонено", "commands refused"),
        "decisions.fallbacks": _metric("count", LESS, "откатов на простое правило", "fall-backs"),
        "equity.gini": _metric("index", LESS, "неравенство районов (Джини)", "inequality of districts (Gini)"),
        "equity.variation": _metric(
            "index", LESS, "разброс районов (коэффициент вариации)", "variation between districts"
        ),
        "equity.worst_p90_s": _metric(
            "s", LESS, "доезд пяти худших районов, 90-й процентиль", "the worst five districts, 90th percentile"
        ),
        "cost.crew_hours_per_day": _metric("h", LESS, "бригадо-часов в сутки", "crew hours a day"),
        "cost.per_day": _metric("price", LESS, "стоимость суток", "cost a day"),
        "cost.per_call": _metric("price", LESS, "стоимость вызова", "cost a call"),
    }
)


def described(name: str) -> Metric:
    """The metric of a name of the table, also of a single urgency, district or hour. Raises `KeyError`."""
    if name in METRICS:
        return METRICS[name]
    family, _, rest = name.partition(".")
    group, _, figure = rest.rpartition(".")
    if family not in {"urgency", "district", "hour"} or figure not in DOEZD:
        raise KeyError(f"«{name}»: такого показателя нет; есть {', '.join(METRICS)}")
    of = DOEZD[figure]
    return _metric(of.unit, of.better, f"{group}: {of.ru}", f"{group}: {of.en}")
