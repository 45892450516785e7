"""Planned transport between the real hospitals of the region, on the real map, from a table and by the command."""

from pathlib import Path

import numpy as np
import pytest

from dispatch.adapters.road_times import RoadTimes
from dispatch.bootstrap.region import load_region
from dispatch.bootstrap.transport import day_of_transport, plan_day, read_day
from dispatch.config import Settings
from dispatch.domain.transport import TransportUse
from dispatch.policy.transport.parameters import TransportParameters
from routing.oracle import RoadOracle
from tests.service import doezd

pytestmark = pytest.mark.real_map

HEAD = "id,kind,from,to,pickup_from,pickup_until,mobility,may_share"
CREWS = ("1402", "1403", "1404")
MIDNIGHT = 1_795_294_800.0
"""22 November 2026, 00:00 in the region."""


@pytest.fixture
def day(tmp_path: Path) -> Path:
    """Twelve transfers between hospitals of the region that are drawn once."""
    hospitals = [row.id for row in load_region(Settings().region).hospitals][:20]
    rng = np.random.default_rng(7)
    rows = []
    for number in range(12):
        origin, destination = rng.choice(hospitals, 2, replace=False)
        hour = int(rng.integers(9, 19))
        rows.append(f"t{number},transfer,{origin},{destination},{hour:02}:00,{hour + 2:02}:00,stretcher,no")
    path = tmp_path / "day.csv"
    path.write_text("\n".join([HEAD, *rows]) + "\n", encoding="utf-8")
    return path


def test_a_day_between_real_hospitals_is_planned_no_worse_than_by_a_pencil(day: Path, real_oracle: RoadOracle) -> None:
    region = load_region(Settings().region)
    requests, findings = read_day(day, region, MIDNIGHT)
    assert findings == []
    situation = day_of_transport(region, requests, CREWS, MIDNIGHT, TransportUse.SET_ASIDE)
    parameters = TransportParameters(insertions=2_000)
    plan = plan_day(situation, RoadTimes(real_oracle), parameters)
    assert plan.cost_s <= plan.insertion_s
    assert sum(planned.crew is not None for planned in plan.transports) >= 6
    assert all(planned.reasons for planned in plan.transports)
    assert plan == plan_day(situation, RoadTimes(real_oracle), parameters)


def test_the_command_prints_the_plan_and_writes_the_report(day: Path, real_map_path: Path, tmp_path: Path) -> None:
    report = tmp_path / "plan.md"
    crews = [word for crew in CREWS for word in ("--crew", crew)]
    words = ("transport", "plan", "--file", str(day), "--day", "2026-11-22", *crews, "--insertions", "2000")
    done = doezd(*words, "--map", str(real_map_path), "--out", str(report), env=None)
    assert done.returncode == 0, done.stderr
    assert "везут" in done.stdout
    assert "## Почему так" in report.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ((), "--crew"),
        (("--crew", "nobody"), "nobody"),
        (("--crew", "1402", "--day", "tomorrow"), "--day"),
    ],
)
def test_what_the_command_cannot_do_it_says(day: Path, words: tuple[str, ...], said: str) -> None:
    done = doezd("transport", "plan", "--file", str(day), *words, env=None)
    assert done.returncode == 2
    assert said in done.stderr
