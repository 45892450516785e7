"""The reckoning of a demo: nobody is in two places, and the figures are in simulated minutes."""

import json
from typing import Any

import pytest

from simulations.demo.report import ALL, Report, grouped
from simulations.demo.stories import Story, assigned_twice, read_story


def story(incident: str = "A", doezd_s: float | None = None, held: tuple[Any, ...] = (), **more: Any) -> Story:
    known = {"district": "Тосненский район", "urgency": 2, "ended": False, **more}
    return Story(incident=incident, doezd_s=doezd_s, held=held, **known)


def test_one_crew_after_another_is_well() -> None:
    assert assigned_twice([story("A", held=(("11", 5, 9),)), story("B", held=(("11", 10, None),))]) == []


def test_a_crew_that_still_holds_an_incident_may_not_get_another() -> None:
    found = assigned_twice([story("A", held=(("11", 5, None),)), story("B", held=(("11", 10, 12),))])
    assert found == ["11: A, B"]


def test_a_crew_freed_later_than_it_was_sent_again_is_named() -> None:
    assert assigned_twice([story("A", held=(("11", 5, 11),)), story("B", held=(("11", 10, None),))]) == ["11: A, B"]


def test_an_incident_with_two_crews_is_named() -> None:
    assert assigned_twice([story("A", held=(("11", 5, 9), ("12", 6, 9)))]) == ["A: 11, 12"]


def whole(status: str, *kinds: str) -> dict[str, Any]:
    events = [{"seq": seq, "type": kind} for seq, kind in enumerate(kinds, 1)]
    crews = [{"crew": "11"} for kind in kinds if kind == "CrewAssigned"]
    return {
        "id": "A",
        "district": "Тосненский район",
        "urgency": 2,
        "doezd_s": None,
        "status": status,
        "events": events,
        "assignments": crews,
    }


@pytest.mark.parametrize(
    ("status", "kinds", "held"),
    [
        ("waiting", ("IncidentReported",), ()),
        ("assigned", ("IncidentReported", "CrewAssigned", "MilestoneReached"), (("11", 2, None),)),
        ("closed", ("IncidentReported", "CrewAssigned", "MilestoneReached", "MilestoneReached"), (("11", 2, 4),)),
        (
            "assigned",
            ("IncidentReported", "CrewAssigned", "AssignmentWithdrawn", "CrewAssigned"),
            (("11", 2, 3), ("11", 4, None)),
        ),
        ("cancelled", ("IncidentReported", "CrewAssigned", "IncidentCancelled"), (("11", 2, 3),)),
    ],
)
def test_a_story_says_how_long_the_crew_was_bound(status: str, kinds: tuple[str, ...], held: tuple[Any, ...]) -> None:
    assert read_story(whole(status, *kinds)).held == held


def test_doezd_is_told_in_simulated_minutes() -> None:
    rows = grouped([story(doezd_s=10), story(doezd_s=30), story()], lambda s: s.district, speed=60, norm_min=20)
    total, district = rows
    assert (total.name, total.calls, total.reached) == (ALL, 3, 2)
    assert (total.median_min, total.within_norm) == (20.0, 0.5)
    assert district.name == "Тосненский район"


def test_nobody_reached_is_no_figure() -> None:
    assert grouped([story()], lambda s: s.district, speed=60, norm_min=20)[0].median_min is None


def report(**more: Any) -> Report:
    empty = {"counts": {}, "lost": [], "assigned_twice": [], "refused_cards": [], "by_district": [], "by_urgency": []}
    return Report(speed=60, simulated_h=1, norm_min=20, **{**empty, **more})


def test_a_report_is_sound_unless_something_is_lost_or_doubled() -> None:
    assert report().sound
    assert not report(lost=["A"]).sound
    assert not report(assigned_twice=["11: A, B"]).sound


def test_a_report_is_json() -> None:
    rows = grouped([story(doezd_s=10)], lambda s: s.district, speed=60, norm_min=20)
    assert json.loads(report(by_district=rows).as_json())["by_district"][0]["median_min"] == 10
