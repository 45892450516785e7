"""The hospitals by id, and beside them what every choice of a destination asks of all of them at once."""

from collections.abc import Mapping
from dataclasses import dataclass

from dispatch.domain.capability import HospitalCapability
from dispatch.domain.ids import HospitalId, natural
from dispatch.domain.places import Hospital
from routing.types import LatLon


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class HospitalColumns:
    """All hospitals in the order of their ids: their rows in it, names, places, and what they have.

    Compared and hashed by identity, so that what follows from it can be remembered.
    """

    ids: tuple[HospitalId, ...]
    row: Mapping[HospitalId, int]
    names: tuple[str, ...]
    at: Mapping[str, LatLon]
    has: tuple[frozenset[HospitalCapability], ...]


class Hospitals(dict[HospitalId, Hospital]):
    """The hospitals in the order of the region. Never changed in place: a new region brings new ones."""

    __slots__ = ("columns",)

    columns: HospitalColumns

    def __init__(self, hospitals: Mapping[HospitalId, Hospital] | None = None) -> None:
        super().__init__(hospitals or {})
        ids = tuple(sorted(self, key=natural))
        self.columns = HospitalColumns(
            ids=ids,
            row={hospital: row for row, hospital in enumerate(ids)},
            names=tuple(self[hospital].name for hospital in ids),
            at={hospital: self[hospital].at for hospital in ids},
            has=tuple(self[hospital].capabilities for hospital in ids),
        )
