"""The report as plain values with their words, Russian first: what the page, the command line and the API show."""

from collections.abc import Mapping
from datetime import UTC, datetime
from types import MappingProxyType
from typing import Any

from numpy.typing import NDArray

from dispatch.application.hindsight.judging import Judged, Unknown, Verdict
from dispatch.application.hindsight.report import UNKNOWN_ROLE, Group, Judgements
from dispatch.application.hindsight.suggesting import Suggestion

Json = dict[str, Any]

ROWS_SHOWN = 500
"""The newest disagreements that are listed one by one."""

VERDICTS: Mapping[Verdict, tuple[str, str]] = MappingProxyType(
    {
        Verdict.PERSON: ("прав человек: его бригада была раньше", "the person was right: their crew was there sooner"),
        Verdict.PROPOSAL: (
            "права рекомендация: её бригада была бы раньше",
            "the proposal was right: its crew would have been there sooner",
        ),
        Verdict.EVEN: ("разницы нет", "no difference"),
        Verdict.UNKNOWN: ("не знаем", "not known"),
    }
)

WHY_UNKNOWN: Mapping[Unknown, tuple[str, str]] = MappingProxyType(
    {
        Unknown.NOT_ARRIVED: ("отправленная бригада не доехала", "the crew that was sent has not arrived"),
        Unknown.NOT_PROMISED: (
            "время рекомендованной бригады не записано",
            "no time of the proposed crew is on the record",
        ),
        Unknown.FEW_TRIPS: (
            "слишком мало поездок, чтобы знать ошибку прогноза",
            "too few trips to know the error of a promise",
        ),
        Unknown.LEFT_LINE: (
            "рекомендованная бригада за это время ушла с линии",
            "the proposed crew left the line meanwhile",
        ),
        Unknown.SPREAD: ("разница меньше ошибки прогноза", "the difference is within the error of the promise"),
    }
)

ROLES_RU: Mapping[str, str] = MappingProxyType(
    {
        "dispatcher": "диспетчер",
        "senior": "старший врач",
        "supervisor": "руководитель",
        "integration": "другая система",
        UNKNOWN_ROLE: "неизвестна",
    }
)

PARAMETERS_RU: Mapping[str, str] = MappingProxyType(
    {
        "missing_capability_s": "сколько секунд стоит недостающее умение бригады",
        "overtime_s": "сколько секунд стоит конец смены посреди вызова",
    }
)


def shown(found: Judgements, *, rows: int = ROWS_SHOWN) -> Json:
    """Return the report as JSON values; of the rows the newest."""
    listed = found.rows[-rows:] if rows else ()
    return {
        "since": _iso(found.since),
        "decided": found.decided,
        "followed": found.followed,
        "whole": _group(found.whole),
        "groups": {
            "reason": [_group(group) for group in found.by_reason],
            "hour": [_group(group) for group in found.by_hour],
            "district": [_group(group) for group in found.by_district],
            "urgency": [_group(group) for group in found.by_urgency],
            "role": [{**_group(group), "name_ru": ROLES_RU.get(group.name, group.name)} for group in found.by_role],
        },
        "rows": [_row(row) for row in reversed(listed)],
        "hidden": len(found.rows) - len(listed),
        "suggestions": [_suggestion(suggestion) for suggestion in found.suggestions],
    }


def _group(group: Group) -> Json:
    return {
        "name": group.name,
        "count": group.count,
        "person": group.person,
        "proposal": group.proposal,
        "even": group.even,
        "unknown": group.unknown,
        "person_share": _round(group.person_share, 3),
        "person_share_interval": _rounded(group.person_share_interval, 3),
        "gain_s": _round(group.gain_s),
        "harm_weighted_min": _round(group.harm, 1),
        "small": group.small,
    }


def _row(row: Judged) -> Json:
    trip, (text, text_en) = row.trip, VERDICTS[row.verdict]
    why, why_en = WHY_UNKNOWN[row.unknown] if row.unknown else ("", "")
    return {
        "incident": trip.incident.id,
        "at": _iso(trip.sent_at),
        "hour": row.hour,
        "urgency": trip.incident.urgency.name,
        "district": trip.incident.district,
        "complaint": trip.incident.complaint,
        "reason": trip.override_reason,
        "crew": trip.crew,
        "recommended": trip.recommended,
        "promised_s": _round(trip.promised_s),
        "took_s": _round(trip.took_s),
        "recommended_promised_s": _round(row.promised_s),
        "recommended_would_take_s": _interval(row.would_take_s),
        "gain_s": _interval(row.gain_s),
        "harm_weighted_min": _interval(row.harm, 1),
        "verdict": row.verdict.value,
        "verdict_ru": text,
        "verdict_en": text_en,
        "unknown": row.unknown.value if row.unknown else None,
        "unknown_ru": why,
        "unknown_en": why_en,
        "person_fits": row.person_fits,
        "proposal_fits": row.proposal_fits,
        "instead": None
        if row.instead is None
        else {
            "incident": row.instead.incident,
            "urgency": row.instead.urgency.name,
            "after_s": _round(row.instead.after_s),
        },
    }


def _suggestion(suggestion: Suggestion) -> Json:
    return {
        "parameter": suggestion.parameter,
        "parameter_ru": PARAMETERS_RU.get(suggestion.parameter, suggestion.parameter),
        "choices": suggestion.choices,
        "present_s": _round(suggestion.present_s),
        "contradicted_now": suggestion.contradicted_now,
        "suggested_s": _round(suggestion.suggested_s),
        "interval_s": _rounded(suggestion.interval_s),
        "contradicted": suggestion.contradicted,
        "small": suggestion.small,
    }


def _interval(values: NDArray[Any] | None, digits: int = 0) -> Json | None:
    """Write the 10th, 50th and 90th percentile."""
    if values is None:
        return None
    low, middle, high = (_round(value, digits) for value in values.tolist())
    return {"p10": low, "p50": middle, "p90": high}


def _rounded(values: tuple[float, float] | None, digits: int = 0) -> list[float | None] | None:
    return None if values is None else [_round(value, digits) for value in values]


def _round(value: float | None, digits: int = 0) -> float | None:
    return None if value is None else round(value, digits)


def _iso(at: float | None) -> str | None:
    return None if at is None else datetime.fromtimestamp(at, UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
