"""Commands and events about the roads: closures and jams set and lifted, and the weights that hold from then on."""

from msgspec import Struct

from routing.types import Closure, ClosureId, Season, WeightsSpec


class ChangeWeights(Struct, frozen=True, kw_only=True):
    """Roads are slower or faster from now on; it replaces what was said so before.

    The closures that stand are no part of it. Without hour or season those in force stay.
    """

    spec: WeightsSpec


class SetClosure(Struct, frozen=True, kw_only=True):
    """Roads are closed, or jammed. Under an id that is known it changes what was said.

    `revision` is the one that the author has seen, 0 for a new closure; None: whatever stands now.
    """

    closure: Closure
    revision: int | None = None


class LiftClosure(Struct, frozen=True, kw_only=True):
    """The roads are open again, exactly as they were before. `revision` as in `SetClosure`."""

    closure: ClosureId
    reason: str
    revision: int | None = None


class TurnRoads(Struct, frozen=True, kw_only=True):
    """The clock has turned the roads: another hour, another season, or a closure that begins or ends.

    `hour_of_week` is local, 0 on Monday at midnight; the season None: the region does not say.
    """

    hour_of_week: int
    season: Season | None


class ClosureSet(Struct, frozen=True, kw_only=True):
    """A closure stands. `revision` counts from 1."""

    at: float
    closure: Closure
    revision: int
    by: str


class ClosureLifted(Struct, frozen=True, kw_only=True):
    """A closure is lifted."""

    at: float
    closure: ClosureId
    by: str
    reason: str


class WeightsChanged(Struct, frozen=True, kw_only=True):
    """The road weights that hold from now on, whole."""

    at: float
    spec: WeightsSpec
    by: str


RoadCommand = ChangeWeights | SetClosure | LiftClosure | TurnRoads
RoadEvent = ClosureSet | ClosureLifted | WeightsChanged
