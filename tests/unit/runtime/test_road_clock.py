"""The clock of the roads: when it turns them, and when it leaves them alone."""

from datetime import datetime

from dispatch.domain.places import Certainty
from dispatch.domain.road_messages import SetClosure, TurnRoads
from dispatch.domain.roads import SeasonBegin
from dispatch.runtime.road_clock import RoadClock
from routing.types import ClosedWays, Closure, ClosureId, Season
from tests.builders import Desk

SEASONS = [
    SeasonBegin(season=season, month=month, day=day, source="a test", certainty=Certainty.ASSUMED)
    for season, month, day in ((Season.AUTUMN, 10, 1), (Season.WINTER, 11, 15))
]
WAYS = ClosedWays(ways=(7,))


def moment(text: str) -> float:
    return datetime.fromisoformat(f"{text}+03:00").timestamp()


class Watch:
    """A desk whose roads follow the clock."""

    def __init__(self, begin: str) -> None:
        self.desk = Desk()
        self.clock = RoadClock(SEASONS)
        self.at(begin)

    def at(self, text: str) -> TurnRoads | None:
        """Let it be that time; return what the clock wished."""
        self.desk.now = moment(text)
        wish = self.clock.step(self.desk.now, self.desk.situation)
        if wish is not None:
            self.desk.do(wish, actor="road-clock")
        return wish

    def close(self, **when: object) -> None:
        """Set a closure."""
        self.desk.do(SetClosure(closure=Closure(id=ClosureId("bridge"), where=WAYS, **when)))  # type: ignore[arg-type]


def test_the_first_look_puts_hour_and_season_in_force() -> None:
    watch = Watch("2026-11-23T10:20")
    weights = watch.desk.situation.weights
    assert (weights.hour_of_week, weights.season) == (10, Season.WINTER)


def test_nothing_turns_within_the_hour_and_everything_at_its_end() -> None:
    watch = Watch("2026-11-23T10:20")
    assert watch.at("2026-11-23T10:59:59") is None
    assert watch.at("2026-11-23T11:00") == TurnRoads(hour_of_week=11, season=Season.WINTER)
    assert watch.at("2026-11-23T11:00:01") is None


def test_a_clock_that_slept_comes_to_the_hour_that_is() -> None:
    watch = Watch("2026-11-22T21:20")
    assert watch.at("2026-11-23T03:30") == TurnRoads(hour_of_week=3, season=Season.WINTER)
    assert watch.at("2026-11-23T03:31") is None


def test_winter_comes_at_midnight() -> None:
    watch = Watch("2026-11-14T23:30")
    assert watch.desk.situation.weights.season is Season.AUTUMN
    assert watch.at("2026-11-15T00:00") == TurnRoads(hour_of_week=144, season=Season.WINTER)


def test_a_closure_turns_the_roads_when_it_begins_and_when_it_ends() -> None:
    watch = Watch("2026-11-23T10:20")
    watch.close(begins_at=moment("2026-11-23T10:30"), ends_at=moment("2026-11-23T10:40"))
    assert watch.at("2026-11-23T10:29:59") is None
    assert watch.at("2026-11-23T10:30") is not None
    assert watch.at("2026-11-23T10:39:59") is None
    assert watch.at("2026-11-23T10:40") is not None
    assert watch.desk.situation.weights.closures == ()
    assert watch.at("2026-11-23T10:41") is None


def test_a_timetable_turns_the_roads_by_local_time() -> None:
    watch = Watch("2026-11-23T01:50")
    watch.close(timetable="Apr 10-Nov 30 02:10-02:55")
    assert watch.at("2026-11-23T02:00") is not None, "the hour"
    assert watch.at("2026-11-23T02:09:59") is None
    assert watch.at("2026-11-23T02:10") is not None
    assert watch.at("2026-11-23T02:54:59") is None
    assert watch.at("2026-11-23T02:55") is not None


def test_a_turn_that_was_slept_through_is_made_up_for_at_once() -> None:
    watch = Watch("2026-11-23T10:20")
    watch.close(begins_at=moment("2026-11-23T10:30"))
    again = RoadClock(SEASONS)
    assert again.step(moment("2026-11-23T10:31"), watch.desk.situation) is not None, "a restart after the turn"
