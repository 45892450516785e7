"""The patient's card on the wire, for those bound by medical secrecy."""

from typing import Any

from dispatch.api.moments import iso
from dispatch.application.patient_context import (
    MATCH_GRADE_RU,
    SECTION_RU,
    SECTION_STATE_RU,
    Alert,
    Candidate,
    ContextItem,
    IdentityStrip,
    PatientContext,
    Section,
)

Json = dict[str, Any]


def full_card(context: PatientContext) -> Json:
    """Return the whole card, top to bottom."""
    return {
        "grade": context.grade.value,
        "grade_ru": MATCH_GRADE_RU[context.grade],
        "identity": _identity(context.identity) if context.identity else None,
        "candidates": [_candidate(candidate) for candidate in context.candidates],
        "alerts": [_alert(alert) for alert in context.alerts],
        "sections": [_section(section) for section in context.sections],
        "warnings": list(context.warnings),
        "flags": sorted(context.flags),
        "unrestricted": context.unrestricted,
    }


def _identity(strip: IdentityStrip) -> Json:
    return {
        "name": strip.name,
        "birth_date": strip.birth_date,
        "age": strip.age_years,
        "sex": strip.sex,
        "snils_masked": strip.snils_masked,
        "enp_masked": strip.enp_masked,
        "grade": strip.grade.value,
        "source": strip.source,
        "fetched_at": iso(strip.fetched_at),
    }


def _candidate(candidate: Candidate) -> Json:
    return {
        "ref": candidate.ref,
        "name_masked": candidate.name_masked,
        "birth_year": candidate.birth_year,
        "sex": candidate.sex,
        "snils_masked": candidate.snils_masked,
        "enp_masked": candidate.enp_masked,
    }


def _alert(alert: Alert) -> Json:
    return {
        "text": alert.text,
        "detail": alert.detail,
        "code": alert.code,
        "critical": alert.critical,
        "check": alert.check,
    }


def _section(section: Section) -> Json:
    return {
        "name": section.name.value,
        "name_ru": SECTION_RU[section.name],
        "state": section.state.value,
        "state_ru": SECTION_STATE_RU[section.state],
        "fetched_at": iso(section.fetched_at),
        "note": section.note,
        "items": [_item(item) for item in section.items],
    }


def _item(item: ContextItem) -> Json:
    return {
        "text": item.text,
        "detail": item.detail,
        "code": item.code,
        "date": item.date,
        "critical": item.critical,
        "old": item.old,
        "raw": item.check,
    }
