"""A piece of the map cut to order: all that the compiler reads, inside a box, from an Overpass server."""

import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from dispatch.adapters.map_sources.refusals import MapNotFetched
from dispatch.adapters.map_sources.web import check, client, told
from dispatch.domain.region import Box

WAIT_S = 180
"""As long the server may work on the answer, its own default."""
MOST_DEGREES2 = 4.0
"""A larger box is a region: Geofabrik has it, and the server would refuse. About 110 × 220 km at 60° N; assumed."""


def query(box: Box) -> str:
    """Write the question: roads, ferries, what stands on them, signs, places, houses and water."""
    return (
        f"[out:xml][timeout:{WAIT_S}][bbox:{box.south},{box.west},{box.north},{box.east}];"
        '(way["highway"];way["route"="ferry"];relation["type"="restriction"];'
        'way["waterway"~"^(river|canal|riverbank)$"];way["natural"~"^(water|coastline)$"];'
        'relation["natural"="water"];node["place"];nwr["addr:housenumber"];'
        'nwr["name"]["amenity"];nwr["name"]["healthcare"];nwr["name"]["railway"];nwr["name"]["tourism"];'
        'nwr["name"]["shop"];);(._;>;);out meta;'
    )


def fetch(url: str, box: Box, target: Path, received: Callable[[int, int | None], None]) -> None:
    """Have the box cut and keep it as .osm.pbf, whole or not at all. Raises `MapNotFetched`."""
    if _degrees2(box) > MOST_DEGREES2:
        raise MapNotFetched(
            f"{_degrees2(box):.1f} кв. градусов: больше {MOST_DEGREES2:.0f} за раз не просят; возьмите регион по имени "
            "(doezd map fetch ИМЯ)"
        )
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with _scratch(target) as folder:
            answer = folder / "answer.osm"
            _ask(url, box, answer, received)
            _check(url, answer)
            _as_pbf(answer, folder / "map.osm.pbf")
            (folder / "map.osm.pbf").replace(target)
    except OSError as why:
        raise MapNotFetched(f"{target}: {why.strerror or why}; освободите место и повторите") from why


@contextmanager
def _scratch(target: Path) -> Iterator[Path]:
    with tempfile.TemporaryDirectory(dir=target.parent, prefix=f".{target.name}.") as folder:
        yield Path(folder)


def _ask(url: str, box: Box, answer: Path, received: Callable[[int, int | None], None]) -> None:
    with (
        told(url),
        client() as web,
        web.stream("POST", url, data={"data": query(box)}, timeout=WAIT_S + 30) as response,
        answer.open("wb") as file,
    ):
        check(response)
        have = 0
        for chunk in response.iter_bytes():
            have += file.write(chunk)
            received(have, None)


def _check(url: str, answer: Path) -> None:
    """Raise `MapNotFetched` for an error page, and for an answer that broke off: the server says so at its end."""
    with answer.open("rb") as file:
        begin = file.read(512)
        file.seek(max(0, answer.stat().st_size - 1024))
        end = file.read()
    if b"<osm" not in begin:
        raise MapNotFetched(
            f"{url}: пришла не карта, а «{begin[:60].decode(errors='replace').strip()}»; проверьте адрес"
        )
    if b"<remark>" in end:
        said = end.split(b"<remark>")[1].split(b"</remark>")[0].decode(errors="replace").strip()
        raise MapNotFetched(f"{url}: сервер не справился ({said}); возьмите участок поменьше")
    if b"</osm>" not in end:
        raise MapNotFetched(f"{url}: ответ оборван; повторите")


def _as_pbf(answer: Path, target: Path) -> None:
    import osmium  # noqa: PLC0415 only who fetches a box needs it

    ways = 0
    with osmium.SimpleWriter(str(target)) as writer:
        things: Any = osmium.FileProcessor(str(answer))
        for thing in things:
            ways += thing.is_way()
            writer.add(thing)
    if not ways:
        raise MapNotFetched("на этом участке нет ни одной дороги; проверьте порядок: запад,юг,восток,север")


def _degrees2(box: Box) -> float:
    """Return its size in square degrees."""
    return (box.east - box.west) * (box.north - box.south)
