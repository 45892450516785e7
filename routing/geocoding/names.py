"""Names to compare a text with: the same, in another case, or with a slip or two of the finger."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import process
from rapidfuzz.distance import OSA

from routing.geocoding.endings import Nominatives

MOST_SLIPS = 2
"""Names with more slips of the finger between them are two names; so are those of `SLIPS_FROM` letters or fewer."""
SLIPS_FROM = (4, 8)
"""Letters from which one slip and two slips may be forgiven."""
INFLECTED = 0.98
"""A name in another case is a little less certain than the name itself."""
Scores = NDArray[np.float64]


class Names:
    """Names by entry, each different name once, sorted by length."""

    def __init__(self, keys: Sequence[str]) -> None:
        self._unique = sorted(dict.fromkeys(keys), key=len)
        self._number = {key: i for i, key in enumerate(self._unique)}
        self._of = np.array([self._number[key] for key in keys], np.intp)
        self._length = np.array([len(key) for key in self._unique], np.intp)
        self._initial = np.array([key[:1] for key in self._unique], "<U1")
        self._nominatives = Nominatives(word for key in self._unique for word in key.split())

    def scores(self, key: str) -> Scores | None:
        """Likeness 0…1 by entry: 1 for the same name, less by each slip, 0 for another; `None` when all are others."""
        likeness = self._slipped(key) if key else None
        for name in self._nominatives.of(key.split()):
            known = self._number.get(" ".join(sorted(name)))
            if known is not None:
                likeness = np.zeros(len(self._unique)) if likeness is None else likeness
                likeness[known] = max(likeness[known], INFLECTED)
        return None if likeness is None else likeness[self._of]

    def _slipped(self, key: str) -> Scores | None:
        begin, end = np.searchsorted(self._length, (len(key) - MOST_SLIPS, len(key) + MOST_SLIPS + 1)).tolist()
        if begin == end:
            return None
        slips = process.cdist([key], self._unique[begin:end], scorer=OSA.distance, score_cutoff=MOST_SLIPS)[0]
        length = np.maximum(self._length[begin:end], len(key))
        forgiven = slips <= np.searchsorted(SLIPS_FROM, length, side="right")
        if not forgiven.any():
            return None
        # people seldom mistake the first letter: Калиновка is no Малиновка, unless all else speaks for it
        slips = slips + (self._initial[begin:end] != key[0])
        likeness = np.zeros(len(self._unique))
        likeness[begin:end] = np.where(forgiven, (1 - slips / length) ** 2, 0.0)
        return likeness
