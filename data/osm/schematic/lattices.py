"""Streets of the towns: a bent grid of the size that the population needs."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import pi

import numpy as np
import shapely
from numpy.typing import NDArray

from schematic.chance import chance_for
from schematic.curves import to_vertices
from schematic.places import Place
from schematic.roads import Road, tags_for
from schematic.street_names import street_names
from schematic.terrain import Terrain

LEAST_PEOPLE = 150
SWALLOWED_SHARE = 0.93
"""A place in this share of a larger one's disc is part of it and gets no streets of its own."""

JITTER_SHARE = 0.07
CUT_SHARE = 0.10
"""Of a block's side: how far a corner strays; of the blocks: how many have no street on a side."""

MAIN_STREET_EVERY = 6
ONEWAY_EVERY = 3
ONEWAY_FROM_PEOPLE = 40_000
URBAN_MAXSPEED = "RU:urban"


@dataclass(frozen=True, slots=True, kw_only=True)
class Lattice:
    """Corners of blocks: (n, n, 2) plane coordinates and (n, n) whether a street may pass there."""

    xy: NDArray[np.float64]
    is_kept: NDArray[np.bool_]

    @property
    def turned(self) -> "Lattice":
        """The same corners with rows for columns."""
        return Lattice(xy=self.xy.swapaxes(0, 1), is_kept=self.is_kept.T)

    @property
    def line_numbers(self) -> range:
        """Numbers of the rows, 0 through the middle."""
        half = len(self.xy) // 2
        return range(-half, half + 1)


def choose_towns(places: Sequence[Place]) -> list[Place]:
    """Return the places that get streets, largest first."""
    towns: list[Place] = []
    for place in sorted(places, key=lambda place: (-place.population, place.geoname_id)):
        is_swallowed = any(town.covers(place.at, share=SWALLOWED_SHARE) for town in towns)
        if place.is_inside and place.population >= LEAST_PEOPLE and not is_swallowed:
            towns.append(place)
    return towns


def lay_streets(towns: Sequence[Place], terrain: Terrain) -> list[Road]:
    """Return the streets of all towns; where two overlap, the larger one has the ground."""
    return [street for number, town in enumerate(towns) for street in _streets(town, towns[:number], terrain)]


def _streets(town: Place, larger: Sequence[Place], terrain: Terrain) -> Iterator[Road]:
    chance = chance_for("streets", town.geoname_id)
    lattice = _lattice(town, larger, terrain, chance)
    names = street_names(2 * len(lattice.xy), people=town.population, chance=chance)
    for way, direction in enumerate((lattice, lattice.turned)):
        is_joined = _joined(direction, terrain)
        for row, number in enumerate(direction.line_numbers):
            # Names and classes go out from the middle: 0, 1, -1, 2, -2 …
            rank = 2 * abs(number) - (number > 0)
            yield from _street(
                to_vertices(direction.xy[row]),
                direction.is_kept[row],
                is_joined[row] & ~_cuts(number, town, len(is_joined[row]), chance),
                _street_tags(number, names[2 * rank + way], town),
            )


def _lattice(town: Place, larger: Sequence[Place], terrain: Terrain, chance: np.random.Generator) -> Lattice:
    half = int(1.35 * town.radius_m / town.block_m) + 2
    steps = town.block_m * np.arange(-half, half + 1, dtype=np.float64)
    local = np.stack(np.meshgrid(steps, steps), axis=-1)
    is_kept = _disc(local, town) if town.is_metropolis else _outline(local, town.radius_m, chance)
    local += chance.normal(scale=JITTER_SHARE * town.block_m, size=local.shape)
    local[half, half] = 0  # roads from outside end exactly in the middle
    angle = chance.uniform(0, pi / 2)
    turn = np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]])
    xy = local @ turn + town.at
    is_kept &= terrain.is_buildable(xy.reshape(-1, 2)).reshape(is_kept.shape)
    for other in larger:
        is_kept &= np.hypot(*np.moveaxis(xy - other.at, -1, 0)) >= other.radius_m
    return Lattice(xy=xy, is_kept=is_kept)


def _disc(local: NDArray[np.float64], town: Place) -> NDArray[np.bool_]:
    """Say which corners lie in the whole disc: the city's suburbs have towns of their own right at its edge."""
    return np.hypot(local[..., 0], local[..., 1]) <= town.radius_m


def _outline(local: NDArray[np.float64], radius_m: float, chance: np.random.Generator) -> NDArray[np.bool_]:
    """Say which corners lie in a disc that is stretched and dented so that no two towns look alike."""
    stretch = chance.uniform(0.8, 1.25)
    u, v = local[..., 0] / stretch, local[..., 1] * stretch
    angle = np.arctan2(v, u)
    dents = sum(
        depth * np.sin(lobes * angle + chance.uniform(0, 2 * pi)) for lobes, depth in ((2, 0.10), (3, 0.10), (5, 0.06))
    )
    return np.hypot(u, v) <= radius_m * (1 + dents)


def _joined(lattice: Lattice, terrain: Terrain) -> NDArray[np.bool_]:
    """Say of each two neighbours in a row whether no river lies between them."""
    sides = np.stack([lattice.xy[:, :-1], lattice.xy[:, 1:]], axis=2)
    return ~shapely.intersects(terrain.rivers, shapely.linestrings(sides))


def _cuts(number: int, town: Place, size: int, chance: np.random.Generator) -> NDArray[np.bool_]:
    """Say where the street is interrupted: main streets and one-way ones never are."""
    if number % MAIN_STREET_EVERY == 0 or _is_oneway(number, town):
        return np.zeros(size, dtype=np.bool_)
    return chance.random(size) < CUT_SHARE


def _is_oneway(number: int, town: Place) -> bool:
    is_main = number % MAIN_STREET_EVERY == 0
    return not is_main and town.population > ONEWAY_FROM_PEOPLE and number % ONEWAY_EVERY == 1


def _street_tags(number: int, name: str, town: Place) -> dict[str, str]:
    if number % MAIN_STREET_EVERY == 0:
        return tags_for("tertiary", name=name, maxspeed=URBAN_MAXSPEED)
    return tags_for("residential", name=name, oneway="yes" if _is_oneway(number, town) else None)


def _street(
    corners: Sequence[tuple[int, int]],
    is_kept: NDArray[np.bool_],
    is_joined: NDArray[np.bool_],
    tags: dict[str, str],
) -> Iterator[Road]:
    """Yield the unbroken stretches of one line of the lattice."""
    run: list[tuple[int, int]] = []
    for corner, keep, goes_on in zip(corners, is_kept, [*is_joined, False], strict=True):
        if keep:
            run.append(corner)
        if run and not (keep and goes_on):
            if len(run) > 1:
                yield Road(vertices=tuple(run), tags=tags, is_street=True)
            run = []
