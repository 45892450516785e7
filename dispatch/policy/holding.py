"""Calls that wait for a crew that is not free yet, though another one is: when that is harmless, and how it is said.

A hold reserves nobody. The crew that could go at once stays free for whoever needs it more, and so is the awaited one
when it becomes free; every decision looks at the hold anew, and after `hold_s` from the call there is none.
"""

from collections.abc import Mapping, Sequence

import numpy as np
from msgspec import Struct, field
from msgspec.structs import replace

from dispatch.domain.ids import CrewId
from dispatch.domain.recommendation import Hold
from dispatch.policy.weighing import Weighed


class Decided(Struct, frozen=True):
    """Who goes: for each row the column of its crew, -1 for nobody, and by row the specialists who come behind it.

    `bound` is what no plan costs less than, and `value` what this one does; None where it is the least by construction.
    """

    chosen: Sequence[int]
    behind: Mapping[int, int] = field(default_factory=dict)
    value: float | None = None
    bound: float | None = None


def held_rows(weighed: Weighed, chosen: Sequence[int]) -> list[int]:
    """Return the rows whose choice is a crew that is not free yet."""
    soon = weighed.soon
    return [] if soon is None else [row for row, crew in enumerate(chosen) if crew >= 0 and soon.columns[crew]]


def without_holds(weighed: Weighed) -> Weighed:
    """Return the same with nobody waiting for a crew that is not free yet."""
    if weighed.soon is None:
        return weighed
    return replace(weighed, cost=np.where(weighed.soon.columns, np.inf, weighed.cost))


def is_harmless(weighed: Weighed, held: Sequence[int], decided: Decided, instead: Decided) -> bool:
    """Whether nobody loses by the holds: the same calls are answered, and who waits could be sent somebody at once.

    `instead` is what would be decided without holds. For each held call there must be an idle crew that it can use and
    nobody is given, so that no later call takes what it needs.
    """
    if _answered(decided) != _answered(instead):
        return False
    spare = _spare(weighed, held, decided)
    return len(spare) == len(held)


def _answered(decided: Decided) -> set[int]:
    return {row for row, crew in enumerate(decided.chosen) if crew >= 0}


def _spare(weighed: Weighed, held: Sequence[int], decided: Decided) -> dict[int, int]:
    """Return by row the best idle crew that nobody is given, one for each."""
    idle = np.where(weighed.bound < 0, without_holds(weighed).cost[held], np.inf)
    idle[:, [crew for crew in (*decided.chosen, *decided.behind.values()) if crew >= 0]] = np.inf
    found = {}
    for place, row in enumerate(held):
        best = int(idle[place].argmin())
        if np.isfinite(idle[place, best]):
            found[row] = best
            idle[:, best] = np.inf
    return found


def hold_of(weighed: Weighed, decided: Decided, row: int, hold_s: float) -> Hold | None:
    """Say for whom a call waits; None for a call that waits for nobody in particular."""
    crew, soon = decided.chosen[row], weighed.soon
    if soon is None or crew < 0 or not soon.columns[crew]:
        return None
    now, free_in_s = weighed.mustered.situation.now, soon.free_in_s.item(crew)
    spare = _spare(weighed, [row], decided)
    ids: list[CrewId] = weighed.mustered.free.ids
    return Hold(
        crew=ids[crew],
        free_at=now + free_in_s,
        arrives_at=now + free_in_s + weighed.mustered.situation.tempo.turnout_s + weighed.eta_s.item(row, crew),
        until=weighed.incidents[row].received_at + hold_s,
        meanwhile=ids[spare[row]],
    )
