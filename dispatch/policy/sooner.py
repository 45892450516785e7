"""What would be otherwise if a busy crew were free sooner: «если бы бригада 2143 освободилась на 4 мин раньше»."""

from collections.abc import Iterator

import numpy as np

from dispatch.domain.recommendation import Reason, in_minutes
from dispatch.domain.situation import Situation
from dispatch.policy.offers import Offer
from dispatch.policy.weighing import Soon, Weighed

LEAST_S = 30.0
"""Half a minute sooner or later: nobody can say that of a crew at work."""

DAY_MIN = 1_440


def freed_sooner(weighed: Weighed, row: int, chosen: Offer | None) -> tuple[Reason, ...]:
    """Say which busy crew would have had to be free how much sooner to be sent; without a crew to send, who is next."""
    soon = weighed.soon
    if soon is None:
        return ()
    return tuple(_next(weighed, soon, row) if chosen is None else _sooner(weighed, soon, row, chosen))


def _sooner(weighed: Weighed, soon: Soon, row: int, chosen: Offer) -> Iterator[Reason]:
    """Find the crew that misses least: where the call cannot wait for it, all the time until it is free."""
    to_beat = sum(chosen.terms.values())
    at_once = soon.at_once(row)
    wins = soon.columns & (at_once < to_beat)
    if not wins.any():
        return
    # What waiting for a crew costs an urgent call grows evenly with the time until it is free; no emergency waits.
    wished, at_once = (np.where(wins, cost, 0.0) for cost in (soon.wished[row], at_once))
    a_second = (wished - at_once) / np.maximum(soon.free_in_s, 1.0)
    too_dear = wished + soon.least[row] - to_beat
    late_s = np.divide(too_dear, a_second, out=soon.free_in_s.copy(), where=soon.held[row] & (a_second > 0))
    missing_s = np.where(wins, np.clip(late_s, 0.0, soon.free_in_s), np.inf)
    best = int(missing_s.argmin())
    if missing_s[best] >= LEAST_S:
        crew = weighed.mustered.free.ids[best]
        sooner = in_minutes(missing_s.item(best))
        yield Reason(code="would-win-if-free-sooner", params={"crew": crew, "minutes": sooner})


def _next(weighed: Weighed, soon: Soon, row: int) -> Iterator[Reason]:
    """Say which crew will be free and there first, of those that the call can use."""
    there_s = np.where(soon.columns & np.isfinite(soon.wished[row]), soon.free_in_s + weighed.eta_s[row], np.inf)
    if np.isfinite(there_s).any():
        best = int(there_s.argmin())
        at = local_time(weighed.mustered.situation, soon.free_in_s.item(best))
        params: dict[str, str | float] = {
            "crew": weighed.mustered.free.ids[best],
            "time": at,
            "minutes": in_minutes(weighed.eta_s.item(row, best)),
        }
        yield Reason(code="next-to-be-free", params=params)


def local_time(situation: Situation, in_s: float) -> str:
    """Return the time of day by the region's clock in so many seconds."""
    minutes = int((situation.now + in_s + situation.utc_offset_s) // 60) % DAY_MIN
    return f"{minutes // 60:02}:{minutes % 60:02}"
