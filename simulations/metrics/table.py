"""The figures flat, by dotted name, for comparing, keeping and printing."""

from collections.abc import Iterator
from dataclasses import fields
from typing import Any

from simulations.metrics.measures import Measures, measured
from simulations.metrics.yardstick import Yardstick
from simulations.results import Results

WHOLE = (
    "calls",
    "doezd",
    "emergency",
    "harm",
    "survival",
    "cover",
    "fleet",
    "pauses",
    "transport",
    "air",
    "hospital",
    "care",
    "decisions",
    "equity",
    "cost",
)


def table(results: Results, yardstick: Yardstick | None = None) -> dict[str, float]:
    """Return every figure that is known, by its name in the catalogue.

    What cannot be known (a district without calls, a price that was not given) has no row: no NaN stands in for it.
    """
    return dict(_rows(measured(results, yardstick)))


def _rows(measures: Measures) -> Iterator[tuple[str, float]]:
    for name in WHOLE:
        yield from _figures(name, getattr(measures, name))
    late = measures.emergency.within_norm_share
    if late is not None:
        yield "emergency.late_share", 1 - late
    for urgency, group in measures.by_urgency.items():
        yield from _figures(f"urgency.{urgency.name}", group)
    for district, group in measures.by_district.items():
        yield from _figures(f"district.{district}", group)
    for hour, group in enumerate(measures.by_hour):
        yield from _figures(f"hour.{hour:02}", group)


def _figures(prefix: str, group: Any) -> Iterator[tuple[str, float]]:
    for field in fields(group):
        value = getattr(group, field.name)
        if value is not None:
            yield f"{prefix}.{field.name}", float(value)
