"""The results of a replication as named columns and a small header: to be kept, sent and digested."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dispatch.domain.recommendation import Reason
from simulations.results import CallRows, CrewRows, Results
from simulations.runner.digest import digest_of_columns

Columns = dict[str, NDArray[Any]]

PARTS: Mapping[str, type[Any]] = {"calls": CallRows, "crews": CrewRows}


@dataclass(frozen=True, slots=True, kw_only=True)
class Flat:
    """`columns` are arrays by dotted name; `header` is JSON: scalars and texts; `reasons` are JSON too."""

    columns: Columns
    header: dict[str, Any]
    reasons: dict[str, Any]

    @property
    def digest(self) -> str:
        """SHA-256 of all but the reasons, which are kept only where they are wanted."""
        return digest_of_columns(self.columns, self.header)


def flatten(results: Results) -> Flat:
    """Take the results apart."""
    columns, header = {}, _scalars(results)
    for part in PARTS:
        for name, value in _fields(getattr(results, part)):
            if isinstance(value, np.ndarray):
                columns[f"{part}.{name}"] = value
            elif name != "reasons":
                header[f"{part}.{name}"] = list(value)
    return Flat(columns=columns, header=header, reasons=_coded(results.calls.reasons))


def assemble(flat: Flat) -> Results:
    """Put the results together again."""
    parts = {part: kind(**_part(flat, part, kind)) for part, kind in PARTS.items()}
    scalars = {name: value for name, value in flat.header.items() if "." not in name}
    return Results(**scalars, **parts)


def _scalars(results: Results) -> dict[str, Any]:
    return {
        name: dict(value) if isinstance(value, Mapping) else value
        for name, value in _fields(results)
        if name not in PARTS
    }


def _fields(value: Any) -> list[tuple[str, Any]]:
    return [(field.name, getattr(value, field.name)) for field in fields(value)]


def _part(flat: Flat, part: str, kind: type[Any]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for field in fields(kind):
        name = f"{part}.{field.name}"
        if field.name == "reasons":
            found[field.name] = _decoded(flat.reasons)
        else:
            found[field.name] = flat.columns[name] if name in flat.columns else tuple(flat.header[name])
    return found


def _coded(reasons: Sequence[tuple[Reason, ...]]) -> dict[str, Any]:
    """Write each different set of reasons once, and its number for each call."""
    codes: dict[tuple[Any, ...], int] = {}
    rows = [codes.setdefault(tuple((r.code, *sorted(r.params.items())) for r in row), len(codes)) for row in reasons]
    return {"rows": rows, "known": [[[code, dict(params)] for code, *params in known] for known in codes]}


def _decoded(coded: Mapping[str, Any]) -> tuple[tuple[Reason, ...], ...]:
    known = [tuple(Reason(code=code, params=params) for code, params in row) for row in coded["known"]]
    return tuple(known[row] for row in coded["rows"])
