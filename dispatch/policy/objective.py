"""The one objective: what it costs, in weighted seconds, that this crew answers that incident.

A weighted second is a second of waiting of a P4. The sum that is made least, over all crews and incidents at once:

- `waiting`: seconds until the crew is at the patient, times the weight of the urgency.
- `late`: the probability of an arrival after the promise (the way is not known to the second: a logistic around it, its
  scale a part of the way), times what being late counts, times the weight. Emergencies only: a step as in Jagtenberg,
  Bhulai, van der Mei 2016 (doi 10.1016/j.orhc.2016.01.002), smoothed.
- `survival`: what the delay costs a P1 by De Maio's curve, 1/(1 + exp(0.679 + 0.262 min)) (doi 10.1067/mem.2003.266),
  scaled to seconds; a missing capability delays the right help.
- `fitness`: what speaks against the crew, in seconds (a missing capability, a spare one, the end of its shift), times
  the weight.
- `cover`: the harm that the next calls can expect because this crew no longer stands where it stood: the marginal value
  of DMEXCLP (Jagtenberg, Bhulai, van der Mei 2015, doi 10.1016/j.orhc.2015.01.001) in seconds of waiting instead of a
  step, times the calls to come while it is away, times the weight of a usual call.
- `change`: what it costs to take a crew off a call, or to turn one back: the hysteresis.
- `distance`: driving itself.

Each term has a factor among the parameters; 0 switches it off.
"""

from collections.abc import Mapping, Sequence
from types import MappingProxyType

import numpy as np
from msgspec import Struct, field
from numpy.typing import NDArray

from dispatch.domain.incident import Urgency

Floats = NDArray[np.float64]

SURE_S = 86_400.0
"""Who is a day late is late: keeps infinities out of the arithmetic."""

TERMS = ("waiting", "late", "survival", "fitness", "cover", "change", "distance")


def _weights() -> Mapping[Urgency, int]:
    return MappingProxyType({Urgency.P1: 64, Urgency.P2: 16, Urgency.P3: 4, Urgency.P4: 1})


class ObjectiveParameters(Struct, frozen=True, kw_only=True):
    """What counts how much. All are assumed, and a site's own to set.

    `urgency_weight` is what a second of waiting is worth; each level counts four times the next one; `waiting` is the
    factor of the term. `promise_s` is the emergency's, from the call; `late_s` is what breaking it counts as, in
    seconds of waiting; `spread` is the standard deviation of a way as a part of it. `survival_s` is what a certain
    death by delay counts as. `cover` is the part of the expected harm to the next calls that counts; `distance` is
    what a second of driving costs, in weighted seconds. After each `escalation_s` of waiting, or what
    `escalation_jobs` whole calls take a crew when that is longer, a call counts as one level more urgent, so that
    nobody starves (0: never).
    `swap_s` and `divert_s` are what a patient must gain at least before the crew is changed, or taken from another;
    `vain` is the part that counts of what all later callers wait for a way that was driven for nothing.
    """

    urgency_weight: Mapping[Urgency, int] = field(default_factory=_weights)
    waiting: float = 1.0
    promise_s: float = 1_200.0
    late_s: float = 300.0
    spread: float = 0.1
    survival_s: float = 1_200.0
    cover: float = 0.1
    distance: float = 0.1
    escalation_s: float = 7_200.0
    escalation_jobs: float = 5.0
    swap_s: float = 60.0
    divert_s: float = 120.0
    vain: float = 1.0


class Patients(Struct, frozen=True, eq=False):
    """What of the incidents is weighed, one row each: weights, seconds waited so far, and to whom what applies."""

    weight: Floats
    waited_s: Floats
    emergency: NDArray[np.bool_]
    dying: NDArray[np.bool_]

    def part(self, rows: slice) -> "Patients":
        """Return some of them."""
        return Patients(self.weight[rows], self.waited_s[rows], self.emergency[rows], self.dying[rows])


def patients(
    parameters: ObjectiveParameters, urgency: Sequence[Urgency], counts_as: Sequence[Urgency], waited_s: Sequence[float]
) -> Patients:
    """Put together what is weighed of incidents: urgency, as what it counts by now, and how long each waited."""
    levels = np.array(urgency)
    return Patients(
        weight=np.array([parameters.urgency_weight[each] for each in counts_as], dtype=np.float64),
        waited_s=np.array(waited_s, dtype=np.float64),
        emergency=levels <= Urgency.P2,
        dying=levels == Urgency.P1,
    )


def patient_terms(
    parameters: ObjectiveParameters, of: Patients, until_s: Floats, until_helped_s: Floats
) -> dict[str, Floats]:
    """Return what the patients themselves lose, by term, of the shape (incidents, crews).

    `until_s` are seconds to the patient, `until_helped_s` to the right help: a missing capability counts as a delay.
    """
    return {
        "waiting": waiting(parameters, of, until_s),
        "late": late(parameters, of, until_s),
        "survival": survival(parameters, of, until_helped_s),
    }


def waiting(parameters: ObjectiveParameters, of: Patients, until_s: Floats) -> Floats:
    """Return the term `waiting`. `until_s` are seconds from now to the patient, of the shape (incidents, crews)."""
    return parameters.waiting * of.weight[:, None] * until_s if parameters.waiting else np.zeros_like(until_s)


def late(parameters: ObjectiveParameters, of: Patients, until_s: Floats) -> Floats:
    """Return the term `late`; 0 for those who were promised nothing."""
    found = np.zeros_like(until_s)
    (rows,) = of.emergency.nonzero()
    if len(rows) and parameters.late_s:
        until = until_s[rows]
        beyond_s = of.waited_s[rows, None] + until - parameters.promise_s
        # A logistic with this scale has the standard deviation `spread`.
        scale_s = np.maximum(parameters.spread * until, 1.0) * (np.sqrt(3.0) / np.pi)
        chance = np.where(np.isfinite(until), 0.5 * (1.0 + np.tanh(0.5 * np.minimum(beyond_s, SURE_S) / scale_s)), 1.0)
        found[rows] = of.weight[rows, None] * parameters.late_s * chance
    return found


def survival(parameters: ObjectiveParameters, of: Patients, until_s: Floats) -> Floats:
    """Return the term `survival`; 0 for all but P1."""
    found = np.zeros_like(until_s)
    (rows,) = of.dying.nonzero()
    if len(rows) and parameters.survival_s:
        lost = 1.0 - alive(of.waited_s[rows, None] + until_s[rows])
        found[rows] = of.weight[rows, None] * parameters.survival_s * lost
    return found


def alive(after_s: Floats) -> Floats:
    """Survival of a cardiac arrest that is treated after so many seconds: De Maio 2003."""
    minutes = np.minimum(after_s, 7_200.0) / 60.0
    return 1.0 / (1.0 + np.exp(0.679 + 0.262 * minutes))
