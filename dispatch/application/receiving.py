"""Whether a word about hospitals or the air ambulance may stand, and the events it leads to at once. Pure."""

from collections.abc import Sequence
from math import isfinite
from typing import assert_never

from dispatch.application.known import known_incident
from dispatch.domain.air import AirMeetingState, AirReadiness
from dispatch.domain.errors import StaleChoice, StaleReport, UnknownHospital
from dispatch.domain.hospital_messages import (
    AirMeetingDecided,
    AirReported,
    DecideAirMeeting,
    HospitalReported,
    ReportAir,
    ReportHospital,
)
from dispatch.domain.messages import Event
from dispatch.domain.reception import Reception
from dispatch.domain.situation import Situation

AHEAD_S = 300.0
"""A sender's clock may be so much ahead. Assumed."""


def accept_hospital(
    situation: Situation, body: ReportHospital | ReportAir | DecideAirMeeting, actor: str
) -> Sequence[Event]:
    """Turn a word into its event, or raise `Refused` with the way out."""
    match body:
        case ReportHospital():
            return _reported(situation, body, actor)
        case ReportAir():
            return _ready(situation, body, actor)
        case DecideAirMeeting():
            return _decided(situation, body, actor)
        case _:
            assert_never(body)


def _reported(situation: Situation, body: ReportHospital, actor: str) -> Sequence[Event]:
    if body.hospital not in situation.hospitals:
        raise UnknownHospital(f"стационар {body.hospital}: такого нет в справочнике региона; список: /api/hospitals")
    observed_at = _observed_at(situation, f"стационар {body.hospital}", body.observed_at, body.valid_until)
    known = situation.receptions.get(body.hospital)
    if known is not None and observed_at < known.observed_at:
        raise StaleReport(
            f"стационар {body.hospital}: уже есть сведения новее, от {known.by}; "
            "посмотрите их и пришлите заново с текущим временем"
        )
    said = Reception(
        observed_at=observed_at,
        by=actor,
        open=body.open,
        diverted=body.diverted,
        beds=body.beds,
        bays=body.bays,
        door_to_care_s=body.door_to_care_s,
        valid_until=body.valid_until,
        reason=body.reason,
    )
    return (HospitalReported(at=situation.now, hospital=body.hospital, reception=said),)


def _ready(situation: Situation, body: ReportAir, actor: str) -> Sequence[Event]:
    observed_at = _observed_at(situation, "санавиация", body.observed_at, body.valid_until)
    if situation.air is not None and observed_at < situation.air.observed_at:
        raise StaleReport("санавиация: уже есть сведения новее; пришлите заново с текущим временем")
    readiness = AirReadiness(
        ready=body.ready,
        base=body.base,
        visibility_m=body.visibility_m,
        ceiling_m=body.ceiling_m,
        wind_m_s=body.wind_m_s,
        observed_at=observed_at,
        valid_until=body.valid_until,
        by=actor,
    )
    return (AirReported(at=situation.now, readiness=readiness),)


def _decided(situation: Situation, body: DecideAirMeeting, actor: str) -> Sequence[Event]:
    known_incident(situation, body.incident)
    meeting = situation.air_meetings.get(body.incident)
    if meeting is None or meeting.site != body.site:
        raise StaleChoice(
            f"вызов {body.incident}: встреча на площадке {body.site} сейчас не предложена; обновите вызов"
        )
    if meeting.state is not AirMeetingState.OFFERED:
        raise StaleChoice(f"вызов {body.incident}: о встрече с санавиацией уже решено ({meeting.state})")
    return (
        AirMeetingDecided(
            at=situation.now, incident=body.incident, accepted=body.accepted, by=actor, reason=body.reason
        ),
    )


def _observed_at(situation: Situation, who: str, said_at: float | None, valid_until: float | None) -> float:
    """Return the moment that a word speaks of; refuse one of the future, and one that has lapsed."""
    observed_at = situation.now if said_at is None else said_at
    if not isfinite(observed_at) or observed_at > situation.now + AHEAD_S:
        raise StaleReport(f"{who}: observed_at из будущего; проверьте часы или не указывайте его")
    if valid_until is not None and valid_until <= situation.now:
        raise StaleReport(f"{who}: valid_until уже прошло; укажите будущее время или не указывайте его")
    return observed_at
