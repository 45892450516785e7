from pathlib import Path

import pytest
from sqlalchemy import Engine, create_engine, text

from dispatch.adapters.audit_sql import SqlAuditTrail
from dispatch.application.patient_context import AuditAction, AuditEntry, Purpose, legal_basis
from dispatch.domain.ids import IncidentId


@pytest.fixture
def engine(tmp_path: Path) -> Engine:
    return create_engine(f"sqlite:///{tmp_path / 'audit.sqlite3'}")


@pytest.fixture
def trail(engine: Engine) -> SqlAuditTrail:
    trail = SqlAuditTrail(engine)
    trail.create()
    trail.create()
    return trail


def entry(action: AuditAction = AuditAction.VIEW, ref: str | None = "ref-1", incident: str = "i-1") -> AuditEntry:
    return AuditEntry(
        at=1.5,
        action=action,
        who="brigade-7",
        role="crew",
        incident=IncidentId(incident),
        patient_ref=ref,
        sections=("allergies=loaded", "problems=restricted"),
        outcome="certain",
        purpose=Purpose.EMERGENCY_TREAT,
        legal_basis=legal_basis(Purpose.EMERGENCY_TREAT),
    )


def test_a_whole_chain_verifies(trail: SqlAuditTrail) -> None:
    assert trail.verify() is None
    for _ in range(3):
        trail.append(entry())
    trail.append(entry(ref=None))
    assert trail.verify() is None


@pytest.mark.parametrize(
    ("tampering", "found_at"),
    [
        ("UPDATE patient_audit SET who = 'somebody' WHERE seq = 2", 2),
        ("UPDATE patient_audit SET patient_ref = NULL WHERE seq = 3", 3),
        ("DELETE FROM patient_audit WHERE seq = 2", 2),
        ("DELETE FROM patient_audit WHERE seq = 1", 1),
    ],
)
def test_a_changed_or_removed_row_is_found(trail: SqlAuditTrail, engine: Engine, tampering: str, found_at: int) -> None:
    for _ in range(3):
        trail.append(entry())
    with engine.begin() as connection:
        connection.execute(text(tampering))
    assert trail.verify() == found_at


def test_it_remembers_whom_an_incident_has_withdrawn(trail: SqlAuditTrail) -> None:
    trail.append(entry())
    trail.append(entry(AuditAction.WITHDRAW, ref="wrong"))
    trail.append(entry(AuditAction.WITHDRAW, ref="other", incident="i-2"))
    assert trail.withdrawn(IncidentId("i-1")) == {"wrong"}
