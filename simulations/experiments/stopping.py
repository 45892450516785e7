"""When there have been enough replications."""

from dataclasses import dataclass

from simulations.experiments.errors import TooFew
from simulations.experiments.intervals import Estimate
from simulations.scenario.model import Scenario

MINIMUM = 5
"""Assumed: fewer replications say too little of their own spread for a rule that looks at it to be trusted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stopping:
    """Go on by `step` replications until the half-width of `metric` is narrow enough, from `minimum` to `maximum`.

    `absolute` is in the metric's unit, `relative` a part of the base's mean; either is enough; with neither there are
    `minimum` replications, and no more. Looking again and again makes an interval a little too narrow; the sequential
    rule is exact only in the limit of narrow ones (Chow and Robbins 1965, doi:10.1214/aoms/1177700156), which is why
    it is not asked before `minimum`.
    """

    metric: str = "doezd.mean_s"
    absolute: float | None = None
    relative: float | None = None
    minimum: int = MINIMUM
    maximum: int = 100
    step: int = 5
    confidence: float = 0.95

    def __post_init__(self) -> None:
        least = 2 if self.asks else 1
        if not least <= self.minimum <= self.maximum:
            raise TooFew(
                f"minimum={self.minimum}, maximum={self.maximum}: нужно от {least} повторений и не больше, чем maximum"
            )
        if self.step < 1:
            raise TooFew(f"step={self.step}: нужно хотя бы одно повторение за раз")

    @classmethod
    def of(cls, scenario: Scenario) -> "Stopping":
        """As many replications as the scenario asks for, and no rule."""
        return cls(minimum=scenario.replications, maximum=scenario.replications)

    @property
    def asks(self) -> bool:
        """Whether there is a width to be reached."""
        return self.absolute is not None or self.relative is not None

    def narrow(self, found: Estimate, scale: float) -> bool:
        """Whether the interval is narrow enough; `scale` is what `relative` is a part of."""
        if found.half_width is None:
            return False
        wide = [self.absolute, None if self.relative is None else self.relative * abs(scale)]
        return any(found.half_width <= limit for limit in wide if limit is not None)
