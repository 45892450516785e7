"""What each step of a call takes, all steps together."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from dispatch.domain.ids import HospitalId
from dispatch.domain.region import CallShare
from simulations.durations.distributions import Constant, Duration, Floats

HOURS = 24
NONE = Constant(seconds=0.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Stay:
    """What happens at the patient's side: how often somebody is taken to hospital, and the time there in both cases."""

    share_transported: float = 0.0
    treated: Duration = NONE
    transported: Duration = NONE

    def __post_init__(self) -> None:
        if not 0 <= self.share_transported <= 1:
            raise ValueError(f"share_transported={self.share_transported}: нужно число от 0 до 1")


@dataclass(frozen=True, slots=True, kw_only=True)
class Durations:
    """Every step, seconds. By default nothing takes time and nobody is transported.

    `turnout` is multiplied by the factor of the local hour, and `handover` by the factor of the hospital (a hospital
    not in `handover_factors`: 1). `stays` are by complaint code or complaint group, the code first; `stay` is for the
    others. `record_found` is the share of calls whose patient's record answers, after `record`.
    """

    handling: Duration = NONE
    turnout: Duration = NONE
    turnout_by_hour: tuple[float, ...] = (1.0,) * HOURS
    walking: Duration = NONE
    stay: Stay = field(default_factory=Stay)
    stays: Mapping[str, Stay] = field(default_factory=dict)
    handover: Duration = NONE
    handover_factors: Mapping[HospitalId, float] = field(default_factory=dict)
    cleaning: Duration = NONE
    record: Duration = NONE
    record_found: float = 0.0
    confirming: Duration = NONE
    accepting: Duration = NONE

    def __post_init__(self) -> None:
        if len(self.turnout_by_hour) != HOURS or min(self.turnout_by_hour) < 0:
            raise ValueError("turnout_by_hour: нужно 24 множителя от 0")
        if not 0 <= self.record_found <= 1:
            raise ValueError(f"record_found={self.record_found}: нужно число от 0 до 1")

    def stay_for(self, complaint: str, group: str) -> Stay:
        """Return the stay of this complaint: its own, else its group's, else everybody's."""
        return self.stays.get(complaint) or self.stays.get(group) or self.stay

    def share_transported(self, call_shares: Sequence[CallShare]) -> float:
        """Return the share of all calls that ends in hospital."""
        return sum(row.share * self.stay_for(row.complaint, row.group).share_transported for row in call_shares)

    def handover_s(self, drawn_s: float, hospital: HospitalId) -> float:
        """Return what a handover drawn for any hospital takes at this one, seconds."""
        return drawn_s * self.handover_factors.get(hospital, 1.0)

    def turnout_s(self, share: Floats, hour: NDArray[np.intp]) -> Floats:
        """Return turnouts of these ranks at these local hours, seconds."""
        return self.turnout.quantile(share) * np.array(self.turnout_by_hour, dtype=np.float64)[hour]
