"""Restrictions over ways: what may follow depends on what was driven before.

An edge that is driven under such a sign has a copy, which is entered only from where the sign stands, and from which
one may not go on to where it forbids. The copies are the states of an automaton that reads edges and knows all
forbidden sequences: Aho, Corasick, doi:10.1145/360825.360855.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from routing.network.model import Edges, Ints, Longs
from routing.network.reader import RawMap
from routing.network.restrictions import RawRestriction
from routing.network.topology import chosen

COPIES = 256
"""More copies of one edge do not fit their column; a road with so many signs is none."""
LONGEST = 40
"""Edges on the way of a sign: a longer one is a mistake of the map; assumed."""
Path = tuple[int, ...]


def keys(drawn: Edges) -> Longs:
    """Number edges and copies so that the numbers stay when edges are dropped."""
    return _whole_keys(drawn) + drawn.copy


def _whole_keys(drawn: Edges) -> Longs:
    return (drawn.piece.astype(np.int64) * 2 + drawn.forward) * COPIES


@dataclass(frozen=True, kw_only=True)
class Followed:
    """What the automaton says, by key of the edge before and key of the edge (no copy) after."""

    onto: dict[tuple[int, int], int] = field(default_factory=dict)
    """which copy is entered"""
    banned: dict[tuple[int, int], list[RawRestriction]] = field(default_factory=dict)

    def enters(self, drawn: Edges, tail: Ints, head: Ints) -> NDArray[np.bool_]:
        """Tell which pairs of edges lead to the copy that the automaton says, or to the edge itself by default."""
        own, plain = keys(drawn), _whole_keys(drawn)
        right = drawn.copy[head] == 0
        if self.onto:
            special = np.isin(own[tail], [before for before, _ in self.onto]) | ~right
            for turn in np.flatnonzero(special).tolist():
                onto = int(plain[head[turn]])
                right[turn] = self.onto.get((int(own[tail[turn]]), onto), onto) == own[head[turn]]
        return np.asarray(right)

    def signs(self, drawn: Edges, tail: Ints, head: Ints) -> Iterator[tuple[int, RawRestriction]]:
        """List turns with the signs that forbid them."""
        own, plain = keys(drawn), _whole_keys(drawn)
        for turn in np.flatnonzero(np.isin(own[tail], [before for before, _ in self.banned])).tolist():
            for sign in self.banned.get((int(own[tail[turn]]), int(plain[head[turn]])), ()):
                yield turn, sign


def followed(raw: RawMap, drawn: Edges, osm_way: Longs) -> tuple[Edges, Followed]:
    """Add the copies that the restrictions over ways need."""
    signs = [sign for sign in raw.restrictions if sign.via_ways]
    if not signs:
        return drawn, Followed()
    streets = _Streets(drawn, osm_way)
    trie = _Trie()
    for sign in signs:
        forbidden = set(streets.forbidden(sign))
        if not forbidden:
            raw.leave_out("restriction", sign.osm_id)
        for path in sorted(forbidden):
            trie.add(path, sign)
    return trie.followed(drawn)


class _Streets:
    """Finds the sequences of edges that a sign forbids."""

    def __init__(self, drawn: Edges, osm_way: Longs) -> None:
        self._drawn, self._osm_way = drawn, osm_way
        self._by_tail = np.argsort(drawn.tail, kind="stable")
        self._tails = drawn.tail[self._by_tail]

    def forbidden(self, sign: RawRestriction) -> Iterator[Path]:
        for start in np.flatnonzero(np.isin(self._osm_way, sign.from_ways)).tolist():
            for path in self._over(sign, (start,), 0):
                yield from self._endings(sign, path)

    def _over(self, sign: RawRestriction, path: Path, via: int) -> Iterator[Path]:
        """Lengthen a path along the via ways in their order, until all are driven."""
        if via == len(sign.via_ways):
            yield path
        if len(path) > LONGEST:
            return
        for edge in self._onward(path):
            way = self._osm_way[edge]
            if via < len(sign.via_ways) and way == sign.via_ways[via]:
                yield from self._over(sign, (*path, edge), via + 1)
            elif via > 0 and way == sign.via_ways[via - 1]:
                yield from self._over(sign, (*path, edge), via)

    def _endings(self, sign: RawRestriction, path: Path) -> Iterator[Path]:
        onward = self._onward(path)
        named = [edge for edge in onward if self._osm_way[edge] in sign.to_ways]
        if named:
            yield from ((*path, edge) for edge in onward if sign.forbids(int(self._osm_way[edge])))

    def _onward(self, path: Path) -> list[int]:
        """Edges that may follow, those already driven and the way back left out."""
        node = self._drawn.head[path[-1]]
        begin, end = np.searchsorted(self._tails, [node, node + 1])
        driven = {int(self._drawn.piece[edge]) for edge in path[-1:]}
        leaving = self._by_tail[begin:end].tolist()
        return [edge for edge in leaving if int(self._drawn.piece[edge]) not in driven and edge not in path]


class _Trie:
    """All forbidden sequences by their beginnings; node 0 is the empty one."""

    def __init__(self) -> None:
        self._next: list[dict[int, int]] = [{}]
        self._last = [-1]
        self._depth = [0]
        self._fallback = [0]
        self._ends: list[list[RawRestriction]] = [[]]

    def add(self, path: Path, sign: RawRestriction) -> None:
        at = 0
        for edge in path:
            if edge not in self._next[at]:
                self._next[at][edge] = len(self._next)
                self._next.append({})
                self._last.append(edge)
                self._depth.append(self._depth[at] + 1)
                self._fallback.append(0)
                self._ends.append([])
            at = self._next[at][edge]
        self._ends[at].append(sign)

    def followed(self, drawn: Edges) -> tuple[Edges, Followed]:
        """Copy the edges, and say how the copies are entered and left."""
        order = self._find_fallbacks()
        states = [node for node in order if self._next[node]]
        copy = self._number([node for node in states if self._depth[node] > 1])
        plain = _whole_keys(drawn)
        key = {node: int(plain[self._last[node]]) + copy.get(node, 0) for node in states}
        said = Followed()
        for node in states:
            for edge in {each for node_or_end in self._endings(node) for each in self._next[node_or_end]}:
                at = self._step(node, edge)
                pair = key[node], int(plain[edge])
                signs = [sign for each in self._endings(at) for sign in self._ends[each]]
                if signs:
                    said.banned[pair] = signs
                state = next((each for each in self._endings(at) if each in copy), None)
                if state is not None:
                    said.onto[pair] = key[state]
        return _with_copies(drawn, [(self._last[node], number) for node, number in copy.items()]), said

    def _find_fallbacks(self) -> list[int]:
        """Find the longest ending of each node that is a beginning itself; return the nodes, short ones first."""
        order = list(self._next[0].values())
        for node in order:
            for edge, child in self._next[node].items():
                self._fallback[child] = self._step(self._fallback[node], edge)
                order.append(child)
        return order

    def _step(self, node: int, edge: int) -> int:
        while node and edge not in self._next[node]:
            node = self._fallback[node]
        return self._next[node].get(edge, 0)

    def _endings(self, node: int) -> Iterator[int]:
        """Yield a node and the nodes of its ever shorter endings, the empty one left out."""
        while node:
            yield node
            node = self._fallback[node]

    def _number(self, nodes: list[int]) -> dict[int, int]:
        taken: Counter[int] = Counter()
        numbers = {}
        for node in nodes:
            taken[self._last[node]] += 1
            numbers[node] = taken[self._last[node]]
        return numbers


def _with_copies(drawn: Edges, copies: list[tuple[int, int]]) -> Edges:
    edge, number = np.array(copies, np.int64).reshape(-1, 2).T
    every = chosen(drawn, np.concatenate([np.arange(len(drawn.piece)), edge]))
    return replace(every, copy=np.concatenate([drawn.copy, number.astype(np.uint8)]))
