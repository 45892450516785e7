"""The clock of the roads: at every full hour, at the turn of a season and at a closure's turn the weights change."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import inf

from dispatch.domain.road_messages import TurnRoads
from dispatch.domain.roads import HOUR_S, RoadBook, SeasonBegin, hour_of_week, season_of
from dispatch.domain.situation import Situation
from routing.oracle import next_turn
from routing.types import WeightsSpec


@dataclass(slots=True)
class RoadClock:
    """Asked at every step of the worker. It looks closely only when something may have turned."""

    seasons: Sequence[SeasonBegin]
    _of: tuple[WeightsSpec, RoadBook] | None = None
    _due_at: float = 0.0

    def step(self, now: float, situation: Situation) -> TurnRoads | None:
        """Return the wish to turn the roads when they are not as the clock says."""
        if self._of is None or self._of[0] is not situation.weights or self._of[1] is not situation.roads:
            self._of, self._due_at = (situation.weights, situation.roads), self._turns_at(now, situation)
        if now < self._due_at:
            return None
        hour = hour_of_week(now, situation.utc_offset_s)
        return TurnRoads(hour_of_week=hour, season=season_of(self.seasons, now, situation.utc_offset_s))

    def _turns_at(self, now: float, situation: Situation) -> float:
        """Return when the weights in force cease to be right; at once when they are not."""
        weights, offset_s = situation.weights, situation.utc_offset_s
        said = weights.hour_of_week, weights.season
        if said != (hour_of_week(now, offset_s), season_of(self.seasons, now, offset_s)):
            return now
        turn = next_turn(weights.closures, situation.roads.weighed_at, offset_s)
        full_hour = now - (now + offset_s) % HOUR_S + HOUR_S
        return min(full_hour, inf if turn is None else turn)
