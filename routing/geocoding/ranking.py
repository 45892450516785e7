"""Candidates in order, and how sure the best may be in the face of its rivals."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace

from routing.geocoding.candidates import Hit
from routing.geocoding.index import Settlement, Street
from routing.geocoding.points import Point
from routing.geocoding.text import same_district
from routing.types import LatLon, great_circle_m

RIVAL, FAR_RIVAL_M, NEAR_RIVAL_M = 0.02, 5_000.0, 500.0
"""Answers so alike in score, and so far apart, are rivals."""
AMBIGUOUS, AMBIGUOUS_IN_TOWN = 0.45, 0.75
"""Far rivals make any answer one not to be taken; near ones a doubtful one."""
OUTWEIGHED, MUCH_LARGER = 0.75, 20
"""A town of so many times the inhabitants is meant before the hamlet of its name."""
OTHER_DISTRICT, DISTRICT_UNKNOWN = 0.45, 0.8


class Ranking:
    """Puts candidates in order and judges them, over the streets and settlements of one map."""

    def __init__(self, streets: Sequence[Street], settlements: Sequence[Settlement], points: Sequence[Point]) -> None:
        self._streets, self._settlements, self._points = streets, settlements, points

    def ranked(self, hits: Iterable[Hit], district: str | None) -> list[Hit]:
        """Best score first; among equals one of each district, the largest settlement first; each place once."""
        best: dict[tuple[int | None, int | None, int | None], Hit] = {}
        for hit in hits:
            key = (hit.street, hit.settlement, hit.point)
            if key not in best or best[key].score < hit.score:
                best[key] = hit
        weighed = [replace(hit, score=hit.score * self._district_factor(hit, district)) for hit in best.values()]
        weighed.sort(key=lambda hit: (-round(hit.score, 2), -self._size(hit), -1 if hit.street is None else hit.street))
        return self._by_district(weighed)

    def _by_district(self, hits: list[Hit]) -> list[Hit]:
        seen: Counter[tuple[float, str | None]] = Counter()
        turn = []
        for hit in hits:
            key = (round(hit.score, 2), self._district(hit))
            turn.append(seen[key])
            seen[key] += 1
        order = sorted(range(len(hits)), key=lambda i: (-round(hits[i].score, 2), turn[i]))
        return [hits[i] for i in order]

    def confidence(self, hit: Hit, hits: Iterable[Hit]) -> float:
        """Return the score of a candidate after all that fit as well have spoken against it."""
        near = (other for other in hits if other is not hit and abs(other.score - hit.score) < RIVAL)
        return hit.score * min((self._against(hit, other) for other in near), default=1.0)

    def _against(self, hit: Hit, rival: Hit) -> float:
        """How much of a candidate's score stands against one that fits as well."""
        apart_m = great_circle_m(self._at(hit), self._at(rival))
        if apart_m <= NEAR_RIVAL_M:
            return 1.0
        if apart_m <= FAR_RIVAL_M:
            return AMBIGUOUS_IN_TOWN
        towns = all(each.street is None and each.point is None for each in (hit, rival))
        return OUTWEIGHED if towns and self._size(hit) > MUCH_LARGER * self._size(rival) else AMBIGUOUS

    def _district_factor(self, hit: Hit, district: str | None) -> float:
        if district is None:
            return 1.0
        known = self._district(hit)
        if known is None:
            return DISTRICT_UNKNOWN
        return 1.0 if same_district(district, known) else OTHER_DISTRICT

    def _district(self, hit: Hit) -> str | None:
        return None if hit.settlement is None else self._settlements[hit.settlement].district

    def _size(self, hit: Hit) -> int:
        return 0 if hit.settlement is None else self._settlements[hit.settlement].population

    def _at(self, hit: Hit) -> LatLon:
        if hit.point is not None:
            return self._points[hit.point].at
        if hit.street is not None:
            return self._streets[hit.street].at
        assert hit.settlement is not None  # noqa: S101 a hit is a street, a settlement or a named place
        return self._settlements[hit.settlement].at
