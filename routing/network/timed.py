"""Rules of the network that change by the clock."""

from collections.abc import Iterable

import numpy as np

from routing.network.model import Edges, Ints, Timed
from routing.network.reader import RawWay
from routing.network.restrictions import RawRestriction
from routing.network.tags import Drives
from routing.network.timetable import Timetables

USUAL_FERRY = -1
Rules = list[tuple[int, int, float]]
"""What is concerned, the mask, and who or how fast."""


def timed(ways: list[RawWay], edges: Edges, edge_way: Ints, signs: Iterable[tuple[int, RawRestriction]]) -> Timed:
    """Gather the rules. `signs` are turns with the signs that forbid them at times."""
    tables = Timetables()
    by_edge, by_turn, by_way = (
        _edge_rules(ways, edges, edge_way, tables),
        _turn_rules(signs, tables),
        _limits(ways, tables),
    )
    (edge, edge_mask, edge_who), (turn, turn_mask, turn_who), (way, way_mask, kmh) = (
        np.array(rules, np.float64).reshape(-1, 3).T for rules in (by_edge, by_turn, by_way)
    )
    return Timed(
        masks=tables.all(),
        edge=edge.astype(np.int32),
        edge_mask=edge_mask.astype(np.int32),
        edge_who=edge_who.astype(np.uint8),
        turn=turn.astype(np.int32),
        turn_mask=turn_mask.astype(np.int32),
        turn_who=turn_who.astype(np.uint8),
        way=way.astype(np.int32),
        way_mask=way_mask.astype(np.int32),
        way_kmh=kmh.astype(np.float32),
    )


def _edge_rules(ways: list[RawWay], edges: Edges, edge_way: Ints, tables: Timetables) -> Rules:
    shut = [each.timing.assumed or each.timing.along is not None or each.timing.against is not None for each in ways]
    rules: Rules = []
    for edge in np.flatnonzero(np.array(shut, bool)[edge_way]).tolist():
        timing = ways[edge_way[edge]].timing
        mask = timing.along if edges.forward[edge] else timing.against
        if timing.assumed:
            rules.append((edge, USUAL_FERRY, Drives.ALL))
        if mask is not None and mask.any():
            rules.append((edge, tables.code(mask), timing.who))
    return rules


def _turn_rules(signs: Iterable[tuple[int, RawRestriction]], tables: Timetables) -> Rules:
    return [
        (turn, tables.code(sign.when), Drives.ORDINARY if sign.frees_siren else Drives.ALL)
        for turn, sign in signs
        if sign.when is not None
    ]


def _limits(ways: list[RawWay], tables: Timetables) -> Rules:
    return [
        (way, tables.code(mask), kmh) for way, each in enumerate(ways) for mask, kmh in each.timing.speeds if mask.any()
    ]
