"""Any value of a frozen type, drawn from its annotations: for laws that hold for every message."""

from collections.abc import Mapping
from dataclasses import is_dataclass
from enum import Enum
from types import NoneType, UnionType
from typing import Any, NewType, Union, get_args, get_origin, get_type_hints

from hypothesis import strategies as st
from msgspec import Struct

from dispatch.domain.crew import DAY_S, Shift
from dispatch.domain.duty import DutyRules
from dispatch.domain.ground import HOURS, Ground
from dispatch.domain.incident import Urgency
from dispatch.domain.parts import Victims
from dispatch.domain.posts import PostHours
from dispatch.domain.transport import TransportRequest, Window
from routing.types import (
    ClosedArea,
    ClosedEdges,
    ClosedRoad,
    ClosedWays,
    Closure,
    ClosureId,
    LatLon,
    Profile,
    Season,
    WeightsSpec,
)

FIGURES = st.floats(allow_nan=False, allow_infinity=False)
WORDS = st.text(max_size=12)
FACTORS = st.floats(0.01, 10)

POINTS = st.builds(LatLon, lat=st.floats(-90, 90), lon=st.floats(-180, 180))


def grounds(count: int) -> st.SearchStrategy[Ground]:
    """Return grounds of so many points, with or without hours."""
    weights = st.tuples(*[st.floats(0.1, 9)] * count)
    return st.builds(
        Ground,
        bases=st.dictionaries(WORDS, POINTS, max_size=2),
        points=st.tuples(*[POINTS] * count),
        weight=weights,
        by_hour=st.sampled_from([0, HOURS]).flatmap(lambda hours: weights.map(lambda row: (row,) * hours)),
    )


CLOSED: st.SearchStrategy[Any] = st.one_of(
    st.builds(ClosedArea, corners=st.lists(POINTS, min_size=3, max_size=4, unique=True).map(tuple)),
    st.builds(ClosedRoad, road=st.just("А-120"), from_km=st.none() | st.floats(0, 10), to_km=st.none(), near=POINTS),
    st.builds(ClosedWays, ways=st.lists(st.integers(0, 2**53), min_size=1, max_size=3).map(tuple)),
    st.builds(ClosedEdges, edges=st.tuples(st.tuples(st.integers(0, 2**53), st.integers(0, 2**53)))),
)

CLOSURES = st.builds(
    Closure,
    id=st.text("abcdefgh", min_size=1, max_size=9).map(ClosureId),
    where=CLOSED,
    begins_at=st.none() | st.floats(-1e9, 0),
    ends_at=st.none() | st.floats(1, 1e9),
    timetable=st.sampled_from([None, "Apr 10-Nov 30 02:00-04:55"]),
    profiles=st.sampled_from([tuple(Profile), (Profile.ORDINARY,)]),
    speed_factor=st.none() | st.floats(0.01, 0.99),
    reason=WORDS,
)

SPECIAL: Mapping[Any, st.SearchStrategy[Any]] = {
    Closure: CLOSURES,
    float: FIGURES,
    str: WORDS,
    int: st.integers(-(2**53), 2**53),
    bool: st.booleans(),
    NoneType: st.none(),
    LatLon: POINTS,
    Shift: st.builds(
        Shift,
        start_s=st.floats(0, DAY_S, exclude_max=True),
        end_s=st.floats(0, DAY_S, exclude_max=True),
    ),
    Victims: st.builds(
        Victims,
        red=st.integers(1, 99),
        yellow=st.integers(0, 99),
        green=st.integers(0, 99),
        unsorted=st.integers(0, 99),
        children=st.integers(0, 1),
    ),
    DutyRules: st.builds(DutyRules, interrupted_by=st.sampled_from([None, *Urgency]), fuel_after_s=st.none() | FACTORS),
    Ground: st.integers(0, 2).flatmap(grounds),
    Window: st.builds(Window, from_at=st.floats(-1e9, 0), until_at=st.floats(0, 1e9)),
    WeightsSpec: st.builds(
        WeightsSpec,
        speed_factor=st.dictionaries(st.sampled_from(Profile), FACTORS),
        class_factor=st.dictionaries(WORDS, FACTORS),
        closed_ways=st.lists(st.integers(0, 2**53), max_size=3).map(tuple),
        closures=st.lists(CLOSURES, max_size=2, unique_by=lambda closure: closure.id).map(tuple),
        utc_offset_s=st.sampled_from([0.0, 10_800.0]),
        hour_of_week=st.none() | st.integers(0, 167),
        season=st.none() | st.sampled_from(Season),
    ),
}

LIMITED: Mapping[Any, Mapping[str, st.SearchStrategy[Any]]] = {
    TransportRequest: {
        "pickup": SPECIAL[Window],
        "loading_s": st.floats(0, DAY_S),
        "unloading_s": st.floats(0, DAY_S),
        "escorts": st.integers(0, 9),
    },
    PostHours: {
        "weekdays": st.frozensets(st.integers(1, 7), min_size=1),
        "crews": st.integers(1, 9),
    },
}
"""Fields that may not hold just any value of their type."""


def anything(kind: Any) -> st.SearchStrategy[Any]:
    """Return a strategy for a type."""
    if isinstance(kind, NewType):
        return anything(kind.__supertype__)
    if kind in SPECIAL:
        return SPECIAL[kind]
    if isinstance(kind, type) and issubclass(kind, Enum):
        return st.sampled_from(kind)
    if is_dataclass(kind) or (isinstance(kind, type) and issubclass(kind, Struct)):
        fields = {name: anything(hint) for name, hint in get_type_hints(kind).items()}
        return st.builds(kind, **{**fields, **LIMITED.get(kind, {})})
    return _generic(get_origin(kind), get_args(kind))


def _generic(origin: Any, inner: tuple[Any, ...]) -> st.SearchStrategy[Any]:
    if origin in (Union, UnionType):
        return st.one_of([anything(one) for one in inner])
    if origin is tuple:
        return st.lists(anything(inner[0]), max_size=2).map(tuple)
    if origin is frozenset:
        return st.frozensets(anything(inner[0]), max_size=3)
    if isinstance(origin, type) and issubclass(origin, Mapping):
        return st.dictionaries(anything(inner[0]), anything(inner[1]), max_size=2)
    raise TypeError(f"no strategy for {origin} of {inner}")
