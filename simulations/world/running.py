"""A replication: build the world, let it run, and read what happened."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial

from dispatch.application.ports import Record
from dispatch.application.service import Dispatcher
from dispatch.domain.ground import Ground
from dispatch.domain.messages import AdoptRegion, Mode, SetMode
from dispatch.policy.catalogue import policy as policy_of
from dispatch.policy.requirement import RequirementParameters
from simulations.calls import Calls
from simulations.demand.streams import Streams
from simulations.results import Results
from simulations.scenario.model import PolicyChoice, Scenario
from simulations.travel.types import Travel
from simulations.world import people
from simulations.world.answering import answer
from simulations.world.failing import FailingPolicy, outages_of
from simulations.world.flying import Airfield, airfield, note_air, weather
from simulations.world.keeping import Kept
from simulations.world.manning import posts
from simulations.world.pausing import pauses
from simulations.world.receiving import hospitals
from simulations.world.record import FoldOnly
from simulations.world.several import Several
from simulations.world.transporting import note_transport, transports
from simulations.world.world import World


def run(  # noqa: PLR0913 (the parts of a replication, each by name)
    scenario: Scenario,
    calls: Calls,
    travel: Travel,
    *,
    replication: int = 0,
    policy: PolicyChoice | None = None,
    record: Record | None = None,
    reasons: bool = False,
    ground: Ground | None = None,
) -> Results:
    """Run one replication and return its rows. `policy` None: the scenario's own.

    `record` None keeps the situation only; give one that keeps commands and events to replay them. `reasons` keeps why
    each crew was chosen, for the table of calls. `ground` is what the policy is to cover (None: nothing). Raises
    `PolicyInvalid` for a policy that the catalogue does not have.
    """
    choice = policy or scenario.policy
    kept = Kept(scenario, calls, reasons=reasons)
    fold = FoldOnly() if record is None else record
    base = airfield(scenario.air, travel, Streams(seed=scenario.seed, replication=replication))
    world = _world(scenario, calls, travel, choice, fold, kept, Several(scenario, calls, replication), base)
    _open(world, ground or Ground(), base)
    with collecting_rarely():
        world.env.run(until=scenario.ends_at - scenario.start_at + people.AFTER_THE_END_S)
    return kept.results(
        replication=replication,
        policy=choice.name,
        crews=kept.crew_rows(world.driving_s()),
        door=(world.commands, world.events, len(world.situation.incidents)),
    )


@contextmanager
def collecting_rarely() -> Iterator[None]:
    """Let Python look for circles of garbage seldom: a world makes none, and looking takes an eighth of its time."""
    usual = gc.get_threshold()
    gc.set_threshold(1_000_000, *usual[1:])
    try:
        yield
    finally:
        gc.set_threshold(*usual)


def _world(  # noqa: PLR0913, PLR0917 (the parts of the world)
    scenario: Scenario,
    calls: Calls,
    travel: Travel,
    choice: PolicyChoice,
    record: Record,
    kept: Kept,
    several: Several,
    base: Airfield | None,
) -> World:
    outages = outages_of(scenario)
    chosen = policy_of(choice.name, choice.parameters)
    failing = FailingPolicy(policy=chosen, outages=outages) if scenario.outages else chosen
    dispatcher = Dispatcher(
        record=record,
        travel_times=travel,
        policies={chosen.name: failing},
        fallback=policy_of("nearest", None),
        air=base.flights if base is not None else None,
        requirement=RequirementParameters(first_responder=scenario.several_crews.first_responder),
    )
    return World(
        scenario=scenario,
        calls=calls,
        travel=travel,
        dispatcher=dispatcher,
        record=record,
        kept=kept,
        policy=chosen,
        outages=outages,
        answer=answer,
        several=several,
        note_transport=note_transport,
        note_air=partial(note_air, base),
    )


def _open(world: World, ground: Ground, base: Airfield | None) -> None:
    """Take the region into service and start what happens by itself."""
    scenario = world.scenario
    until_s = scenario.ends_at - scenario.start_at
    world.tell(
        AdoptRegion(
            name=scenario.region.name,
            digest=scenario.name,
            utc_offset_s=scenario.region.utc_offset_s,
            crews=scenario.region.crews,
            hospitals=scenario.region.hospitals,
            ground=ground,
            posts=scenario.region.posts,
            duty=scenario.duty,
        )
    )
    world.tell(SetMode(mode=Mode.AUTOMATIC))
    world.env.process(people.roads(world, until_s))
    if scenario.bays or scenario.hospital_changes:
        world.env.process(hospitals(world, until_s))
    world.env.process(people.shifts(world, until_s + people.AFTER_THE_END_S))
    world.env.process(people.callers(world))
    if scenario.region.posts:
        world.env.process(posts(world, until_s))
    if scenario.duty is not None:
        world.env.process(pauses(world, until_s + people.AFTER_THE_END_S))
    if scenario.transport is not None:
        world.env.process(transports(world, scenario.transport, until_s + people.AFTER_THE_END_S))
    if base is not None:
        world.env.process(weather(world, base, until_s + people.AFTER_THE_END_S))
