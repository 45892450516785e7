"""Leave out of the steps what a driver at night need not hear, and make one of what is one turn to him."""

from dataclasses import replace

from routing.guidance.naming import name_ahead
from routing.guidance.path import Driven
from routing.guidance.steps import SLIP_M, Step, is_fast, turning

ONE_TURN_M = 30.0
"""Steps so near to each other are taken in one go; assumed."""
NEW_NAME_M = 100.0
"""A road so soon after a turn gives the turn its name; assumed."""
WORTH_TELLING_M = 2_000.0
"""Going straight on needs no word, but for a long way on the name is of use; assumed."""
PLAIN = {"turn", "continue", "merge", "fork"}
MILD = {None, "slight left", "slight right"}


def tidied(path: Driven, steps: list[Step]) -> list[Step]:
    """Join what is one turn, then drop what goes without saying. Distances add up to the same."""
    joined: list[Step] = []
    for step in steps:
        if joined and (both := _as_one(path, joined[-1], step)):
            joined[-1] = both
        else:
            joined.append(step)
    return _telling(path, joined)


def _as_one(path: Driven, first: Step, then: Step) -> Step | None:
    """Make one step of two, `None` when they are two: right and left again past a corner are two turns."""
    if path.against(then.edge) and not path.against(first.edge):
        return None
    apart_m = path.line.edge_m[then.edge] - path.line.edge_m[first.name_at]
    if then.type == "continue" and first.type in {"turn", "fork"} and apart_m <= NEW_NAME_M:
        return replace(first, name_at=then.name_at)
    if then.type not in PLAIN or apart_m > ONE_TURN_M:
        return None
    if first.type.endswith("ramp"):
        return first if _same_road(path, first, then) else None
    if first.type not in PLAIN:
        return None
    whole = turning(path, first.edge, then.name_at, first.edge - 1 if first.since is None else first.since)
    around = first.modifier == then.modifier and whole.modifier == "uturn"
    return whole if around or {first.modifier, then.modifier} & MILD else None


def _telling(path: Driven, steps: list[Step]) -> list[Step]:
    """Drop each step straight on that is short or tells no new name."""
    ends_m = [float(path.line.edge_m[step.edge]) for step in steps[1:]] + [path.line.length_m]
    kept: list[Step] = []
    for step, end_m in zip(steps, ends_m, strict=True):
        straight = step.type in {"continue", "merge"} and kept and not path.against(step.edge)
        straight = straight and not _joins_traffic(path, step, kept[-1])
        long = end_m - path.line.edge_m[step.edge] >= WORTH_TELLING_M
        if straight and not (long and name_ahead(path, step.name_at).known and not _same_road(path, step, kept[-1])):
            continue
        kept.append(step)
    return kept


def _same_road(path: Driven, one: Step, other: Step) -> bool:
    """Tell whether two steps lead along one road: the name or the number is the same."""
    return bool(name_ahead(path, one.name_at).known & name_ahead(path, other.name_at).known)


def _joins_traffic(path: Driven, step: Step, before: Step) -> bool:
    """Tell whether a merge needs a word of its own: onto a fast road, at the end of a ramp that takes a while."""
    ramp_m = path.line.edge_m[step.edge] - path.line.edge_m[before.edge]
    return step.type == "merge" and is_fast(path, step.edge) and bool(ramp_m >= SLIP_M)
