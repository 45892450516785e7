"""Kilometres of roads: «А-121, 45 км», «Кола 120 км». The nearest kilometre posts on the map answer."""

import re

import numpy as np

from routing.geocoding.text import LONGEST, ROADS, normal
from routing.network.model import Network, at
from routing.types import FoundPlace, LatLon, great_circle_m

SURE = 0.9
"""A post stands at its kilometre, but calls are from between them."""
TWICE, APART_M = 0.45, 3_000.0
"""Two posts of one number so far apart: nobody knows which is meant."""
_ROAD = re.compile(r"\b([а-яa-z]|\d{2}[а-яa-z])\s*-?\s*(\d{1,4})\b", re.IGNORECASE)
_NAMED = re.compile("|".join(rf"\b{name}\b" for name in ROADS if name.isalpha()))
_KM = re.compile(r"(\d+)(?:[.,]\d+)?\s*-?\s*(?:й\s*)?(?:км|километр|km)|(?:км|километр|km)\.?\s*(\d+)", re.IGNORECASE)
_TO_CYRILLIC = str.maketrans("ampkhaAMPKHA", "амркнаамркна")


class Roads:
    """The kilometre posts of the numbered roads."""

    def __init__(self, network: Network) -> None:
        self._posts = network.milestones
        self._refs = [normal_ref(network.texts[code]) for code in self._posts.ref]

    def find(self, text: str) -> list[FoundPlace]:
        """Find the posts nearest to a kilometre, nothing when the text names no road or no kilometre."""
        text = text[:LONGEST]
        ref, kilometre = _road_of(text), _KM.search(text)
        mine = np.flatnonzero([ref in refs for refs in self._refs])
        if ref is None or kilometre is None or not len(mine):
            return []
        off = np.abs(self._posts.kilometre[mine].astype(np.int64) - int(kilometre[1] or kilometre[2]))
        best = mine[off == off.min()]
        points = [at(self._posts.lon[post], self._posts.lat[post]) for post in best]
        distinct = [point for i, point in enumerate(points) if all(_apart(point, other) for other in points[:i])]
        confidence = (SURE if len(distinct) == 1 else TWICE) / (1 + int(off.min()))
        label = f"{ref}, {self._posts.kilometre[best[0]]} км"
        return [_post(label, point, confidence) for point in distinct]


def _apart(a: LatLon, b: LatLon) -> bool:
    return great_circle_m(a, b) > APART_M


def _post(label: str, where: LatLon, confidence: float) -> FoundPlace:
    return FoundPlace(
        label=label, at=where, precision="road", settlement=None, district=None, confidence=round(confidence, 3)
    )


def _road_of(text: str) -> str | None:
    named, numbered = _NAMED.search(normal(text)), _ROAD.search(_KM.sub(" ", text))
    if numbered:
        ref = f"{numbered[1]}-{numbered[2]}".translate(_TO_CYRILLIC).upper()
        return ROADS.get(ref, ref)
    return ROADS[named[0]] if named else None


def normal_ref(ref: str) -> list[str]:
    """Road numbers of a `ref` tag, in Cyrillic capitals."""
    return [each.strip().translate(_TO_CYRILLIC).upper() for each in ref.split(";")]
