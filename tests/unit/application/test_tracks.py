"""Which part of a track was driven how: told by the crew's own buttons, on a road that runs north."""

import numpy as np
import pytest

from dispatch.application.tracks import CrewTrack, Driving, Mark, driven_parts, marks
from dispatch.domain.assignment import Milestone
from dispatch.domain.ids import AssignmentId, CrewId, IncidentId
from dispatch.domain.messages import AssignmentWithdrawn, MilestoneReached
from routing.types import METRES_PER_DEGREE

NOON = 1_795_424_400.0
"""A full hour."""
CREW = CrewId("2143")


def reached(milestone: Milestone, at: float, *, pressed_at: float | None = None) -> MilestoneReached:
    return MilestoneReached(
        at=at,
        incident=IncidentId("call"),
        crew=CREW,
        assignment=AssignmentId("call-1"),
        milestone=milestone,
        reached_at=pressed_at,
    )


def track(begin_s: float, end_s: float, *, every_s: float = 10.0, speed_mps: float = 15.0) -> CrewTrack:
    at = NOON + np.arange(begin_s, end_s, every_s)
    unknown = np.full(len(at), np.nan)
    lat = 59.5 + (at - NOON) * speed_mps / METRES_PER_DEGREE
    return CrewTrack(crew=CREW, at=at, lat=lat, lon=np.full(len(at), 30.1), speed_mps=unknown, bearing_deg=unknown)


def parts(driven: CrewTrack, of_crew: list[Mark]) -> list[tuple[str, str, float, float]]:
    found = driven_parts(driven, of_crew)
    return [(part.driving.value, part.name, part.track.at[0] - NOON, part.track.at[-1] - NOON) for part in found]


def test_a_run_to_a_call_is_between_setting_out_and_arriving_and_the_rest_is_ordinary():
    told = marks(
        [
            reached(Milestone.ACKNOWLEDGED, NOON + 300),
            reached(Milestone.EN_ROUTE, NOON + 400),
            reached(Milestone.AT_SCENE, NOON + 1_000),
            reached(Milestone.LEFT_SCENE, NOON + 1_500),
            reached(Milestone.AT_DESTINATION, NOON + 2_000),
            reached(Milestone.AVAILABLE, NOON + 2_500),
        ]
    )
    assert parts(track(0, 3_000), told[CREW]) == [
        ("ordinary", "", 0, 390),
        ("to-call", "call", 400, 990),
        ("ordinary", "call", 2_500, 2_990),
    ]


def test_a_button_that_waited_in_a_dead_zone_counts_from_when_it_was_pressed():
    told = marks(
        [reached(Milestone.EN_ROUTE, NOON + 900, pressed_at=NOON + 400), reached(Milestone.AT_SCENE, NOON + 1_000)]
    )
    assert ("to-call", "call", 400, 990) in parts(track(0, 2_000), told[CREW])


def test_a_crew_taken_off_its_call_drives_as_everybody_again():
    off = AssignmentWithdrawn(
        at=NOON + 700,
        assignment=AssignmentId("call-1"),
        incident=IncidentId("call"),
        crew=CREW,
        by="matching",
        reasons=(),
    )
    told = marks([reached(Milestone.EN_ROUTE, NOON + 400), off])
    assert [part[0] for part in parts(track(0, 1_500), told[CREW])] == ["ordinary", "to-call", "ordinary"]


def test_a_silence_parts_a_run_and_a_full_hour_parts_ordinary_driving_only():
    to_call = [Mark(at=NOON + 3_000, driving=Driving.TO_CALL, name="call")]
    assert [part[2:] for part in parts(track(3_000, 4_200), to_call)] == [(3_000, 4_190)]
    assert [part[2:] for part in parts(track(3_000, 4_200), [])] == [(3_000, 3_590), (3_600, 4_190)]
    silent = track(0, 2_000)
    kept = (silent.at < NOON + 500) | (silent.at > NOON + 900)
    columns = {name: getattr(silent, name)[kept] for name in ("at", "lat", "lon", "speed_mps", "bearing_deg")}
    assert len(parts(CrewTrack(crew=CREW, **columns), [])) == 2


@pytest.mark.parametrize("driven", [track(0, 30), track(0, 600, speed_mps=0.1)], ids=["short", "standing"])
def test_what_led_nowhere_is_no_drive(driven):
    assert parts(driven, []) == []
