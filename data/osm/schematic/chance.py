"""Chance that is the same on each run and in each place, whatever is built before it."""

import hashlib

import numpy as np

SEED = 20240501
"""Any number does; another one gives another, equally schematic, network."""


def chance_for(*key: object) -> np.random.Generator:
    """Return the generator that belongs to this key alone.

    Keyed and not shared: a corridor added to the inputs leaves all other roads as they were.
    """
    digest = hashlib.sha256(repr((SEED, *key)).encode()).digest()
    return np.random.default_rng(int.from_bytes(digest[:16], "big"))
