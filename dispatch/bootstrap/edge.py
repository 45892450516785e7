"""The HTTP edge."""

from dataclasses import dataclass
from typing import Protocol

from sqlalchemy import Engine

from dispatch.adapters.audit_sql import SqlAuditTrail
from dispatch.adapters.clock import SystemClock
from dispatch.adapters.fhir.client import FhirClient
from dispatch.adapters.fhir.contexts import LivePatientContexts
from dispatch.adapters.fhir.dialect import load_dialect
from dispatch.adapters.fhir.guard import Patience
from dispatch.adapters.fhir.key import kept_key
from dispatch.adapters.fhir.matching import check_identifiers
from dispatch.adapters.fhir.records import FhirRecords
from dispatch.adapters.redis_bus import RedisBus
from dispatch.adapters.sql import lease as leases
from dispatch.adapters.sql.database import open_database
from dispatch.adapters.sql.inbox import SqlInbox
from dispatch.adapters.sql.record import EventLog
from dispatch.adapters.sql.tokens import SqlTokens
from dispatch.application.patient_context import AuditEntry
from dispatch.bootstrap.region import load_region
from dispatch.bootstrap.roads import open_map
from dispatch.bootstrap.tokens import issue_tokens
from dispatch.config import Settings
from dispatch.domain.ids import IncidentId
from dispatch.domain.region import Region
from routing.oracle import RoadOracle


class ContextListeners(Protocol):
    """Who hears of patients' contexts."""

    def changed(self, incident: IncidentId) -> None:
        """Hear that a context has changed."""
        ...

    def glass_broken(self, entry: AuditEntry) -> None:
        """Hear at once that somebody has opened what is restricted."""
        ...


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
    audit: SqlAuditTrail
    engine: Engine

    @staticmethod
    def check_identifiers(snils: str | None, enp: str | None) -> tuple[tuple[str, str], ...]:
        """Return (field, message) of numbers whose check digit is wrong."""
        return check_identifiers(snils, enp)

    def worker_seen_at(self) -> float | None:
        """Until when the decision worker holds its lease, POSIX seconds; None when there never was one."""
        return leases.expires_at(self.engine, self.settings.area)


def build_api(settings: Settings, told: ContextListeners) -> ApiParts:
    """Build the HTTP edge. `told` hears of changed and of forced patient contexts, on the event loop."""
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
        settings=settings,
        clock=clock,
        bus=RedisBus(settings.redis, area=settings.area),
        log=log,
        inbox=SqlInbox(engine),
        tokens=tokens,
        region=region,
        oracle=open_map(settings, region, spec=log.latest()[1].weights),
        contexts=_contexts(settings, trail, clock, told),
        engine=engine,
    )


def _contexts(
    settings: Settings, trail: SqlAuditTrail, clock: SystemClock, told: ContextListeners
) -> LivePatientContexts | None:
    if settings.emr_url in (None, "off"):
        return None
    dialect = load_dialect(settings.emr_dialect)
    client = FhirClient(
        str(settings.emr_url),
        authorization=settings.emr_authorization,
        requires_self_link=dialect.requires_self_link,
    )
    records = FhirRecords(
        client,
        dialect,
        key=kept_key(settings.data / "patient-ref.key"),
        now=clock.now,
        patience=Patience(deadline_s=settings.emr_deadline_s),
    )
    return LivePatientContexts(records, trail, now=clock.now, on_change=told.changed, on_break_glass=told.glass_broken)
