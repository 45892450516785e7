"""One row a call, for other programs: CSV, Parquet or GeoJSON by the ending of the file's name."""

import json
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import IO, Any

import numpy as np
import pandas as pd

from dispatch.application.phrases import say
from simulations.results import MOMENTS, CallRows, Codes, Floats, Results
from simulations.runner.files import write_whole
from simulations.scenario.model import Scenario

CSV, PARQUET, GEOJSON = ".csv", ".parquet", ".geojson"
SEPARATOR = "; "


class FormatUnknown(ValueError):
    """The ending of the file's name is none of those that can be written."""


def write_calls(path: Path, results: Iterable[Results], scenario: Scenario) -> None:
    """Write the calls of some replications, whole or not at all. Raises `FormatUnknown`.

    Each moment is there twice: `…_at` by the region's clock (ISO 8601, milliseconds) and `…_s` in seconds after the
    scenario's start, exact. Empty: it has not happened, or nobody, or nowhere. Calls of the warm-up are not `counted`.
    """
    write = WRITERS.get(path.suffix.lower())
    if write is None:
        known = ", ".join(WRITERS)
        raise FormatUnknown(f"{path.name}: не знаю такого формата, есть {known} / no such format, there are {known}")
    table = pd.concat([calls_table(each, scenario) for each in results], ignore_index=True)
    write_whole(path, lambda file: write(table, file))


def calls_table(results: Results, scenario: Scenario) -> pd.DataFrame:
    """The calls of one replication, column by column."""
    rows = results.calls
    return pd.DataFrame(
        {
            "id": rows.ids,
            "replication": results.replication,
            "policy": results.policy,
            "counted": rows.counted,
            "district": _named(rows.district, rows.districts),
            "complaint": _named(rows.complaint, rows.complaints),
            "urgency": rows.urgency,
            "true_urgency": rows.true_urgency,
            "lat": rows.lat,
            "lon": rows.lon,
            "crew": _named(rows.crew, rows.crews),
            "hospital": _named(rows.hospital, rows.hospitals),
            **_moments(rows, scenario),
            "doezd_s": rows.doezd_s,
            "eta_s": rows.eta_s,
            "queue_at_hospital_s": rows.queue_at_hospital_s,
            "gave_up": rows.gave_up,
            "attempts": rows.attempts,
            **_reasons(rows),
        }
    )


def _moments(rows: CallRows, scenario: Scenario) -> Mapping[str, Any]:
    zone = pd.Timedelta(seconds=scenario.region.utc_offset_s)
    offset = (
        f"{'-' if zone < pd.Timedelta(0) else '+'}{abs(zone).components.hours:02}:{abs(zone).components.minutes:02}"
    )
    found: dict[str, Any] = {}
    for name in MOMENTS:
        moments = getattr(rows, name)
        found[name] = _iso(moments + scenario.region.utc_offset_s, offset)
        found[f"{name.removesuffix('_at')}_s"] = moments - scenario.start_at
    return found


def _iso(local: Floats, offset: str) -> "pd.Series[str]":
    known = ~np.isnan(local)
    milliseconds = np.where(known, np.round(local * 1_000), 0).astype("datetime64[ms]")
    return pd.Series(np.char.add(np.datetime_as_string(milliseconds, unit="ms"), offset)).where(known)


def _named(codes: Codes, names: tuple[str, ...]) -> "pd.Categorical[str]":
    return pd.Categorical.from_codes(codes, pd.Index(names, dtype="str"))


def _reasons(rows: CallRows) -> Mapping[str, Any]:
    """Return why each crew was sent, in Russian and as codes; empty columns when the reasons were not kept."""
    reasons = rows.reasons or ((),) * len(rows.ids)
    return {
        "reasons": [SEPARATOR.join(say(reason) for reason in each) for each in reasons],
        "reason_codes": [SEPARATOR.join(reason.code for reason in each) for each in reasons],
    }


def _write_csv(table: pd.DataFrame, file: IO[bytes]) -> None:
    table.to_csv(file, index=False, encoding="utf-8", lineterminator="\n")


def _write_parquet(table: pd.DataFrame, file: IO[bytes]) -> None:
    table.to_parquet(file, index=False, engine="pyarrow")


def _write_geojson(table: pd.DataFrame, file: IO[bytes]) -> None:
    """Write points with all columns but the coordinates as properties."""
    points = zip(table["lon"], table["lat"], strict=True)
    properties = table.drop(columns=["lat", "lon"]).to_json(orient="records", lines=True, force_ascii=False)
    file.write(b'{"type":"FeatureCollection","features":[')
    for number, ((lon, lat), row) in enumerate(zip(points, properties.splitlines(), strict=True)):
        head = f'{"," if number else ""}\n{{"type":"Feature","geometry":{{"type":"Point","coordinates":'
        file.write(f'{head}{json.dumps([lon, lat])}}},"properties":{row}}}'.encode())
    file.write(b"\n]}\n")


WRITERS: Mapping[str, Callable[[pd.DataFrame, IO[bytes]], None]] = {
    CSV: _write_csv,
    PARQUET: _write_parquet,
    GEOJSON: _write_geojson,
}
