"""Posts by hour in a world: how long each is manned, and time passing for those that become short of crews."""

from collections import Counter

from msgspec.structs import replace

from dispatch.application.manning import posts_counted
from dispatch.domain.ids import CrewId, StationId
from dispatch.domain.messages import Tick
from dispatch.domain.posts import wanted_now
from dispatch.domain.situation import Situation
from dispatch.policy.posts import idle_crews
from dispatch.policy.relocation import is_near
from simulations.world.world import Steps, World

LOOK_S = 300.0
"""How often somebody looks at the posts. Assumed; a post that is left for less may go unnoticed."""


def posts(world: World, until_s: float) -> Steps:
    """Look at the posts in the counted time, and let the dispatcher know when the hour alone has changed something."""
    while world.env.now + LOOK_S <= until_s:
        yield world.env.timeout(LOOK_S)
        situation = replace(world.situation, now=world.now)
        if world.env.now > world.scenario.warm_up_s:
            world.kept.posts.update(_seen(world, situation))
        if posts_counted(situation) is not None:
            world.tell(Tick())


def _seen(world: World, situation: Situation) -> Counter[str]:
    """Count the crews that all posts are to have now, and those of them that stand there."""
    found: Counter[str] = Counter()
    for post, need in wanted_now(situation.posts.hours, situation.now, situation.utc_offset_s).items():
        there = sum(_stands_at(world, situation, crew, post) for crew in idle_crews(situation, post))
        found.update(asked=need.crews, kept=min(need.crews, there))
    return found


def _stands_at(world: World, situation: Situation, crew: CrewId, post: StationId) -> bool:
    """Whether an idle crew has come to its post: a crew on its way does not keep it yet."""
    at = situation.ground.bases.get(post, situation.crews[crew].home)
    return is_near(world.vehicles[crew].where(world.now), at)
