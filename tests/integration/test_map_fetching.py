"""Fetching a map from servers that answer well, badly, or not at all."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from dispatch.adapters.map_sources import web
from dispatch.bootstrap import map_fetching
from dispatch.bootstrap.map_fetching import Box, Fetched, MapNotFetched
from dispatch.config import Settings
from routing.oracle import compile_map
from tests.integration.map_server import Play, playing
from tests.service import SCHEMATIC_MAP, doezd
from tests.tiny_town.town import TOWN

NORTH_WEST = "northwestern-fed-district"
BOX = Box(west=29.9, south=59.9, east=30.2, north=60.1)


@pytest.fixture
def server() -> Iterator[Play]:
    play = Play(pbf=SCHEMATIC_MAP.read_bytes())
    play.md5 = play.right_md5()
    with playing(play):
        yield play


def settings(server: Play, index: str = "index.json") -> Settings:
    return Settings(
        extracts_url=f"{server.base}/{index}", overpass_url=f"{server.base}/api", places_url=f"{server.base}/search"
    )


def fetched(server: Play, folder: Path, name: str = NORTH_WEST) -> Fetched:
    return map_fetching.region(settings(server), name, folder, lambda *_: None)


def refused(server: Play, folder: Path, name: str = NORTH_WEST) -> str:
    with pytest.raises(MapNotFetched) as why:
        fetched(server, folder, name)
    return str(why.value)


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


@pytest.mark.parametrize("name", [NORTH_WEST, "Northwestern", "northwestern fed district"])
def test_a_region_is_fetched_by_its_name_checked_and_left_alone_in_its_folder(server, tmp_path, name):
    heard: list[tuple[int, int | None]] = []
    found = map_fetching.region(settings(server), name, tmp_path / "local", lambda *said: heard.append(said))
    assert found == Fetched(path=tmp_path / "local" / f"{NORTH_WEST}.osm.pbf", is_checked=True)
    assert found.path.read_bytes() == server.pbf
    assert names(tmp_path / "local") == [found.path.name]
    assert heard[-1] == (len(server.pbf), len(server.pbf))


def test_a_line_that_breaks_is_taken_up_where_it_broke(server, tmp_path):
    server.cuts = [100_000, 100_000]
    assert fetched(server, tmp_path).path.read_bytes() == server.pbf
    assert server.ranges == [None, "bytes=100000-", "bytes=200000-"]


def test_a_download_that_was_given_up_goes_on_at_the_next_try(server, tmp_path):
    server.cuts = [100_000, 0]
    assert "оборвалась" in refused(server, tmp_path)
    assert names(tmp_path) == [f"{NORTH_WEST}.osm.pbf.part", f"{NORTH_WEST}.osm.pbf.part-of"]
    server.ranges.clear()
    assert fetched(server, tmp_path).path.read_bytes() == server.pbf
    assert server.ranges == ["bytes=100000-"]
    assert names(tmp_path) == [f"{NORTH_WEST}.osm.pbf"]


def test_a_file_renewed_on_the_server_meanwhile_is_fetched_from_its_beginning(server, tmp_path):
    server.cuts = [100_000, 0]
    refused(server, tmp_path)
    server.pbf, server.etag = server.pbf + b"\0\0\0\0", '"2"'
    server.md5 = server.right_md5()
    assert fetched(server, tmp_path).path.read_bytes() == server.pbf


def test_a_file_that_does_not_add_up_is_thrown_away(server, tmp_path):
    server.md5 = f"{'0' * 32}  region-latest.osm.pbf"
    assert "MD5 не сошлась" in refused(server, tmp_path)
    assert names(tmp_path) == []


def test_without_a_sum_the_file_is_taken_and_said_to_be_unchecked(server, tmp_path):
    server.md5 = None
    assert not fetched(server, tmp_path).is_checked


def test_a_page_instead_of_a_map_is_no_map(server, tmp_path):
    server.pbf = b"<!DOCTYPE html><html>sign in to the network</html>"
    assert "страница" in refused(server, tmp_path)
    assert names(tmp_path) == []
    server.md5 = "<html>"
    assert "вместо суммы MD5" in refused(server, tmp_path)


def test_a_map_larger_than_the_disk_is_not_begun(server, tmp_path):
    server.claimed = 10**16
    assert "освободите место" in refused(server, tmp_path)


def test_a_map_fetched_earlier_stays_while_its_successor_fails(server, tmp_path):
    first = fetched(server, tmp_path).path
    server.md5 = "0" * 32
    refused(server, tmp_path)
    assert first.read_bytes() == server.pbf


def test_a_silent_server_is_given_up(server, tmp_path, monkeypatch):
    monkeypatch.setattr(web, "SILENT_S", 0.2)
    server.silent = True
    assert "молчит" in refused(server, tmp_path)


def test_without_a_network_the_way_out_is_named(tmp_path):
    nowhere = Settings(extracts_url="http://127.0.0.1:9/index.json")
    with pytest.raises(MapNotFetched, match=r"нет связи.*data/osm/local"):
        map_fetching.region(nowhere, NORTH_WEST, tmp_path, lambda *_: None)


def test_a_name_that_is_none_or_two_is_answered_with_names(server, tmp_path):
    assert "us/georgia, georgia" in refused(server, tmp_path, "georgia")
    assert NORTH_WEST in refused(server, tmp_path, "north")
    assert "doezd map regions" in refused(server, tmp_path, "Атлантида")


@pytest.mark.parametrize("index", ["page.json", "gone.json", "search"])
def test_a_list_that_is_none_is_named(server, tmp_path, index):
    with pytest.raises(MapNotFetched, match=index):
        map_fetching.region(settings(server, index), NORTH_WEST, tmp_path, lambda *_: None)


def test_a_box_is_cut_to_order_and_compiles(server, tmp_path):
    server.overpass = (200, TOWN.read_bytes())
    found = map_fetching.boxed(settings(server), BOX, tmp_path / "local", lambda *_: None)
    assert names(tmp_path / "local") == ["box_29.9_59.9_30.2_60.1.osm.pbf"]
    assert compile_map(found.path, tmp_path).edges == compile_map(TOWN, tmp_path).edges
    assert "bbox%3A59.9%2C29.9%2C60.1%2C30.2" in server.questions[0]


REMARK = b"<osm version='0.6'><remark> runtime error: Query timed out </remark></osm>"


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ((429, b""), "подождите"),
        ((504, b""), "перегружен"),
        ((200, b"<html>busy</html>"), "пришла не карта"),
        ((200, REMARK), "Query timed out"),
        ((200, b"<osm version='0.6'><node id='1'"), "оборван"),
        ((200, b"<osm version='0.6'></osm>"), "ни одной дороги"),
    ],
)
def test_a_box_that_is_not_answered_leaves_nothing(server, tmp_path, answer, said):
    server.overpass = answer
    with pytest.raises(MapNotFetched, match=said):
        map_fetching.boxed(settings(server), BOX, tmp_path, lambda *_: None)
    assert names(tmp_path) == []


def test_a_box_as_large_as_a_region_is_not_asked_for(server, tmp_path):
    with pytest.raises(MapNotFetched, match="регион по имени"):
        map_fetching.boxed(settings(server), Box(west=20, south=50, east=40, north=60), tmp_path, lambda *_: None)
    assert server.questions == []


@pytest.mark.parametrize("sides", [(30, 59, 29, 60), (30, 60, 31, 59), (30, 59, 31, 95)])
def test_a_box_has_its_sides_in_order(sides):
    with pytest.raises(ValueError, match="запад,юг,восток,север"):
        Box(**dict(zip(("west", "south", "east", "north"), sides, strict=True)))


def test_a_place_becomes_a_box_around_it(server):
    server.found = [{"boundingbox": ["59.5", "59.6", "30.0", "30.2"]}]
    assert map_fetching.box_around(settings(server), "Гатчина") == Box(west=29.95, south=59.45, east=30.25, north=59.65)
    for wrong, said in (([], "такого места нет"), ([{}], "не ответ Nominatim")):
        server.found = wrong
        with pytest.raises(MapNotFetched, match=said):
            map_fetching.box_around(settings(server), "Гатчина")


def test_the_command_fetches_tells_what_is_next_and_refuses_in_words(server, tmp_path):
    env = {"DOEZD_EXTRACTS_URL": f"{server.base}/index.json", "DOEZD_CACHE": str(tmp_path / "cache")}
    done = doezd("map", "fetch", NORTH_WEST, "--to", str(tmp_path / "local"), env=env)
    assert done.returncode == 0, done.stderr
    assert "сумма MD5 сошлась" in done.stdout
    assert f"doezd map build {tmp_path / 'local' / f'{NORTH_WEST}.osm.pbf'}" in done.stdout
    assert "DOEZD_MAP" in done.stderr
    wrong = doezd("map", "fetch", "Атлантида", env=env)
    assert wrong.returncode == 2
    assert "doezd map regions" in wrong.stderr
