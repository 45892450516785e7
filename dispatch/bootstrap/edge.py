"""The HTTP edge."""

from dataclasses import dataclass

from sqlalchemy import Engine

from dispatch.adapters.audit_sql import SqlAuditTrail
from dispatch.adapters.clock import SystemClock
from dispatch.adapters.fhir.matching import check_identifiers
from dispatch.adapters.redis_bus import RedisBus
from dispatch.adapters.run_folder import RunFolder
from dispatch.adapters.sql import lease as leases
from dispatch.adapters.sql.database import open_database
from dispatch.adapters.sql.inbox import SqlInbox
from dispatch.adapters.sql.record import EventLog
from dispatch.adapters.sql.tokens import SqlTokens
from dispatch.adapters.track_files import TrackFiles
from dispatch.application.patient_context import PatientContexts
from dispatch.bootstrap.region import load_region
from dispatch.bootstrap.roads import open_map
from dispatch.bootstrap.tokens import issue_tokens
from dispatch.config import Settings
from dispatch.domain.region import Region
from routing.oracle import RoadOracle


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
    audit: SqlAuditTrail
    runs: RunFolder
    tracks: TrackFiles
    engine: Engine
    contexts: PatientContexts | None = None

    @staticmethod
    def check_identifiers(snils: str | None, enp: str | None) -> tuple[tuple[str, str], ...]:
        """Return (field, message) of numbers whose check digit is wrong."""
        return check_identifiers(snils, enp)

    def worker_seen_at(self) -> float | None:
        """Until when the decision worker holds its lease, POSIX seconds; None when there never was one."""
        return leases.expires_at(self.engine, self.settings.area)


def build_api(settings: Settings) -> ApiParts:
    """Build the HTTP edge."""
    clock = SystemClock()
    engine = open_database(settings.database, checkpoints=False)
    log = EventLog(engine)
    region = load_region(settings.region)
    tokens = SqlTokens(engine)
    issue_tokens(settings, tokens, clock.now())
    trail = SqlAuditTrail(engine)
    trail.create()
    return ApiParts(
        audit=trail,
        runs=RunFolder(settings.runs_folder),
        tracks=TrackFiles(settings.tracks_folder, settings.tracks_days),
        settings=settings,
        clock=clock,
        bus=RedisBus(settings.redis, area=settings.area),
        log=log,
        inbox=SqlInbox(engine),
        tokens=tokens,
        region=region,
        oracle=open_map(settings, region, of=log.latest()[1]),
        engine=engine,
    )
