"""`doezd map isochrones`."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.table import Table

from dispatch.bootstrap.origins import OriginUnknown, limits_s, origins, own_settlements
from dispatch.bootstrap.region import load_region
from dispatch.cli.output import err, fail, out
from dispatch.cli.settings import read_settings
from routing.types import HOURS_OF_WEEK, LatLon, Profile, Season, WeightsSpec

if TYPE_CHECKING:
    from dispatch.domain.region import Region
    from routing.oracle import Isochrones


def isochrones(
    station: Annotated[list[str] | None, typer.Option(help="подстанция, можно несколько / a station")] = None,
    at: Annotated[list[str] | None, typer.Option(help="точка ШИРОТА,ДОЛГОТА, можно несколько / a point")] = None,
    minutes: Annotated[str, typer.Option(help="минуты через запятую / minutes")] = "10,20",
    profile: Annotated[Profile, typer.Option(help="как едут / how they drive")] = Profile.SIREN,
    speed: Annotated[float, typer.Option(help="все скорости умножить на / times all speeds")] = 1.0,
    hour_of_week: Annotated[
        int | None, typer.Option("--hour", help="час недели, 0: понедельник с полуночи / hour of the week")
    ] = None,
    season: Annotated[Season | None, typer.Option(help="время года / season")] = None,
    file: Annotated[Path | None, typer.Option("--out", help="куда записать GeoJSON / where to write")] = None,
    map_: Annotated[Path | None, typer.Option("--map", help="карта .osm.pbf / the map")] = None,
) -> None:
    """Кого успевают застать от подстанций (без выбора: от всех) / Who is reached in time."""
    from dispatch.bootstrap.roads import open_map

    settings = read_settings(map=map_)
    region = load_region(settings.region)
    places, limits = _asked(region, station or [], at or [], minutes)
    spec = _spec(profile, speed, hour_of_week, season)
    oracle = open_map(settings, region)
    found = oracle.isochrones(places, limits, profile, spec=spec, settlements=own_settlements(region))
    text = json.dumps(found.geojson(), ensure_ascii=False)
    if file is None:
        out.print(text, markup=False)
        return
    try:
        file.write_text(text + "\n", encoding="utf-8")
    except OSError as error:
        fail(f"не записано в {file}: {error.strerror}; укажите другой --out", code=2)
    _summed_up(found, file)


def _asked(region: "Region", stations: list[str], points: list[str], minutes: str) -> tuple[list[LatLon], list[float]]:
    try:
        return origins(region, stations, points), limits_s(minutes)
    except OriginUnknown as error:
        fail(f"--{error.field}: {error}", code=2)


def _spec(profile: Profile, speed: float, hour_of_week: int | None, season: Season | None) -> WeightsSpec:
    if hour_of_week is not None and not 0 <= hour_of_week < HOURS_OF_WEEK:
        fail(f"--hour: {hour_of_week}: нужно от 0 (понедельник с полуночи) до {HOURS_OF_WEEK - 1}", code=2)
    try:
        return WeightsSpec(speed_factor={profile: speed}, hour_of_week=hour_of_week, season=season)
    except ValueError:
        fail(f"--speed: {speed}: нужно от 0.01 до 10", code=2)


def _summed_up(found: "Isochrones", file: Path) -> None:
    """Say who is reached, and what could not be asked about."""
    table = Table(box=None)
    for column in ("минут", "жителей", "доля"):
        table.add_column(column, justify="right")
    total = found.cover.total if found.cover else None
    for place, band in enumerate(found.bands):
        share = total.shares()[place] if total else None
        residents = f"{total.within[place]:,}" if total else "—"
        table.add_row(f"{band.limit_s / 60:g}", residents, "—" if share is None else f"{share:.1%}")
    out.print(table)
    outside = found.cover.outside if found.cover else ()
    if outside:
        named = ", ".join(place.name for place in outside[:5])
        out.print(f"вне зон населённых пунктов: {len(outside)}, крупнейшие: {named}", markup=False)
    for lost in found.lost:
        err.print(f"точка {lost.lat}, {lost.lon} вне карты и не учтена", markup=False)
    out.print(f"записано: {file}; {found.licence}", markup=False)
