"""Book a synthetic day of planned transport for a region: dialysis there and back, transfers, discharges.

::

    python data/scenarios/book_transports.py data/region/leningrad           # writes transport_day.csv
    python data/scenarios/book_transports.py data/region/leningrad --check   # says whether it equals the rule

The same folder gives the same bytes. Nobody has published such a day for the oblast: every figure here is assumed, and
a site puts its own table in this one's place.
"""

import csv
import sys
from collections.abc import Iterator
from io import StringIO
from pathlib import Path

import numpy as np

from routing.types import LatLon, great_circle_m

Row = dict[str, str]
TABLE = Path(__file__).with_name("transport_day.csv")
COLUMNS = (
    *("id", "kind", "from", "from_lat", "from_lon", "to", "to_lat", "to_lon", "pickup_from", "pickup_until"),
    *("delivery_from", "delivery_until", "booked", "mobility", "escorts", "oxygen", "crew_need", "may_share"),
    *("return_of",),
)
SEED = 47

DIALYSIS_PATIENTS, TRANSFERS, DISCHARGES = 12, 16, 20
"""60 ways a day: 12 × there and back, 16, 20. Assumed."""
CHAIR_MIN = (8 * 60, 13 * 60)
"""When the two sittings of a dialysis ward begin; patients come in the half hour before, and sit for four. Assumed."""
SITTING_MIN, LEAVES_WITHIN_MIN, COMES_BEFORE_MIN = 4 * 60, 60, 30
WARDS = ("stroke", "pci", "trauma-1", "trauma-2")
"""What a patient is transferred for, from the nearest hospital that has none to the nearest that has. Assumed."""


def read(folder: Path, name: str) -> list[Row]:
    """Read the rows of one CSV of the region."""
    with (folder / name).open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def point(row: Row) -> LatLon:
    """Where a row stands."""
    return LatLon(lat=float(row["lat"]), lon=float(row["lon"]))


class Homes:
    """Where people live, drawn by the number of residents; and the hospitals near them."""

    def __init__(self, folder: Path, rng: np.random.Generator) -> None:
        self._rng = rng
        districts = {row["name"] for row in read(folder, "districts.csv")}
        self._places = [row for row in read(folder, "places.csv") if row["district"] in districts]
        residents = np.array([float(row["population"]) for row in self._places])
        self._share = residents / residents.sum()
        self._hospitals = [row for row in read(folder, "hospitals.csv") if "general" in row["capabilities"].split(";")]

    def draw(self) -> Row:
        """Draw the place where a patient lives."""
        return self._places[int(self._rng.choice(len(self._places), p=self._share))]

    def nearest(self, place: Row, *, having: str = "general", lacking: str = "") -> Row:
        """Return the nearest hospital with one ward, and without the other."""
        able = [row for row in self._hospitals if has(row, having) and not (lacking and has(row, lacking))]
        return min(able, key=lambda row: (great_circle_m(point(row), point(place)), row["id"]))


def has(hospital: Row, ward: str) -> bool:
    """Whether a hospital has a ward."""
    return ward in hospital["capabilities"].split(";")


def clock(minute: int) -> str:
    """Write a minute of the day as the table does."""
    return f"{minute // 60:02d}:{minute % 60:02d}"


def home(side: str, place: Row) -> Row:
    """Say where a patient lives."""
    return {f"{side}_lat": place["lat"], f"{side}_lon": place["lon"]}


def dialysis(homes: Homes, rng: np.random.Generator) -> Iterator[Row]:
    """Bring each patient to the nearest ward of intensive or surgical care before a sitting, and home after it."""
    for number in range(1, DIALYSIS_PATIENTS + 1):
        place, chair_min = homes.draw(), CHAIR_MIN[number % 2]
        ward = homes.nearest(place, having="trauma-2")["id"]
        mobility = "wheelchair" if rng.random() < 0.25 else "seated"
        shared = {"kind": "dialysis", "mobility": mobility, "may_share": "yes"}
        yield {
            "id": f"dialysis-{number:02d}",
            **home("from", place),
            "to": ward,
            **shared,
            "delivery_from": clock(chair_min - COMES_BEFORE_MIN),
            "delivery_until": clock(chair_min),
        }
        yield {
            "id": f"dialysis-{number:02d}-back",
            "from": ward,
            **home("to", place),
            **shared,
            "pickup_from": clock(chair_min + SITTING_MIN),
            "pickup_until": clock(chair_min + SITTING_MIN + LEAVES_WITHIN_MIN),
            "return_of": f"dialysis-{number:02d}",
        }


def transfers(homes: Homes, rng: np.random.Generator) -> Iterator[Row]:
    """Move patients to a ward that their hospital lacks; most are called in the same morning."""
    for number in range(1, TRANSFERS + 1):
        place, ward = homes.draw(), WARDS[number % len(WARDS)]
        begin_min = 10 * 60 + 15 * int(rng.integers(0, 32))
        yield {
            "id": f"transfer-{number:02d}",
            "kind": "transfer",
            "from": homes.nearest(place, lacking=ward)["id"],
            "to": homes.nearest(place, having=ward)["id"],
            "pickup_from": clock(begin_min),
            "pickup_until": clock(begin_min + 120),
            "booked": clock(begin_min - 120),
            "mobility": "stretcher",
            "oxygen": "yes" if rng.random() < 0.25 else "",
        }


def discharges(homes: Homes, rng: np.random.Generator) -> Iterator[Row]:
    """Take patients home from the nearest hospital, between eleven and five."""
    for number in range(1, DISCHARGES + 1):
        place = homes.draw()
        begin_min = 11 * 60 + 15 * int(rng.integers(0, 16))
        mobility = str(rng.choice(["seated", "wheelchair", "stretcher"], p=[0.4, 0.2, 0.4]))
        yield {
            "id": f"discharge-{number:02d}",
            "kind": "discharge",
            "mobility": mobility,
            "from": homes.nearest(place)["id"],
            **home("to", place),
            "pickup_from": clock(begin_min),
            "pickup_until": clock(begin_min + 120),
            "booked": "09:30",
            "escorts": "1" if rng.random() < 0.3 else "",
            "may_share": "yes" if mobility == "seated" else "",
        }


def booked(folder: Path) -> list[Row]:
    """All rows of the table by the rule."""
    rng = np.random.default_rng(SEED)
    homes = Homes(folder, rng)
    return [*dialysis(homes, rng), *transfers(homes, rng), *discharges(homes, rng)]


def as_csv(rows: list[Row]) -> str:
    """The text of the table."""
    text = StringIO()
    writer = csv.DictWriter(text, COLUMNS, restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def main(folder: str, *options: str) -> int:
    """Write the table, or with --check compare it. Returns the exit code."""
    text = as_csv(booked(Path(folder)))
    if "--check" in options:
        equal = TABLE.read_text(encoding="utf-8") == text
        print(f"{TABLE.name} {'равен правилу' if equal else 'отличается от правила'}")
        return 0 if equal else 1
    TABLE.write_text(text, encoding="utf-8", newline="\n")
    print(f"{TABLE.name}: {text.count(chr(10)) - 1}")
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
