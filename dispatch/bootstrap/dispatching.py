"""The dispatcher with its policies: one for the live service, for replay and for simulations."""

from functools import cache
from hashlib import sha256

from dispatch.application.ports import AirRescue, Record, TravelTimes
from dispatch.application.service import Dispatcher
from dispatch.config import PACKAGE
from dispatch.policy.catalogue import POLICY_NAMES, policy
from dispatch.policy.requirement import RequirementParameters

SPECIALISTS_FOLLOW = RequirementParameters(first_responder=True)

POLICIES = {name: policy(name, None) for name in POLICY_NAMES}


def build_dispatcher(record: Record, times: TravelTimes, air: AirRescue | None = None) -> Dispatcher:
    """Build the dispatcher, the same for the live service, for replay and for simulations."""
    return Dispatcher(
        record=record,
        travel_times=times,
        policies=POLICIES,
        fallback=POLICIES["nearest"],
        air=air,
        requirement=SPECIALISTS_FOLLOW,
    )


@cache
def decider() -> str:
    """Return the fingerprint of the code that decides: a replay judges only what this very code decided."""
    found = sha256()
    for folder in ("domain", "policy", "application"):
        for path in sorted((PACKAGE / folder).glob("*.py")):
            found.update(path.read_bytes())
    return found.hexdigest()[:12]
