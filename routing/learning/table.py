"""What the speed table says of the roads at any moment: the ground that is learnt against, and multiplied onto.

Queues by the hour and ice by the season are in the table already. What is learnt are the factors that are left over,
so that nothing is counted twice when the same hour comes again.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from routing.learning.runs import Run
from routing.network.model import Floats, Network
from routing.tracks.search import Roads, roads
from routing.types import Profile, WeightsSpec
from routing.weights import Weigher, with_factors

Conditions = Callable[[float], WeightsSpec]
"""The specification that was in force at a moment, POSIX seconds."""


class SpeedTable:
    """The roads by the table, without closures: a closed street that was driven was driven. One thread at a time."""

    def __init__(self, network: Network, conditions: Conditions) -> None:
        self._network = network
        self._conditions = conditions
        self._weighers = {profile: Weigher(network, profile) for profile in Profile}

    def roads(self, profile: Profile, spec: WeightsSpec, factors: Floats | None = None) -> Roads:
        """Lay out the roads under the table, and under speed factors by edge on top of it."""
        weights = self._weighers[profile].weigh(spec)
        return roads(self._network, weights if factors is None else with_factors(weights, factors))

    def alike(self, runs: Sequence[Run]) -> Iterator[tuple[WeightsSpec, list[int]]]:
        """Part runs by what was in force when they began, so that each condition is weighed once.

        Yields places in `runs`; a run without a single matched place is in none.
        """
        parts: dict[str, tuple[WeightsSpec, list[int]]] = {}
        for place, run in enumerate(runs):
            if run.track.chains:
                spec = replace(self._conditions(float(run.track.chains[0].at[0])), closed_ways=(), closures=())
                parts.setdefault(repr(spec), (spec, []))[1].append(place)
        yield from parts.values()
