"""Geofabrik's list of extracts: regions of the world, renewed each day, each with its checksum."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from dispatch.adapters.map_sources.refusals import MapNotFetched
from dispatch.adapters.map_sources.web import check, client, json_of, told

SHOWN = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Region:
    """One extract: the id that Geofabrik gives it, its English name, what it is a part of, and where it lies."""

    id: str
    name: str
    parent: str | None
    pbf_url: str

    @property
    def file_name(self) -> str:
        """Return what to call it here."""
        return f"{self.id.rsplit('/', 1)[-1]}.osm.pbf"


def regions(index_url: str) -> list[Region]:
    """Fetch the list. Raises `MapNotFetched`."""
    try:
        found = [each["properties"] for each in json_of(index_url)["features"]]
        return [
            Region(id=each["id"], name=each["name"], parent=each.get("parent"), pbf_url=each["urls"]["pbf"])
            for each in found
            if "pbf" in each.get("urls", {})
        ]
    except (KeyError, TypeError) as why:
        raise MapNotFetched(f"{index_url}: это не список Geofabrik ({why}); проверьте DOEZD_EXTRACTS_URL") from why


def region_named(known: Sequence[Region], text: str) -> Region:
    """Find a region by its id or its English name. Raises `MapNotFetched`."""
    wanted = _key(text)
    exact = [each for each in known if wanted in {_key(each.id), _key(each.name), _key(each.id.rsplit("/", 1)[-1])}]
    if len(exact) == 1:
        return exact[0]
    near = exact or like(known, text)
    hint = ", ".join(each.id for each in near[:SHOWN]) or "все имена покажет doezd map regions"
    raise MapNotFetched(f"«{text}»: {'таких несколько' if exact else 'такого региона нет'}; есть: {hint}")


def like(known: Sequence[Region], text: str) -> list[Region]:
    """List the regions that have these letters in their id, their name or the name of what they are a part of."""
    wanted = _key(text)
    return [each for each in known if wanted in _key(f"{each.id} {each.name} {each.parent or ''}")]


def md5_of(pbf_url: str) -> str | None:
    """Fetch the checksum of an extract, `None` when the server gives none. Raises `MapNotFetched`."""
    url = f"{pbf_url}.md5"
    with told(url), client() as web:
        answer = web.get(url)
    if answer.status_code == 404:
        return None
    check(answer)
    found = re.match(r"\s*([0-9a-fA-F]{32})\b", answer.text)
    if found is None:
        raise MapNotFetched(f"{url}: вместо суммы MD5 пришло «{answer.text[:40].strip()}»; проверьте адрес")
    return found[1].lower()


def _key(text: str) -> str:
    return re.sub(r"[\W_]+", " ", text).strip().casefold()
