"""From travel times to ranked offers: what every policy needs before it chooses."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from dispatch.domain.crew import Crew
from dispatch.domain.ids import CrewId
from dispatch.domain.incident import Incident
from dispatch.domain.recommendation import Option, Reason, Recommendation
from dispatch.domain.situation import Situation
from dispatch.policy.eligibility import EligibilityParameters, Fitness, candidates, fitness
from routing.types import TravelTimeMatrix

SAME_S = 6.0
"""Arrivals closer than a tenth of a minute are shown as equal."""

OPTIONS_KEPT = 6
"""The recommended crew and five runners-up: what a console shows without scrolling."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """A crew that could answer the incident, with its cost in seconds: ETA plus what speaks against it."""

    crew: Crew
    eta_s: float
    fitness: Fitness

    @property
    def cost_s(self) -> float:
        """Seconds of waiting that this choice is worth."""
        return self.eta_s + self.fitness.penalty_s


def offers(
    situation: Situation, incident: Incident, times: TravelTimeMatrix, parameters: EligibilityParameters
) -> list[Offer]:
    """All crews that could answer, best first; ties by crew id."""
    rows = {crew_id: row for row, crew_id in enumerate(times.origins)}
    column = times.destinations.index(incident.id)
    found = []
    for crew in candidates(situation):
        if crew.id not in rows:
            continue
        eta_s = float(times.seconds[rows[crew.id], column])
        fit = fitness(situation, crew, incident, eta_s, parameters)
        if fit is not None:
            found.append(Offer(crew=crew, eta_s=eta_s, fitness=fit))
    return sorted(found, key=lambda o: (o.cost_s, o.crew.id))


def recommend(
    policy: str,
    incident: Incident,
    ranked: Sequence[Offer],
    chosen: Offer | None,
    times: TravelTimeMatrix,
    taken: Mapping[CrewId, str],
) -> Recommendation:
    """Put the choice into words. `taken` says which other incident each crew was kept for."""
    if chosen is None:
        return Recommendation(
            incident=incident.id,
            policy=policy,
            crew=None,
            eta_s=None,
            reasons=(_why_nobody(ranked, off_road=_off_road(incident, times)),),
            options=tuple(_option(o, None, taken) for o in ranked[:OPTIONS_KEPT]),
            weights_version=times.weights_version,
        )
    others = [o for o in ranked if o.crew.id != chosen.crew.id][: OPTIONS_KEPT - 1]
    return Recommendation(
        incident=incident.id,
        policy=policy,
        crew=chosen.crew.id,
        eta_s=chosen.eta_s,
        reasons=_why_this(chosen, ranked, taken),
        options=(
            Option(
                crew=chosen.crew.id,
                eta_s=chosen.eta_s,
                position=chosen.crew.whereabouts,
                reasons=chosen.fitness.reasons,
            ),
            *(_option(o, chosen, taken) for o in others),
        ),
        weights_version=times.weights_version,
    )


def _why_nobody(ranked: Sequence[Offer], *, off_road: bool) -> Reason:
    if ranked:
        return Reason(code="all-taken-by-more-urgent")
    return Reason(code="no-road") if off_road else Reason(code="nobody-free")


def _off_road(incident: Incident, times: TravelTimeMatrix) -> bool:
    """Whether free crews exist and no road leads any of them there."""
    column = times.seconds[:, times.destinations.index(incident.id)]
    return len(column) > 0 and not np.isfinite(column).any()


def _why_this(chosen: Offer, ranked: Sequence[Offer], taken: Mapping[CrewId, str]) -> tuple[Reason, ...]:
    fastest = min(ranked, key=lambda o: (o.eta_s, o.crew.id))
    if chosen.eta_s < fastest.eta_s + SAME_S:
        lead = Reason(code="nearest-by-road", params={"minutes": _minutes(chosen.eta_s)})
    elif fastest.crew.id in taken:
        lead = Reason(code="nearer-kept", params={"crew": fastest.crew.id, "incident": taken[fastest.crew.id]})
    else:
        lead = Reason(
            code="fits-better",
            params={"crew": fastest.crew.id, "minutes": _minutes(chosen.eta_s - fastest.eta_s)},
        )
    return (lead, *chosen.fitness.reasons)


def _option(offer: Offer, chosen: Offer | None, taken: Mapping[CrewId, str]) -> Option:
    reasons = list(offer.fitness.reasons)
    if offer.crew.id in taken:
        reasons.insert(0, Reason(code="kept-for", params={"incident": taken[offer.crew.id]}))
    elif chosen is not None:
        reasons.insert(0, _behind(offer, chosen))
    return Option(crew=offer.crew.id, eta_s=offer.eta_s, position=offer.crew.whereabouts, reasons=tuple(reasons))


def _behind(offer: Offer, chosen: Offer) -> Reason:
    """Say how the runner-up compares in time."""
    later_s = offer.eta_s - chosen.eta_s
    if abs(later_s) < SAME_S:
        return Reason(code="as-near")
    code = "arrives-later" if later_s > 0 else "nearer-but"
    return Reason(code=code, params={"minutes": _minutes(abs(later_s))})


def _minutes(seconds: float) -> float:
    return round(seconds / 60, 1)
