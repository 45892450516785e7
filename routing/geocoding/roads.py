"""Kilometres of roads: «А-121, 45 км», «Кола 120 км», «на сорок пятом километре Мурманского шоссе»."""

import re
from collections import Counter, defaultdict
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from routing.geocoding.names import Names
from routing.geocoding.numerals import in_digits
from routing.geocoding.road_line import Line, line
from routing.geocoding.text import LONGEST, normal, street_name, words
from routing.geocoding.vocabulary import ROADS
from routing.network.model import Network, at
from routing.types import FoundPlace, LatLon, great_circle_m

SURE = 0.9
"""A post stands at its kilometre, but calls are from between them."""
TWICE, APART_M = 0.45, 3_000.0
"""Two posts of one number so far apart, a fork, a post where the road's length says otherwise: which is meant?"""
BETWEEN, BEYOND = ((3.0, 0.85), (15.0, 0.7), (np.inf, 0.55)), ((3.0, 0.6), (15.0, 0.45), (np.inf, 0.3))
"""Kilometres to the nearest post, and belief: between two posts, and beyond the last one."""
GUESSED = 0.4
"""No post tells where the road begins."""
NAME_ALIKE = 0.75
"""A road's name may have a slip."""
_ROAD = re.compile(r"\b([а-яa-z]|\d{2}[а-яa-z])\s*-?\s*(\d{1,4})\b", re.IGNORECASE)
_NAMED = re.compile("|".join(rf"\b{name}\b" for name in ROADS if name.replace(" ", "").isalpha()))
_KM = re.compile(
    r"(?P<km>\d+)(?:[.,](?P<tenths>\d))?\s*-?\s*(?:(?:[йм]|[оы]й|ом)\s*)?(?:км\b|километр\w*|km\b)\.?"
    r"(?:\s*\+?\s*(?P<metres>\d{1,3})\s*(?:м|метр\w*)\b)?"
    r"|(?:\bкм|километр\w*|\bkm)\.?\s*(?P<after>\d+)",
    re.IGNORECASE,
)
_SAID = re.compile(r"\b(?:автодорог\w*|трасс\w*|дорог\w*|на|по|а/д|автомобильн\w*)\b")
_TO_CYRILLIC = str.maketrans("ampkhaAMPKHA", "амркнаамркна")


class Roads:
    """The numbered roads and their kilometre posts. A road is measured when it is first asked for, then kept."""

    def __init__(self, network: Network, centre: LatLon) -> None:
        self._network, self._centre = network, centre
        self._posts = network.milestones
        self._refs = [normal_ref(network.texts[code]) for code in self._posts.ref]
        self._ways: dict[str, list[int]] = defaultdict(list)
        for way, code in enumerate(network.ways.ref.tolist()):
            for ref in normal_ref(network.texts[code]) if code else ():
                self._ways[ref].append(way)
        self._named = self._names()
        self._names_alike = Names(list(self._named))
        self._lines: dict[str, Line | None] = {}

    def _names(self) -> dict[str, str]:
        """Names of streets outside and inside towns that are a numbered road: name → number."""
        carried: dict[str, Counter[str]] = defaultdict(Counter)
        for ref, ways in self._ways.items():
            for code, count in Counter(self._network.ways.name[ways].tolist()).items():
                if code:
                    carried[street_name(words(normal(self._network.texts[code]))).key][ref] += count
        return {name: refs.most_common(1)[0][0] for name, refs in carried.items()}

    def find(self, text: str) -> list[FoundPlace]:
        """Find a kilometre, nothing when the text names no road or no kilometre."""
        text = text[:LONGEST]
        return self._found(text) or self._found(" ".join(in_digits(normal(text).split())))

    def _found(self, text: str) -> list[FoundPlace]:
        numbered = next((found for found in _ROAD.finditer(text) if _ref(found) in self._ways), None)
        rest = text.replace(numbered[0], " ", 1) if numbered else text
        said = _KM.search(rest)
        if said is None:
            return []
        ref = _ref(numbered) if numbered else self._road_named(_KM.sub(" ", rest))
        return self._kilometres(ref, _kilometre(said)) if ref else []

    def _kilometres(self, ref: str, kilometre: float) -> list[FoundPlace]:
        mine = np.flatnonzero([ref in refs for refs in self._refs])
        exact = mine[self._posts.kilometre[mine] == kilometre]
        measured = self._on_line(ref, kilometre)
        if not len(exact):
            return measured or self._nearest_post(ref, mine, kilometre)
        return self._agreed(self._at_posts(ref, exact), measured)

    def _at_posts(self, ref: str, posts: NDArray[np.intp], off_km: float = 0.0) -> list[FoundPlace]:
        points = [at(self._posts.lon[post], self._posts.lat[post]) for post in posts]
        distinct = [point for i, point in enumerate(points) if all(_apart(point, other) for other in points[:i])]
        confidence = (SURE if len(distinct) == 1 else TWICE) / (1 + off_km)
        return [named_kilometre(ref, float(self._posts.kilometre[posts[0]]), point, confidence) for point in distinct]

    def _agreed(self, posts: list[FoundPlace], measured: list[FoundPlace]) -> list[FoundPlace]:
        """Let the measured road decide between posts of one number; a post that it contradicts is not sure."""
        if not measured:
            return posts
        agreeing = [post for post in posts if not _apart(post.at, measured[0].at)]
        others = [replace(post, confidence=min(post.confidence, TWICE)) for post in posts if post not in agreeing]
        if not agreeing:
            return [*others, replace(measured[0], confidence=min(measured[0].confidence, TWICE))]
        sure = SURE if not others else max(TWICE, measured[0].confidence)
        return [*(replace(post, confidence=sure) for post in agreeing[:1]), *others]

    def _on_line(self, ref: str, kilometre: float) -> list[FoundPlace]:
        """Measure from the posts on either side, or from the beginning of a road that has none."""
        road = self.measured(ref)
        found = road.at_kilometre(kilometre) if road else None
        if road is None or found is None or len(road.post_km) == 1:
            return []
        where, off_km = found
        inside = len(road.post_km) > 0 and road.post_km[0] <= kilometre <= road.post_km[-1]
        belief = next(share for reach, share in (BETWEEN if inside else BEYOND) if off_km <= reach)
        belief = belief if len(road.post_km) else GUESSED
        return [named_kilometre(ref, kilometre, where, min(belief, TWICE) if road.forks_at(kilometre) else belief)]

    def _nearest_post(self, ref: str, mine: NDArray[np.intp], kilometre: float) -> list[FoundPlace]:
        if not len(mine):
            return []
        off = np.abs(self._posts.kilometre[mine] - kilometre)
        return self._at_posts(ref, mine[off == off.min()], float(off.min()))

    def kilometre(self, ref: str, point: LatLon) -> int | None:
        """Return the full kilometre of a point beside a numbered road, `None` where the posts do not tell."""
        road = self.measured(ref)
        kilometre = road.kilometre_at(point) if road else None
        return None if kilometre is None else int(kilometre + 0.05)  # at a post it is that post's

    def numbered(self, text: str) -> str | None:
        """Return the number of the road that a text names exactly, by its number or a name of its own; else `None`."""
        said = _ROAD.fullmatch(text.strip())
        ref = _ref(said) if said else ROADS.get(normal(text), text.strip().upper())
        return ref if ref in self._ways else None

    def ways(self, ref: str) -> list[int]:
        """List the ways of a numbered road."""
        return self._ways.get(ref, [])

    def measured(self, ref: str) -> Line | None:
        """Return a road as a line with kilometres, `None` when there is no such road, or no drivable one."""
        if ref not in self._lines and ref in self._ways:
            posts = np.flatnonzero([ref in refs for refs in self._refs])
            self._lines[ref] = line(self._network, np.array(self._ways[ref], np.intp), posts, self._centre)
        return self._lines.get(ref)

    def _road_named(self, text: str) -> str | None:
        famous = _NAMED.search(normal(text))
        if famous:
            return ROADS[famous[0]]
        asked = street_name(words(_SAID.sub(" ", normal(text)))).key
        scores = self._names_alike.scores(asked)
        if scores is None or scores.max() < NAME_ALIKE:
            return None
        return list(self._named.values())[int(scores.argmax())]


def _ref(numbered: re.Match[str]) -> str:
    ref = f"{numbered[1]}-{numbered[2]}".translate(_TO_CYRILLIC).upper()
    return ROADS.get(ref, ref)


def _kilometre(said: re.Match[str]) -> float:
    tenths, metres = float(said["tenths"] or 0) / 10, float(said["metres"] or 0) / 1_000
    return float(said["km"] or said["after"]) + tenths + metres


def _apart(a: LatLon, b: LatLon) -> bool:
    return great_circle_m(a, b) > APART_M


def named_kilometre(ref: str, kilometre: float, where: LatLon, confidence: float = 1.0) -> FoundPlace:
    """Write a kilometre of a road as a place."""
    label = f"{ref}, {kilometre:g} км".replace(".", ",")
    return FoundPlace(
        label=label, at=where, precision="road", settlement=None, district=None, confidence=round(confidence, 3)
    )


def normal_ref(ref: str) -> list[str]:
    """Road numbers of a `ref` tag, in Cyrillic capitals."""
    return [each.strip().translate(_TO_CYRILLIC).upper() for each in ref.split(";")]
