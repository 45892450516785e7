"""Planned transport as the screens are shown it."""

import json
from collections.abc import Mapping
from typing import Any

from dispatch.api.moments import iso
from dispatch.api.transport_use import transport_of_crew
from dispatch.api.views import Json, Views, answer_of, coarse, point, reasons
from dispatch.application.access import Operation, Role, User, may
from dispatch.application.phrases import EVENTS_RU
from dispatch.application.transporting import next_step
from dispatch.domain.crew import Crew
from dispatch.domain.messages import Event
from dispatch.domain.situation import Situation
from dispatch.domain.transport import (
    MOBILITY_RU,
    TRANSPORT_KIND_RU,
    TRANSPORT_STEP_RU,
    CrewRun,
    Stop,
    Transport,
    TransportOption,
    TransportStep,
    Window,
)
from dispatch.domain.transport_messages import (
    TransportCancelled,
    TransportEvent,
    TransportPlanned,
    TransportRequested,
    TransportStepReached,
)
from routing.types import LatLon

CANCELLED = "cancelled"


def board(views: Views, situation: Situation, user: User) -> Json:
    """Return every open request, every crew's run, and which crews carry."""
    book = situation.transport
    ordered = sorted(book.requests.values(), key=lambda t: (t.pickup_at or t.request.first_at, t.request.id))
    return {
        "now": iso(views.parts.clock.now()),
        "planned_at": iso(book.planned_at or None),
        "plan_pending": book.stale,
        "lend_to_p1": book.lend,
        "transports": [transport_view(views, situation, transport, user) for transport in ordered],
        "runs": [run_view(run) for run in book.runs.values()],
        "crews": [_crew_view(situation, crew) for crew in situation.crews.values() if crew.id in book.uses],
    }


def transport_view(views: Views, situation: Situation, transport: Transport, user: User) -> Json:
    """Return one request. Who travels, and the exact places, only to those who may see it."""
    request = transport.request
    full = may(user, Operation.SEE_CARD) or (user.role is Role.CREW and user.crew == transport.crew)
    card = _card(views, request.patient_ref)
    following = next_step(situation, transport)
    return {
        "id": request.id,
        "kind": request.kind.value,
        "kind_ru": TRANSPORT_KIND_RU[request.kind],
        "step": transport.step.value,
        "step_ru": TRANSPORT_STEP_RU[transport.step],
        "next_step": following.value if following else None,
        "next_step_ru": TRANSPORT_STEP_RU[following] if following else None,
        "from": _end(views, request.origin, request.origin_hospital, _words(card, request.return_of, 0), full=full),
        "to": _end(
            views, request.destination, request.destination_hospital, _words(card, request.return_of, 1), full=full
        ),
        "pickup": _window(request.pickup),
        "delivery": _window(request.delivery),
        "pickup_at": iso(transport.pickup_at),
        "delivery_at": iso(transport.delivery_at),
        "promised_at": iso(transport.promised_at),
        "crew": transport.crew,
        "by_hand": transport.pinned,
        "mobility": request.mobility.value,
        "mobility_ru": MOBILITY_RU[request.mobility],
        "escorts": request.escorts,
        "oxygen": request.oxygen,
        "crew_need": sorted(request.crew_need),
        "may_share": request.may_share,
        "return_of": request.return_of,
        "series": request.series,
        "times": {step.value: iso(at) for step, at in transport.times.items()},
        "reasons": reasons(transport.reasons),
        "options": [_option(option) for option in transport.options],
        "patient": card.get("patient") if full else None,
        "note": card.get("note") if full else None,
    }


def run_view(run: CrewRun) -> Json:
    """Return the stops that a crew has before it."""
    return {"crew": run.crew, "stops": [_stop(stop) for stop in run.stops]}


def crew_run_view(views: Views, situation: Situation, crew: Crew, user: User) -> Json:
    """Return what a tablet shows: the stops in order, and each request with its next button."""
    run = situation.transport.runs.get(crew.id) or CrewRun(crew=crew.id, stops=())
    own = situation.transport.of_crew(crew.id)
    return {
        **_crew_view(situation, crew),
        **run_view(run),
        "transports": {t.request.id: transport_view(views, situation, t, user) for t in own},
    }


def closed_view(views: Views, situation: Situation, events: list[Event], user: User) -> Json | None:
    """Return a request that is over, from its own events; None when there are none."""
    asked = next((event for event in events if isinstance(event, TransportRequested)), None)
    if asked is None:
        return None
    reached = [event for event in events if isinstance(event, TransportStepReached)]
    cancelled = any(isinstance(event, TransportCancelled) for event in events)
    transport = Transport(
        request=asked.request,
        step=reached[-1].step if reached else TransportStep.REQUESTED,
        crew=reached[-1].crew if reached else None,
        times={event.step: event.reached_at for event in reached},
    )
    shown = transport_view(views, situation, transport, user)
    return {**shown, "step": CANCELLED, "step_ru": "отменена"} if cancelled else shown


def story_view(events: list[Event]) -> list[Json]:
    """Return what has happened, in words."""
    return [{"at": iso(e.at), "type": type(e).__name__, "text": EVENTS_RU[type(e).__name__]} for e in events]


def carried_view(views: Views, user: User, event: Event, situation: Situation) -> Mapping[str, Any]:
    """Return what a message of the stream says of planned transport; nothing for other events."""
    if not isinstance(event, TransportEvent):
        return {}
    name = getattr(event, "transport", None)
    known = situation.transport.requests.get(name) if name else None
    found: dict[str, Any] = {"transport": name}
    if name is not None:
        found["transport_view"] = transport_view(views, situation, known, user) if known else None
    if isinstance(event, TransportPlanned):
        own = [run for run in event.runs if user.role is not Role.CREW or run.crew == user.crew]
        found["runs"] = [run_view(run) for run in own]
        found["transports"] = [planned.transport for planned in event.transports] if user.role is not Role.CREW else []
    return found


def concerns(event: Event, crew: str | None) -> bool:
    """Whether a plan changes the run of this crew."""
    return isinstance(event, TransportPlanned) and any(run.crew == crew for run in event.runs)


def _crew_view(situation: Situation, crew: Crew) -> Json:
    room = situation.transport.room(crew.id, crew.vehicle_class)
    return {
        "crew": crew.id,
        "status": crew.status.value,
        "transport": transport_of_crew(situation, crew.id),
        "room": {
            "seats": room.seats,
            "wheelchairs": room.wheelchairs,
            "stretchers": room.stretchers,
            "oxygen": room.oxygen,
        },
    }


def _stop(stop: Stop) -> Json:
    return {
        "transport": stop.transport,
        "pickup": stop.pickup,
        "arrive_at": iso(stop.arrive_at),
        "begin_at": iso(stop.begin_at),
        "leave_at": iso(stop.leave_at),
        "slack_s": stop.slack_s,
    }


def _option(option: TransportOption) -> Json:
    return {"crew": option.crew, "added_s": option.added_s, "reasons": reasons(option.reasons)}


def _window(window: Window | None) -> Json | None:
    return None if window is None else {"from": iso(window.from_at), "until": iso(window.until_at)}


def _end(views: Views, at: LatLon, hospital: str | None, words: tuple[str, str | None], *, full: bool) -> Json:
    known = next((row for row in views.parts.region.hospitals if row.id == hospital), None)
    label, note = words
    exact = full or known is not None
    return {
        "at": point(at) if exact else coarse(point(at)),
        "hospital": hospital,
        "label": known.name if known else (label if full else None),
        "note": note if full else None,
    }


def _card(views: Views, booking: str | None) -> Json:
    """Return the booking as it came, with the words of its ends."""
    stored = views.parts.inbox.card_of(booking) if booking else None
    if stored is None:
        return {}
    return {**dict(json.loads(stored.raw)), "ends": answer_of(stored).get("ends", ["", ""])}


def _words(card: Json, return_of: str | None, end: int) -> tuple[str, str | None]:
    """Return the words and the note of one end; the way back has them the other way round."""
    side = end if return_of is None else 1 - end
    given = card.get(("from", "to")[side]) or {}
    return (card.get("ends") or ["", ""])[side], given.get("note")
