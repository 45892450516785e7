"""The hypercube for many crews, nearly: Larson's iteration over the crews' busy shares.

Larson 1975, doi:10.1287/opre.23.5.845. Crews are alike in how long they serve.
"""

import numpy as np
from numpy.typing import NDArray

from simulations.theory.erlang import erlang_b, erlang_c
from simulations.theory.hypercube import Busy, Districts

Floats = NDArray[np.float64]

CLOSE = 1e-10
MOST_ROUNDS = 1_000


def nearly(districts: Districts) -> Busy:
    """Iterate to the busy shares. Raises `ValueError` when crews differ in their services, or it does not settle."""
    per_s = districts.services_per_s
    if not np.allclose(per_s, per_s[0]):
        raise ValueError("services_per_s: the approximation needs crews that are alike")
    load = float(districts.calls_per_s.sum() / per_s[0])
    delayed = (erlang_c if districts.queue else erlang_b)(districts.crews, load)
    mean = load * (1.0 if districts.queue else 1 - delayed) / districts.crews
    correction = _corrections(districts, load, delayed, mean)
    busy = np.full(districts.crews, mean)
    for _ in range(MOST_ROUNDS):
        asked = _asked(districts, correction, busy).sum(axis=0) / per_s[0]
        queued = load * delayed / districts.crews if districts.queue else 0.0
        new = (asked + queued) / (1 + asked)
        new *= mean / new.mean()
        if np.abs(new - busy).max() < CLOSE:
            sent = _asked(districts, correction, new) * (1 - new)
            return Busy(by_crew=new, sent=sent / sent.sum() * (1 - delayed), delayed=delayed)
        busy = new
    raise ValueError(f"no settled busy shares after {MOST_ROUNDS} rounds")


def _asked(districts: Districts, correction: Floats, busy: Floats) -> Floats:
    """Calls per second for which all more wanted crews are busy, by district and crew."""
    wanted = busy[districts.preference]
    before = np.cumprod(np.column_stack([np.ones(len(wanted)), wanted[:, :-1]]), axis=1)
    asked = np.empty(before.shape)
    np.put_along_axis(asked, districts.preference, districts.calls_per_s[:, None] * before * correction, axis=1)
    return asked


def _corrections(districts: Districts, load: float, delayed: float, mean: float) -> Floats:
    """Return by how much crews that are busy together differ from independent ones, by number of crews asked in vain.

    As in M/M/c: of `k` busy ones among `c`, the first `j` asked are busy and the next one is free.
    """
    crews = districts.crews
    states = _birth_death(crews, load, delayed, queue=districts.queue)
    found = np.empty(crews)
    for asked in range(crews):
        k = np.arange(asked, crews)
        steps = np.arange(asked)
        all_busy = np.prod((k[:, None] - steps) / (crews - steps), axis=1)
        together = float(states[k] @ (all_busy * (crews - k) / (crews - asked)))
        found[asked] = together / (mean**asked * (1 - mean))
    return found


def _birth_death(crews: int, load: float, delayed: float, *, queue: bool) -> Floats:
    """Probability of k busy crews below all of them, and of all."""
    weights = np.concatenate([[1.0], np.cumprod(load / np.arange(1, crews + 1))])
    if queue:
        return np.append(weights[:-1] / weights[:-1].sum() * (1 - delayed), delayed)
    return np.asarray(weights / weights.sum())
