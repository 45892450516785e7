"""Spread the day's crews over the stations of a region by the rule of its region.toml, [crews].

::

    python data/region/spread_crews.py data/region/leningrad           # writes crews.csv
    python data/region/spread_crews.py data/region/leningrad --check   # says whether crews.csv equals the rule

The same folder gives the same bytes. To set crews by hand, edit crews.csv and leave the rule alone.
"""

import csv
import sys
import tomllib
from collections import Counter
from io import StringIO
from pathlib import Path
from typing import Any

from routing.types import LatLon, great_circle_m

Row = dict[str, str]
COLUMNS = ("id", "kind", "station", "vehicle_class", "shift_start", "shift_end", "source", "certainty", "equipment")
FIRST_DISTRICT = 11
"""Districts are numbered from here in the order of districts.csv, so that every crew id has four digits."""


def read(folder: Path, name: str) -> list[Row]:
    """Read the rows of one CSV of the region."""
    with (folder / name).open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def point(row: Row) -> LatLon:
    """Where a row stands."""
    return LatLon(lat=float(row["lat"]), lon=float(row["lon"]))


def catchments(folder: Path) -> dict[str, float]:
    """Residents by station: of the places nearest to it, and an even part of the rest of its district."""
    residents: Counter[str] = Counter()
    stations, places = read(folder, "stations.csv"), read(folder, "places.csv")
    for district in read(folder, "districts.csv"):
        here = [row for row in stations if row["district"] == district["name"]]
        listed = 0
        for place in (row for row in places if row["district"] == district["name"]):
            nearest = min(here, key=lambda row: (great_circle_m(point(row), point(place)), row["id"]))
            residents[nearest["id"]] += int(place["population"])
            listed += int(place["population"])
        elsewhere = max(0, int(district["residents"]) - listed)
        for row in here:
            residents[row["id"]] += elsewhere // len(here)
    return dict(residents)


def counts(folder: Path, rule: dict[str, Any]) -> dict[str, int]:
    """Crews by station: the minimum of its sort, then the highest averages (D'Hondt) by residents."""
    stations, residents = read(folder, "stations.csv"), catchments(folder)
    centres = first_of_each_district(stations)
    crews = {
        row["id"]: rule["fixed"].get(row["id"], rule["minimum"]["centre" if row["id"] in centres else row["kind"]])
        for row in stations
    }
    open_to_more = [station for station in crews if station not in rule["fixed"]]
    for _ in range(rule["per_day"] - sum(crews.values())):
        crews[max(open_to_more, key=lambda station: residents.get(station, 0) / (crews[station] + 1))] += 1
    return crews


def first_of_each_district(stations: list[Row]) -> set[str]:
    """Ids of the stations of the district centres: each district's list begins with its centre."""
    first: dict[str, str] = {}
    for row in stations:
        first.setdefault(row["district"], row["id"])
    return set(first.values())


def kinds(station: str, count: int, special: dict[str, list[str]]) -> list[str]:
    """Kinds of one station's crews, special ones first. Raises `ValueError` when no feldsher crew would be left."""
    named = [kind for kind, stations in special.items() for _ in range(stations.count(station))]
    if len(named) >= count > 0 and named:
        raise ValueError(f"{station}: {len(named)} special crews of {count}; take one out of [crews.special]")
    return named + ["feldsher"] * (count - len(named))


def spread(folder: Path) -> list[Row]:
    """All rows of crews.csv by the rule."""
    rule = tomllib.loads((folder / "region.toml").read_text(encoding="utf-8"))["crews"]
    number = {row["name"]: FIRST_DISTRICT + at for at, row in enumerate(read(folder, "districts.csv"))}
    by_station, taken, rows = counts(folder, rule), Counter[str](), []
    for station in read(folder, "stations.csv"):
        named = kinds(station["id"], by_station[station["id"]], rule["special"])
        for place, kind in enumerate(named, start=1):
            taken[station["district"]] += 1
            day = place == len(named) >= rule["shifts"]["day_from"]
            start, end = rule["shifts"]["day" if day else "whole_day"]
            rows.append(
                {
                    "id": f"{number[station['district']]}{taken[station['district']]:02d}",
                    "kind": kind,
                    "station": station["id"],
                    "vehicle_class": rule["vehicles"].get(kind, rule["vehicles"]["others"]),
                    "shift_start": start,
                    "shift_end": end,
                    "source": source(station, rule),
                    "certainty": "assumed",
                    "equipment": ";".join(rule.get("equipment", {}).get(kind, [])),
                }
            )
    return rows


def source(station: Row, rule: dict[str, Any]) -> str:
    """Say where the row comes from. A published count is still no published kind or shift."""
    if station["id"] in rule["fixed"]:
        return f"число бригад: {station['source'].split(':')[0]}; вид и смена: правило spread_crews.py"
    return "правило spread_crews.py"


def as_csv(rows: list[Row]) -> str:
    """The text of crews.csv."""
    text = StringIO()
    writer = csv.DictWriter(text, COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def main(folder: str, *options: str) -> int:
    """Write crews.csv, or with --check compare it. Returns the exit code."""
    path, text = Path(folder) / "crews.csv", as_csv(spread(Path(folder)))
    if "--check" in options:
        equal = path.read_text(encoding="utf-8") == text
        print("crews.csv равен правилу" if equal else "crews.csv отличается от правила")
        return 0 if equal else 1
    path.write_text(text, encoding="utf-8", newline="\n")
    print(f"{path}: {text.count(chr(10)) - 1}")
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
