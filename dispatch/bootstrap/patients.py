"""The patients' contexts. Imported after the service listens: no decision waits for it."""

from typing import Protocol

from dispatch.adapters.clock import SystemClock
from dispatch.adapters.fhir.client import FhirClient
from dispatch.adapters.fhir.contexts import LivePatientContexts
from dispatch.adapters.fhir.dialect import load_dialect
from dispatch.adapters.fhir.guard import Patience
from dispatch.adapters.fhir.key import kept_key
from dispatch.adapters.fhir.records import FhirRecords
from dispatch.application.patient_context import AuditEntry, AuditTrail
from dispatch.config import Settings
from dispatch.domain.ids import IncidentId


class ContextListeners(Protocol):
    """Who hears of patients' contexts."""

    def changed(self, incident: IncidentId) -> None:
        """Hear that a context has changed."""
        ...

    def glass_broken(self, entry: AuditEntry) -> None:
        """Hear at once that somebody has opened what is restricted."""
        ...


def build_contexts(settings: Settings, trail: AuditTrail, told: ContextListeners) -> LivePatientContexts:
    """Build the EMR part. `told` hears of changed and of forced contexts, on the event loop."""
    now = SystemClock().now
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
        now=now,
        patience=Patience(deadline_s=settings.emr_deadline_s),
    )
    return LivePatientContexts(records, trail, now=now, on_change=told.changed, on_break_glass=told.glass_broken)
