"""Stations, hospitals, feldsher points and other named places: how people call them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from routing.geocoding.index import Nearby
from routing.geocoding.survey import Survey
from routing.geocoding.text import normal, words
from routing.geocoding.vocabulary import NOISE
from routing.network.model import at
from routing.types import GazetteerEntry, LatLon

_SAID = {
    "кмб": "больница", "мб": "больница", "црб": "больница", "цгб": "больница", "рб": "больница", "гб": "больница",
    "больницы": "больница", "больнице": "больница", "больницу": "больница",
    "вокзал": "станция", "платформа": "станция", "жд": "", "ст": "станция", "станции": "станция",
    "клиническая": "", "межрайонная": "", "районная": "", "центральная": "",
    "фапа": "фап", "фапе": "фап", "подстанции": "подстанция",
}  # fmt: skip
"""Words of the names of institutions → the word they are compared by."""
INSTITUTIONS = ("больница", "фап", "подстанция", "станция")
"""Said with a settlement alone, such a word asks for the institution of that place."""
_FAP = re.compile(r"фельдшерско[ -]*акушерск\w+ пункт\w*")
_STATION = re.compile(r"(?:под)?станци\w+ скорой(?: медицинской)?(?: помощи)?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """A named place; `settlement` is an index, `None` in open country."""

    label: str
    key: str
    at: LatLon
    settlement: int | None


def point_key(text: list[str]) -> str:
    """Sort the words of a name; kinds of institutions become one word."""
    joined = _STATION.sub("подстанция", _FAP.sub("фап", " ".join(text)))
    return " ".join(sorted(filter(None, (_SAID.get(word, word) for word in joined.split() if word not in NOISE))))


def points(gazetteer: Sequence[GazetteerEntry], survey: Survey, nearby: Nearby, none: int) -> list[Point]:
    """Gather the institutions of the gazetteer and the named places of the extract."""
    found = [(each.name, each.name, each.at) for each in gazetteer if each.kind != "settlement"]
    for i, (name, kind) in enumerate(zip(survey.texts[::2], survey.texts[1::2], strict=True)):
        said = f"станция {name}" if kind == "railway" else name
        found.append((name, said, at(survey.place_lon[i], survey.place_lat[i])))
    if not found:
        return []
    lon, lat = np.array([where.lon for *_, where in found]), np.array([where.lat for *_, where in found])
    towns = nearby.belongs(lon, lat)[0].tolist()
    return [
        Point(label=label, key=point_key(words(normal(said))), at=where, settlement=None if town == none else town)
        for (label, said, where), town in zip(found, towns, strict=True)
    ]
