"""The map commands as a person types them, and a service that is given the map of another place."""

import subprocess
from pathlib import Path

import osmium
import pytest

from tests.service import _doezd, _environment, doezd, free_port
from tests.tiny_town.town import TOWN


@pytest.fixture
def town_pbf(tmp_path: Path) -> Path:
    path = tmp_path / "town.osm.pbf"
    with osmium.SimpleWriter(str(path)) as writer:
        for thing in osmium.FileProcessor(str(TOWN)):
            writer.add(thing)
    return path


def test_a_map_of_a_place_without_a_region_folder_is_built_described_and_reported_on(town_pbf: Path) -> None:
    env = {"DOEZD_CACHE": str(town_pbf.parent / "cache"), "DOEZD_REGION": str(town_pbf.parent / "nowhere")}
    built = doezd("map", "build", str(town_pbf), env=env)
    assert built.returncode == 0, built.stderr
    assert "сжимаю граф" in built.stderr
    assert "перекрёстков" in built.stdout
    assert "чего карта не знает" in built.stdout
    again = doezd("map", "info", "--map", str(town_pbf), env=env)
    assert again.returncode == 0, again.stderr
    assert again.stderr == ""


def test_a_disk_that_is_full_ends_the_build_with_a_way_out_and_leaves_nothing(town_pbf: Path) -> None:
    cache = town_pbf.parent / "cache"
    full = subprocess.run(
        ["/bin/sh", "-c", 'ulimit -f 1; exec "$@"', "sh", *_doezd(), "map", "build", str(town_pbf)],
        env=_environment({"DOEZD_CACHE": str(cache)}),
        capture_output=True,
        text=True,
        check=False,
    )
    assert full.returncode == 2
    assert "освободите место" in full.stderr
    assert not [path for path in cache.iterdir() if path.suffix != ".lock"]


def test_a_service_given_the_map_of_another_place_does_not_start(town_pbf: Path, tmp_path: Path) -> None:
    env = {
        "DOEZD_MAP": str(town_pbf),
        "DOEZD_CACHE": str(tmp_path / "cache"),
        "DOEZD_DATA": str(tmp_path / "data"),
        "DOEZD_PORT": str(free_port()),
    }
    done = doezd("serve", env=env)
    assert done.returncode == 2
    assert "не об одном месте" in done.stderr
    assert "--region" in done.stderr
    assert "не об одном месте" in doezd("doctor", env=env).stdout
