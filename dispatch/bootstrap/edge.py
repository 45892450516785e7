"""The HTTP edge."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Engine

from dispatch.adapters.audit_sql import SqlAuditTrail
from dispatch.adapters.clock import SystemClock
from dispatch.adapters.fhir.client import FhirClient
from dispatch.adapters.fhir.contexts import LivePatientContexts
from dispatch.adapters.fhir.dialect import load_dialect
from dispatch.adapters.fhir.guard import Patience
from dispatch.adapters.fhir.identifiers import enp_valid, snils_valid
from dispatch.adapters.fhir.records import FhirRecords
from dispatch.adapters.redis_bus import RedisBus
from dispatch.adapters.sql import lease as leases
from dispatch.adapters.sql.database import open_database
from dispatch.adapters.sql.inbox import SqlInbox
from dispatch.adapters.sql.record import EventLog
from dispatch.adapters.sql.tokens import SqlTokens
from dispatch.bootstrap.region import load_region
from dispatch.bootstrap.roads import open_map
from dispatch.bootstrap.tokens import issue_tokens
from dispatch.config import Settings
from dispatch.domain.ids import IncidentId
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
    contexts: LivePatientContexts | None
    engine: Engine

    @staticmethod
    def check_identifiers(snils: str | None, enp: str | None) -> list[tuple[str, str]]:
        """Return (field, message) of numbers whose check digit is wrong."""
        return doubtful_identifiers(snils, enp)

    def worker_seen_at(self) -> float | None:
        """Until when the decision worker holds its lease, POSIX seconds; None when there never was one."""
        return leases.expires_at(self.engine, self.settings.area)


def build_api(settings: Settings, on_context: Callable[[IncidentId], None]) -> ApiParts:
    """Build the HTTP edge. `on_context` is told of every change of a patient's context."""
    clock = SystemClock()
    engine = open_database(settings.database, checkpoints=False)
    log = EventLog(engine)
    region = load_region(settings.region)
    tokens = SqlTokens(engine)
    issue_tokens(settings, tokens, clock.now())
    return ApiParts(
        settings=settings,
        clock=clock,
        bus=RedisBus(settings.redis, area=settings.area),
        log=log,
        inbox=SqlInbox(engine),
        tokens=tokens,
        region=region,
        oracle=open_map(settings, region, spec=log.latest()[1].weights),
        contexts=_contexts(settings, engine, clock, on_context),
        engine=engine,
    )


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


def doubtful_identifiers(snils: str | None, enp: str | None) -> list[tuple[str, str]]:
    """Return (field, message) of numbers whose check digit is wrong. Typed by hand: the operator should ask again."""
    found = []
    if snils and not snils_valid(snils):
        found.append(("snils", "контрольная сумма СНИЛС не сходится: переспросите номер; вызов принят"))
    if enp and not enp_valid(enp):
        found.append(("enp", "контрольная цифра полиса ОМС не сходится: переспросите номер; вызов принят"))
    return found
