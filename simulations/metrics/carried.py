"""What became of planned transport."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Carried:
    """Planned transport over the whole run, warm-up included. None where the scenario has none.

    `in_window_share` of the patients picked up left within their own window; `reopened` requests lost their crew to a
    call before the patient was on board.
    """

    requests: int | None
    delivered_share: float | None
    in_window_share: float | None
    reopened: int | None


def carried(counts: Mapping[str, int]) -> Carried:
    """Sum up the counts of a world."""
    requests, picked_up = counts.get("requests", 0), counts.get("picked_up", 0)
    if not requests:
        return Carried(requests=None, delivered_share=None, in_window_share=None, reopened=None)
    return Carried(
        requests=requests,
        delivered_share=counts.get("delivered", 0) / requests,
        in_window_share=counts.get("in_window", 0) / picked_up if picked_up else None,
        reopened=counts.get("reopened", 0),
    )
