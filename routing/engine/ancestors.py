"""Where two ways up the elimination tree meet: from there on they are one."""

import numpy as np

from routing.network.kernel import Whole, kernel
from routing.network.model import Words


@kernel
def shared(a: Whole, b: Whole, parent: Words, depth: Words) -> Whole:
    """Count the ancestors that two edges have in common, themselves among them."""
    while a != b:
        a, b = min(a, b), max(a, b)
        if depth[a] == 0:
            return np.int64(0)
        a = parent[a]
    return np.int64(depth[a]) + 1
