"""Matching while the vehicle drives: a place is settled as soon as a few later fixes have been seen."""

from dataclasses import dataclass, replace

import numpy as np

from routing.tracks.chains import Settled, settled
from routing.tracks.cleaning import STANDING_MPS, THIN_SIGMAS
from routing.tracks.fixes import Fix, Track
from routing.tracks.lattice import Column, Layer, begun, confidences, straight_m
from routing.tracks.matched import Break, Chain, Why
from routing.tracks.matcher import Matcher
from routing.tracks.parameters import ACCURACY_PER_SIGMA


@dataclass(frozen=True, slots=True, kw_only=True)
class Followed:
    """What a fix has led to: the way that is settled now, the fix's fate, and whether the drive broke before it."""

    settled: Chain | None = None
    dropped: Why | None = None
    broken: Break | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Whereabouts:
    """Where the vehicle most likely is, by its newest used fix."""

    edge: int
    along_m: float
    at: float
    confidence: float


class Follower:
    """Follows one vehicle. One thread at a time; the memory does not grow with the drive."""

    def __init__(self, matcher: Matcher) -> None:
        self._matcher = matcher
        self._chosen = matcher.chosen
        self._layers: list[Layer] = []
        self._lying = 0
        self._count = -1

    def push(self, fix: Fix) -> Followed:
        """Take the next fix. Fixes are numbered from 0 as they come; `Chain.fix` names them so."""
        self._count += 1
        track = Track.of([fix])
        why = next((why for why, flags in self._matcher.why_not(track).items() if flags[0]), None)
        why = why or self._late(fix.at)
        return Followed(dropped=why) if why else self._take(self._column(track))

    def finish(self) -> Chain | None:
        """Settle what is left; the next fix begins anew. `None` when all is settled, or there is one place only."""
        layers, self._layers = self._layers, []
        rest = self._settled(layers, len(layers)) if len(layers) > 1 else None
        self._lying = 0
        return rest

    def whereabouts(self) -> Whereabouts | None:
        """Tell the most likely place now, `None` before the first used fix."""
        if not self._layers:
            return None
        last = self._layers[-1]
        best = int(last.score.argmax())
        return Whereabouts(
            edge=int(last.column.places.edge[best]),
            along_m=float(last.column.places.along_m[best]),
            at=last.column.until,
            confidence=float(confidences([last], [best])[0]),
        )

    def _late(self, at: float) -> Why | None:
        if not self._layers:
            return None
        behind_s = self._layers[-1].column.until - at
        if behind_s == 0:
            return Why.DUPLICATE
        return Why.LATE if 0 < behind_s <= self._chosen.late_s else None

    def _column(self, track: Track) -> Column:
        said = track.accuracy_m / ACCURACY_PER_SIGMA
        sigma_m = np.where(np.isnan(said), self._chosen.unsaid_sigma_m, said)
        sigma_m = np.clip(sigma_m, self._chosen.least_sigma_m, self._chosen.most_sigma_m)
        column = self._matcher.columns(track, np.array([0]), track.at, sigma_m)[0]
        return replace(column, fix=self._count)

    def _take(self, column: Column) -> Followed:
        last = self._layers[-1] if self._layers else None
        if last and column.at < last.column.until:
            return self._anew(column, Break.CLOCK)
        if last and straight_m(last.column, column) < THIN_SIGMAS * last.column.sigma_m:
            return self._stay(last, column)
        if not len(column.belief):
            return Followed(dropped=Why.OFF_ROAD)
        if last is None:
            self._layers = [begun(column)]
            return Followed()
        return self._grow(last, column)

    def _stay(self, last: Layer, column: Column) -> Followed:
        if column.at - last.column.at > THIN_SIGMAS * last.column.sigma_m / STANDING_MPS:
            last.column = replace(last.column, until=column.at)
        return Followed(dropped=Why.STANDING)

    def _grow(self, last: Layer, column: Column) -> Followed:
        layer = self._matcher.grow(last, column)
        if isinstance(layer, Layer):
            self._layers.append(layer)
            self._lying = 0
            return Followed(settled=self._settle())
        self._lying += 1
        if layer is not Break.GAP and self._lying <= self._chosen.outliers:
            return Followed(dropped=Why.OUTLIER)
        return self._anew(column, layer)

    def _anew(self, column: Column, why: Break) -> Followed:
        rest = self.finish()
        if not len(column.belief):
            return Followed(settled=rest, dropped=Why.OFF_ROAD, broken=why)
        self._layers = [begun(column)]
        return Followed(settled=rest, broken=why)

    def _settle(self) -> Chain | None:
        """Settle the oldest open place once there are enough later ones."""
        if len(self._layers) < self._chosen.lag + 2:
            return None
        found = self._settled(self._layers, 2)
        self._layers = self._layers[1:]
        return found

    def _settled(self, layers: list[Layer], count: int) -> Chain:
        """Read the way through the first layers, and drop what does not descend from where it ends."""
        way, sure = settled(layers)
        chain = self._matcher.chain(layers[:count], Settled(way[:count], sure[:count]))
        alive = {way[count - 1]}
        for layer in layers[count:]:
            alive = {i for i, back in enumerate(layer.back.tolist()) if back in alive}
            lost = [i for i in range(len(layer.score)) if i not in alive]
            layer.score[lost] = -np.inf
        return chain
