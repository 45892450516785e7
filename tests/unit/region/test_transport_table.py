"""The table of planned transports: what it may say, and everything that is wrong with it."""

from pathlib import Path

import pytest

from dispatch.adapters.region_files.transports import read_transports
from dispatch.domain.transport import Mobility, TransportRequest
from routing.types import LatLon

MIDNIGHT = 1_795_305_600.0 - 10_800
HEAD = (
    "id,kind,from,from_lat,from_lon,to,pickup_from,pickup_until,delivery_from,delivery_until,escorts,mobility,return_of"
)
GOOD = "t1,transfer,,59.5,30.1,crb,08:00,09:30,,,1,wheelchair,"
HOSPITALS = {"crb": LatLon(lat=60.0, lon=30.0)}


def read(tmp_path: Path, *rows: str, head: str = HEAD, days: int = 1) -> tuple[tuple[TransportRequest, ...], list[str]]:
    """Read a table of these rows."""
    path = tmp_path / "transport.csv"
    path.write_text("\n".join([head, *rows]) + "\n", encoding="utf-8")
    midnights = [MIDNIGHT + day * 86_400 for day in range(days)]
    found, findings = read_transports(path, HOSPITALS, midnights, 10_800.0)
    return found, [str(finding) for finding in findings]


def test_a_row_is_a_request_by_the_clock_of_the_region(tmp_path: Path) -> None:
    (request,), findings = read(tmp_path, GOOD)
    assert findings == []
    assert (request.id, request.mobility, request.escorts) == ("t1", Mobility.WHEELCHAIR, 1)
    assert request.pickup is not None
    assert (request.pickup.from_at, request.pickup.until_at) == (MIDNIGHT + 8 * 3600, MIDNIGHT + 9.5 * 3600)
    assert (request.destination, request.destination_hospital) == (LatLon(lat=60.0, lon=30.0), "crb")


def test_times_of_day_come_every_day_and_dates_once(tmp_path: Path) -> None:
    dated = "t2,transfer,,59.5,30.1,crb,,,2026-11-23T10:00,2026-11-23T11:00,,,"
    found, findings = read(tmp_path, GOOD, dated, days=3)
    assert findings == []
    assert [request.id for request in found] == ["t1-1", "t1-2", "t1-3", "t2"]


@pytest.mark.parametrize(
    ("row", "field", "text"),
    [
        ("t1,walk,,59.5,30.1,crb,08:00,09:30,,,,,", "kind", "walk"),
        ("t1,transfer,,59.5,30.1,nowhere,08:00,09:30,,,,,", "to", "nowhere"),
        ("t1,transfer,,,,crb,08:00,09:30,,,,,", "from", "нужен стационар"),
        ("t1,transfer,,59.5,30.1,crb,09:30,08:00,,,,,", "pickup_until", "раньше, чем начинается"),
        ("t1,transfer,,59.5,30.1,crb,09:30,,,,,,", "pickup_until", "нужны начало и конец"),
        ("t1,transfer,,59.5,30.1,crb,,,,,,,", "pickup_from", "нужно окно"),
        ("t1,transfer,,59.5,30.1,crb,25:00,26:00,,,,,", "pickup_from", "25:00"),
        ("t1,transfer,,59.5,30.1,crb,2026-13-01T10:00,2026-13-01T11:00,,,,,", "pickup_from", "2026-13-01"),
        ("t1,transfer,,559.5,30.1,crb,08:00,09:30,,,,,", "from_lat", "559.5"),
        ("t1,transfer,,59.5,30.1,crb,08:00,09:30,,,99,,", "escorts", "99"),
        ("t1,transfer,,59.5,30.1,crb,08:00,09:30,,,,flying,", "mobility", "flying"),
        ("t1,transfer,,59.5,30.1,crb,08:00,09:30,,,,,other", "return_of", "other"),
    ],
)
def test_a_wrong_cell_is_told_with_its_line_and_field(tmp_path: Path, row: str, field: str, text: str) -> None:
    _, findings = read(tmp_path, row)
    assert any(f"transport.csv:2 поле {field}" in finding and text in finding for finding in findings), findings


def test_an_id_that_stands_twice_and_an_empty_table_are_told(tmp_path: Path) -> None:
    assert any("стоит дважды" in finding for finding in read(tmp_path, GOOD, GOOD)[1])
    assert read(tmp_path)[1]
    assert read(tmp_path, GOOD, head=f"{HEAD},colour")[1]
