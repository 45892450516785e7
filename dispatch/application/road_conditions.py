"""Whether a wish about the roads may stand, and the events it leads to. Pure.

Every one of them ends in the weights as a whole: whoever keeps roads puts those in force, and needs nothing else.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import assert_never

from dispatch.domain.errors import StaleChoice, StaleReport, UnknownClosure
from dispatch.domain.messages import Event
from dispatch.domain.road_messages import (
    ChangeWeights,
    ClosureLifted,
    ClosureSet,
    LiftClosure,
    RoadCommand,
    SetClosure,
    TurnRoads,
    WeightsChanged,
)
from dispatch.domain.roads import RoadBook, StatedClosure, is_over, spec_with, with_closure, without_closure
from dispatch.domain.situation import Situation
from routing.types import WeightsSpec


def accept_roads(situation: Situation, body: RoadCommand, actor: str) -> Sequence[Event]:
    """Turn a wish into its events, or raise `Refused` with the way out."""
    match body:
        case ChangeWeights():
            return (_weights(situation, _said(situation.weights, body.spec), situation.roads, actor),)
        case SetClosure():
            return _set(situation, body, actor)
        case LiftClosure():
            return _lift(situation, body, actor)
        case TurnRoads():
            turned = replace(situation.weights, hour_of_week=body.hour_of_week, season=body.season)
            return (_weights(situation, turned, situation.roads, actor),)
        case _:
            assert_never(body)


def _said(known: WeightsSpec, spec: WeightsSpec) -> WeightsSpec:
    hour = known.hour_of_week if spec.hour_of_week is None else spec.hour_of_week
    return replace(spec, hour_of_week=hour, season=spec.season or known.season)


def _set(situation: Situation, body: SetClosure, actor: str) -> Sequence[Event]:
    closure, known = body.closure, situation.roads.closures.get(body.closure.id)
    if known is not None and known.closure == closure:
        return ()
    _as_seen(body.revision, known, f"перекрытие {closure.id}")
    if is_over(closure, situation.now):
        raise StaleReport(
            f"перекрытие {closure.id}: ends_at уже прошло; укажите будущее время, а то, что стоит, снимите"
        )
    revision = known.revision + 1 if known else 1
    stated = StatedClosure(closure=closure, by=actor, at=situation.now, revision=revision)
    book = with_closure(situation.roads, stated)
    told = ClosureSet(at=situation.now, closure=closure, revision=revision, by=actor)
    return (told, _weights(situation, situation.weights, book, actor))


def _lift(situation: Situation, body: LiftClosure, actor: str) -> Sequence[Event]:
    known = situation.roads.closures.get(body.closure)
    if known is None:
        raise UnknownClosure(f"перекрытие {body.closure}: такого нет, или его уже сняли; список: /api/roads/closures")
    _as_seen(body.revision, known, f"перекрытие {body.closure}")
    book = without_closure(situation.roads, body.closure)
    told = ClosureLifted(at=situation.now, closure=body.closure, by=actor, reason=body.reason)
    return (told, _weights(situation, situation.weights, book, actor))


def _as_seen(revision: int | None, known: StatedClosure | None, what: str) -> None:
    """Raise when somebody else has said something about the closure that the author has not seen."""
    stands = known.revision if known else 0
    if revision is None or revision == stands:
        return
    if known is None:
        raise StaleChoice(f"{what}: его тем временем сняли; если дорога закрыта, поставьте его заново")
    if revision == 0:
        raise StaleChoice(f"{what}: уже стоит, от {known.by} (версия {stands}); измените его или возьмите другой id")
    raise StaleChoice(f"{what}: его тем временем изменил {known.by} (версия {stands}); посмотрите и повторите")


def _weights(situation: Situation, said: WeightsSpec, book: RoadBook, actor: str) -> WeightsChanged:
    spec = spec_with(said, book, situation.now, situation.utc_offset_s)
    return WeightsChanged(at=situation.now, spec=spec, by=actor)
