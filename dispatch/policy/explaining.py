"""A choice put into reasons: why this crew, and why not the others."""

from collections.abc import Mapping

import numpy as np

from dispatch.domain.ids import CrewId
from dispatch.domain.recommendation import Option, Reason, Recommendation
from dispatch.policy.offers import Offer, Ranked

SAME_S = 6.0
"""Arrivals closer than a tenth of a minute are shown as equal."""

NOBODY_FREE = "nobody-free"
"""The reason of a recommendation while no crew at all could be sent."""

OPTIONS_KEPT = 6
"""The recommended crew and five runners-up: what a console shows without scrolling."""


def recommend(policy: str, ranked: Ranked, chosen: Offer | None, taken: Mapping[CrewId, str]) -> Recommendation:
    """Put the choice into words. `taken` says which other incident each crew was kept for."""
    if chosen is None:
        return _nobody(policy, ranked, taken)
    situation = ranked.muster.situation
    first = Option(
        crew=chosen.crew.id,
        eta_s=chosen.eta_s,
        position=situation.whereabouts(chosen.crew),
        reasons=chosen.reasons,
    )
    others = [o for o in ranked.best(OPTIONS_KEPT) if o.crew.id != chosen.crew.id][: OPTIONS_KEPT - 1]
    return Recommendation(
        incident=ranked.incident.id,
        policy=policy,
        crew=chosen.crew.id,
        eta_s=chosen.eta_s,
        reasons=_why_this(chosen, ranked.fastest(), taken),
        options=(first, *(_option(ranked, other, chosen, taken) for other in others)),
        weights_version=ranked.muster.times.weights_version,
    )


def _nobody(policy: str, ranked: Ranked, taken: Mapping[CrewId, str]) -> Recommendation:
    return Recommendation(
        incident=ranked.incident.id,
        policy=policy,
        crew=None,
        eta_s=None,
        reasons=(_why_nobody(ranked),),
        options=tuple(_option(ranked, offer, None, taken) for offer in ranked.best(OPTIONS_KEPT)),
        weights_version=ranked.muster.times.weights_version,
    )


def _why_nobody(ranked: Ranked) -> Reason:
    if len(ranked):
        return Reason(code="all-taken-by-more-urgent")
    return Reason(code="no-road") if _off_road(ranked) else Reason(code=NOBODY_FREE)


def _off_road(ranked: Ranked) -> bool:
    """Whether crews were asked for and no road leads any of them there."""
    times = ranked.muster.times
    column = times.seconds[:, times.destinations.index(ranked.incident.id)]
    return len(column) > 0 and not np.isfinite(column).any()


def _why_this(chosen: Offer, fastest: Offer, taken: Mapping[CrewId, str]) -> tuple[Reason, ...]:
    if chosen.eta_s < fastest.eta_s + SAME_S:
        lead = Reason(code="nearest-by-road", params={"minutes": _minutes(chosen.eta_s)})
    elif fastest.crew.id in taken:
        lead = Reason(code="nearer-kept", params={"crew": fastest.crew.id, "incident": taken[fastest.crew.id]})
    else:
        lead = Reason(
            code="fits-better",
            params={"crew": fastest.crew.id, "minutes": _minutes(chosen.eta_s - fastest.eta_s)},
        )
    return (lead, *chosen.reasons)


def _option(ranked: Ranked, offer: Offer, chosen: Offer | None, taken: Mapping[CrewId, str]) -> Option:
    reasons = offer.reasons
    if offer.crew.id in taken:
        reasons = (Reason(code="kept-for", params={"incident": taken[offer.crew.id]}), *reasons)
    elif chosen is not None:
        reasons = (_behind(offer, chosen), *reasons)
    return Option(
        crew=offer.crew.id,
        eta_s=offer.eta_s,
        position=ranked.muster.situation.whereabouts(offer.crew),
        reasons=reasons,
    )


def _behind(offer: Offer, chosen: Offer) -> Reason:
    """Say how the runner-up compares in time."""
    later_s = offer.eta_s - chosen.eta_s
    if abs(later_s) < SAME_S:
        return Reason(code="as-near")
    code = "arrives-later" if later_s > 0 else "nearer-but"
    return Reason(code=code, params={"minutes": _minutes(abs(later_s))})


def _minutes(seconds: float) -> float:
    return round(seconds / 60, 1)
