"""Choose standby points (точки дежурства): where idle crews may wait in their vehicles, besides the stations.

::

    python data/region/place_standby.py data/region/leningrad           # writes standby.csv
    python data/region/place_standby.py data/region/leningrad --check   # says whether standby.csv equals the rule

The rule: of all places that calls come from (demand.toml), one after the other that shortens the way of the mean call
most, when a crew stands at every station and at every point chosen so far (greedy p-median: Kuehn and Hamburger 1963,
doi 10.1287/mnsc.9.4.643). Ways are straight lines: the map is a site's own. The same folder gives the same bytes. To
set points by hand, edit standby.csv and leave the rule alone; a region without the file has none.
"""

import csv
import sys
from io import StringIO
from pathlib import Path

import numpy as np

from dispatch.adapters.region_files import load_region
from dispatch.domain.region import Region
from routing.types import EARTH_RADIUS_M
from simulations.demand import DAY_S, DemandPoints
from simulations.demand.source import source
from simulations.scenario.model import GeneratedDemand

COLUMNS = ("id", "name", "district", "lat", "lon", "source", "certainty")
POINTS = 60
"""About as many as there are stations. Assumed: a site's own to set."""
SOURCE = (
    "правило place_standby.py: место, откуда звонят, которое больше всего сокращает средний путь; на месте проверить"
)


def chosen(region: Region, points: DemandPoints) -> list[int]:
    """Return the rows of the points, the most useful first."""
    nearest = np.min([_away_m(points, at.lat, at.lon) for at in (row.at for row in region.stations)], axis=0)
    away = np.array([_away_m(points, lat, lon) for lat, lon in zip(points.lat, points.lon, strict=True)])
    found: list[int] = []
    for _ in range(POINTS):
        best = int((np.maximum(nearest - away, 0.0) @ points.weight).argmax())
        nearest = np.minimum(nearest, away[best])
        found.append(best)
    return found


def _away_m(points: DemandPoints, lat: float, lon: float) -> np.ndarray:
    """Metres from one point to all, on the plane that touches it: good to a per mille over a region."""
    north, east = np.radians(points.lat - lat), np.radians(points.lon - lon) * np.cos(np.radians(lat))
    return EARTH_RADIUS_M * np.hypot(north, east)


def rows(region: Region, points: DemandPoints) -> list[tuple[str, ...]]:
    """Write the points down, named by their settlements."""
    count: dict[str, int] = {}
    written = []
    for number, row in enumerate(chosen(region, points), start=1):
        settlement = points.settlements[row]
        count[settlement] = count.get(settlement, 0) + 1
        name = f"Точка {settlement}, {count[settlement]}"
        district = points.districts[points.district[row]]
        at = points.at(row)
        written.append((f"standby-{number:02d}", name, district, f"{at.lat:.5f}", f"{at.lon:.5f}", SOURCE, "assumed"))
    return written


def text(folder: Path) -> str:
    """Return what standby.csv should say."""
    region = load_region(folder)
    out = StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    demand = source(region, GeneratedDemand(profile=folder / "demand.toml"), 0.0, 365 * DAY_S)
    writer.writerows(rows(region, demand.points))
    return out.getvalue()


def main() -> None:
    """Write, or check."""
    folder = Path(sys.argv[1])
    should, file = text(folder), folder / "standby.csv"
    if "--check" in sys.argv:
        same = file.read_text(encoding="utf-8") == should
        print(f"{file}: {'по правилу' if same else 'не по правилу'}")
        sys.exit(not same)
    file.write_text(should, encoding="utf-8")


if __name__ == "__main__":
    main()
