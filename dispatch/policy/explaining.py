"""A choice put into reasons: why this crew, why not the others, and what would change the answer."""

from collections.abc import Mapping

import numpy as np
from msgspec.structs import replace

from dispatch.domain.ids import CrewId
from dispatch.domain.recommendation import Hold, Option, Reason, Recommendation, in_minutes
from dispatch.policy.offers import Offer, Ranked

SAME_S = 6.0
"""Arrivals closer than a tenth of a minute are shown as equal."""

NOBODY_FREE = "nobody-free"
"""The reason of a recommendation while no crew at all could be sent."""

OPTIONS_KEPT = 6
"""The recommended crew and five runners-up: what a console shows without scrolling."""

THOUGH_LATER = {"fitness": "fits-better", "cover": "keeps-cover", "change": "nearer-busy"}
NEARER_BUT = {"fitness": "nearer-but", "cover": "nearer-but-cover", "change": "nearer-but-busy"}
"""How a choice that is not the nearest is explained, by the term of the objective that decided; by default the
first."""


def recommend(
    policy: str,
    ranked: Ranked,
    chosen: Offer | None,
    taken: Mapping[CrewId, str],
    *,
    instead_of: CrewId | None = None,
    behind: Offer | None = None,
) -> Recommendation:
    """Put the choice into words. `taken` says which other incident each crew was kept for.

    `behind` are the specialists who are to come behind the crew.
    """
    if chosen is None:
        return _nobody(policy, ranked, taken)
    others = [o for o in ranked.best(OPTIONS_KEPT) if o.crew.id != chosen.crew.id][: OPTIONS_KEPT - 1]
    return Recommendation(
        incident=ranked.incident.id,
        policy=policy,
        crew=chosen.crew.id,
        eta_s=chosen.eta_s,
        reasons=(*_changes(chosen, instead_of), *_why_this(chosen, ranked.fastest(), taken), *_followed(behind)),
        options=(_plain(ranked, chosen), *(_option(ranked, other, chosen, taken) for other in others)),
        weights_version=ranked.muster.times.weights_version,
        diverts=chosen.diverts,
        instead_of=instead_of,
        would_change=_would_change(chosen, others, taken, weight=_weight(chosen)),
        eta_p90_s=_p90_s(ranked, chosen),
    )


def on_hold(policy: str, ranked: Ranked, hold: Hold, taken: Mapping[CrewId, str], free_at: str) -> Recommendation:
    """Say for whom the call waits, until when, and what that saves it; a person may send one of the options at once."""
    now, ready_s = ranked.muster.situation.now, ranked.muster.situation.tempo.turnout_s
    at_once = next(offer for offer in ranked if offer.crew.id == hold.meanwhile)
    awaited: dict[str, str | float] = {
        "crew": hold.crew,
        "time": free_at,
        "minutes": in_minutes(at_once.eta_s + ready_s - (hold.arrives_at - now)),
        "free": hold.meanwhile,
    }
    others = [offer for offer in ranked.best(OPTIONS_KEPT) if offer.crew.id != at_once.crew.id]
    offered = [at_once, *others][:OPTIONS_KEPT]
    return Recommendation(
        incident=ranked.incident.id,
        policy=policy,
        crew=None,
        eta_s=None,
        reasons=(Reason(code="waits-for-crew", params=awaited),),
        options=tuple(_option(ranked, offer, None, taken) for offer in offered),
        weights_version=ranked.muster.times.weights_version,
        hold=hold,
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


def _changes(chosen: Offer, instead_of: CrewId | None) -> tuple[Reason, ...]:
    """Say what is undone for this choice."""
    found = []
    if instead_of is not None:
        found.append(Reason(code="instead-of", params={"crew": instead_of}))
    if chosen.diverts is not None:
        found.append(Reason(code="diverted-from", params={"incident": chosen.diverts}))
    return tuple(found)


def _why_this(chosen: Offer, fastest: Offer, taken: Mapping[CrewId, str]) -> tuple[Reason, ...]:
    if chosen.eta_s < fastest.eta_s + SAME_S:
        code = "nearest-by-road" if chosen.diverts is None else "nearest-though-driving"
        lead = Reason(code=code, params={"minutes": in_minutes(chosen.eta_s)})
    elif fastest.crew.id in taken:
        lead = Reason(code="nearer-kept", params={"crew": fastest.crew.id, "incident": taken[fastest.crew.id]})
    else:
        later: dict[str, str | float] = {
            "crew": fastest.crew.id,
            "minutes": in_minutes(chosen.eta_s - fastest.eta_s),
        }
        lead = Reason(code=_decisive(fastest, chosen, THOUGH_LATER), params=later)
    return (lead, *chosen.reasons)


def _followed(behind: Offer | None) -> tuple[Reason, ...]:
    if behind is None:
        return ()
    comes: dict[str, str | float] = {"crew": behind.crew.id, "minutes": in_minutes(behind.eta_s)}
    return (Reason(code="specialists-follow", params=comes),)


def _decisive(loser: Offer, winner: Offer, codes: Mapping[str, str]) -> str:
    """Return the code of the term that speaks most against the one that lost; without an objective, its fitness."""
    against = {name: loser.terms.get(name, 0.0) - winner.terms.get(name, 0.0) for name in codes}
    return codes[max(against, key=against.__getitem__)]


def _plain(ranked: Ranked, offer: Offer) -> Option:
    return Option(
        crew=offer.crew.id,
        eta_s=offer.eta_s,
        position=ranked.muster.situation.whereabouts(offer.crew),
        reasons=offer.reasons,
        terms=offer.terms,
        eta_p90_s=_p90_s(ranked, offer),
    )


def _p90_s(ranked: Ranked, offer: Offer) -> float | None:
    """Return what nine of ten such ways take at most; None where the roads do not say."""
    spread = ranked.muster.times.spread
    return None if spread is None else round(spread.p90_s(offer.eta_s), 1)


def _option(ranked: Ranked, offer: Offer, chosen: Offer | None, taken: Mapping[CrewId, str]) -> Option:
    reasons = offer.reasons
    if offer.diverts is not None:
        reasons = (Reason(code="on-its-way-to", params={"incident": offer.diverts}), *reasons)
    if offer.crew.id in taken:
        reasons = (Reason(code="kept-for", params={"incident": taken[offer.crew.id]}), *reasons)
    elif chosen is not None:
        reasons = (_behind(offer, chosen), *reasons)
    return replace(_plain(ranked, offer), reasons=reasons)


def _behind(offer: Offer, chosen: Offer) -> Reason:
    """Say how the runner-up compares in time."""
    later_s = offer.eta_s - chosen.eta_s
    if abs(later_s) < SAME_S:
        return Reason(code="as-near")
    minutes = {"minutes": in_minutes(abs(later_s))}
    if later_s > 0:
        return Reason(code="arrives-later", params=minutes)
    return Reason(code=_decisive(offer, chosen, NEARER_BUT), params=minutes)


def _weight(chosen: Offer) -> float:
    """Weighted seconds a second of waiting, as the objective has weighed it; 0 without an objective."""
    waited = chosen.terms.get("waiting", 0.0)
    return waited / chosen.eta_s if chosen.eta_s > 0 else 0.0


def _would_change(
    chosen: Offer, others: list[Offer], taken: Mapping[CrewId, str], *, weight: float
) -> tuple[Reason, ...]:
    """Say by how much the best of the others would have to be nearer to win."""
    for other in others:
        if other.crew.id in taken or other.diverts is not None:
            continue
        gap_s = _gap_s(chosen, other, weight)
        if 0 < gap_s < other.eta_s:
            return (Reason(code="would-win-if-nearer", params={"crew": other.crew.id, "minutes": in_minutes(gap_s)}),)
        return ()
    return ()


def _gap_s(chosen: Offer, other: Offer, weight: float) -> float:
    if not weight:
        return other.cost_s - chosen.cost_s
    return (sum(other.terms.values()) - sum(chosen.terms.values())) / weight
