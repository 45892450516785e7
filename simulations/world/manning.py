"""Posts by hour in a world: how long each is manned, and time passing for those that become short of crews."""

from collections import Counter

from msgspec.structs import replace

from dispatch.application.manning import posts_counted
from dispatch.domain.crew import CrewStatus
from dispatch.domain.ids import CrewId, StationId
from dispatch.domain.messages import Tick
from dispatch.domain.posts import wanted_now
from dispatch.policy.relocation import AT_BASE_DEG
from routing.types import LatLon
from simulations.world.world import Steps, World

LOOK_S = 300.0
"""How often somebody looks at the posts. Assumed; a post that is left for less may go unnoticed."""


def posts(world: World, until_s: float) -> Steps:
    """Look at the posts in the counted time, and let the dispatcher know when the hour alone has changed something."""
    while world.env.now + LOOK_S <= until_s:
        yield world.env.timeout(LOOK_S)
        if world.env.now > world.scenario.warm_up_s:
            world.kept.posts.update(_seen(world))
        if posts_counted(replace(world.situation, now=world.now)) is not None:
            world.tell(Tick())


def _seen(world: World) -> Counter[str]:
    """Count, of each post, the crews that it is to have now and those of them that stand there."""
    asked = wanted_now(world.situation.posts.hours, world.now, world.situation.utc_offset_s)
    standing = Counter(base for crew in world.scenario.region.crews if (base := _stands_at(world, crew.id)) is not None)
    found: Counter[str] = Counter()
    for post, need in asked.items():
        found[f"{post}.asked"] = need.crews
        found[f"{post}.kept"] = min(need.crews, standing[post])
    return found


def _stands_at(world: World, crew_id: CrewId) -> StationId | None:
    """Return the base at which an idle crew stands; None while it is busy, off duty or on its way."""
    situation = world.situation
    crew = situation.crews[crew_id]
    if crew.status is not CrewStatus.AVAILABLE or not crew.shift.sendable_s(world.now, situation.utc_offset_s):
        return None
    base = situation.base_of(crew)
    return (
        base if _near(world.vehicles[crew_id].where(world.now), situation.ground.bases.get(base, crew.home)) else None
    )


def _near(one: LatLon, other: LatLon) -> bool:
    return abs(one.lat - other.lat) + abs(one.lon - other.lon) <= AT_BASE_DEG
