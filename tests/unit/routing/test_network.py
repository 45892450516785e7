"""Reading, cutting and keeping the network."""

import subprocess
import sys

import networkx as nx
import osmnx as ox
import pytest

from routing.network import compiler, store
from routing.network.progress import Phase
from routing.oracle import RoadOracle, compile_map, find_map
from routing.types import MapUnreadable
from tests.tiny_town.town import TOWN
from tests.unit.routing.drawing import drawn


def test_the_edges_are_those_that_osmnx_makes(town):
    raw = ox.graph_from_xml(TOWN, simplify=False, retain_all=True)
    raw.remove_edges_from([(u, v, k) for u, v, k, way in raw.edges(keys=True, data="osmid") if way == 114])
    theirs = ox.simplify_graph(ox.truncate.largest_component(raw, strongly=True), edge_attrs_differ=["osmid"])
    assert rows(town.graph()) == rows(theirs)


def rows(graph: nx.MultiDiGraph) -> list[tuple[int, int, int, int]]:
    """Edges as tail, head, way and length in centimetres."""
    edges = graph.edges(data=True)
    return sorted((u, v, data["osmid"], round(data["length"] * 100)) for u, v, data in edges)


def test_the_street_graph_is_one_that_osmnx_takes(town):
    nodes, edges = ox.graph_to_gdfs(town.graph())
    assert len(nodes) == town.info.junctions
    assert edges["length"].sum() == pytest.approx(sum(data["length"] for *_, data in town.graph().edges(data=True)))
    assert {"osmid", "highway", "oneway", "geometry"} <= set(edges.columns)


def test_every_edge_can_be_reached_from_every_other(town):
    for profile in town._state.profiles:
        graph = town.edge_graph(profile)
        used = graph.subgraph([node for node in graph if graph.degree(node)])
        assert nx.is_strongly_connected(used)


def test_the_map_says_what_it_is(town):
    info = town.info
    assert info.licence == "© OpenStreetMap contributors, ODbL 1.0"
    assert not info.schematic
    assert info.synthetic_km == {"schematic": pytest.approx(1.0, abs=0.1)}
    assert info.bounds == pytest.approx((30.0, 60.0, 30.054, 60.027), abs=0.001)


def test_a_schematic_map_says_so(tmp_path):
    path = tmp_path / "schematic.osm"
    path.write_text(TOWN.read_text("utf-8").replace('<tag k="highway"', '<tag k="schematic" v="yes"/><tag k="highway"'))
    info = compile_map(path, tmp_path / "cache")
    assert info.schematic
    assert "GeoNames" in info.licence
    assert "OpenStreetMap" not in info.licence


def test_the_second_opening_reads_the_cache(tmp_path, monkeypatch):
    first = RoadOracle.open(TOWN, tmp_path)
    monkeypatch.setattr(compiler, "compile_network", lambda *_: pytest.fail("compiled again"))
    second = RoadOracle.open(TOWN, tmp_path)
    assert second.info == first.info
    assert second.weights_version == first.weights_version


@pytest.mark.parametrize("harm", ["truncate", "flip", "empty", "other"])
def test_a_damaged_cache_is_built_again(tmp_path, harm):
    whole = RoadOracle.open(TOWN, tmp_path).info
    (cache,) = tmp_path.glob("network-*.bin")
    data = bytearray(cache.read_bytes())
    data[-100] ^= 0xFF
    harmed = {"truncate": data[:-1000], "flip": data, "empty": b"", "other": b"something else" * 10}
    cache.unlink()
    cache.write_bytes(harmed[harm])
    with pytest.raises(store.CacheDamaged):
        store.load(cache)
    said: list[Phase] = []
    assert compile_map(TOWN, tmp_path, said.append) == whole
    assert said[0] is Phase.DAMAGED
    assert not list(tmp_path.glob("*tmp*"))


def test_a_cache_that_cannot_be_written_does_not_stop_the_service(tmp_path):
    blocked = tmp_path / "a file, not a folder"
    blocked.touch()
    assert RoadOracle.open(TOWN, blocked / "cache").info.junctions > 0


def test_another_map_has_another_cache(tmp_path):
    other = tmp_path / "other.osm"
    other.write_text(TOWN.read_text("utf-8").replace("Тихий двор", "Шумный двор"), "utf-8")
    compile_map(TOWN, tmp_path)
    compile_map(other, tmp_path)
    assert len(list(tmp_path.glob("network-*.bin"))) == 2


@pytest.mark.parametrize("content", [None, b"", b"no map", b"<osm version='0.6'></osm>"])
def test_a_map_that_cannot_be_read_is_refused_with_a_way_out(tmp_path, content):
    path = tmp_path / "map.osm"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(MapUnreadable, match="--map"):
        RoadOracle.open(path, tmp_path)


def test_the_map_asked_for_comes_before_the_local_one_and_the_embedded_one(tmp_path):
    root = tmp_path / "repo"
    with pytest.raises(MapUnreadable, match="--map"):
        find_map(None, root)
    embedded, local = root / "data/osm/schematic.osm.pbf", root / "data/osm/local/b.osm.pbf"
    shared, asked = tmp_path / "shared/osm/leningrad.osm.pbf", tmp_path / "mine.osm.pbf"
    for path in (embedded, shared, local, asked):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
        assert find_map(asked if path == asked else None, root) == path
    with pytest.raises(MapUnreadable, match="DOEZD_MAP"):
        find_map(tmp_path / "absent.pbf", root)


ROAD = ({"highway": "residential", "name": "Улица"}, [(0, 0), (1, 0)])


@pytest.mark.parametrize(("at", "date"), [("2026-05-01T10:00:00Z", "2026-05-01T10:00:00Z"), (None, None)])
def test_a_map_without_a_date_is_as_old_as_its_newest_object(tmp_path, at, date):
    assert drawn(tmp_path, ROAD, at=at).info.date == date


def test_opening_a_compiled_map_imports_no_compiler():
    """A service must start fast: half a second of libraries is for compiling only."""
    heavy = "networkx scipy osmnx geopandas osmium rapidfuzz pandas numba pymetis"
    code = f"import sys, routing.oracle; print([name for name in '{heavy}'.split() if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
