"""Whether the situation allows a wish about planned transport, and the events it leads to. Pure."""

from collections.abc import Iterable, Sequence
from typing import assert_never

from dispatch.application.known import known_crew
from dispatch.application.transport_phrases import lacking_in_words
from dispatch.domain.crew import CREW_STATUS_RU, CrewStatus
from dispatch.domain.errors import IllegalTransition, NotAssignable, StaleChoice, UnknownTransport
from dispatch.domain.ids import TransportId
from dispatch.domain.messages import Mode
from dispatch.domain.recommendation import Reason
from dispatch.domain.situation import Situation
from dispatch.domain.transport import (
    NEXT_STEP,
    TRANSPORT_STEP_RU,
    UNDER_WAY,
    CrewRun,
    PlannedTransport,
    Transport,
    TransportPlan,
    TransportStep,
    TransportUse,
)
from dispatch.domain.transport_messages import (
    AdoptTransportPlan,
    AssignTransport,
    CancelTransport,
    ConfirmTransports,
    ReportTransportStep,
    RequestTransport,
    SetTransportLending,
    SetTransportUse,
    TransportAssigned,
    TransportCancelled,
    TransportCommand,
    TransportConfirmed,
    TransportEvent,
    TransportLendingSet,
    TransportPlanned,
    TransportRequested,
    TransportStepReached,
    TransportUseSet,
)
from dispatch.domain.transporting import fold_transport
from dispatch.policy.transport.due import CARRIES
from dispatch.policy.transport.suiting import lacking_of

RESTATE_S = 60.0
"""A plan is written down again when a stop moves by this much, another crew comes, or the reasons change."""


def accept_transport(  # noqa: C901, PLR0911 (one case a command)
    situation: Situation, body: TransportCommand, actor: str
) -> Sequence[TransportEvent]:
    """Turn a wish into its events, or raise `Refused` with the way out."""
    match body:
        case RequestTransport():
            return _request(situation, body, actor)
        case CancelTransport():
            return _cancel(situation, body, actor)
        case ConfirmTransports():
            return _confirm(situation, body, actor)
        case AssignTransport():
            return _assign(situation, body, actor)
        case AdoptTransportPlan(plan=plan):
            return _adopt(situation, plan)
        case ReportTransportStep():
            return _advance(situation, body)
        case SetTransportUse():
            return _use(situation, body, actor)
        case SetTransportLending(lend=lend):
            changed = lend is not situation.transport.lend
            return (TransportLendingSet(at=situation.now, lend=lend, by=actor),) if changed else ()
        case _:
            assert_never(body)


def next_step(situation: Situation, transport: Transport) -> TransportStep | None:
    """Return the button that the crew of a request may press now."""
    crew = situation.crews.get(transport.crew) if transport.crew else None
    return NEXT_STEP.get(transport.step) if crew is not None and crew.status in CARRIES else None


def _request(situation: Situation, body: RequestTransport, actor: str) -> Sequence[TransportRequested]:
    fresh = {r.id: r for r in body.requests if r.id not in situation.transport.requests}
    return tuple(TransportRequested(at=situation.now, transport=r.id, request=r, by=actor) for r in fresh.values())


def _cancel(situation: Situation, body: CancelTransport, actor: str) -> Sequence[TransportCancelled]:
    known = _transport(situation, body.transport)
    if known.step is TransportStep.ON_BOARD:
        raise NotAssignable(f"перевозка {body.transport}: пациент уже в машине бригады {known.crew}, отменить нельзя")
    others = situation.transport.requests.values() if body.returns else ()
    ways_back = [t for t in others if t.request.return_of == body.transport and t.step is not TransportStep.ON_BOARD]
    return tuple(
        TransportCancelled(at=situation.now, transport=t.request.id, crew=t.crew, by=actor, reason=body.reason)
        for t in (known, *ways_back)
    )


def _confirm(situation: Situation, body: ConfirmTransports, actor: str) -> Sequence[TransportConfirmed]:
    book = situation.transport
    chosen = [_transport(situation, name) for name in dict.fromkeys(body.transports)] or list(book.requests.values())
    for transport in chosen:
        if body.transports and transport.step is TransportStep.REQUESTED:
            raise StaleChoice(
                f"перевозка {transport.request.id}: плана для неё нет; дождитесь его или назначьте бригаду вручную"
            )
    return tuple(_confirmed(chosen, situation.now, actor))


def _confirmed(transports: Iterable[Transport], now: float, by: str) -> Iterable[TransportConfirmed]:
    for known in transports:
        if known.step is TransportStep.PLANNED and known.crew is not None and known.pickup_at is not None:
            yield TransportConfirmed(
                at=now, transport=known.request.id, crew=known.crew, promised_at=known.pickup_at, by=by
            )


def _assign(situation: Situation, body: AssignTransport, actor: str) -> Sequence[TransportAssigned]:
    known, crew = _transport(situation, body.transport), known_crew(situation, body.crew)
    if known.step is TransportStep.ON_BOARD:
        raise NotAssignable(f"перевозка {body.transport}: пациент уже в машине бригады {known.crew}")
    if known.pinned and known.crew == crew.id:
        return ()
    if missing := lacking_of(situation, crew, known.request):
        words = lacking_in_words(", ".join(missing))
        raise NotAssignable(f"бригаде {crew.id} для перевозки {body.transport} не хватает: {words}; выберите другую")
    if crew.status is CrewStatus.OUT_OF_SERVICE:
        raise NotAssignable(f"бригада {crew.id} вне линии: верните её или выберите другую")
    return (
        TransportAssigned(at=situation.now, transport=known.request.id, crew=crew.id, by=actor, reason=body.reason),
    )


def _adopt(situation: Situation, plan: TransportPlan) -> Sequence[TransportEvent]:
    _fits(situation, plan)
    event = _changes(situation, plan)
    if not (event.runs or event.transports or situation.transport.stale):
        return ()
    if situation.mode is not Mode.AUTOMATIC:
        return (event,)
    book, _ = fold_transport(situation.transport, situation.roster, event)
    return (event, *_confirmed(book.requests.values(), situation.now, plan.solver))


def _fits(situation: Situation, plan: TransportPlan) -> None:
    """Refuse a plan whose requests and crews are no longer what it was made on."""
    book = situation.transport
    if {planned.transport for planned in plan.transports} != book.requests.keys():
        raise StaleChoice("план перевозок устарел: заявки изменились; постройте его снова")
    carried = {planned.transport: planned.crew for planned in plan.transports}
    for transport in book.requests.values():
        held = transport.step in UNDER_WAY or transport.step is TransportStep.ON_BOARD or transport.pinned
        if held and carried[transport.request.id] not in {transport.crew, None}:
            raise StaleChoice(f"план перевозок устарел: заявку {transport.request.id} везёт бригада {transport.crew}")
    for run in plan.runs:
        _fits_crew(situation, run, plan.planned_at)


def _fits_crew(situation: Situation, run: CrewRun, planned_at: float) -> None:
    crew = known_crew(situation, run.crew)
    if run.stops and crew.status not in CARRIES and crew.status_at > planned_at:
        raise StaleChoice(f"план перевозок устарел: бригада {crew.id} занята ({CREW_STATUS_RU[crew.status]})")
    aboard = {t.request.id for t in situation.transport.on_board(crew.id)}
    picked = {stop.transport for stop in run.stops if stop.pickup}
    if not {stop.transport for stop in run.stops} - picked <= aboard or picked & aboard:
        raise StaleChoice(f"план перевозок устарел: у бригады {crew.id} в машине другие пациенты")


def _changes(situation: Situation, plan: TransportPlan) -> TransportPlanned:
    book = situation.transport
    wanted = {run.crew: run for run in plan.runs}
    gone = [CrewRun(crew=crew, stops=()) for crew in book.runs if crew not in wanted]
    runs = [run for crew, run in wanted.items() if _another_run(book.runs.get(crew), run)]
    said = [planned for planned in plan.transports if _another(book.requests[planned.transport], planned)]
    return TransportPlanned(
        at=situation.now,
        solver=plan.solver,
        weights_version=plan.weights_version,
        runs=(*runs, *gone),
        transports=tuple(said),
    )


def _another_run(known: CrewRun | None, run: CrewRun) -> bool:
    if known is None:
        return bool(run.stops)
    if [(s.transport, s.pickup) for s in known.stops] != [(s.transport, s.pickup) for s in run.stops]:
        return True
    return any(_moved(a.begin_at, b.begin_at) for a, b in zip(known.stops, run.stops, strict=True))


def _another(known: Transport, planned: PlannedTransport) -> bool:
    if known.crew != planned.crew or _codes(known.reasons) != _codes(planned.reasons):
        return True
    if known.step is TransportStep.REQUESTED and planned.crew is not None:
        return True
    return _moved(known.pickup_at, planned.pickup_at) or _moved(known.delivery_at, planned.delivery_at)


def _codes(reasons: Iterable[Reason]) -> list[str]:
    return [reason.code for reason in reasons]


def _moved(known: float | None, planned: float | None) -> bool:
    if known is None or planned is None:
        return known is not planned
    return abs(known - planned) >= RESTATE_S


def _advance(situation: Situation, body: ReportTransportStep) -> Sequence[TransportStepReached]:
    crew, known = known_crew(situation, body.crew), _transport(situation, body.transport)
    if known.crew != crew.id:
        whose = f"её везёт бригада {known.crew}" if known.crew else "она ждёт нового плана"
        raise StaleChoice(f"перевозка {body.transport} не у бригады {crew.id}: {whose}; обновите список")
    if known.step is body.step:
        return ()
    if crew.status not in CARRIES:
        raise NotAssignable(
            f"бригада {crew.id} занята: {CREW_STATUS_RU[crew.status]}; перевозка подождёт или её передадут"
        )
    legal = next_step(situation, known)
    if legal is not body.step:
        raise IllegalTransition(_refusal(known, body.step, legal), legal=() if legal is None else (legal,))
    others = [t for t in situation.transport.on_board(crew.id) if t is not known]
    return (
        TransportStepReached(
            at=situation.now,
            transport=known.request.id,
            crew=crew.id,
            step=body.step,
            reached_at=_moment(situation, known, body.pressed_at),
            free=body.step is TransportStep.DELIVERED and not others,
        ),
    )


def _moment(situation: Situation, known: Transport, pressed_at: float | None) -> float:
    """Take the tablet's clock between the last step and now."""
    if pressed_at is None:
        return situation.now
    return min(max(pressed_at, *known.times.values(), known.request.requested_at), situation.now)


def _refusal(known: Transport, wanted: TransportStep, legal: TransportStep | None) -> str:
    name = f"перевозка {known.request.id}: сейчас нельзя «{TRANSPORT_STEP_RU[wanted]}»"
    if legal is None:
        return f"{name}: она ещё не подтверждена; диспетчер подтверждает план"
    return f"{name}; можно «{TRANSPORT_STEP_RU[legal]}» ({legal})"


def _use(situation: Situation, body: SetTransportUse, actor: str) -> Sequence[TransportUseSet]:
    book, crew = situation.transport, known_crew(situation, body.crew)
    if body.use is book.use(crew.id) and body.room == book.rooms.get(crew.id):
        return ()
    aboard = book.on_board(crew.id)
    if body.use is TransportUse.NONE and aboard:
        raise NotAssignable(f"бригада {crew.id} везёт пациента ({aboard[0].request.id}): сначала доставьте его")
    return (
        TransportUseSet(at=situation.now, crew=crew.id, use=body.use, room=body.room, by=actor, reason=body.reason),
    )


def _transport(situation: Situation, name: TransportId) -> Transport:
    try:
        return situation.transport.requests[name]
    except KeyError:
        raise UnknownTransport(f"перевозка {name}: среди открытых такой нет (доставлена или отменена)") from None
