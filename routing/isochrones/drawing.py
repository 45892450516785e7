"""Draws the bands of one map."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from math import isfinite
from threading import Lock

import numpy as np
import shapely

from routing.isochrones import field, outline, portions
from routing.isochrones.bands import Band, Isochrones
from routing.isochrones.cover import Cover, cover
from routing.isochrones.ground import Ground, ground
from routing.isochrones.reach import Reach, reached
from routing.network.model import Network
from routing.snapping.snapper import Feet, Snapper
from routing.types import GazetteerEntry, LatLon, Profile
from routing.weights import Weights

CELLS_M = (100.0, 200.0, 400.0)
"""Steps of the grid, the finest first. Grids of one step lie alike in all drawings of a map."""
MOST_POINTS = 4_000_000
"""Of a grid: a larger window takes the next step, so that a region is drawn in two seconds; measured."""
SIDE_BY_SIDE = 2
"""Bands drawn at a time; more of them would need the memory of more grids."""
LONGEST_S = 6 * 3600.0
"""Limits longer than this are a mistake of units."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """From where, within which limits, under which weights; whose cover."""

    origins: Sequence[LatLon]
    limits_s: Sequence[float]
    profile: Profile
    weights: Weights
    weights_version: str
    settlements: Sequence[GazetteerEntry] = ()

    def __post_init__(self) -> None:
        if not self.limits_s:
            raise ValueError("limits_s is empty: name at least one limit in seconds")
        for limit_s in self.limits_s:
            if not (isfinite(limit_s) and 0 < limit_s <= LONGEST_S):
                raise ValueError(f"limits_s has {limit_s}: a limit is more than 0 and at most {LONGEST_S:.0f} seconds")


class Drawing:
    """Answers questions about one map. Safe to use from many threads."""

    def __init__(self, network: Network, snapper: Snapper, licence: str) -> None:
        self._snapper = snapper
        self._licence = licence
        self._ground = ground(network)
        self._one_at_a_time = Lock()

    def isochrones(self, asked: Question) -> Isochrones:
        """Search once from all origins, then draw each limit."""
        limits_s = sorted(set(asked.limits_s))
        usable = asked.weights.usable()
        feet = self._snapper.feet(asked.origins, usable)
        found = reached(asked.weights, usable, feet, round(limits_s[-1] * 1000))
        with self._one_at_a_time:  # the grids of a region take 200 MB
            areas = _areas(self._ground, found, [round(limit_s * 1000) for limit_s in limits_s])
        return Isochrones(
            origins=tuple(asked.origins),
            lost=_lost(asked.origins, feet),
            profile=asked.profile,
            weights_version=asked.weights_version,
            licence=self._licence,
            bands=tuple(Band(limit_s=limit, area=area) for limit, area in zip(limits_s, areas, strict=True)),
            cover=self._cover(asked, found, limits_s) if asked.settlements else None,
        )

    def _cover(self, asked: Question, found: Reach, limits_s: Sequence[float]) -> Cover:
        """Ask the roads and not the outlines: a settlement's point may lie in its park."""
        feet = self._snapper.feet([place.at for place in asked.settlements], found.usable)
        return cover(asked.settlements, found.seconds(feet), limits_s)


def _lost(origins: Sequence[LatLon], feet: Feet) -> tuple[LatLon, ...]:
    return tuple(at for at, off_map in zip(origins, np.isnan(feet.offset), strict=True) if off_map)


def _areas(on: Ground, found: Reach, limits_ms: Sequence[int]) -> list[shapely.MultiPolygon]:
    cell_m = _cell_m(on, found, limits_ms[-1])

    def traced(limit_ms: int) -> shapely.MultiPolygon:
        band = outline.traced(on, portions.within(found, limit_ms), portions.beyond(found, limit_ms), cell_m)
        return shapely.transform(band, on.degrees)

    with ThreadPoolExecutor(SIDE_BY_SIDE) as threads:
        return outline.nested(threads.map(traced, limits_ms))


def _cell_m(on: Ground, found: Reach, limit_ms: int) -> float:
    """Choose the step of the grid by the largest band, so that all bands share it."""
    reached_at_all = portions.within(found, limit_ms)
    for cell_m in CELLS_M:
        frame = field.window(on, reached_at_all, outline.ASIDE_M, cell_m)
        if frame.columns * frame.rows <= MOST_POINTS:
            return cell_m
    return CELLS_M[-1]
