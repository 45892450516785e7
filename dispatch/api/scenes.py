"""Several crews to one incident: victims counted, more crews asked for, duplicates, and a call handed over."""

from typing import Annotated, Any

from fastapi import APIRouter, Request
from pydantic import BaseModel, ConfigDict, Field, model_validator

from dispatch.api.commands import IdempotencyKey
from dispatch.api.doing import done
from dispatch.api.duplicates import perhaps_same
from dispatch.api.incidents import Because
from dispatch.api.problems import Problem
from dispatch.api.scene_views import scene_view, victims_view
from dispatch.api.security import Decider, Driver, Reader
from dispatch.api.streams import views_of
from dispatch.application.access import Operation, Role, User, may
from dispatch.application.scenes import MOST_ASKED
from dispatch.domain.capability import CrewCapability
from dispatch.domain.ids import CrewId, IncidentId
from dispatch.domain.messages import CommandBody
from dispatch.domain.parts import MOST_VICTIMS, ReliefCause, Victims
from dispatch.domain.scene_messages import AskForCrew, CancelScene, HandOver, MergeIncidents, UpdateVictims
from dispatch.domain.situation import Situation

Count = Annotated[int, Field(ge=0, le=MOST_VICTIMS)]
Words = Annotated[str, Field(max_length=1_000)]

router = APIRouter(tags=["scenes"])


class _Body(BaseModel):
    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)


class VictimsBody(_Body):
    """How many need help, by triage colour; `children` are among all of them."""

    red: Count = 0
    yellow: Count = 0
    green: Count = 0
    unsorted: Annotated[Count, Field(description="ещё никто не осмотрел")] = 0
    children: Annotated[Count, Field(description="из них детей")] = 0

    @model_validator(mode="after")
    def _no_more_children_than_victims(self) -> "VictimsBody":
        total = self.red + self.yellow + self.green + self.unsorted
        if self.children > total:
            raise ValueError(f"children: детей больше, чем пострадавших ({total})")
        return self


class AskBody(_Body):
    """Which crew is needed (empty: any), how many, and whether to the same patient."""

    need: Annotated[list[CrewCapability], Field(max_length=len(CrewCapability), examples=[["intensive"]])] = []
    same_patient: bool = True
    count: Annotated[int, Field(ge=1, le=MOST_ASKED)] = 1
    reason: Words = ""


class MergeBody(_Body):
    """Which waiting incident is a call about this one."""

    duplicate: Annotated[str, Field(min_length=1, max_length=100)]
    reason: Words = ""


class HandOverBody(_Body):
    """Why the crew is relieved, and by whom (absent: whom the service finds)."""

    cause: ReliefCause
    crew: Annotated[str | None, Field(max_length=100)] = None
    reason: Words = ""


@router.get("/api/incidents/{incident_id}/scene", summary="Все бригады вызова и похожие вызовы рядом")
def scene(request: Request, incident_id: str, user: Reader) -> dict[str, Any]:
    """Return the open parts of the whole, its victims, and open calls that may be about the same emergency."""
    _, situation = views_of(request).live.state()
    return _shown(request, situation, user, IncidentId(incident_id))


@router.post("/api/incidents/{incident_id}/victims", summary="Число и тяжесть пострадавших")
async def victims(
    request: Request, incident_id: str, body: VictimsBody, user: Driver, idempotency_key: IdempotencyKey = None
) -> dict[str, Any]:
    """Count the victims: crews are called as needed, and those to which nobody was sent are called off."""
    _own_scene(request, user, incident_id)
    wish = UpdateVictims(incident=IncidentId(incident_id), victims=Victims(**body.model_dump()))
    return await _done(request, user, wish, incident_id, idempotency_key)


@router.post("/api/incidents/{incident_id}/ask", summary="Нужна ещё бригада")
async def ask(
    request: Request, incident_id: str, body: AskBody, user: Driver, idempotency_key: IdempotencyKey = None
) -> dict[str, Any]:
    """Ask for more crews to where this incident's crew works."""
    _own_scene(request, user, incident_id)
    wish = AskForCrew(
        incident=IncidentId(incident_id),
        need=frozenset(body.need),
        same_patient=body.same_patient,
        count=body.count,
        crew=CrewId(user.crew) if user.crew else None,
        reason=body.reason,
    )
    return await _done(request, user, wish, incident_id, idempotency_key)


@router.post("/api/incidents/{incident_id}/merge", summary="Объединить звонки об одном случае")
async def merge(
    request: Request, incident_id: str, body: MergeBody, user: Decider, idempotency_key: IdempotencyKey = None
) -> dict[str, Any]:
    """Put a waiting duplicate into this incident: all its calls are kept."""
    wish = MergeIncidents(incident=IncidentId(incident_id), duplicate=IncidentId(body.duplicate), reason=body.reason)
    return await _done(request, user, wish, incident_id, idempotency_key)


@router.post("/api/incidents/{incident_id}/hand-over", summary="Передать вызов другой бригаде")
async def hand_over(
    request: Request, incident_id: str, body: HandOverBody, user: Driver, idempotency_key: IdempotencyKey = None
) -> dict[str, Any]:
    """Have the crew relieved. It answers for the patient until the other one is at the patient."""
    _own_scene(request, user, incident_id)
    if body.crew is not None and user.role is Role.CREW:
        raise Problem(403, "crew: бригаду на смену выбирает диспетчер; отправьте без этого поля", code="forbidden")
    wish = HandOver(
        incident=IncidentId(incident_id),
        cause=body.cause,
        crew=CrewId(body.crew) if body.crew else None,
        reason=body.reason,
    )
    return await _done(request, user, wish, incident_id, idempotency_key)


@router.post("/api/incidents/{incident_id}/cancel-all", summary="Отменить вызов целиком")
async def cancel_all(
    request: Request, incident_id: str, body: Because, user: Decider, idempotency_key: IdempotencyKey = None
) -> dict[str, Any]:
    """Cancel the whole incident: every crew without a patient is free again."""
    wish = CancelScene(incident=IncidentId(incident_id), reason=body.reason)
    return await _done(request, user, wish, incident_id, idempotency_key)


def _own_scene(request: Request, user: User, incident_id: str) -> None:
    """Raise a 403 problem for a tablet that has no part in this incident."""
    if user.role is not Role.CREW:
        return
    _, situation = views_of(request).live.state()
    crew = situation.crews.get(CrewId(user.crew or ""))
    job = situation.assignments.get(crew.assignment) if crew and crew.assignment else None
    mine = situation.incidents.get(job.incident) if job else None
    asked = situation.incidents.get(IncidentId(incident_id))
    whole = asked.whole if asked else IncidentId(incident_id)
    if mine is None or mine.whole != whole:
        raise Problem(403, f"бригада {user.crew} на вызове {incident_id} не работает", code="forbidden")


async def _done(request: Request, user: User, wish: CommandBody, incident_id: str, key: str | None) -> dict[str, Any]:
    await done(request, user, wish, key)
    _, situation = views_of(request).live.state()
    return _shown(request, situation, user, IncidentId(incident_id), gone=True)


def _shown(
    request: Request, situation: Situation, user: User, incident_id: IncidentId, *, gone: bool = False
) -> dict[str, Any]:
    known = situation.incidents.get(incident_id)
    found = situation.scenes.get(known.whole if known else incident_id)
    if known is None and found is None and not gone:
        raise Problem(404, f"вызов {incident_id}: среди открытых такого нет", code="unknown-incident")
    views, full = views_of(request), may(user, Operation.SEE_CARD)
    counted = found.victims if found else known.victims if known else None
    return {
        "whole": known.whole if known else incident_id,
        "open": known is not None or found is not None,
        "victims": victims_view(counted),
        "parts": scene_view(situation, found) if found else [],
        "perhaps_same": perhaps_same(views.parts.region, situation, known) if known and full else [],
        "incident_view": views.incident(situation, known, full=full) if known else None,
    }
