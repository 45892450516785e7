"""What people's choices say of a parameter: how many seconds of waiting they hold a missing capability to be worth."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from types import MappingProxyType

from dispatch.application.hindsight.story import Trip
from dispatch.domain.recommendation import Option
from dispatch.policy.eligibility import EligibilityParameters

ENOUGH = 20
"""Choices below which a suggestion is said to be small. Assumed."""

PARAMETERS: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        "missing_capability_s": frozenset({"lacks-capability"}),
        "overtime_s": frozenset({"shift-ends-soon"}),
    }
)
"""Parameter → the reasons that it prices."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggestion:
    """Choices between a nearer crew with something against it and a farther one without.

    `suggested_s` is the price under which the fewest of the choices are contradicted (`contradicted`, beside those of
    the `present_s`); the interval has all prices that do as well. `small`: too few to act on.
    """

    parameter: str
    choices: int
    present_s: float
    contradicted_now: int
    suggested_s: float
    interval_s: tuple[float, float]
    contradicted: int
    small: bool


@dataclass(frozen=True, slots=True)
class _Choice:
    """A person had to pay `extra_s` of driving for the crew with nothing against it, and did so or not."""

    extra_s: float
    paid: bool

    def contradicts(self, price_s: float) -> bool:
        return (price_s > self.extra_s) is not self.paid


def suggestions(trips: Iterable[Trip]) -> tuple[Suggestion, ...]:
    """Read every parameter's choices out of the orders that people gave."""
    by_people = [trip for trip in trips if trip.option(trip.crew) is not None]
    present = EligibilityParameters()
    found = (
        _suggestion(name, getattr(present, name, None), [c for t in by_people if (c := _choice(t, codes))])
        for name, codes in PARAMETERS.items()
    )
    return tuple(suggestion for suggestion in found if suggestion is not None)


def _choice(trip: Trip, codes: Collection[str]) -> _Choice | None:
    """Find the choice of a trip: the best crew that has it against it, and the best that has not."""
    chosen = trip.option(trip.crew)
    against = [option for option in trip.options if _has(option, codes)]
    without = [option for option in trip.options if not _has(option, codes)]
    if chosen is None or not against or not without:
        return None
    near, far = min(o.eta_s for o in against), min(o.eta_s for o in without)
    return _Choice(far - near, not _has(chosen, codes)) if far > near else None


def _has(option: Option, codes: Collection[str]) -> bool:
    return any(reason.code in codes for reason in option.reasons)


def _suggestion(name: str, present_s: float | None, choices: Sequence[_Choice]) -> Suggestion | None:
    """Try the present price, and one between every two extras that somebody weighed."""
    if not choices or present_s is None:
        return None
    edges = sorted({choice.extra_s for choice in choices})
    between = ((low + high) / 2 for low, high in pairwise(edges))
    prices = sorted({0.0, present_s, *between, edges[-1] + 60.0})
    wrong = [sum(choice.contradicts(price) for choice in choices) for price in prices]
    least = min(wrong)
    best = [price for price, count in zip(prices, wrong, strict=True) if count == least]
    nearest = min(best, key=lambda price: abs(price - present_s))
    now = sum(choice.contradicts(present_s) for choice in choices)
    return Suggestion(
        parameter=name,
        choices=len(choices),
        present_s=present_s,
        contradicted_now=now,
        suggested_s=present_s if now == least else nearest,
        interval_s=(best[0], best[-1]),
        contradicted=least,
        small=len(choices) < ENOUGH,
    )
