"""Calls of a file come as they are written: their order, their days, their durations."""

from datetime import UTC, datetime
from math import inf
from pathlib import Path

import numpy as np
import pytest

from simulations.calls import Calls
from simulations.scenario import ScenarioInvalid, given_days, read
from tests.unit.simulations.scenario.instance import Instance, region_scenario


def days(instance: Instance) -> tuple[Calls, ...]:
    return given_days(read(instance.path))


def test_each_day_is_a_replication_of_its_own_in_order_of_time_and_then_of_number(instance: Instance) -> None:
    first, second = days(instance)
    assert first.ids == ("1", "2", "10")
    assert first.received_at.tolist() == [50.5, 100, 100]
    assert second.ids == ("1",)


def test_days_are_ordered_as_people_count(instance: Instance) -> None:
    instance.change("calls.csv", "2,1,70", "10,7,70")
    instance.write("calls.csv", instance.text("calls.csv") + "9,5,70,59.9,30.3,B,1,,\n")
    assert [each.ids[0] for each in days(instance)] == ["1", "5", "7"]


def test_what_a_file_leaves_out_takes_no_time_and_nobody_gives_up(instance: Instance) -> None:
    first = days(instance)[0]
    for column in (first.handling_s, first.turnout_s, first.walking_s, first.cleaning_s):
        assert not column.any()
    assert (first.patience_s == inf).all()
    assert (first.record_s == inf).all()
    assert not first.child.any()


def test_urgency_is_the_types_unless_the_call_says_more(instance: Instance) -> None:
    assert days(instance)[0].urgency.tolist() == [1, 3, 1]
    rows = "id,received_s,lat,lon,type,urgency,true_urgency,scene_s\n1,0,59.9,30.3,A,4,,1\n2,1,59.9,30.3,A,,2,1\n"
    instance.write("calls.csv", rows)
    (day,) = days(instance)
    assert day.urgency.tolist() == [4, 1]
    assert day.true_urgency.tolist() == [4, 2]


def test_a_hospital_means_transport_and_none_means_free_on_the_scene(instance: Instance) -> None:
    first = days(instance)[0]
    assert first.hospital == (None, "H1", None)
    assert first.transported.tolist() == [False, True, False]
    assert first.handover_s.tolist() == [0, 300, 0]


def test_a_patient_may_be_taken_wherever_the_dispatcher_decides(instance: Instance) -> None:
    instance.write("calls.csv", "id,received_s,lat,lon,type,scene_s,transported\n1,0,59.9,30.3,A,1,yes\n")
    (day,) = days(instance)
    assert (day.transported.tolist(), day.hospital) == ([True], (None,))


def test_places_may_be_named_instead_of_drawn(instance: Instance) -> None:
    instance.write("calls.csv", "id,received_s,place,type,scene_s\n1,0,A,A,1\n2,0,H1,A,1\n3,0,S2,A,1\n")
    (day,) = days(instance)
    assert day.lat.tolist() == [59.90, 59.93, 59.95]
    assert day.lon.tolist() == [30.30, 30.35, 30.40]


def test_impatience_of_the_scenario_holds_for_given_calls_too(instance: Instance) -> None:
    instance.write("calls.csv", "id,received_s,lat,lon,type,scene_s,patience_s\n1,0,59,30,A,1,60\n2,0,59,30,A,1,\n")
    instance.change("instance.toml", "seed = 3", "patience_min = 10")
    assert days(instance)[0].patience_s.tolist() == [60, 600]


def test_calls_of_the_region_may_have_dates_and_find_their_district(tmp_path: Path) -> None:
    (tmp_path / "calls.csv").write_text(
        "id,received_at,lat,lon,type,scene_s\n"
        "7,2025-03-03T09:00:30,60.015,30.673,cardiac-arrest,600\n"
        "8,2025-03-03 08:00,58.74,29.85,cardiac-arrest,600\n"
    )
    path = region_scenario(tmp_path, '[demand]\nmodel = "given"\ncalls = "calls.csv"\n')
    (day,) = given_days(read(path))
    start = datetime(2025, 3, 3, 5, tzinfo=UTC).timestamp()
    assert day.ids == ("8", "7")
    assert day.received_at.tolist() == [start, start + 3630]
    assert [day.districts[row] for row in day.district] == ["Лужский район", "Всеволожский район"]


def test_a_call_before_the_start_and_a_zone_are_told(tmp_path: Path) -> None:
    (tmp_path / "calls.csv").write_text(
        "id,received_at,lat,lon,type,scene_s\n"
        "7,2025-03-03T07:00:00,60,30.6,cardiac-arrest,600\n"
        "8,2025-03-03T09:00:00+03:00,60,30.6,cardiac-arrest,600\n"
    )
    with pytest.raises(ScenarioInvalid) as invalid:
        read(region_scenario(tmp_path, '[demand]\nmodel = "given"\ncalls = "calls.csv"\n'))
    early, zoned = invalid.value.findings
    assert early == "calls.csv:2 поле received_at: раньше начала сценария (start)"
    assert zoned.startswith(
        "calls.csv:3 поле received_at: «2025-03-03T09:00:00+03:00»: нужны дата и время региона без пояса"
    )


def test_drawn_calls_are_not_given(tmp_path: Path) -> None:
    with pytest.raises(ScenarioInvalid, match="given"):
        given_days(read(region_scenario(tmp_path, "")))


def test_quotes_change_nothing(instance: Instance) -> None:
    plain = days(instance)[0]
    instance.change("calls.csv", "1,2,100", '1,"2",100')
    quoted = days(instance)[0]
    for (name, one), (_, other) in zip(plain.columns(), quoted.columns(), strict=True):
        assert np.array_equal(np.asarray(one, object), np.asarray(other, object)), name
