"""Fuzzy search over the index, and names for points."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from routing.geocoding import index
from routing.geocoding.candidates import Candidates, Hit
from routing.geocoding.points import points
from routing.geocoding.ranking import Ranking
from routing.geocoding.readings import readings
from routing.geocoding.roads import Roads, named_kilometre, normal_ref
from routing.geocoding.spelling import backwards, spellings
from routing.geocoding.survey import NOTHING, Survey
from routing.geocoding.text import LONGEST, read
from routing.geocoding.walking import way_with_name
from routing.network.model import Network, at
from routing.types import FoundPlace, GazetteerEntry, LatLon, great_circle_m

GOOD, POOR = 0.8, 0.5
"""An answer so good ends the search through the spellings; one so poor makes the layout of the keys doubtful."""
HOUSE_REACH_M = 5_000.0
"""A house farther from the middle of its street is in another street of that name; assumed."""
IN_OPEN_COUNTRY = 0.8
"""Belief in the nearest settlement as a name for a point."""


class Geocoder:
    """Finds places by text and names points. Built in a fraction of a second, then read only."""

    def __init__(self, network: Network, gazetteer: Sequence[GazetteerEntry], survey: Survey = NOTHING) -> None:
        self._network, self._survey = network, survey
        self._settlements = index.settlements(network, gazetteer)
        self._nearby = index.Nearby(self._settlements)
        self._streets, self._street_of = index.streets(network, self._nearby, len(self._settlements))
        self._points = points(gazetteer, survey, self._nearby, len(self._settlements))
        self._candidates = Candidates(self._streets, self._settlements, self._points)
        self._ranking = Ranking(self._streets, self._settlements, self._points)
        self.roads = Roads(network, index.centre(network, self._settlements))

    def find(self, text: str, district: str | None, limit: int) -> list[FoundPlace]:
        """Find places, best first."""
        text = text[:LONGEST]
        best: list[FoundPlace] = self._on_road(text)
        if best:
            return best[:limit]
        for spelled, belief in spellings(text):
            found = self._search(spelled, belief, district, limit)
            best = found if _top(found) > _top(best) else best
            if _top(best) >= GOOD:
                return best
        meant = backwards(text) if _top(best) < POOR else None
        found = self._search(*meant, district, limit) if meant else []
        return found if _top(found) > max(_top(best), POOR) else best

    def _search(self, text: str, belief: float, district: str | None, limit: int) -> list[FoundPlace]:
        road = self._on_road(text)
        if road:
            return road[:limit]
        query = read(text)
        like = self._candidates.likeness()
        hits = (hit for reading in readings(query.parts) for hit in self._candidates.of(reading, like))
        ranked = self._ranking.ranked(hits, district or query.district)
        found = []
        most = 1.0  # what is ranked lower is not surer
        for hit in ranked[:limit]:
            most = min(most, belief * self._ranking.confidence(hit, ranked))
            found.append(self._found(hit, most, query.house))
        return found

    def _found(self, hit: Hit, confidence: float, house: str | None) -> FoundPlace:
        place = self._place(hit, confidence)
        where = self._house(hit, house) if house else None
        if where is None:
            return place
        name, _, rest = place.label.partition(", ")
        return replace(place, label=", ".join(filter(None, (name, house, rest))), at=where, precision="house")

    def _house(self, hit: Hit, house: str) -> LatLon | None:
        """Return the house of a number in a street, or in a village without streets, nearest to its middle."""
        if hit.point is not None:
            return None
        middle = self._place(hit, 1.0)
        key = (
            self._settlements[hit.settlement or 0].name.key
            if hit.street is None
            else self._streets[hit.street].name.key
        )
        found = (at(lon, lat) for lon, lat in zip(*self._survey.houses(key, house), strict=True))
        nearest = min(found, key=lambda where: great_circle_m(where, middle.at), default=None)
        return nearest if nearest and great_circle_m(nearest, middle.at) <= HOUSE_REACH_M else None

    def _place(self, hit: Hit, confidence: float) -> FoundPlace:
        town = None if hit.settlement is None else self._settlements[hit.settlement]
        street = self._streets[hit.street] if hit.street is not None else None
        named = self._points[hit.point] if hit.point is not None else street
        labels = [named.label if named else None, town.label if town else None, town.district if town else None]
        where = named or town
        assert where is not None  # noqa: S101 a hit is a street, a settlement or a named place
        return FoundPlace(
            label=", ".join(label for label in labels if label),
            at=where.at,
            precision="point" if hit.point is not None else "street" if named else "settlement",
            settlement=town.label if town else None,
            district=town.district if town else None,
            confidence=round(float(min(1.0, confidence)), 3),
        )

    def _on_road(self, text: str) -> list[FoundPlace]:
        return [self._with_town(post) for post in self.roads.find(text)]

    def _with_town(self, place: FoundPlace) -> FoundPlace:
        town = self._town_at(place.at)
        return replace(place, settlement=town.label, district=town.district) if town else place

    def _town_at(self, point: LatLon, reach_m: float = 15_000.0) -> index.Settlement | None:
        found = int(self._nearby.belongs(np.array([point.lon]), np.array([point.lat]), reach_m)[0][0])
        return self._settlements[found] if found < len(self._settlements) else None

    def name_point(self, point: LatLon, edge: int | None) -> FoundPlace | None:
        """Name a point by the road beside it, if any: street, kilometre, a street near by; and by its settlement."""
        way = None if edge is None else int(self._network.edge_way[edge])
        street = self._street(point, way)
        if way is not None and (street is None or self._streets[street].settlement is None):
            beside = self._kilometre(way, point)
            if beside:
                return self._with_town(beside)
        if edge is not None and street is None:
            street = self._street(point, way_with_name(self._network, edge, point))
        if street is not None:
            return replace(self._place(Hit(1.0, street, self._streets[street].settlement), 1.0), at=point)
        place = self._town_at(point)
        if place is None:
            return None
        return replace(self._place(Hit(1.0, None, self._settlements.index(place)), IN_OPEN_COUNTRY), at=point)

    def _street(self, point: LatLon, way: int | None) -> int | None:
        town = int(self._nearby.belongs(np.array([point.lon]), np.array([point.lat]))[0][0])
        code = 0 if way is None else int(self._network.ways.name[way])
        return self._street_of.get((code, town))

    def _kilometre(self, way: int, point: LatLon) -> FoundPlace | None:
        """Name a point by the kilometre of the numbered road beside it, `None` where it has none that is known."""
        for ref in normal_ref(self._network.texts[self._network.ways.ref[way]]):
            kilometre = self.roads.kilometre(ref, point)
            if kilometre is not None:
                return named_kilometre(ref, kilometre, point)
        return None


def _top(found: Sequence[FoundPlace]) -> float:
    return found[0].confidence if found else 0.0
