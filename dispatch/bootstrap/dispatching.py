"""The dispatcher with its policies: one for the live service, for replay and for simulations."""

from dispatch.application.ports import Record, TravelTimes
from dispatch.application.service import Dispatcher
from dispatch.policy.matching import Matching
from dispatch.policy.nearest import Nearest

POLICIES = {policy.name: policy for policy in (Nearest(), Matching())}


def build_dispatcher(record: Record, times: TravelTimes) -> Dispatcher:
    """Build the dispatcher, the same for the live service, for replay and for simulations."""
    return Dispatcher(record=record, travel_times=times, policies=POLICIES, fallback=POLICIES["nearest"])
