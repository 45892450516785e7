"""Time passes for pauses in a world as it does in the live service."""

from msgspec.structs import replace

from dispatch.application.resting import breaks_to_plan
from dispatch.domain.messages import Tick
from simulations.world.meals import LOOK_S
from simulations.world.world import Steps, World


def pauses(world: World, until_s: float) -> Steps:
    """Let the dispatcher look whose pause is due, by the rules that came with the region."""
    while world.env.now + LOOK_S <= until_s:
        yield world.env.timeout(LOOK_S)
        if breaks_to_plan(replace(world.situation, now=world.now)):
            world.tell(Tick())
