"""How evenly doezd is shared between districts. A district counts once, whatever its size."""

from collections.abc import Sequence

import numpy as np

WORST = 5


def gini(values: Sequence[float]) -> float:
    """Gini coefficient: 0 for equal values, towards 1 when one has all. None is negative, some are not zero."""
    ordered = np.sort(np.asarray(values, dtype=float))
    ranks = np.arange(1, ordered.size + 1)
    return float((2 * ranks - ordered.size - 1) @ ordered / (ordered.size * ordered.sum()))


def variation(values: Sequence[float]) -> float:
    """Coefficient of variation (population standard deviation over the mean)."""
    return float(np.std(values) / np.mean(values))


def mean_of_worst(values: Sequence[float], count: int = WORST) -> float:
    """The mean of the `count` highest values; of all when there are fewer."""
    return float(np.sort(np.asarray(values, dtype=float))[-count:].mean())
