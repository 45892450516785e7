"""Matches whole tracks to the streets of a network. Safe to use from many threads."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import islice, pairwise
from threading import local

import numpy as np
from numpy.typing import NDArray

from routing.network.model import Floats, Longs, Network
from routing.snapping.grid import laid_out
from routing.snapping.nearby import near
from routing.tracks.candidates import Candidates, Sighting, candidates, edges_of_pieces
from routing.tracks.chains import Settled, chain_of, settled
from routing.tracks.cleaning import THIN_SIGMAS, Order, in_order, moved, unusable
from routing.tracks.fixes import Track
from routing.tracks.lattice import Column, Layer, begun, grown
from routing.tracks.matched import Break, Broken, Chain, Dropped, MatchedTrack, Why
from routing.tracks.parameters import ACCURACY_PER_SIGMA, MatchParameters
from routing.tracks.search import Desk, Places, desk, roads
from routing.weights import Weights

SAMPLE = 300
"""So many fixes tell the error of a track's receiver; assumed."""
SPACED_M = 25.0
"""So far apart the fixes of this sample are; assumed, more than a vehicle that stands seems to move."""
MEDIAN_TO_SIGMA = 1.4826
"""Median absolute deviation of a normal error; Newson & Krumm, equation 6."""


@dataclass(slots=True, kw_only=True)
class Drawn:
    """What grows while a track is matched."""

    chains: list[Chain] = field(default_factory=list)
    dropped: list[Dropped] = field(default_factory=list)
    broken: list[Broken] = field(default_factory=list)

    def drop(self, fixes: Longs, why: Why) -> None:
        """Name fixes that are not used."""
        self.dropped += [Dropped(fix=fix, why=why) for fix in fixes.tolist()]


class Matcher:
    """Finds the streets behind fixes, on one network under one set of weights.

    The weights say what may be driven and what is the fastest way between two fixes; take those of the siren,
    which may drive everything, and without the closures of the day: a closed street that was driven was driven.
    """

    def __init__(self, network: Network, weights: Weights, chosen: MatchParameters | None = None) -> None:
        self.chosen = chosen or MatchParameters()
        self.roads = roads(network, weights)
        self._grid = laid_out(network)
        self._by_piece = edges_of_pieces(network, weights)
        self._bounds = network.bounds()
        self._desks = local()

    def desk(self) -> Desk:
        """The calling thread's own desk."""
        if not hasattr(self._desks, "desk"):
            self._desks.desk = desk(len(self.roads.reverse))
        found: Desk = self._desks.desk
        return found

    def match(self, track: Track) -> MatchedTrack:
        """Match a whole track. Every fix is either used in a chain or named in `dropped`."""
        drawn = Drawn()
        order = self._usable(track, drawn)
        sigma_m = self._sigmas(track, order)
        columns, parts = self._columns(track, order, sigma_m, drawn)
        borders = np.flatnonzero(np.diff(parts)) + 1
        for begin, end in pairwise([0, *borders.tolist(), len(columns)]):
            if drawn.chains:
                drawn.broken.append(Broken(after_fix=int(drawn.chains[-1].fix[-1]), why=Break.CLOCK))
            self._run(columns[begin:end], drawn)
        return MatchedTrack(
            chains=tuple(drawn.chains),
            dropped=tuple(sorted(drawn.dropped, key=lambda each: each.fix)),
            broken=tuple(drawn.broken),
            sigma_m=float(np.median(sigma_m)) if len(sigma_m) else self.chosen.least_sigma_m,
            fixes=len(track),
        )

    def _usable(self, track: Track, drawn: Drawn) -> Order:
        usable = np.ones(len(track), bool)
        for why, flags in self.why_not(track).items():
            drawn.drop(np.flatnonzero(flags), why)
            usable &= ~flags
        order, again = in_order(track.at, usable, self.chosen.late_s)
        drawn.drop(again, Why.DUPLICATE)
        return order

    def _sigmas(self, track: Track, order: Order) -> Floats:
        """Error along one axis by fix: what the receiver says, else what the track's distance to roads says."""
        said = track.accuracy_m[order.fix] / ACCURACY_PER_SIGMA
        unknown = np.isnan(said)
        if unknown.any():
            said[unknown] = self._sigma_of(track, Order(fix=order.fix[unknown], part=order.part[unknown]))
        return np.clip(said, self.chosen.least_sigma_m, self.chosen.most_sigma_m)

    def _sigma_of(self, track: Track, order: Order) -> float:
        """Judge by the fixes on the way: a long stay in a hospital's yard says nothing of the receiver."""
        at, lat, lon = (column[order.fix] for column in (track.at, track.lat, track.lon))
        on_the_way, _ = moved(at, lat, lon, order.part, np.full(len(at), SPACED_M / THIN_SIGMAS))
        some = order.fix[on_the_way[:: max(1, len(on_the_way) // SAMPLE)]]
        reach_m = np.full(len(some), self.chosen.reach_sigmas * self.chosen.most_sigma_m)
        found = near(self._grid, track.lon[some], track.lat[some], reach_m, 1)
        return MEDIAN_TO_SIGMA * float(np.median(found.distance_m)) if len(found.distance_m) else 0.0

    def _columns(self, track: Track, order: Order, sigma_m: Floats, drawn: Drawn) -> tuple[list[Column], Longs]:
        at, lat, lon = (column[order.fix] for column in (track.at, track.lat, track.lon))
        kept, until = moved(at, lat, lon, order.part, sigma_m)
        drawn.drop(np.delete(order.fix, kept), Why.STANDING)
        columns = self.columns(track, order.fix[kept], until, sigma_m[kept])
        placed = np.array([len(column.belief) > 0 for column in columns], bool)
        drawn.drop(order.fix[kept[~placed]], Why.OFF_ROAD)
        return [column for column in columns if len(column.belief)], order.part[kept[placed]]

    def columns(self, track: Track, fixes: Longs, until: Floats, sigma_m: Floats) -> list[Column]:
        """Find the candidates of some fixes of a track; a fix far from every road has none."""
        course_deg = _courses(track, self.chosen)[fixes]
        seen = Sighting(lat=track.lat[fixes], lon=track.lon[fixes], sigma_m=sigma_m, course_deg=course_deg)
        found = candidates(self._grid, self._by_piece, self.roads.length_m, seen, self.chosen)
        stays = zip(fixes.tolist(), track.at[fixes].tolist(), until.tolist(), strict=True)
        return [_column(*stay, seen, found, k) for k, stay in enumerate(stays)]

    def grow(self, last: Layer, column: Column) -> Layer | Break:
        """Add a fix to a chain, or say why it cannot follow."""
        return grown(self.roads, self.desk(), last, column, self.chosen)

    def chain(self, layers: Sequence[Layer], answer: Settled) -> Chain:
        """Read a chain out of its layers."""
        return chain_of(self.roads, self.desk(), layers, self.chosen, answer)

    def why_not(self, track: Track) -> dict[Why, NDArray[np.bool_]]:
        """Tell which fixes cannot be used at all."""
        return unusable(track, self._bounds, self.chosen)

    def _run(self, columns: list[Column], drawn: Drawn) -> None:
        """Grow chains over the columns of one part, past outliers, until all are used."""
        begin = 0
        while begin < len(columns):
            layers, skipped, why = self._grown(columns, begin)
            drawn.chains.append(self.chain(layers, settled(layers)))
            drawn.drop(np.array(skipped, np.int64), Why.OUTLIER)
            begin += len(layers) + len(skipped)
            if begin < len(columns) and why is not None:
                drawn.broken.append(Broken(after_fix=layers[-1].column.fix, why=why))

    def _grown(self, columns: list[Column], begin: int) -> tuple[list[Layer], list[int], Break | None]:
        layers, skipped = [begun(columns[begin])], list[int]()
        pending: list[int] = []
        first_why: Break | None = None
        for column in islice(columns, begin + 1, None):
            layer = self.grow(layers[-1], column)
            if isinstance(layer, Layer):
                layers.append(layer)
                skipped += pending
                pending, first_why = [], None
                continue
            first_why = first_why or layer
            pending.append(column.fix)
            if layer is Break.GAP or len(pending) > self.chosen.outliers:
                break
        return layers, skipped, first_why


def _courses(track: Track, chosen: MatchParameters) -> Floats:
    """The headings that can be believed: a slow receiver has none."""
    slow = track.speed_mps < chosen.heading_from_mps
    return np.where(slow, np.nan, track.heading_deg)


def _column(fix: int, at: float, until: float, seen: Sighting, found: Candidates, k: int) -> Column:
    one = slice(found.first[k], found.first[k + 1])
    return Column(
        fix=fix,
        at=at,
        until=until,
        lat=float(seen.lat[k]),
        lon=float(seen.lon[k]),
        sigma_m=float(seen.sigma_m[k]),
        places=Places(found.edge[one], found.along_m[one]),
        distance_m=found.distance_m[one],
        belief=found.belief[one],
    )
