"""Maps of other places, of other makers, and files that are no maps."""

import multiprocessing
import signal
import subprocess
import sys
from pathlib import Path

import osmium
import pytest

from routing.mapfile import FORMAT, cache_file, checksum_of, leftovers
from routing.network import store
from routing.network.progress import SHARE_BEFORE, Phase
from routing.network.tags import is_urban
from routing.oracle import Gap, RoadOracle, compile_map, lacks_of, off_roads
from routing.types import LatLon, MapUnreadable, Profile
from tests.large_map.tiled import STRIDE, write_tiled
from tests.tiny_town.town import TOWN, spot
from tests.unit.routing.drawing import drawn

FAR = 12_600_000_000
"""Ids of OSM's nodes have long outgrown 32 bits."""


def as_pbf(path: Path) -> Path:
    with osmium.SimpleWriter(str(path)) as writer:
        for thing in osmium.FileProcessor(str(TOWN)):
            writer.add(thing)
    return path


def numbered(path: Path, shift: int, sign: int) -> Path:
    """Write the town with other ids."""
    with osmium.SimpleWriter(str(path)) as writer:
        for thing in osmium.FileProcessor(str(TOWN)):
            number = sign * (thing.id + shift)
            if thing.is_node():
                writer.add_node(thing.replace(id=number))
            elif thing.is_way():
                writer.add_way(thing.replace(id=number, nodes=[sign * (node.ref + shift) for node in thing.nodes]))
            else:
                members = [(m.type, sign * (m.ref + shift), m.role) for m in thing.members]
                writer.add_relation(thing.replace(id=number, members=members))
    return path


@pytest.mark.parametrize(("shift", "sign"), [(FAR, 1), (0, -1)], ids=["beyond 32 bits", "below zero"])
def test_ids_do_not_matter(town, tmp_path, shift, sign):
    other = RoadOracle.open(numbered(tmp_path / "other.osm", shift, sign), tmp_path)
    points = [spot(0.1, 0), spot(2.9, 2), spot(1, 1)]
    for profile in Profile:
        assert (other.matrix(points, points, profile) == town.matrix(points, points, profile)).all()
    assert other.info.left_out == town.info.left_out


def test_a_map_laid_side_by_side_with_itself_is_one_network(tmp_path):
    write_tiled(TOWN, tmp_path / "two.osm.pbf", 2)
    write_tiled(TOWN, tmp_path / "one.osm.pbf", 1)
    two, one = (RoadOracle.open(tmp_path / f"{name}.osm.pbf", tmp_path) for name in ("two", "one"))
    seams = two.info.edges - 2 * one.info.edges
    assert seams > 0
    assert two.route(LatLon(lat=60, lon=3.0), LatLon(lat=60, lon=3.06), Profile.SIREN).duration_s > 0
    assert two.info.turns > 2 * one.info.turns
    assert max(two._network.junctions.osm_id) > STRIDE


def broken(path: Path, harm: str) -> Path:
    whole = as_pbf(path.with_name("whole.osm.pbf")).read_bytes()
    page = b"<!DOCTYPE html><html><body>502 Bad Gateway</body></html>"
    path.write_bytes({"cut": whole[:-200], "empty": b"", "page": page, "xml": TOWN.read_bytes()}[harm])
    return path


@pytest.mark.parametrize(
    ("harm", "said"), [("cut", "ends too early"), ("empty", "empty"), ("page", "web page"), ("xml", "name it .osm")]
)
def test_a_file_that_is_no_map_is_called_what_it_is(tmp_path, harm, said):
    with pytest.raises(MapUnreadable, match=said):
        compile_map(broken(tmp_path / "map.osm.pbf", harm), tmp_path / "cache")
    assert not list((tmp_path / "cache").glob("*.bin*tmp*"))


def test_a_pbf_under_the_name_of_xml_is_told_its_name(tmp_path):
    with pytest.raises(MapUnreadable, match=r"osm\.pbf"):
        compile_map(as_pbf(tmp_path / "town.osm.pbf").rename(tmp_path / "town.osm"), tmp_path)


@pytest.mark.parametrize(
    ("tags", "urban"),
    [
        ({"maxspeed": "FI:urban"}, True),
        ({"source:maxspeed": "DE:rural"}, False),
        ({"maxspeed:type": "GB-WLS:urban"}, True),
        ({"maxspeed": "50"}, None),
    ],
)
def test_zones_of_other_countries_tell_towns_from_the_open_country(tags, urban):
    assert is_urban(tags) is urban


def gaps(map_path: Path, cache: Path) -> dict[Gap, tuple[float, float]]:
    return {lack.gap: (round(lack.missing, 1), round(lack.of, 1)) for lack in lacks_of(map_path, cache) or ()}


STREET = {"highway": "residential", "name": "Улица", "maxspeed": "40", "surface": "asphalt"}
ROAD = {"highway": "primary", "ref": "Р-1", "maxspeed": "90", "lanes": "2", "surface": "asphalt"}


def test_the_report_names_what_a_map_lacks_and_how_much_of_it(tmp_path):
    nameless = {key: value for key, value in STREET.items() if key not in {"name", "maxspeed"}}
    drawn(tmp_path, (ROAD, [(0, 0), (3, 0)]), (nameless, [(3, 0), (3, 1)]))
    found = gaps(tmp_path / "drawn.osm", tmp_path / "cache")
    assert found[Gap.SPEED_LIMIT] == (1.0, 4.0)
    assert found[Gap.NAME] == (1.0, 1.0)
    assert found[Gap.DEAD_ENDS] == (1, 2)
    assert {Gap.HOUSES, Gap.WATER, Gap.SIGNS, Gap.SIGNALS, Gap.SETTLEMENTS, Gap.DATE} <= found.keys()
    assert not {Gap.SURFACE, Gap.LANES, Gap.REF, Gap.SYNTHETIC, Gap.ISLANDS} & found.keys()


def test_signs_that_cannot_be_read_are_counted_beside_those_that_can(tmp_path):
    whole = {"restriction": "no_left_turn"}, 1, (3, 0), 2
    ways = (ROAD, [(0, 0), (3, 0)]), (STREET, [(3, 0), (3, 1)]), (STREET, [(3, 0), (3, -1)])
    drawn(tmp_path, *ways, signs=[whole, ({"restriction": "turn_as_you_like"}, 1, (3, 0), 3)])
    found = gaps(tmp_path / "drawn.osm", tmp_path / "cache")
    assert found[Gap.UNREAD_SIGNS] == (1, 2)
    assert Gap.SIGNS not in found


def test_a_map_that_was_not_compiled_has_no_report(tmp_path):
    assert lacks_of(TOWN, tmp_path) is None
    assert off_roads(TOWN, tmp_path, [LatLon(lat=0, lon=0)]) == ()


def test_points_of_another_region_are_off_the_roads(tmp_path):
    compile_map(TOWN, tmp_path)
    assert off_roads(TOWN, tmp_path, [spot(0, 0), LatLon(lat=55.75, lon=37.6), spot(5, 5)]) == (1,)


def test_each_phase_is_told_once_and_in_order(tmp_path):
    said: list[Phase] = []
    compile_map(TOWN, tmp_path, said.append)
    assert said == sorted(SHARE_BEFORE, key=SHARE_BEFORE.__getitem__)


def _compile(cache: Path, said: "multiprocessing.SimpleQueue[str]") -> None:
    compile_map(TOWN, cache, lambda phase: said.put(phase.name))


def test_of_two_builds_at_once_one_waits_and_takes_what_the_other_made(tmp_path):
    path = cache_file(tmp_path, checksum_of(TOWN))
    spawn = multiprocessing.get_context("spawn")
    said = spawn.SimpleQueue()
    with store.alone(path, lambda: pytest.fail("nobody else is here")):
        other = spawn.Process(target=_compile, args=(tmp_path, said))
        other.start()
        assert said.get() == Phase.WAITING.name
        made = tmp_path / "made"
        compile_map(TOWN, made)
        cache_file(made, checksum_of(TOWN)).rename(path)
    other.join()
    assert other.exitcode == 0
    assert said.get() == Phase.WATER.name


KILLED = """
import os, signal, sys
from pathlib import Path
from routing.network import store
from routing.oracle import compile_map
signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell in the background has it ignored
store.os.fsync = lambda _: os.kill(os.getpid(), int(sys.argv[2]))
compile_map(Path(sys.argv[3]), Path(sys.argv[1]))
"""


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGINT])
def test_a_build_that_is_killed_leaves_nothing_that_is_read(tmp_path, number):
    done = subprocess.run(
        [sys.executable, "-c", KILLED, str(tmp_path), str(int(number)), str(TOWN)], check=False, capture_output=True
    )
    assert done.returncode != 0
    assert not cache_file(tmp_path, checksum_of(TOWN)).exists()
    assert bool(list(tmp_path.glob("*.tmp-*"))) == (number == signal.SIGKILL)
    compile_map(TOWN, tmp_path)
    assert not list(tmp_path.glob("*.tmp-*"))


def test_what_other_versions_and_killed_builds_left_is_told_from_the_compiled_map(tmp_path):
    compile_map(TOWN, tmp_path)
    kept = cache_file(tmp_path, checksum_of(TOWN))
    old = tmp_path / f"network-0123456789abcdef-v{FORMAT - 1}.bin"
    left = tmp_path / f"{kept.name}.tmp-abc"
    for path in (old, left):
        path.write_bytes(b"12345")
    found = leftovers(tmp_path)
    assert {found[old], found[left]} == {5}
    assert kept not in found
    assert set(leftovers(tmp_path, everything=True)) == set(tmp_path.iterdir())


def test_a_map_that_is_being_built_is_no_leftover(tmp_path):
    path = cache_file(tmp_path, checksum_of(TOWN))
    with store.alone(path, lambda: None):
        half = tmp_path / f"{path.name}.tmp-abc"
        half.touch()
        assert leftovers(tmp_path) == {}
    assert half in leftovers(tmp_path)
