"""Random numbers by name, so that changing one part of a scenario leaves the numbers of every other part as they were.

A stream is a function of (seed, replication, process, layer, name) alone: adding a step, a group or an hour moves no
other stream. Each call takes one number of each stream, used or not.
"""

from dataclasses import dataclass
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Streams:
    """The streams of one replication."""

    seed: int
    replication: int

    def stream(self, process: str, layer: int, name: str) -> np.random.Generator:
        """Return the named stream from its beginning."""
        key = (crc32(process.encode()), layer, crc32(name.encode()))
        return np.random.default_rng(np.random.SeedSequence([self.seed, self.replication], spawn_key=key))
