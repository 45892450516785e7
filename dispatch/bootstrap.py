"""The composition root: the only module that knows which adapter fills which port."""

import json
import secrets
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import TypeVar
from uuid import uuid4

from sqlalchemy import Engine

from dispatch.adapters.audit_sql import SqlAuditTrail
from dispatch.adapters.clock import SystemClock
from dispatch.adapters.fhir.client import FhirClient
from dispatch.adapters.fhir.contexts import LivePatientContexts
from dispatch.adapters.fhir.dialect import load_dialect
from dispatch.adapters.fhir.guard import Patience
from dispatch.adapters.fhir.identifiers import enp_valid, snils_valid
from dispatch.adapters.fhir.records import FhirRecords
from dispatch.adapters.memory import MemoryRecord
from dispatch.adapters.redis_bus import STREAM_LENGTH, RedisBus
from dispatch.adapters.region_files import check_region, load_region
from dispatch.adapters.road_times import RoadTimes
from dispatch.adapters.sql import lease as leases
from dispatch.adapters.sql.database import open_database
from dispatch.adapters.sql.inbox import SqlInbox
from dispatch.adapters.sql.record import ChainBroken, EventLog, SqlRecord, verify
from dispatch.adapters.sql.tokens import SqlTokens
from dispatch.adapters.straight_line import StraightLineTimes
from dispatch.application.access import Role, User
from dispatch.application.chain import GENESIS
from dispatch.application.degrading import DegradingTimes
from dispatch.application.ports import Record, TravelTimes
from dispatch.application.replaying import Replayed, ReplayReport, replay
from dispatch.application.service import Dispatcher
from dispatch.config import ROOT, Settings
from dispatch.domain.ids import IncidentId
from dispatch.domain.messages import AdoptRegion, CommandBody, SetMode
from dispatch.domain.region import Region
from dispatch.policy.matching import Matching
from dispatch.policy.nearest import Nearest
from routing.oracle import RoadOracle, find_map
from routing.types import GazetteerEntry, WeightsSpec

__all__ = [
    "ApiParts",
    "WorkerParts",
    "build_api",
    "build_dispatcher",
    "build_worker",
    "check_region",
    "chosen_map",
    "gazetteer",
    "issue_tokens",
    "load_region",
    "open_map",
    "replay_record",
    "tiles_path",
    "verify_record",
]

R = TypeVar("R")

DEMO_TOKEN_S = 30 * 86_400.0

POLICIES = {policy.name: policy for policy in (Nearest(), Matching())}


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
    opening: tuple[CommandBody, ...]
    wait: Callable[[float], None]
    engine: Engine
    lease: leases.Lease
    ttl_s: float
    stream_length: int = STREAM_LENGTH

    def weights_version(self) -> str:
        """The version of the weights that the next decision uses."""
        return self.times.weights_version

    def reweight(self, spec: WeightsSpec) -> None:
        """Put new road weights in force."""
        self.oracle.reweight(spec)

    def renew(self, now: float) -> None:
        """Go on holding the area. Raises `Fenced`."""
        leases.renew(self.engine, self.lease, now=now, ttl_s=self.ttl_s)

    def release(self) -> None:
        """Let the next worker in."""
        leases.release(self.engine, self.lease)


@dataclass(slots=True, kw_only=True)
class ApiParts:
    """What the HTTP edge works with."""

    settings: Settings
    clock: SystemClock
    bus: RedisBus
    log: EventLog
    inbox: SqlInbox
    tokens: SqlTokens
    region: Region
    oracle: RoadOracle
    contexts: LivePatientContexts | None
    engine: Engine

    @staticmethod
    def check_identifiers(snils: str | None, enp: str | None) -> list[tuple[str, str]]:
        """Return (field, message) of numbers whose check digit is wrong."""
        return doubtful_identifiers(snils, enp)

    def worker_seen_at(self) -> float | None:
        """Until when the decision worker holds its lease, POSIX seconds; None when there never was one."""
        return leases.expires_at(self.engine, self.settings.area)


def open_map(settings: Settings, region: Region, *, spec: WeightsSpec | None = None) -> RoadOracle:
    """Load the map in the loader's order, with the region's places for the geocoder. Raises `MapUnreadable`."""
    return RoadOracle.open(chosen_map(settings), settings.cache, gazetteer=gazetteer(region), spec=spec)


def chosen_map(settings: Settings) -> Path:
    """Return the map that will be loaded. Raises `MapUnreadable`."""
    return find_map(settings.map, ROOT)


def gazetteer(region: Region) -> list[GazetteerEntry]:
    """Return the region's settlements for the geocoder."""
    return [
        GazetteerEntry(name=place.name, at=place.at, district=place.district, population=place.population)
        for place in region.places
    ]


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
    oracle = open_map(settings, region, spec=record.situation().weights)
    times = DegradingTimes([RoadTimes(oracle), StraightLineTimes()])
    # Loading a map may outlast the lease; whoever took it meanwhile is found out by the next write.
    return WorkerParts(
        clock=clock,
        bus=RedisBus(settings.redis, area=settings.area),
        record=record,
        inbox=SqlInbox(engine),
        dispatcher=build_dispatcher(record, times),
        oracle=oracle,
        times=times,
        policy=settings.policy,
        opening=_opening(settings, region, fresh=record.seq == 0),
        wait=wait,
        engine=engine,
        lease=lease,
        ttl_s=ttl_s,
    )


def build_dispatcher(record: Record, times: TravelTimes) -> Dispatcher:
    """Build the dispatcher, the same for the live service, for replay and for simulations."""
    return Dispatcher(record=record, travel_times=times, policies=POLICIES, fallback=POLICIES["nearest"])


def build_api(settings: Settings, on_context: Callable[[IncidentId], None]) -> ApiParts:
    """Build the HTTP edge. `on_context` is told of every change of a patient's context."""
    clock = SystemClock()
    engine = open_database(settings.database, checkpoints=False)
    log = EventLog(engine)
    region = load_region(settings.region)
    return ApiParts(
        settings=settings,
        clock=clock,
        bus=RedisBus(settings.redis, area=settings.area),
        log=log,
        inbox=SqlInbox(engine),
        tokens=SqlTokens(engine),
        region=region,
        oracle=open_map(settings, region, spec=log.latest()[1].weights),
        contexts=_contexts(settings, engine, clock, on_context),
        engine=engine,
    )


def _opening(settings: Settings, region: Region, *, fresh: bool) -> tuple[CommandBody, ...]:
    adopt = AdoptRegion(
        name=region.name,
        digest=region.digest,
        utc_offset_s=region.utc_offset_s,
        crews=region.crews,
        hospitals=region.hospitals,
    )
    return (adopt, SetMode(mode=settings.mode)) if fresh else (adopt,)


def _contexts(
    settings: Settings, engine: Engine, clock: SystemClock, on_context: Callable[[IncidentId], None]
) -> LivePatientContexts | None:
    if settings.emr_url in (None, "off"):
        return None
    client = FhirClient(str(settings.emr_url), authorization=settings.emr_authorization)
    records = FhirRecords(
        client,
        load_dialect(),
        key=_key(settings.data / "patient-ref.key"),
        now=clock.now,
        patience=Patience(deadline_s=settings.emr_deadline_s),
    )
    trail = SqlAuditTrail(engine)
    trail.create()
    return LivePatientContexts(records, trail, now=clock.now, on_change=on_context)


def _key(path: Path) -> bytes:
    """Return the key of the opaque patient references; made once, and never sent anywhere."""
    if not path.exists():
        path.touch(mode=0o600)
        path.write_bytes(secrets.token_bytes(32))
    return path.read_bytes()


def tiles_path(cache: Path, checksum: str) -> Path:
    """Return where the tiles of a map are kept."""
    return cache / f"{checksum[:16]}.pmtiles"


def doubtful_identifiers(snils: str | None, enp: str | None) -> list[tuple[str, str]]:
    """Return (field, message) of numbers whose check digit is wrong. Typed by hand: the operator should ask again."""
    found = []
    if snils and not snils_valid(snils):
        found.append(("snils", "контрольная сумма СНИЛС не сходится: переспросите номер; вызов принят"))
    if enp and not enp_valid(enp):
        found.append(("enp", "контрольная цифра полиса ОМС не сходится: переспросите номер; вызов принят"))
    return found


def issue_tokens(settings: Settings) -> dict[str, str]:
    """Return the demo users' tokens, role → token: made at the first start, kept in a file only the owner reads."""
    path = settings.tokens_file
    known: dict[str, str] = json.loads(path.read_text()) if path.exists() else {}
    engine = open_database(settings.database, checkpoints=False)
    tokens = SqlTokens(engine)
    expires_at = SystemClock().now() + DEMO_TOKEN_S
    for role in Role:
        if role is not Role.CREW:
            user = User(name=f"demo-{role.value}", role=role)
            known[role.value] = tokens.issue(user, expires_at=expires_at, token=known.get(role.value))
    engine.dispose()
    path.touch(mode=0o600)
    path.write_text(json.dumps(known, indent=1))
    return known


def replay_record(settings: Settings, *, limit: int | None = None) -> ReplayReport:
    """Handle the record's commands again on the same map. Raises `MapUnreadable`."""
    engine = open_database(settings.database, checkpoints=False)
    log = EventLog(engine)
    oracle = open_map(settings, load_region(settings.region))
    times = DegradingTimes([RoadTimes(oracle), StraightLineTimes()])
    memory = MemoryRecord()
    again = Replayed(
        dispatcher=build_dispatcher(memory, times),
        situation=memory.situation,
        reweight=oracle.reweight,
        weights_version=lambda: times.weights_version,
    )
    commands = list(islice(_pages(lambda after: log.handled(after), lambda row: row.number), limit))
    events = list(_pages(lambda after: log.after(after), lambda row: row.seq))
    engine.dispose()
    return replay(again, commands, events)


def verify_record(settings: Settings) -> list[str]:
    """Check the hash chain of the whole log; one line for what is broken."""
    engine = open_database(settings.database, checkpoints=False)
    seq, last = 0, GENESIS
    try:
        for row in _pages(lambda after: EventLog(engine).after(after), lambda row: row.seq):
            last = verify(row, seq, last)
            seq = row.seq
    except ChainBroken as broken:
        return [f"запись: {broken}"]
    finally:
        engine.dispose()
    return []


def _pages(read: Callable[[int], list[R]], key: Callable[[R], int]) -> Iterator[R]:
    after = 0
    while page := read(after):
        yield from page
        after = key(page[-1])
