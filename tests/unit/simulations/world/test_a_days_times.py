"""Every time of a small day, against what a person works out."""

from math import isnan

import pytest

from dispatch.domain.crew import Shift
from dispatch.domain.ids import HospitalId, StationId
from simulations.durations import Durations
from simulations.scenario.model import Crewing, ReturnTo
from tests.builders import a_hospital
from tests.unit.simulations.world.town import START, at, calls, crew, day, minute, scenario

HOUR_S = 3_600.0


def test_a_call_that_stays_at_home_has_its_moments_one_after_the_other() -> None:
    came = calls({"minute": 60, "east": 4, "handling": 1, "turnout": 2, "walking": 3, "scene": 10})
    found = day(scenario([crew("1")]), came)
    assert minute(found, "reported_at") == [61]
    assert minute(found, "notified_at") == [61]
    assert minute(found, "en_route_at") == [63]
    assert minute(found, "at_scene_at") == [67]
    assert minute(found, "at_patient_at") == [70]
    assert minute(found, "available_at") == [80]
    assert isnan(minute(found, "left_scene_at")[0])
    assert found.calls.doezd_s == pytest.approx([7 * 60])
    assert found.calls.eta_s == pytest.approx([4 * 60])


def test_a_patient_taken_to_hospital_adds_the_drive_the_handover_and_the_cleaning() -> None:
    came = calls({"minute": 0, "east": 4, "transported": True, "handover": 20, "cleaning": 5})
    found = day(scenario([crew("1")], [a_hospital("crb", at=at(10))]), came)
    assert minute(found, "left_scene_at") == [14]
    assert minute(found, "at_destination_at") == [20]
    assert minute(found, "care_transferred_at") == [40]
    assert minute(found, "available_at") == [45]
    assert [found.calls.hospitals[i] for i in found.calls.hospital] == ["crb"]


def test_a_hospital_that_is_slower_than_others_takes_its_factor_longer() -> None:
    slow = Durations(handover_factors={HospitalId("crb"): 1.5})
    came = calls({"minute": 0, "east": 0, "transported": True, "handover": 20})
    found = day(scenario([crew("1")], [a_hospital("crb", at=at(0))], durations=slow), came)
    assert minute(found, "care_transferred_at") == [40]


def test_a_hospital_that_the_call_names_is_taken_though_another_is_nearer() -> None:
    hospitals = [a_hospital("near", at=at(1)), a_hospital("far", at=at(30))]
    found = day(scenario([crew("1")], hospitals), calls({"minute": 0, "hospital": "far"}))
    assert [found.calls.hospitals[i] for i in found.calls.hospital] == ["far"]
    assert minute(found, "at_destination_at") == [40]


def test_a_second_call_waits_for_the_only_crew() -> None:
    came = calls({"minute": 0, "east": 5, "id": "a"}, {"minute": 1, "east": 5, "id": "b"})
    found = day(scenario([crew("1")]), came)
    assert minute(found, "notified_at") == [0, 15]
    assert minute(found, "at_scene_at") == [5, 15]
    assert found.calls.attempts.tolist() == [1, 1]


def test_a_crew_on_its_way_back_is_sent_from_where_it_is() -> None:
    """Free at minute 20 ten degrees east, it has come back to 7 at minute 23; the call at 9 is two minutes away."""
    came = calls({"minute": 0, "east": 10}, {"minute": 23, "east": 9})
    found = day(scenario([crew("1")]), came)
    assert minute(found, "at_scene_at") == [10, 25]


def test_a_crew_that_may_not_be_sent_on_its_way_back_is_free_at_home_only() -> None:
    came = calls({"minute": 0, "east": 10}, {"minute": 23, "east": 9})
    found = day(scenario([crew("1")], crewing=Crewing(sent_while_returning=False)), came)
    assert minute(found, "available_at")[0] == 30
    assert minute(found, "at_scene_at") == [10, 39]


def test_a_crew_goes_back_to_its_own_base_or_to_the_nearest() -> None:
    """Free 12 degrees east; the other base is at 15. An hour later a call comes at 15."""
    crews = [crew("1"), crew("2", 15.0, shift=Shift(start_s=23 * HOUR_S, end_s=23.5 * HOUR_S))]
    came = calls({"minute": 0, "east": 12}, {"minute": 60, "east": 15})
    own = day(scenario(crews), came)
    nearest = day(scenario(crews, crewing=Crewing(return_to=ReturnTo.NEAREST_BASE)), came)
    assert minute(own, "at_scene_at")[1] == 75
    assert minute(nearest, "at_scene_at")[1] == 60


def test_a_crew_off_shift_is_not_sent_and_the_call_is_answered_when_the_shift_begins() -> None:
    late = crew("1", shift=Shift(start_s=2 * HOUR_S, end_s=10 * HOUR_S))
    found = day(scenario([late]), calls({"minute": 30, "east": 5}))
    assert minute(found, "notified_at") == [120]


def test_work_after_the_end_of_the_shift_is_overtime() -> None:
    early = crew("1", shift=Shift(start_s=0.0, end_s=1 * HOUR_S))
    found = day(scenario([early]), calls({"minute": 50, "east": 5, "scene": 25}))
    assert found.crews.busy_s.tolist() == [30 * 60]
    assert found.crews.overtime_s.tolist() == [20 * 60]


def test_patients_queue_for_the_bays_of_a_hospital() -> None:
    came = calls(*({"minute": 0, "id": f"{n}", "transported": True, "scene": n, "handover": 30} for n in (1, 2, 3)))
    crews = [crew(f"{n}", station=StationId("s")) for n in range(3)]
    asked = scenario(crews, [a_hospital("crb", at=at(0))], bays={HospitalId("crb"): 2})
    found = day(asked, came)
    assert found.calls.queue_at_hospital_s.tolist() == [0, 0, 28 * 60]
    assert minute(found, "care_transferred_at") == [31, 32, 61]


def test_a_caller_who_has_waited_too_long_gives_up_and_nobody_comes() -> None:
    came = calls({"minute": 0, "scene": 60}, {"minute": 1, "patience": 20})
    found = day(scenario([crew("1")]), came)
    assert found.calls.gave_up.tolist() == [False, True]
    assert found.calls.crew.tolist() == [0, -1]
    assert found.open_calls == 0


def test_a_caller_whose_crew_has_been_sent_does_not_give_up() -> None:
    found = day(scenario([crew("1")]), calls({"minute": 0, "east": 30, "patience": 5}))
    assert minute(found, "at_scene_at") == [30]
    assert not found.calls.gave_up.any()


def test_driving_is_counted_once_also_when_the_way_back_is_left() -> None:
    """Ten out, three back, two to the next call at 9, nine home."""
    came = calls({"minute": 0, "east": 10}, {"minute": 23, "east": 9})
    found = day(scenario([crew("1")]), came)
    assert found.crews.driving_s == pytest.approx([(10 + 3 + 2 + 9) * 60])


def test_calls_of_the_warm_up_are_simulated_and_not_counted() -> None:
    asked = scenario([crew("1")], warm_up_s=HOUR_S, horizon_s=HOUR_S)
    found = day(asked, calls({"minute": 50, "scene": 20}, {"minute": 60}, {"minute": 130}))
    assert found.calls.counted.tolist() == [False, True, False]
    assert found.crews.busy_s.tolist() == [20 * 60]  # ten minutes of each call that was begun in time
    assert found.calls.received_at[0] == START + 50 * 60
