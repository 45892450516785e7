"""What a policy offers and why: recommendations, destinations, and their reasons.

Structs, not dataclasses, as all that is made anew at every decision: 0.1 µs to make one instead of 0.6 µs.
"""

from collections.abc import Mapping

from msgspec import Struct, field

from dispatch.domain.ids import CrewId, HospitalId, IncidentId
from routing.types import LatLon


class Reason(Struct, frozen=True, kw_only=True):
    """A reason as a code of the phrase catalogue and its figures; the words are put in at the edge."""

    code: str
    params: Mapping[str, str | float] = field(default_factory=dict)


def in_minutes(seconds: float) -> float:
    """Return tenths of a minute, as reasons say them."""
    return round(seconds / 60, 1)


class Option(Struct, frozen=True, kw_only=True):
    """A crew that could answer. The first option of a recommendation is the one recommended.

    Half of such ways take at most `eta_s`, nine of ten at most `eta_p90_s` (None: nobody knows). `terms` are those of
    the objective by name, in weighted seconds (`dispatch.policy.objective`); none without one.
    """

    crew: CrewId
    eta_s: float
    position: LatLon
    reasons: tuple[Reason, ...]
    terms: Mapping[str, float] = field(default_factory=dict)
    eta_p90_s: float | None = None


class Hold(Struct, frozen=True, kw_only=True):
    """A call waits for a crew that is expected to be free soon, though another one, `meanwhile`, could go at once.

    All moments are POSIX seconds. `until`: after that it waits for nobody.
    """

    crew: CrewId
    free_at: float
    arrives_at: float
    until: float
    meanwhile: CrewId


class Recommendation(Struct, frozen=True, kw_only=True):
    """Ranked crews for one incident. `crew` is None when nobody can be sent now; `reasons` then say why.

    `eta_s` and `eta_p90_s` are those of the crew, as in `Option`. `hold`: nobody is sent now because a crew that is not
    free yet will be there sooner.

    The crew would be taken off the incident `diverts`, and would go in place of the crew `instead_of`. `would_change`
    says what would have to be otherwise for another crew to win.
    """

    incident: IncidentId
    policy: str
    crew: CrewId | None
    eta_s: float | None
    reasons: tuple[Reason, ...]
    options: tuple[Option, ...]
    weights_version: str
    diverts: IncidentId | None = None
    instead_of: CrewId | None = None
    would_change: tuple[Reason, ...] = ()
    eta_p90_s: float | None = None
    hold: Hold | None = None


class HospitalOption(Struct, frozen=True, kw_only=True):
    """A hospital that was weighed, and why it lost. `wait_s` and `care_s` as in `Destination`."""

    hospital: HospitalId
    eta_s: float
    reasons: tuple[Reason, ...]
    wait_s: float | None = None
    care_s: float | None = None


class Destination(Struct, frozen=True, kw_only=True):
    """Where the patient goes. `hospital` is None when no road leads to any hospital.

    `eta_s` is the road, `wait_s` the queue of crews expected before the door, and `care_s` the seconds from leaving the
    scene until the needed care begins, both included; None where nobody has reckoned. `would_change` says what would
    have to be otherwise for another hospital to win, `warnings` what speaks against a hospital that is kept all the
    same.
    """

    hospital: HospitalId | None
    eta_s: float | None
    reasons: tuple[Reason, ...]
    runners_up: tuple[HospitalOption, ...]
    weights_version: str
    wait_s: float | None = None
    care_s: float | None = None
    would_change: tuple[Reason, ...] = ()
    warnings: tuple[Reason, ...] = ()


class Plan(Struct, frozen=True, kw_only=True):
    """A policy's answer: one recommendation for each waiting incident, in queue order.

    Behind them those for incidents that a crew drives to already, where another crew should go instead, or an offer to
    that effect no longer holds.
    """

    recommendations: tuple[Recommendation, ...]
