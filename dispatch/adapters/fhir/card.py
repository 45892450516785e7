"""Putting the card together: identity strip, masks, sections as they land."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from dispatch.adapters.fhir.alerts import highest
from dispatch.adapters.fhir.dialect import Dialect
from dispatch.adapters.fhir.identifiers import masked
from dispatch.adapters.fhir.load import Landed
from dispatch.adapters.fhir.matching import carried, sex_of
from dispatch.adapters.fhir.resources import Resource, age_years, objects, text_at
from dispatch.application.patient_context import (
    Alert,
    Candidate,
    IdentityStrip,
    MatchGrade,
    PatientContext,
    Section,
    SectionName,
    SectionState,
)
from dispatch.domain.incident import ClinicalFlag


def blank(name: SectionName) -> Section:
    """A section that is being fetched."""
    return Section(name=name, state=SectionState.PENDING)


def nothing_loaded(note: str) -> tuple[Section, ...]:
    """All sections of a card that could not be had."""
    return tuple(Section(name=name, state=SectionState.UNAVAILABLE, note=note) for name in SectionName)


def filled(context: PatientContext, landed: Mapping[SectionName, Landed]) -> PatientContext:
    """The card with the sections that have landed."""
    alerts = _once([alert for one in landed.values() for alert in one.alerts])
    shown, more = highest(alerts)
    flags = frozenset(flag for one in landed.values() for flag in one.flags)
    critical = {ClinicalFlag.CRITICAL_ALERT} if any(alert.critical for alert in alerts) else set()
    return replace(
        context,
        alerts=shown,
        sections=tuple(landed[name].section if name in landed else blank(name) for name in SectionName),
        flags=flags | critical,
        warnings=(*context.warnings, more) if more else context.warnings,
    )


def _once(alerts: Sequence[Alert]) -> list[Alert]:
    """Each line once: two sections may know of one thing, and the fuller account stands."""
    fullest: dict[str, Alert] = {}
    for alert in alerts:
        known = fullest.get(alert.text)
        if known is None or len(alert.detail) > len(known.detail):
            fullest[alert.text] = alert
    return list(fullest.values())


def strip(patient: Resource, grade: MatchGrade, dialect: Dialect, *, fetched_at: float, now: float) -> IdentityStrip:
    """Whose card it is."""
    born = text_at(patient, "birthDate") or None
    return IdentityStrip(
        name=_name(patient),
        birth_date=born,
        age_years=age_years(born, now),
        sex=sex_of(patient),
        snils_masked=_masked(patient, dialect.systems.snils),
        enp_masked=_masked(patient, dialect.systems.enp),
        grade=grade,
        source=dialect.source,
        fetched_at=fetched_at,
    )


def candidate(patient: Resource, ref: str, dialect: Dialect) -> Candidate:
    """Somebody who may be the patient, so that a wrong one is not laid open."""
    return Candidate(
        ref=ref,
        name_masked=_name_masked(patient),
        birth_year=text_at(patient, "birthDate")[:4] or None,
        sex=sex_of(patient),
        snils_masked=_masked(patient, dialect.systems.snils),
        enp_masked=_masked(patient, dialect.systems.enp),
    )


def _masked(patient: Resource, systems: tuple[str, ...]) -> str | None:
    return masked(next(iter(sorted(carried(patient, systems))), None))


def _name(patient: Resource) -> str:
    official = next(objects(patient.get("name")), {})
    given = official.get("given")
    parts = [text_at(official, "family"), *(given if isinstance(given, list) else ())]
    return " ".join(part for part in parts if isinstance(part, str) and part) or text_at(official, "text") or "?"


def _name_masked(patient: Resource) -> str:
    """«И…а М. П.»."""
    family, *given = _name(patient).split()
    return " ".join([f"{family[0]}…{family[-1]}", *(f"{part[0]}." for part in given)])
