"""What the tags of the ways say, as columns of numbers and text codes."""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from routing.network import tags as osm
from routing.network.model import DEGREES, FERRY, Floats, Ints, Longs, Milestones, Pieces, Places, Singles, Ways
from routing.network.reader import RawMap, RawWay
from routing.network.topology import Vertices

CELL_DEGREES = 0.005
"""Latitude of a cell for `built_up`: about 550 m; of longitude as many thousandths as are nearest to that."""
BUILT_UP_M = 1_500.0
"""Metres of dwelling streets in a cell and its neighbours that make it a built-up area; assumed."""


class Texts:
    """Number the texts of a map; the empty text is 0."""

    def __init__(self) -> None:
        self._codes: dict[str, int] = {"": 0}

    def code(self, text: str | None) -> int:
        """Return the number of a text, a new one if it was never seen."""
        return self._codes.setdefault(text or "", len(self._codes))

    def all(self) -> tuple[str, ...]:
        """List the texts by number."""
        return tuple(self._codes)


def ways(found: Sequence[RawWay], drawn: Pieces, texts: Texts) -> Ways:
    """Read the attributes of all ways."""
    tags = [way.tags for way in found]
    said = [osm.is_urban(each) for each in tags]
    crowded = built_up(tags, drawn)
    urban = [crowded[i] if each is None else each for i, each in enumerate(said)]
    return Ways(
        osm_id=np.array([way.osm_id for way in found], np.int64),
        highway=np.array([texts.code(each.get("highway", FERRY)) for each in tags], np.int32),
        name=np.array([texts.code(osm.street_name(each)) for each in tags], np.int32),
        ref=_codes(tags, texts, "ref"),
        surface=_codes(tags, texts, "surface"),
        smoothness=_codes(tags, texts, "smoothness"),
        tracktype=_codes(tags, texts, "tracktype"),
        synthetic=_codes(tags, texts, "synthetic"),
        destination=_codes(tags, texts, "destination"),
        destination_ref=_codes(tags, texts, "destination:ref"),
        level=np.array([osm.level(each) for each in tags], np.int8),
        maxspeed_kmh=np.array([osm.maxspeed_kmh(each.get("maxspeed")) for each in tags], np.float32),
        lanes=np.array([_lanes_one_way(way) for way in found], np.float32),
        bus_lane=np.array([osm.has_bus_lane(each) for each in tags], np.uint8),
        crossing_s=_ferry_spans_s(tags, "duration"),
        interval_s=_ferry_spans_s(tags, "interval"),
        urban=np.array(urban, np.uint8),
        roundabout=np.array([osm.is_roundabout(each) for each in tags], np.uint8),
    )


def _codes(tags: Sequence[Mapping[str, str]], texts: Texts, key: str) -> Ints:
    return np.array([texts.code(each.get(key)) for each in tags], np.int32)


def _ferry_spans_s(tags: Sequence[Mapping[str, str]], key: str) -> Singles:
    return np.array([osm.span_s(each.get(key)) if osm.is_ferry(each) else np.nan for each in tags], np.float32)


def _lanes_one_way(way: RawWay) -> float:
    lanes = osm.lane_count(way.tags.get("lanes"))
    return lanes / 2 if way.along == way.against else lanes


def built_up(tags: Sequence[Mapping[str, str]], drawn: Pieces) -> NDArray[np.bool_]:
    """Tell by way whether it starts among dwelling streets, where no tag says so."""
    dwelling = np.array([each.get("highway") in {"residential", "living_street"} for each in tags])
    cell, inverse, stride = _cells(drawn)
    metres: Floats = np.bincount(inverse, np.where(dwelling[drawn.way], drawn.length_m, 0.0), len(cell)).astype(float)
    around = np.sum([_beside(cell, metres, i * stride + j) for i in (-1, 0, 1) for j in (-1, 0, 1)], axis=0)
    inside = (around >= BUILT_UP_M)[inverse]
    share = np.bincount(drawn.way, inside * drawn.length_m, len(tags))
    return share * 2 >= np.bincount(drawn.way, drawn.length_m, len(tags))


def _cells(drawn: Pieces) -> tuple[Longs, Longs, int]:
    """List the cells that have roads, sorted, which of them each piece starts in, and how far apart columns are."""
    lon, lat = drawn.lon[drawn.first[:-1]], drawn.lat[drawn.first[:-1]]
    wide = max(round(CELL_DEGREES / np.cos(np.radians(lat.mean() * DEGREES)), 3), 0.001)
    column = ((lon - lon.min()) * DEGREES // wide).astype(np.int64)
    row = ((lat - lat.min()) * DEGREES // CELL_DEGREES).astype(np.int64)
    stride = int(row.max()) + 2
    cell, inverse = np.unique(column * stride + row, return_inverse=True)
    return cell, inverse, stride


def _beside(cell: Longs, metres: Floats, step: int) -> Floats:
    """Metres in the cell that is a step from each, 0 where no road is."""
    place = np.minimum(np.searchsorted(cell, cell + step), len(cell) - 1)
    return np.where(cell[place] == cell + step, metres[place], 0.0)


def places(raw: RawMap, texts: Texts) -> Places:
    """Lay out the settlements of the map."""
    return Places(
        name=np.array([texts.code(each.name) for each in raw.places], np.int32),
        kind=np.array([texts.code(each.kind) for each in raw.places], np.int32),
        lat=np.array([each.lat for each in raw.places], np.float64),
        lon=np.array([each.lon for each in raw.places], np.float64),
        population=np.array([each.population or 0 for each in raw.places], np.int64),
    )


def milestones(raw: RawMap, all_nodes: Vertices, texts: Texts) -> Milestones:
    """Find the numbered road under each kilometre post."""
    posts = np.isin(all_nodes.osm_id, list(raw.milestones))[all_nodes.node]
    standing: dict[int, str] = {}
    for vertex in np.flatnonzero(posts):
        ref = raw.ways[all_nodes.way[vertex]].tags.get("ref")
        if ref:
            standing[int(all_nodes.osm_id[all_nodes.node[vertex]])] = ref
    found = [(texts.code(ref), *raw.milestones[node]) for node, ref in standing.items()]
    columns = np.array(found, np.int32).reshape(-1, 4).T
    return Milestones(ref=columns[0], kilometre=columns[1], lon=columns[2], lat=columns[3])
