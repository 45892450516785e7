from dataclasses import replace
from math import exp, inf, nan
from typing import Any

import numpy as np
import pytest

from dispatch.domain.incident import Urgency
from simulations.metrics import METRICS, Better, Yardstick, described, measured, table
from simulations.metrics.care import Cure
from simulations.metrics.equity import gini, mean_of_worst, variation
from simulations.metrics.survival import survival
from simulations.results import MOMENTS, CallRows, CrewRows, Results

MINUTE, HOUR, DAY = 60.0, 3_600.0, 86_400.0
MIDNIGHT = 1_795_305_600.0
CURED = Cure(hospitals=frozenset({"centre"}), door_to_care_s=30 * MINUTE)
PRICED = Yardstick(cost_per_crew_hour=1_000.0, cures={"cardiac-arrest": CURED})


def a_call(**more: Any) -> dict[str, Any]:
    """A call at midnight that is answered in ten minutes."""
    return {"district": 0, "complaint": 0, "urgency": 2, "hour": 0.0, "doezd": 10.0, "counted": True, **more}


def results(*rows: dict[str, Any]) -> Results:
    """Results in which only what matters is named; minutes after midnight, NaN where nothing happened."""

    def column(name: str, usual: Any, kind: Any = float) -> Any:
        return np.array([row.get(name, usual) for row in rows], dtype=kind)

    received = MIDNIGHT + column("hour", 0.0) * HOUR
    moments = dict.fromkeys(MOMENTS, np.full(len(rows), nan))
    moments |= {"received_at": received, "reported_at": received}
    moments["notified_at"] = received + column("queue", 0.0) * MINUTE
    moments["en_route_at"] = moments["notified_at"]
    moments["at_scene_at"] = received + column("doezd", nan) * MINUTE
    moments["at_destination_at"] = received + column("delivered", nan) * MINUTE
    moments["available_at"] = received + column("free", nan) * MINUTE
    return Results(
        scenario="town",
        replication=0,
        policy="nearest",
        seed=1,
        counted_s=2 * DAY,
        calls=CallRows(
            ids=tuple(str(number) for number in range(len(rows))),
            counted=column("counted", True, bool),
            districts=("near", "far", "empty"),
            district=column("district", 0, np.int16),
            complaints=("ill", "cardiac-arrest"),
            complaint=column("complaint", 0, np.int16),
            urgency=column("urgency", 2, np.int16),
            true_urgency=column("truly", 0, np.int16) + column("urgency", 2, np.int16),
            crews=("1",),
            crew=column("crew", 0, np.int16),
            hospitals=("crb", "centre"),
            hospital=column("hospital", -1, np.int16),
            lat=column("lat", 60.0),
            lon=column("lon", 30.0),
            eta_s=column("eta", nan) * MINUTE,
            queue_at_hospital_s=column("hospital_queue", 0.0) * MINUTE,
            gave_up=column("gave_up", False, bool),
            attempts=column("attempts", 1, np.int16),
            reasons=(),
            **moments,
        ),
        crews=CrewRows(
            ids=("1", "2"),
            kinds=("feldsher", "feldsher"),
            stations=("a", "a"),
            on_shift_s=np.array([2 * DAY, DAY]),
            busy_s=np.array([DAY, DAY / 4]),
            overtime_s=np.array([HOUR, 0.0]),
            driving_s=np.array([DAY / 2, DAY / 4]),
            calls=np.array([5, 1]),
            moves=np.array([3, 1]),
            meals_due=np.array([4, 2]),
            meals_taken=np.array([3, 2]),
            meals_on_time=np.array([3, 0]),
            pauses_broken=np.array([1, 2]),
        ),
        commands=10,
        events=20,
        refused=1,
        open_calls=0,
        fallbacks={"nearest": 2},
    )


def test_doezd_is_summed_up_by_hand():
    found = measured(results(*(a_call(doezd=minutes) for minutes in (5, 10, 15, 30)))).doezd
    assert (found.calls, found.mean_s, found.median_s) == (4, 900.0, 750.0)
    assert found.p90_s == pytest.approx((15 + 0.7 * 15) * MINUTE)
    assert found.se_s == pytest.approx(np.std([300, 600, 900, 1800], ddof=1) / 2)
    assert found.within_norm_share == 0.75


def test_exactly_the_norm_is_within_it():
    assert measured(results(a_call(doezd=20))).doezd.within_norm_share == 1.0


def test_warm_up_calls_do_not_count():
    assert measured(results(a_call(), a_call(counted=False, doezd=500))).doezd.mean_s == 600.0


def test_a_call_without_a_crew_at_the_end_waits_until_then():
    found = measured(results(a_call(), a_call(doezd=nan)), Yardstick(ends_at=MIDNIGHT + HOUR))
    assert found.calls.without_crew == 1
    assert found.doezd.mean_s == (600 + 3_600) / 2
    assert found.doezd.within_norm_share == 0.5


def test_without_a_known_end_the_world_ends_at_its_last_moment():
    found = measured(results(a_call(doezd=nan), a_call(hour=2, doezd=10)))
    assert found.doezd.mean_s == ((2 * 60 + 10) + 10) / 2 * MINUTE


def test_a_world_that_answers_fewer_calls_is_not_better():
    ends = Yardstick(ends_at=MIDNIGHT + DAY)
    answered = table(results(a_call(), a_call(doezd=90)), ends)
    left = table(results(a_call(), a_call(doezd=nan)), ends)
    assert left["doezd.mean_s"] > answered["doezd.mean_s"]


def test_a_call_that_was_given_up_is_late_and_has_no_seconds():
    found = measured(results(a_call(), a_call(doezd=nan, gave_up=True)))
    assert (found.calls.gave_up, found.calls.gave_up_share, found.calls.without_crew) == (1, 0.5, 0)
    assert (found.doezd.mean_s, found.doezd.within_norm_share) == (600.0, 0.5)
    assert found.harm.late_share == 0.5


def test_emergencies_are_those_of_the_card_and_late_beyond_the_norm():
    rows = [a_call(urgency=1, doezd=21), a_call(urgency=2, doezd=5), a_call(urgency=3, doezd=60)]
    found = table(results(*rows))
    assert found["emergency.late_share"] == 0.5
    assert found["emergency.calls"] == 2
    assert found["urgency.P3.mean_s"] == 3_600.0


def test_harm_follows_what_the_calls_truly_were():
    graded_wrong = a_call(urgency=2, truly=-1, doezd=10)
    found = measured(results(graded_wrong, a_call(urgency=4, doezd=75))).harm
    assert found.weighted_s == pytest.approx((64 * 600 + 1 * 4_500) / 65)
    assert found.late_s == (0 + 55 * MINUTE) / 2
    assert found.late_share == 0.5


def test_each_urgency_has_a_promise_of_its_own():
    targets = {**dict.fromkeys(Urgency, 1_200.0), Urgency.P4: 2 * HOUR}
    found = measured(results(a_call(urgency=4, doezd=75)), Yardstick(targets_s=targets)).harm
    assert (found.late_s, found.late_share) == (0.0, 0.0)


@pytest.mark.parametrize(("minutes", "chance"), [(5, 0.120), (8, 0.059), (20, 0.0027)])
def test_survival_is_that_of_the_paper(minutes: float, chance: float):
    assert survival(np.array([minutes * MINUTE])).item() == pytest.approx(chance, rel=0.02)


def test_nobody_survives_an_arrest_that_nobody_comes_to():
    assert survival(np.array([inf])).item() == 0.0


def test_arrests_are_counted_by_complaint_and_the_indicator_by_urgency():
    found = measured(results(a_call(complaint=1, urgency=1, doezd=5), a_call(urgency=1, doezd=8))).survival
    five, eight = (1 / (1 + exp(0.679 + 0.262 * minutes)) for minutes in (5, 8))
    assert (found.arrests, found.arrest_share, found.survivors) == (1, pytest.approx(five), pytest.approx(five))
    assert found.p1_share == pytest.approx((five + eight) / 2)


def test_hours_are_those_of_the_region():
    found = measured(results(a_call(hour=22.5)), Yardstick(utc_offset_s=3 * HOUR)).by_hour
    assert [hour for hour, group in enumerate(found) if group.calls] == [1]


def test_districts_are_compared_as_equals():
    found = measured(results(a_call(doezd=10), a_call(doezd=10), a_call(district=1, doezd=30)))
    assert found.by_district["empty"].mean_s is None
    assert found.equity.gini == pytest.approx(0.25)
    assert found.equity.variation == pytest.approx(0.5)
    assert found.equity.worst_p90_s == pytest.approx(20 * MINUTE)


def test_equity_knows_its_extremes():
    assert gini([5, 5, 5]) == pytest.approx(0)
    assert gini([0, 0, 0, 8]) == pytest.approx(0.75)
    assert variation([5, 5]) == 0
    assert mean_of_worst([1, 2, 3, 4, 5, 6, 7], 2) == 6.5


def test_the_fleet_is_measured_by_its_hours():
    found = measured(results(a_call()), PRICED)
    assert found.fleet.utilisation == pytest.approx(1.25 / 3)
    assert (found.fleet.busiest_share, found.fleet.idlest_share) == (0.5, 0.25)
    assert found.fleet.driving_share == 0.25
    assert found.fleet.overtime_h_per_day == 0.5
    assert (found.fleet.calls_per_crew_day, found.fleet.moves_per_day) == (2.0, 2.0)
    assert (found.pauses.meals_due, found.pauses.on_time_share) == (6, 0.5)
    assert found.pauses.missed_per_crew_day == pytest.approx(1 / 3)
    assert found.pauses.broken_per_crew_day == 1.0
    assert found.cost.crew_hours_per_day == (72 + 1) / 2
    assert (found.cost.per_day, found.cost.per_call) == (36_500.0, 73_000.0)


def test_hospitals_and_promises_are_measured():
    rows = [a_call(eta=9, delivered=30, free=50, hospital_queue=6, attempts=2), a_call(queue=5, eta=5, doezd=40)]
    found = measured(results(*rows))
    assert (found.hospital.transported_share, found.hospital.queue_mean_s) == (0.5, 360.0)
    assert found.hospital.turnaround_mean_s == 20 * MINUTE
    assert (found.cover.at_once_share, found.cover.near_share, found.cover.diverted_share) == (0.5, 0.5, 0.5)
    assert found.cover.eta_error_s == (1 + 30) / 2 * MINUTE


def test_care_begins_behind_the_queue_and_only_where_it_is_to_be_had():
    saved = a_call(complaint=1, delivered=40, hospital_queue=5, hospital=1)
    astray = a_call(complaint=1, delivered=20, hospital=0)
    found = measured(results(saved, astray, a_call(delivered=20, hospital=0)), PRICED).care
    assert (found.brought, found.able_share) == (2, 0.5)
    assert found.mean_s == found.p90_s == (40 + 5 + 30) * MINUTE


def test_the_table_holds_numbers_only_and_leaves_out_what_nobody_can_know():
    found = table(results(a_call()))
    assert all(np.isfinite(value) for value in found.values())
    assert "district.empty.mean_s" not in found
    assert "cost.per_call" not in found
    assert found["district.empty.calls"] == 0


def test_no_call_at_all_is_no_error():
    found = table(results(a_call(counted=False)))
    assert found["calls.count"] == 0
    assert "doezd.mean_s" not in found


def test_the_catalogue_names_every_figure_of_the_table_and_nothing_else():
    rows = [a_call(urgency=1, complaint=1, eta=9, delivered=30, free=50, hospital=1), a_call()]
    carried = {"requests": 2, "picked_up": 2, "delivered": 1, "in_window": 1, "reopened": 0}
    kept = {"asked": 4, "kept": 3}
    air = {"offered": 2.0, "flights": 1.0, "saved_s": 900.0}
    found = table(replace(results(*rows), transport=carried, posts=kept, air=air), PRICED)
    assert found["cover.posts_kept_share"] == 0.75
    families = ("urgency.", "district.", "hour.")
    assert {name for name in found if not name.startswith(families)} == set(METRICS)
    assert all(described(name).ru and described(name).en for name in found)


def test_the_catalogue_knows_families_and_refuses_strangers():
    assert described("district.Тосненский район.p90_s").ru == "Тосненский район: доезд, 90-й процентиль"
    assert described("urgency.P1.within_norm_share").better is Better.MORE
    with pytest.raises(KeyError, match="такого показателя нет"):
        described("district.Тосненский район.speed")
