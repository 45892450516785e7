"""Time passes for pauses in a world as it does in the live service."""

from msgspec.structs import replace

from dispatch.application.resting import breaks_to_plan
from dispatch.domain.messages import Tick
from dispatch.domain.pauses import SetDutyRules
from simulations.world.meals import LOOK_S
from simulations.world.world import Steps, World


def pauses(world: World, until_s: float) -> Steps:
    """Put the scenario's rules in force, and let the dispatcher look whose pause is due."""
    world.tell(SetDutyRules(rules=world.scenario.duty))
    while world.env.now + LOOK_S <= until_s:
        yield world.env.timeout(LOOK_S)
        if breaks_to_plan(replace(world.situation, now=world.now)):
            world.tell(Tick())
