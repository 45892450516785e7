"""Posts by hour through the door: which are short and since when, who is moved for them and who stays."""

from dataclasses import replace
from typing import Any

import pytest

from dispatch.application.phrases import say
from dispatch.domain.ground import Ground
from dispatch.domain.ids import CrewId, StationId
from dispatch.domain.messages import AdoptRegion, Mode, OrderStandby, SetCrewService, SetMode, Tick
from dispatch.domain.posts import Hardness, PostHours, PostsCounted, ShortPost
from routing.types import LatLon
from tests.builders import NOON, Desk, a_crew, a_region, an_incident
from tests.unit.domain.test_posts import hours

TOWN, VILLAGE = LatLon(lat=60.0, lon=30.0), LatLon(lat=60.1, lon=30.0)
GROUND = Ground(bases={StationId("town"): TOWN, StationId("village"): VILLAGE}, points=(TOWN,), weight=(1.0,))
ROADS = {
    ("town", "0"): 60.0,
    ("village", "0"): 1_800.0,
    ("town", "village"): 1_500.0,
    ("village", "town"): 1_500.0,
    ("town", "town"): 0.0,
    ("village", "village"): 0.0,
    ("A", "first"): 100.0,
    ("B", "first"): 300.0,
}
"""Everybody lives in town: the village is worth nothing but what the service asks for it."""

HOUR = 3_600.0
DAYTIME = hours("village", from_s=8 * HOUR, until_s=22 * HOUR)
MUST = replace(DAYTIME, hardness=Hardness.MUST)


def a_desk(*posts: PostHours, mode: Mode = Mode.PROPOSE, home: str = "town", **more: Any) -> Desk:
    at = {"town": TOWN, "village": VILLAGE}[home]
    crews = [a_crew(name, station=StationId(home), home=at) for name in ("A", "B")]
    desk = Desk(crews=crews, seconds=ROADS)
    region = a_region(crews=crews, digest="2")
    known = {name: getattr(region, name) for name in region.__struct_fields__}
    desk.now = more.get("at", NOON)
    desk.do(SetMode(mode=mode))
    desk.do(AdoptRegion(**{**known, "ground": GROUND, "posts": posts}))
    return desk


def counted(events: Any) -> list[PostsCounted]:
    return [event for event in events if isinstance(event, PostsCounted)]


def test_a_post_without_a_crew_is_on_the_record_with_its_moment() -> None:
    desk = a_desk(DAYTIME)
    assert desk.situation.posts.short == {"village": ShortPost(since=NOON, crews=0, wanted=1)}
    desk.now += 600.0
    assert not counted(desk.do(Tick())), "nothing has changed"


def test_a_post_that_gets_its_crew_is_short_no_longer() -> None:
    desk = a_desk(DAYTIME)
    assert counted(desk.do(OrderStandby(crew=CrewId("B"), to=StationId("village"))))
    assert desk.situation.posts.short == {}


def test_time_alone_begins_and_ends_the_hours_of_a_post() -> None:
    desk = a_desk(DAYTIME, at=NOON + 9 * HOUR)
    assert desk.situation.posts.short == {}, "midnight by the region's clock"
    desk.now = NOON + 24 * HOUR
    assert counted(desk.do(Tick()))
    desk.now = NOON + 32 * HOUR
    assert counted(desk.do(Tick()))
    assert desk.situation.posts.short == {}


def test_an_offer_to_fill_a_post_is_over_when_the_post_has_its_crew() -> None:
    desk = a_desk(DAYTIME)
    assert list(desk.situation.moves) == ["A"]
    desk.do(OrderStandby(crew=CrewId("B"), to=StationId("village")))
    assert desk.situation.moves == {}


@pytest.mark.parametrize("post", [DAYTIME, MUST])
def test_a_crew_is_offered_the_post_that_is_short_and_told_since_when(post: PostHours) -> None:
    desk = a_desk(post)
    desk.now += 300.0
    desk.do(Tick())
    (move,) = desk.situation.moves.values()
    assert (move.to, [reason.code for reason in move.reasons]) == ("village", ["post-short", "standby-leaves"])
    assert say(move.reasons[0]) == "village: свободных бригад 0 из 1, не хватает с 15:00"


def test_at_night_a_crew_is_woken_for_a_post_that_must_have_one_and_for_no_other() -> None:
    night = NOON + 12 * HOUR
    for hardness, moves in ((Hardness.SHOULD, 0), (Hardness.MUST, 1)):
        desk = a_desk(replace(DAYTIME, from_s=0.0, until_s=0.0, hardness=hardness), at=night)
        desk.now += 300.0
        desk.do(Tick())
        assert len(desk.situation.moves) == moves, hardness


def test_the_crews_that_keep_a_post_are_not_moved_away_from_it() -> None:
    for posts, moved in (((), True), ((replace(DAYTIME, crews=2),), False)):
        desk = a_desk(*posts, mode=Mode.AUTOMATIC, home="village")
        for number in range(60):
            desk.now += 120.0
            desk.call(an_incident(f"far away {number}"))
        assert bool(desk.situation.standby) is moved


def test_a_call_takes_the_crew_of_a_post_all_the_same() -> None:
    desk = a_desk(MUST, home="village")
    desk.do(SetCrewService(crew=CrewId("B"), in_service=False, reason="поломка"))
    desk.now += 60.0
    desk.call(an_incident("first", 4))
    (event,) = counted(desk.confirm("first", "A"))
    assert event.short == {"village": ShortPost(since=desk.now, crews=0, wanted=1)}


def test_a_region_without_hours_keeps_no_count() -> None:
    desk = a_desk()
    assert not counted(desk.do(Tick()))
    assert desk.situation.posts.short == {}
