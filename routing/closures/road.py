"""Which pieces of road a road's number or name and two kilometres mean."""

from dataclasses import dataclass, field
from difflib import get_close_matches
from functools import cached_property

import numpy as np
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components
from scipy.spatial import KDTree

from routing.closures.area import Pieces
from routing.geocoding.road_length import metres
from routing.geocoding.roads import Roads
from routing.geocoding.text import Name, normal, street_name, words
from routing.network.model import DEGREES, Floats, Ints, Network
from routing.types import ClosedRoad, KilometreBeyond, RoadUnknown

APART_M = 1_000.0
"""Streets of one name so far apart are two streets; assumed."""
NEAR_M = 5_000.0
"""A street farther away is not near; assumed."""


@dataclass(kw_only=True)
class NamedRoads:
    """The roads of a map by number and by name. What is costly is done when it is first asked for."""

    network: Network
    numbered: Roads
    _texts: dict[str, list[int]] = field(default_factory=dict)

    def pieces(self, road: ClosedRoad) -> Pieces:
        """List the pieces that are meant. Raises `RoadUnknown` and `KilometreBeyond`."""
        ref = self.numbered.numbered(road.road)
        whole = road.from_km is None and road.to_km is None
        if ref is None:
            return self._street(road, whole=whole)
        return self._stretch(ref, road) if not whole else self._of_ways(np.array(self.numbered.ways(ref)))

    def _stretch(self, ref: str, road: ClosedRoad) -> Pieces:
        line = self.numbered.measured(ref)
        if line is None:
            raise RoadUnknown(f"road={road.road!r}: nothing of {ref} can be driven on this map; give the OSM ways")
        kilometres = line.kilometres()
        _within(ref, road, kilometres)
        piece = np.searchsorted(self.network.pieces.first, line.vertex, "right") - 1
        return _between(piece, kilometres, road)

    def _street(self, road: ClosedRoad, *, whole: bool) -> Pieces:
        codes = self._codes_of(street_name(words(normal(road.road))))
        ways = np.flatnonzero(np.isin(self.network.ways.name, codes))
        if not len(ways):
            raise RoadUnknown(f"road={road.road!r}: the map has no such road{self._like(road.road)}")
        if not whole:
            raise KilometreBeyond(
                f"from_km, to_km: {road.road} has no number and so no kilometres: leave them out, or draw an area"
            )
        return self._one_of(road, self._of_ways(ways))

    def _codes_of(self, asked: Name) -> list[int]:
        """Text codes of a name; «улица Ленина» is no «проспект Ленина», but «Ленина» is both."""
        return [code for kind, code in self._codes.get(asked.key, ()) if asked.kind in {None, kind}]

    def _of_ways(self, ways: Pieces) -> Pieces:
        return np.flatnonzero(np.isin(self.network.pieces.way, ways))

    @cached_property
    def _codes(self) -> dict[str, list[tuple[str | None, int]]]:
        """Kinds and text codes of the streets by their keys."""
        found: dict[str, list[tuple[str | None, int]]] = {}
        for code in np.unique(self.network.ways.name).tolist():
            if code:
                name = street_name(words(normal(self.network.texts[code])))
                found.setdefault(name.key, []).append((name.kind, code))
        return found

    def _like(self, asked: str) -> str:
        close = get_close_matches(street_name(words(normal(asked))).key, self._codes, 3)
        names = ", ".join(self.network.texts[code] for key in close for _, code in self._codes[key][:1])
        return f": did you mean {names}?" if names else ": give its number, its full name, or draw an area"

    def _one_of(self, road: ClosedRoad, pieces: Pieces) -> Pieces:
        """Choose the street near to the point given, when several far apart have the name."""
        ends = self._ends(pieces)
        street = _parts(ends)
        if street.max() == 0:
            return pieces
        if road.near is None:
            raise RoadUnknown(
                f"near: {street.max() + 1} streets are called {road.road}: say which one by a point near to it"
            )
        asked = metres(np.array([road.near.lon]), np.array([road.near.lat]))
        off_m = np.linalg.norm(ends - asked, axis=1).reshape(2, -1).min(axis=0)
        if off_m.min() > NEAR_M:
            raise RoadUnknown(
                f"near: the nearest {road.road} is {off_m.min() / 1_000:.0f} km from there: "
                "check the name, and that latitude and longitude are not exchanged"
            )
        return np.asarray(pieces[street == street[off_m.argmin()]])

    def _ends(self, pieces: Pieces) -> Floats:
        """Where all pieces begin, metres, and then where they end."""
        drawn = self.network.pieces
        vertex = np.concatenate([drawn.first[pieces], drawn.first[pieces + 1] - 1])
        return metres(drawn.lon[vertex] * DEGREES, drawn.lat[vertex] * DEGREES)


def _within(ref: str, road: ClosedRoad, kilometres: Floats) -> None:
    least, most = float(kilometres.min()), float(kilometres.max())
    for name, km in (("from_km", road.from_km), ("to_km", road.to_km)):
        if km is not None and not least - 1 <= km <= most + 1:
            raise KilometreBeyond(f"{name}={km:g}: {ref} runs from kilometre {least:.0f} to {most:.0f} on this map")


def _between(piece: Pieces, kilometres: Floats, road: ClosedRoad) -> Pieces:
    """List the pieces any part of which lies between the kilometres asked for; `piece` ascends."""
    some, begin = np.unique(piece, return_index=True)
    least, most = np.minimum.reduceat(kilometres, begin), np.maximum.reduceat(kilometres, begin)
    from_km = -np.inf if road.from_km is None else road.from_km
    to_km = np.inf if road.to_km is None else road.to_km
    return np.asarray(some[(most >= from_km) & (least <= to_km)])


def _parts(ends: Floats) -> Ints:
    """Number the streets that pieces belong to by nearness, from the places where they begin and end."""
    count = len(ends) // 2
    near = np.array(list(KDTree(ends).query_pairs(APART_M)), np.intp).reshape(-1, 2) % count
    links = coo_array((np.ones(len(near)), (near[:, 0], near[:, 1])), shape=(count, count))
    return np.asarray(connected_components(links, directed=False)[1])
