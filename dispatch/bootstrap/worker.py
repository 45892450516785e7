"""The decision worker."""

from collections.abc import Callable
from dataclasses import dataclass
from uuid import uuid4

from sqlalchemy import Engine

from dispatch.adapters.clock import SystemClock
from dispatch.adapters.redis_bus import STREAM_LENGTH, RedisBus
from dispatch.adapters.sql import lease as leases
from dispatch.adapters.sql.database import open_database
from dispatch.adapters.sql.inbox import SqlInbox
from dispatch.adapters.sql.record import SqlRecord
from dispatch.application.degrading import DegradingTimes
from dispatch.application.service import Dispatcher
from dispatch.bootstrap.air import air_rescue
from dispatch.bootstrap.dispatching import build_dispatcher, decider
from dispatch.bootstrap.region import load_region
from dispatch.bootstrap.roads import open_map, travel_times
from dispatch.config import Settings
from dispatch.domain.messages import AdoptRegion, CommandBody, SetMode
from dispatch.domain.region import Region
from dispatch.domain.roads import SeasonBegin
from routing.oracle import RoadOracle
from routing.types import WeightsSpec


@dataclass(slots=True, kw_only=True)
class WorkerParts:
    """What the decision worker works with."""

    clock: SystemClock
    bus: RedisBus
    record: SqlRecord
    inbox: SqlInbox
    dispatcher: Dispatcher
    oracle: RoadOracle
    times: DegradingTimes
    policy: str
    decider: str
    opening: tuple[CommandBody, ...]
    seasons: tuple[SeasonBegin, ...] = ()
    wait: Callable[[float], None]
    engine: Engine
    lease: leases.Lease
    ttl_s: float
    stream_length: int = STREAM_LENGTH

    def weights_version(self) -> str:
        """The version of the weights that the next decision uses."""
        return self.times.weights_version

    def reweight(self, spec: WeightsSpec, at: float) -> None:
        """Put new road weights in force, those of the moment `at` (POSIX seconds)."""
        self.oracle.reweight(spec, at)

    def renew(self, now: float) -> None:
        """Go on holding the area. Raises `Fenced`."""
        leases.renew(self.engine, self.lease, now=now, ttl_s=self.ttl_s)

    def release(self) -> None:
        """Let the next worker in."""
        leases.release(self.engine, self.lease)


def build_worker(settings: Settings, *, wait: Callable[[float], None], ttl_s: float) -> WorkerParts | None:
    """Build the decision worker; None while another one holds the area."""
    clock = SystemClock()
    engine = open_database(settings.database, checkpoints=True)
    lease = leases.acquire(engine, area=settings.area, holder=uuid4().hex, now=clock.now(), ttl_s=ttl_s)
    if lease is None:
        engine.dispose()
        return None
    record = SqlRecord(engine, lease)
    region = load_region(settings.region)
    oracle = open_map(settings, region, of=record.situation())
    times = travel_times(oracle)
    # Loading a map may outlast the lease; whoever took it meanwhile is found out by the next write.
    return WorkerParts(
        clock=clock,
        bus=RedisBus(settings.redis, area=settings.area),
        record=record,
        inbox=SqlInbox(engine),
        dispatcher=build_dispatcher(record, times, air_rescue(settings.region, times)),
        oracle=oracle,
        times=times,
        policy=settings.policy,
        decider=decider(),
        opening=_opening(settings, region, fresh=record.seq == 0),
        seasons=region.seasons,
        wait=wait,
        engine=engine,
        lease=lease,
        ttl_s=ttl_s,
    )


def _opening(settings: Settings, region: Region, *, fresh: bool) -> tuple[CommandBody, ...]:
    adopt = AdoptRegion(
        name=region.name,
        digest=region.digest,
        utc_offset_s=region.utc_offset_s,
        crews=region.crews,
        hospitals=region.hospitals,
        ground=region.ground,
        posts=region.posts,
        duty=region.duty,
    )
    return (adopt, SetMode(mode=settings.mode)) if fresh else (adopt,)
