"""What if a hospital closes: [[hospital_change]] as it is written, and as it may not be."""

from pathlib import Path

import pytest

from dispatch.domain.capability import HospitalCapability
from simulations.scenario import check, read
from tests.unit.simulations.scenario.instance import region_scenario

CLOSED = """
[[hospital_change]]
hospital = "tikhvinskaya-mb"
closed = true
begin = 2025-03-04T08:00:00
end = 2025-03-06T08:00:00

[[hospital_change]]
hospital = "kirovskaya-mb"
diverted = ["stroke"]
daily = ["20:00", "08:00"]
"""


def test_a_hospital_closes_for_two_days_and_another_takes_no_strokes_at_night(tmp_path: Path) -> None:
    closed, diverted = read(region_scenario(tmp_path, CLOSED)).hospital_changes
    assert (closed.hospital, closed.closed, closed.diverted) == ("tikhvinskaya-mb", True, frozenset())
    assert closed.window.end_s - closed.window.begin_s == 2 * 86_400
    assert (diverted.closed, diverted.diverted) == (False, {HospitalCapability.STROKE})
    assert diverted.window.daily == (20 * 3_600, 8 * 3_600)


@pytest.mark.parametrize(
    ("written", "finding"),
    [
        ('hospital = "tikhvin"\nclosed = true', "такого стационара нет"),
        ('hospital = "kirovskaya-mb"', "ничего не меняет"),
        ('hospital = "kirovskaya-mb"\ndiverted = ["strok"]', "похоже на stroke"),
        ('hospital = "kirovskaya-mb"\nclosed = "yes"', "нужно true или false"),
        ('hospital = "kirovskaya-mb"\nclosed = true\nbeds = 3', "лишний ключ"),
        ("closed = true", "ключа нет"),
    ],
)
def test_what_is_wrong_is_said_with_the_way_out(tmp_path: Path, written: str, finding: str) -> None:
    found = check(region_scenario(tmp_path, f"[[hospital_change]]\n{written}\n"))
    assert any("hospital_change" in line and finding in line for line in found), found
