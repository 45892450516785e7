"""How late a crew would be home, reckoned by hand."""

from math import inf

import numpy as np
import pytest

from dispatch.domain.crew import Crew, Shift
from dispatch.domain.tempo import Tempo
from dispatch.policy.eligibility import free_crews
from dispatch.policy.overtime import HOME_S_PER_M, LEARNT, job_s, late_home_s, overtime_penalty_s
from routing.types import LatLon, great_circle_m
from tests.builders import NOWHERE, a_crew, a_situation, an_incident

HOUR = 3_600.0
FAR = LatLon(lat=60.3, lon=30.0)


def leaving(name: str, hours: float, home: LatLon = NOWHERE) -> Crew:
    """A crew whose shift ends so many hours after noon."""
    return a_crew(name, home=home, shift=Shift(start_s=0, end_s=(12 + hours) * HOUR))


def late(crew: Crew, until_s: float, tempo: Tempo | None = None) -> float:
    situation = a_situation(crews=[crew], tempo=tempo or Tempo())
    found = late_home_s(situation, [an_incident("call")], free_crews(situation), np.array([[until_s]]), 2_400)
    return float(found[0, 0])


def test_a_crew_with_hours_to_spare_is_not_late() -> None:
    assert late(leaving("2143", 6), 600) == 0.0


def test_the_way_there_the_job_and_the_way_home_are_held_against_the_end_of_the_shift() -> None:
    assert late(leaving("2143", 1), 1_500) == pytest.approx(1_500 + 2_400 - 3_600)
    home_s = great_circle_m(NOWHERE, FAR) * HOME_S_PER_M
    assert late(leaving("2143", 1, home=FAR), 1_500) == pytest.approx(300 + home_s, rel=0.01)
    assert late(leaving("2143", 3, home=FAR), 6_000) == pytest.approx(6_000 + 2_400 + home_s - 3 * HOUR, rel=0.01)


def test_what_a_call_takes_is_learnt() -> None:
    known = Tempo(scene_s=1_200, hospital_s=1_000, answered=LEARNT, transported=LEARNT // 4)
    assert job_s(known, 2_400) == 1_450
    assert job_s(Tempo(scene_s=1_200, answered=LEARNT - 1), 2_400) == 2_400
    assert late(leaving("2143", 1), 2_000, known) == 0.0


def test_overtime_weighs_in_proportion_up_to_half_an_hour() -> None:
    found = overtime_penalty_s(np.array([0.0, 900.0, 1_800.0, 9_999.0, inf]), 600)
    assert found.tolist() == [0.0, 300.0, 600.0, 600.0, 600.0]


def test_a_call_without_a_road_is_no_trouble() -> None:
    assert late(leaving("2143", 1), inf) == inf
