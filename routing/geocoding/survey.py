"""Houses and named places of an extract: read from its `addr:*` and `name` tags once, kept beside the compiled map."""

from array import array
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from functools import partial
from hashlib import blake2b
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from routing.geocoding.text import house_number, normal, settlement_name, street_name, words
from routing.network.extract import Extract, readable
from routing.network.model import Ints
from routing.network.shelf import Arrays, shelved

FORMAT = 1
"""Raise it whenever what is read, or the form of a house's key, changes."""
KEYS = ("amenity", "healthcare", "railway", "tourism", "shop", "leisure", "historic", "office", "landuse")
"""Tags that make a thing with a name a place people call from."""
TRAINS = {"station", "halt"}


@dataclass(frozen=True, kw_only=True)
class Survey:
    """By house: its key, sorted, and where; by named place: its name, its kind, and where. 1e-7 degrees."""

    house: NDArray[np.uint64]
    house_lon: Ints
    house_lat: Ints
    place_lon: Ints
    place_lat: Ints
    texts: tuple[str, ...]
    """name and kind of the first place, of the second, and so on"""

    def houses(self, name: str, number: str) -> tuple[Ints, Ints]:
        """Return longitudes and latitudes of all houses of a number, in streets or villages of a name key."""
        key = np.uint64(house_key(name, number))
        begin, end = np.searchsorted(self.house, key), np.searchsorted(self.house, key, side="right")
        return self.house_lon[begin:end], self.house_lat[begin:end]


def house_key(name: str, number: str) -> int:
    """Give the 64 bits that stand for a house: there are fewer than 10^8 in the country, so that no two share them."""
    return int.from_bytes(blake2b(f"{name}|{number}".encode(), digest_size=8).digest(), "little")


NOTHING = Survey(
    house=np.empty(0, np.uint64),
    **{part: np.empty(0, np.int32) for part in ("house_lon", "house_lat", "place_lon", "place_lat")},
    texts=(),
)


def surveyed(map_path: Path, cache_dir: Path, checksum: str) -> Survey:
    """Load the survey of an extract from the cache, or make and keep it; empty when the extract has gone meanwhile."""
    return shelved(
        cache_dir / f"addresses-{checksum[:16]}-v{FORMAT}.npz",
        lambda: survey_of(map_path),
        arrays=_arrays,
        value=_survey,
        nothing=NOTHING,  # streets without houses are better than no search
    )


def survey_of(map_path: Path) -> Survey:
    """Read the houses and named places of an OSM file. Raises `MapUnreadable`."""
    import osmium  # noqa: PLC0415 needed only for an extract that was not read before

    found, extract = _Found(), Extract(map_path)
    with readable(map_path):
        for thing in extract.things(osmium.filter.KeyFilter("addr:housenumber", *KEYS)):
            found.take(dict(thing.tags), partial(_where, extract, thing))
    return found.survey()


def _where(extract: Extract, thing: Any) -> tuple[int, int] | None:
    """Return where a node is, or the middle of a way's nodes; a relation has no place here."""
    if thing.is_node():
        return thing.location.x, thing.location.y
    if not thing.is_way():
        return None
    points = extract.vertices(thing)
    return (sum(x for _, x, _ in points) // len(points), sum(y for *_, y in points) // len(points)) if points else None


class _Found:
    def __init__(self) -> None:
        self._keys = array("Q")
        self._houses, self._places = array("i"), array("i")
        self._texts: list[str] = []

    def take(self, tags: Mapping[str, str], where: Callable[[], tuple[int, int] | None]) -> None:
        at = where() if "addr:housenumber" in tags or "name" in tags else None
        if at is None:
            return
        names = _address_names(tags)
        for number in tags.get("addr:housenumber", "").replace(",", ";").split(";"):
            for name in names if number.strip() else ():
                self._keys.append(house_key(name, house_number(number)))
                self._houses.extend(at)
        kind = next((tags[key] for key in KEYS if key in tags), None)
        if kind and "name" in tags and ("railway" not in tags or tags["railway"] in TRAINS):
            self._places.extend(at)
            self._texts += [tags.get("name:ru", tags["name"]), "railway" if "railway" in tags else kind]

    def survey(self) -> Survey:
        keys, houses = np.array(self._keys, np.uint64), np.array(self._houses, np.int32).reshape(-1, 2)
        places, order = np.array(self._places, np.int32).reshape(-1, 2), np.argsort(keys, kind="stable")
        return Survey(
            house=keys[order],
            house_lon=houses[order, 0],
            house_lat=houses[order, 1],
            place_lon=places[:, 0].copy(),
            place_lat=places[:, 1].copy(),
            texts=tuple(self._texts),
        )


def _address_names(tags: Mapping[str, str]) -> list[str]:
    """Name keys of the street and, where there is no street, of the village that a house counts in."""
    if "addr:street" in tags:
        return [street_name(words(normal(tags["addr:street"]))).key]
    village = tags.get("addr:place") or tags.get("addr:city")
    return [settlement_name(words(normal(village))).key] if village and words(normal(village)) else []


def _arrays(survey: Survey) -> Arrays:
    arrays = {part.name: getattr(survey, part.name) for part in fields(Survey) if part.name != "texts"}
    return {"texts": np.frombuffer("\0".join(survey.texts).encode(), np.uint8), **arrays}


def _survey(kept: Arrays) -> Survey:
    texts = kept["texts"].tobytes().decode()
    arrays = {part.name: kept[part.name] for part in fields(Survey) if part.name != "texts"}
    return Survey(texts=tuple(texts.split("\0")) if texts else (), **arrays)
