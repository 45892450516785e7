"""What a compiled map does not say, so that whoever relies on it knows what is assumed instead."""

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from routing.mapfile import cache_file, checksum_of
from routing.network import store
from routing.network.model import Floats, Network

if TYPE_CHECKING:
    from routing.geocoding.survey import Survey
    from routing.snapping.water import Water

STREETS = ("residential", "living_street")
LARGE = ("motorway", "trunk", "primary", "secondary")
PAVED_AS_A_MATTER_OF_COURSE = ("motorway", "trunk")


class Gap(StrEnum):
    """What may be missing, and what the service does without it."""

    SPEED_LIMIT = "дороги без ограничения скорости: берётся предел по закону (населённый пункт или нет)"
    SURFACE = "дороги без покрытия: считаются асфальтом"
    LANES = "большие дороги без числа полос: считаются однополосными в каждую сторону"
    NAME = "улицы без названия: адрес на них не найти, в указаниях пути они безымянны"
    REF = "большие дороги без номера и названия: «41-й километр» на них не найти"
    SETTLEMENTS = "населённых пунктов на самой карте нет: ищутся только места из справочника региона"
    HOUSES = "домов с адресами нет: адрес находит улицу, а не дом"
    MILESTONES = "километровых столбов нет: километр дороги считается от её начала"
    WATER = "рек и берегов нет: точка может встать на дорогу за рекой"
    SIGNS = "запретов поворота нет: маршрут может предложить запрещённый поворот"
    UNREAD_SIGNS = "запреты поворота, которые не прочитались: маршрут их не знает"
    SIGNALS = "светофоров нет: время на перекрёстках занижено"
    DEAD_ENDS = "тупики больших дорог: обычно край карты или разрыв в данных"
    ISLANDS = "дороги, не связанные с остальными: на них маршрута нет"
    SYNTHETIC = "дороги не со съёмки, а придуманные: время по ним нельзя публиковать"
    DATE = "дата карты неизвестна: возраст данных не оценить"


class Unit(StrEnum):
    """What is counted."""

    KM = "км"
    PIECES = "шт."


@dataclass(frozen=True, slots=True, kw_only=True)
class Lack:
    """One thing the map lacks: how much of how much. `of` is 0 where there is nothing to compare with."""

    gap: Gap
    missing: float
    of: float = 0.0
    unit: Unit = Unit.PIECES

    @property
    def share(self) -> float:
        """Return the missing share, 1 where all of it is missing."""
        return self.missing / self.of if self.of else 1.0


def lacks_of(map_path: Path, cache_dir: Path) -> tuple[Lack, ...] | None:
    """Say what a map lacks, `None` when it was not compiled yet. Raises `MapUnreadable`."""
    checksum = checksum_of(map_path)
    try:
        network = store.load(cache_file(cache_dir, checksum))
    except store.CacheDamaged:
        return None
    from routing.geocoding import survey  # noqa: PLC0415 a second to import: who opens no map need not wait
    from routing.snapping import water  # noqa: PLC0415

    houses = survey.surveyed(map_path, cache_dir, checksum)
    return lacks(network, houses, water.surveyed(map_path, cache_dir, checksum))


def lacks(network: Network, houses: "Survey", waters: "Water") -> tuple[Lack, ...]:
    """List what is missing, what is complete left out."""
    found = [*_untold(network), *_absent(network, houses, waters), *_broken(network)]
    return tuple(lack for lack in found if lack.missing)


def _untold(network: Network) -> list[Lack]:
    """Sum up the kilometres of roads that lack a tag."""
    ways, km = network.ways, np.bincount(network.pieces.way, network.pieces.length_m, len(network.ways.osm_id)) / 1000
    road, streets, large = ~network.way_is_ferry, _of(network, STREETS), _of(network, LARGE)
    unpaved = road & ~_of(network, PAVED_AS_A_MATTER_OF_COURSE)
    return [
        _km(Gap.SPEED_LIMIT, km, road, np.isnan(ways.maxspeed_kmh)),
        _km(Gap.SURFACE, km, unpaved, (ways.surface == 0) & (ways.smoothness == 0) & (ways.tracktype == 0)),
        _km(Gap.LANES, km, large, np.isnan(ways.lanes)),
        _km(Gap.NAME, km, streets, ways.name == 0),
        _km(Gap.REF, km, large & ~network.way_is_link, (ways.ref == 0) & (ways.name == 0)),
        _km(Gap.SYNTHETIC, km, road, ways.synthetic > 0),
    ]


def _km(gap: Gap, km: Floats, among: NDArray[np.bool_], without: NDArray[np.bool_]) -> Lack:
    return Lack(gap=gap, missing=float(km[among & without].sum()), of=float(km[among].sum()), unit=Unit.KM)


def _of(network: Network, classes: tuple[str, ...]) -> NDArray[np.bool_]:
    codes = [code for code, text in enumerate(network.texts) if text.removesuffix("_link") in classes]
    return np.isin(network.ways.highway, codes)


def _absent(network: Network, houses: "Survey", waters: "Water") -> list[Lack]:
    """List what the map has none of at all."""
    nothing = {
        Gap.SETTLEMENTS: len(network.places.name),
        Gap.HOUSES: len(houses.house),
        Gap.MILESTONES: len(network.milestones.ref),
        Gap.WATER: len(waters.river),
        Gap.SIGNS: network.signs_read,
        Gap.SIGNALS: int(network.junctions.signals.sum()) + int(network.pieces.signals.sum()),
        Gap.DATE: network.date is not None,
    }
    return [Lack(gap=gap, missing=not there) for gap, there in nothing.items()]


def _broken(network: Network) -> list[Lack]:
    unread = len(network.left_out.get("restriction", ()))
    islands = len(network.left_out.get("unconnected", ()))
    ends, dead = _dead_ends(network)
    return [
        Lack(gap=Gap.UNREAD_SIGNS, missing=unread, of=unread + network.signs_read),
        Lack(gap=Gap.DEAD_ENDS, missing=dead, of=ends),
        Lack(gap=Gap.ISLANDS, missing=islands, of=islands + len(np.unique(network.pieces.way))),
    ]


def _dead_ends(network: Network) -> tuple[int, int]:
    """Count the junctions on large roads, and those of them where the road ends."""
    first = network.edge_by_piece
    junctions = len(network.junctions.osm_id)
    ends = np.concatenate([network.edges.tail[first], network.edges.head[first]])
    pieces = np.bincount(ends, minlength=junctions)
    large = np.tile(_of(network, LARGE)[network.pieces.way], 2)
    on_large = np.bincount(ends[large], minlength=junctions) > 0
    return int(on_large.sum()), int((on_large & (pieces == 1)).sum())
