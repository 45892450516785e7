"""The books of a simulated day balance: nobody is lost, nobody is in two places, all time is accounted for.

A whole day of the region with its hospitals and bays, and callers who give up; straight lines stand in for its roads.
"""

from dataclasses import replace

import numpy as np
import pytest

from routing.types import Profile
from simulations.calls import Calls
from simulations.demand import draw_calls
from simulations.results import MOMENTS, Results
from simulations.scenario import read
from simulations.scenario.model import GreatCircle, PolicyChoice, Scenario
from simulations.travel.great_circle import GreatCircleTravel
from simulations.world import run
from tests.conftest import ROOT
from tests.validation.worlds import EXACT_S

LINES = GreatCircle(speed_mps={Profile.SIREN: 18.0, Profile.ORDINARY: 13.0}, detour=1.4)


@pytest.fixture(scope="module")
def day() -> tuple[Scenario, Calls, Results]:
    """A day with half as many calls again, and so with queues."""
    today = read(ROOT / "data" / "scenarios" / "today.toml")
    asked = replace(
        today,
        roads=LINES,
        demand=replace(today.demand, factor=1.5),
        warm_up_s=0.0,
        horizon_s=86_400.0,
        patience_s=3_600.0,
        bays={hospital.id: 1 for hospital in today.region.hospitals},
        policy=PolicyChoice(name="nearest"),
    )
    came = draw_calls(asked, 0)
    return asked, came, run(asked, came, GreatCircleTravel(LINES))


def test_every_call_is_answered_or_given_up(day: tuple[Scenario, Calls, Results]) -> None:
    _, came, results = day
    answered = np.isfinite(results.calls.available_at)
    assert len(results.calls.ids) == len(came) > 1_000
    assert (answered ^ results.calls.gave_up).all()
    assert 0 < results.calls.gave_up.sum() < len(came) / 2
    assert results.open_calls == 0
    assert results.refused == 0
    assert not results.fallbacks


def test_what_happens_to_a_call_happens_in_order(day: tuple[Scenario, Calls, Results]) -> None:
    _, _, results = day
    moments = np.column_stack([getattr(results.calls, name) for name in MOMENTS])
    for row in moments:
        assert (np.diff(row[np.isfinite(row)]) >= 0).all()


def test_nobody_answers_two_calls_at_once(day: tuple[Scenario, Calls, Results]) -> None:
    _, _, results = day
    calls = results.calls
    for crew in range(len(calls.crews)):
        mine = (calls.crew == crew) & np.isfinite(calls.available_at)
        order = np.argsort(calls.notified_at[mine])
        begun, ended = calls.notified_at[mine][order], calls.available_at[mine][order]
        assert (begun[1:] >= ended[:-1]).all()


def test_everything_takes_as_long_as_was_drawn(day: tuple[Scenario, Calls, Results]) -> None:
    _, came, results = day
    calls = results.calls
    parts = {
        "handling_s": calls.reported_at - calls.received_at,
        "turnout_s": calls.en_route_at - calls.notified_at,
        "walking_s": calls.at_patient_at - calls.at_scene_at,
        "scene_s": calls.left_scene_at - calls.at_patient_at,
        "cleaning_s": calls.available_at - calls.care_transferred_at,
        "handover_s": calls.care_transferred_at - calls.at_destination_at - calls.queue_at_hospital_s,
    }
    for name, seconds in parts.items():
        known = np.isfinite(seconds)
        assert known.any(), name
        assert np.abs(seconds - getattr(came, name))[known].max() < EXACT_S, name


def test_no_hospital_takes_over_more_patients_than_it_has_bays(day: tuple[Scenario, Calls, Results]) -> None:
    _, _, results = day
    calls = results.calls
    assert calls.queue_at_hospital_s.max() > 0
    for hospital in range(len(calls.hospitals)):
        here = (calls.hospital == hospital) & np.isfinite(calls.care_transferred_at)
        begun = (calls.at_destination_at + calls.queue_at_hospital_s)[here]
        order = np.argsort(begun)
        assert (begun[order][1:] >= calls.care_transferred_at[here][order][:-1] - EXACT_S).all()


def test_the_crews_hours_are_the_calls_hours(day: tuple[Scenario, Calls, Results]) -> None:
    scenario, _, results = day
    calls = results.calls
    worked_s = np.minimum(calls.available_at, scenario.ends_at) - np.minimum(calls.notified_at, scenario.ends_at)
    by_crew = np.bincount(calls.crew[calls.crew >= 0], worked_s[calls.crew >= 0], minlength=len(calls.crews))
    assert results.crews.busy_s == pytest.approx(by_crew, abs=0.001)


def test_as_many_wait_as_come_times_how_long_they_wait(day: tuple[Scenario, Calls, Results]) -> None:
    """Little's law, doi:10.1287/opre.9.3.383, with the queue's length looked at from outside, once a second."""
    _, _, results = day
    calls = results.calls
    gone_at = np.where(calls.gave_up, calls.received_at + 3_600.0, calls.notified_at)
    gone_at = np.maximum(gone_at, calls.reported_at)
    looked_at = np.arange(calls.received_at[0], np.nanmax(gone_at) + 1)
    came, gone = (np.searchsorted(np.sort(at), looked_at) for at in (calls.reported_at, gone_at))
    wait_s = (gone_at - calls.reported_at).mean()
    per_s = len(calls.ids) / len(looked_at)
    assert (came - gone).mean() == pytest.approx(per_s * wait_s, rel=0.005)
