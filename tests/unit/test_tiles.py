"""Vector tiles from a map small enough to be drawn by hand."""

import gzip
import json
from pathlib import Path

import osmium
import osmium.osm.mutable as osm
import pytest

from routing.tiles import PlaceLabel, TileReader, build_tiles
from routing.types import LatLon, MapUnreadable

HERE = (59.57, 30.12)
TILE_14 = (14, 9562, 4796)
"""The tile of zoom 14 that holds HERE."""


@pytest.fixture(scope="module")
def pbf(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two roads, one of them nobody's survey; a footway; a place."""
    path = tmp_path_factory.mktemp("map") / "town.osm.pbf"
    lat, lon = HERE
    with osmium.SimpleWriter(str(path)) as out:
        for number in range(4):
            out.add_node(osm.Node(id=number + 1, location=(lon + number * 0.002, lat)))
        out.add_node(
            osm.Node(id=9, location=(lon, lat), tags={"place": "town", "name": "Городок", "population": "12000"})
        )
        out.add_way(osm.Way(id=1, nodes=[1, 2], tags={"highway": "primary", "name": "Главная улица", "ref": "41К-1"}))
        out.add_way(osm.Way(id=2, nodes=[2, 3], tags={"highway": "residential", "synthetic": "class"}))
        out.add_way(osm.Way(id=3, nodes=[3, 4], tags={"highway": "footway", "name": "Тропинка"}))
        out.add_way(osm.Way(id=4, nodes=[3, 99], tags={"highway": "primary", "name": "Обрыв"}))
    return path


@pytest.fixture(scope="module")
def tiles(pbf: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("tiles")
    water = folder / "water.geojson"
    lat, lon = HERE
    ring = [[lon - 0.01, lat - 0.01], [lon + 0.01, lat - 0.01], [lon, lat + 0.01], [lon - 0.01, lat - 0.01]]
    polygon = {"type": "Polygon", "coordinates": [ring]}
    features = [
        {"type": "Feature", "properties": {"kind": "water"}, "geometry": polygon},
        {"type": "Feature", "properties": {"kind": "leningrad_oblast_and_spb"}, "geometry": polygon},
    ]
    water.write_text(json.dumps({"type": "FeatureCollection", "features": features}), encoding="utf-8")
    hamlet = PlaceLabel(name="Выселки", at=LatLon(lat=lat + 0.001, lon=lon), population=300)
    build_tiles(pbf, folder / "town.pmtiles", water=water, places=[hamlet])
    return folder / "town.pmtiles"


@pytest.fixture
def tile(tiles: Path) -> bytes:
    reader = TileReader(tiles)
    try:
        found = reader.get(*TILE_14)
    finally:
        reader.close()
    assert found is not None
    return gzip.decompress(found)


@pytest.mark.parametrize(
    "text", ["road", "place", "water", "Главная улица", "41К-1", "Городок", "Выселки", "synthetic"]
)
def test_a_tile_carries_what_the_screens_draw(tile: bytes, text: str) -> None:
    assert text.encode() in tile


@pytest.mark.parametrize("text", ["Тропинка", "Обрыв", "leningrad_oblast_and_spb"])
def test_what_nobody_drives_or_sees_is_left_out(tile: bytes, text: str) -> None:
    assert text.encode() not in tile


@pytest.mark.parametrize(("z", "x", "y"), [(3, 0, 0), (15, 0, 0), (14, -1, 0), (14, 0, 1 << 14), (14, 0, 0)])
def test_no_tile_outside_the_map(tiles: Path, z: int, x: int, y: int) -> None:
    reader = TileReader(tiles)
    try:
        assert reader.get(z, x, y) is None
    finally:
        reader.close()


def test_a_failed_build_leaves_the_old_tiles_and_no_litter(tiles: Path, tmp_path: Path) -> None:
    out = tmp_path / "kept.pmtiles"
    out.write_bytes(tiles.read_bytes())
    with pytest.raises(MapUnreadable):
        build_tiles(tmp_path / "missing.osm.pbf", out)
    assert out.read_bytes() == tiles.read_bytes()
    assert [path.name for path in tmp_path.iterdir()] == ["kept.pmtiles"]


def test_a_damaged_map_is_named(tmp_path: Path) -> None:
    damaged = tmp_path / "damaged.osm.pbf"
    damaged.write_bytes(b"not a map")
    with pytest.raises(MapUnreadable, match=r"damaged\.osm\.pbf"):
        build_tiles(damaged, tmp_path / "out.pmtiles")


def test_a_file_that_holds_no_tiles_is_refused(tmp_path: Path) -> None:
    other = tmp_path / "other.pmtiles"
    other.write_bytes(b"x" * 200)
    with pytest.raises(MapUnreadable, match=r"other\.pmtiles"):
        TileReader(other)
