"""The tables of a report as files, for those who reckon on: figures as CSV and Parquet, places as GeoJSON."""

import json
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import IO, Any

import pandas as pd
import shapely

from simulations.metrics.catalogue import described
from simulations.report.evidence import CELL_DEG
from simulations.report.maps import late_by_district
from simulations.report.outlines import degrees, middle, outlines
from simulations.report.study import Study
from simulations.runner.files import write_whole


def figures(study: Study) -> pd.DataFrame:
    """Return one row a figure, arm and replication, with its unit and names."""
    rows = [
        {"arm": shown.name, "replication": outcome.replication, "metric": name, "value": value}
        for shown in study.arms
        for outcome in shown.arm.outcomes
        for name, value in outcome.figures.items()
    ]
    found = pd.DataFrame(rows, columns=["arm", "replication", "metric", "value"])
    for column in ("unit", "ru", "en"):
        found[column] = [getattr(described(name), column) for name in found["metric"]]
    return found


def crews(study: Study) -> pd.DataFrame:
    """Return one row a crew and arm, all replications together; seconds."""
    rows = [
        {
            "arm": arm,
            "crew": name,
            "kind": work.kind,
            "station": work.station,
            "on_shift_s": work.on_shift_s,
            "busy_s": work.busy_s,
            "overtime_s": work.overtime_s,
            "driving_s": work.driving_s,
            "calls": work.calls,
        }
        for arm, evidence in study.named
        for name, work in evidence.crews.items()
    ]
    return pd.DataFrame(rows)


def districts(study: Study) -> dict[str, Any]:
    """Return the outlines of districts with the late share of every arm, per cent, as GeoJSON."""
    cells = study.named[0][1].cells
    late = {arm: late_by_district(evidence.cells) for arm, evidence in study.named}
    centre = float(middle(cells)[:, 0].mean()) if cells else 0.0
    features = [
        {
            "type": "Feature",
            "geometry": json.loads(shapely.to_geojson(degrees(shape, centre))),
            "properties": {"district": name, "late_percent": {arm: of.get(name) for arm, of in late.items()}},
        }
        for name, shape in (outlines(cells).items() if cells else ())
    ]
    return {"type": "FeatureCollection", "features": features}


def cells(study: Study) -> dict[str, Any]:
    """Return the cells of calls with their counts in every arm as GeoJSON points."""
    return {"type": "FeatureCollection", "features": list(_cells(study))}


def _cells(study: Study) -> Iterator[dict[str, Any]]:
    for arm, evidence in study.named:
        for cell, (calls, emergencies, late) in evidence.cells.items():
            at = [round((cell.lon_100 + 0.5) * CELL_DEG, 3), round((cell.lat_100 + 0.5) * CELL_DEG, 3)]
            counts = {"calls": int(calls), "emergencies": int(emergencies), "late": int(late)}
            yield {
                "type": "Feature",
                "geometry": {"type": "Point", "coordinates": at},
                "properties": {"arm": arm, "district": cell.district, **counts},
            }


def write_beside(study: Study, folder: Path) -> tuple[Path, ...]:
    """Write all of them into a folder, each whole or not at all."""
    numbers = figures(study)
    files = {"figures.csv": _csv(numbers), "figures.parquet": numbers.to_parquet(index=False)}
    if study.named:
        files |= {
            "crews.csv": _csv(crews(study)),
            "districts.geojson": _json(districts(study)),
            "cells.geojson": _json(cells(study)),
        }
    for name, content in files.items():
        write_whole(folder / name, partial(_put, content))
    return tuple(folder / name for name in files)


def _put(content: bytes, file: IO[bytes]) -> None:
    file.write(content)


def _csv(rows: pd.DataFrame) -> bytes:
    return rows.to_csv(index=False).encode()


def _json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, allow_nan=False).encode()
