"""The world held against a record: a recorded day, simulated from its record, sends the same crews at the same time.

The record is that of a busy simulated day of the real region, which went through the very dispatcher of the service.
"""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from dispatch.adapters.memory import MemoryRecord
from dispatch.config import ROOT
from dispatch.domain.messages import CrewAssigned
from routing.types import Profile
from simulations.demand import draw_calls
from simulations.demand.fit import past_calls
from simulations.demand.fit.replaying import write_scenario
from simulations.scenario import given_days, read
from simulations.scenario.model import GreatCircle
from simulations.travel import open_travel
from simulations.world import run

STRAIGHT = GreatCircle(speed_mps={Profile.SIREN: 16.0, Profile.ORDINARY: 12.0}, detour=1.3)
REGION = ROOT / "data" / "region" / "leningrad"


def test_a_recorded_day_simulated_from_its_record_is_the_same_day(tmp_path: Path) -> None:
    wish = {"horizon_days": 0.5, "warm_up_h": 0, "policy.name": "nearest"}
    lived = replace(read(ROOT / "data" / "scenarios" / "today.toml", wish), roads=STRAIGHT)
    calls, record = draw_calls(lived, 0), MemoryRecord()
    first = run(lived, calls, open_travel(lived), record=record)
    rewritten = write_scenario(past_calls(record.events, lived.region), lived.region, REGION, tmp_path, "nearest")
    assert (rewritten.calls, rewritten.left_out) == (len(calls), 0)
    again = replace(read(rewritten.path), roads=STRAIGHT)
    (day,) = given_days(again)
    second = run(again, day, open_travel(again))
    assert np.array_equal(first.calls.crew, second.calls.crew)
    assert np.array_equal(first.calls.hospital, second.calls.hospital)
    assert second.calls.doezd_s == pytest.approx(first.calls.doezd_s, abs=1e-3)
    assert sum(isinstance(event, CrewAssigned) for event in record.events) == len(calls)


def test_a_record_without_a_finished_call_is_refused(tmp_path: Path) -> None:
    lived = read(ROOT / "data" / "scenarios" / "today.toml")
    with pytest.raises(ValueError, match="no finished call"):
        write_scenario(past_calls([], lived.region), lived.region, REGION, tmp_path, "nearest")
