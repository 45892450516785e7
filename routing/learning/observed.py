"""What runs say of streets: the seconds between fixes, and the parts of streets that they were spent on."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from routing.learning.hours import hour_classes
from routing.learning.parameters import LearningParameters
from routing.learning.runs import Run
from routing.learning.table import SpeedTable
from routing.network.model import Floats, Ints, Longs
from routing.tracks.matched import Chain
from routing.tracks.search import Roads, turn_extra_s
from routing.types import Profile
from routing.weights import CLOSED


@dataclass(frozen=True, kw_only=True)
class Observed:
    """Steps between fixes, and by row the part of an edge that a step drove.

    The seconds by step are without the turns, `base_s` by row is what the weights give the part driven.
    """

    spent_s: Floats
    hour: Longs
    run: Longs
    first: Longs
    """rows of step `i` start here"""
    edge: Ints
    base_s: Floats
    share: Floats
    passage: Longs
    """by row; what consecutive steps drove of one edge is one passage"""

    @property
    def step(self) -> Longs:
        """Step by row."""
        return np.repeat(np.arange(len(self.spent_s)), np.diff(self.first))


def observed(
    table: SpeedTable, profile: Profile, runs: Sequence[Run], utc_offset_s: float, chosen: LearningParameters
) -> Observed:
    """Collect what runs of one profile say, against the table as it was when each began."""
    parts = []
    for spec, places in table.alike(runs):
        graph = table.roads(profile, spec)
        parts += [
            _of_chain(graph, chain, utc_offset_s, chosen, place)
            for place in places
            for chain in runs[place].track.chains
            if len(chain.legs)
        ]
    return _joined(parts)


def _of_chain(graph: Roads, chain: Chain, utc_offset_s: float, chosen: LearningParameters, run: int) -> Observed:
    legs = chain.legs
    step = np.repeat(np.arange(len(legs)), np.diff(legs.first))
    share = legs.leave - legs.enter
    closed = graph.edge_ms[legs.edge] >= CLOSED
    base_s = np.where(closed, 0.0, share * graph.edge_ms[legs.edge] / 1000)
    turns_s = np.bincount(step, turn_extra_s(graph, legs.edge), len(legs))
    spent_s = legs.spent_s + waits_s(chain, chosen) - turns_s
    sure = np.minimum(chain.confidence[:-1], chain.confidence[1:]) >= chosen.least_confidence
    good = sure & ~legs.turned & (spent_s > 0) & (np.bincount(step, closed, len(legs)) == 0)
    begins = np.ones(len(step), bool)
    begins[legs.first[1:-1]] = False
    return _kept(
        Observed(
            spent_s=spent_s,
            hour=hour_classes(chain.until[:-1], utc_offset_s),
            run=np.full(len(legs), run),
            first=legs.first,
            edge=legs.edge,
            base_s=base_s,
            share=share,
            passage=np.cumsum(begins) - 1,
        ),
        good,
    )


def waits_s(chain: Chain, chosen: LearningParameters) -> Floats:
    """Stays before each leg that belong to driving: lights and queues."""
    stay = (chain.until - chain.at)[:-1]
    return np.where(stay <= chosen.longest_wait_s, stay, 0.0)


def _kept(all_steps: Observed, good: Longs) -> Observed:
    rows = good[all_steps.step]
    return Observed(
        spent_s=all_steps.spent_s[good],
        hour=all_steps.hour[good],
        run=all_steps.run[good],
        first=np.concatenate([[0], np.cumsum(np.diff(all_steps.first)[good])]),
        edge=all_steps.edge[rows],
        base_s=all_steps.base_s[rows],
        share=all_steps.share[rows],
        passage=all_steps.passage[rows],
    )


def _joined(parts: Sequence[Observed]) -> Observed:
    rows = np.cumsum([0, *(len(part.edge) for part in parts)])
    passages = np.cumsum([0, *(int(part.passage.max(initial=-1)) + 1 for part in parts)])
    return Observed(
        spent_s=_column(parts, "spent_s", float),
        hour=_column(parts, "hour", np.int64),
        run=_column(parts, "run", np.int64),
        first=np.concatenate(
            [[0], *(part.first[1:] + before for part, before in zip(parts, rows[:-1], strict=True))]
        ).astype(np.int64),
        edge=_column(parts, "edge", np.int32),
        base_s=_column(parts, "base_s", float),
        share=_column(parts, "share", float),
        passage=np.concatenate(
            [np.empty(0, np.int64), *(part.passage + n for part, n in zip(parts, passages[:-1], strict=True))]
        ),
    )


def _column(parts: Sequence[Observed], name: str, kind: type) -> NDArray[Any]:
    return np.concatenate([np.empty(0, kind), *(getattr(part, name) for part in parts)])
