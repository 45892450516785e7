"""Standby moves: an idle crew stands where the next call is likelier than at its own base."""

from msgspec import Struct

from dispatch.domain.ids import CrewId, StationId
from dispatch.domain.recommendation import Reason


class StandbyMove(Struct, frozen=True, kw_only=True):
    """A crew that should stand by at a base, `eta_s` of ordinary driving away (None: not known), and why.

    `rolling`: it is on its way anyway, so that nobody at a base is disturbed. `for_post`: the post there has too few
    crews, and the offer holds no longer than that.
    """

    crew: CrewId
    to: StationId
    eta_s: float | None
    reasons: tuple[Reason, ...]
    rolling: bool = False
    for_post: bool = False
