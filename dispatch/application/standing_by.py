"""Whether an idle crew may be sent to stand by elsewhere, and what follows."""

from collections.abc import Sequence

from dispatch.domain.crew import CREW_STATUS_RU, Crew, CrewStatus
from dispatch.domain.errors import NotAssignable, StaleChoice
from dispatch.domain.messages import DeclineStandby, OrderStandby, StandbyDeclined, StandbyOrdered
from dispatch.domain.recommendation import Reason
from dispatch.domain.situation import Situation
from dispatch.domain.standby import StandbyMove

OWN_WORDS = "ordered-by-person"


def order_standby(situation: Situation, crew: Crew, body: OrderStandby, actor: str) -> Sequence[StandbyOrdered]:
    """Send the crew, as offered or by a choice of the person's own. Nothing happens when it stands there already."""
    _idle(situation, crew)
    if body.to not in situation.ground.bases and body.to != crew.station:
        known = ", ".join(sorted(situation.ground.bases)) or "нет ни одной"
        raise NotAssignable(f"to={body.to}: такой базы нет; есть: {known}")
    offered = situation.moves.get(crew.id)
    if offered is None and situation.base_of(crew) == body.to:
        return ()
    if offered is None or offered.to != body.to:
        said = (Reason(code=OWN_WORDS, params={"words": body.reason}),) if body.reason else ()
        offered = StandbyMove(crew=crew.id, to=body.to, eta_s=None, reasons=said)
    return (StandbyOrdered(at=situation.now, move=offered, by=actor),)


def decline_standby(situation: Situation, crew: Crew, body: DeclineStandby, actor: str) -> Sequence[StandbyDeclined]:
    """Take the offer back; it is not made again for a while."""
    if crew.id not in situation.moves:
        raise StaleChoice(f"бригада {crew.id}: переезд ей сейчас не предложен")
    return (StandbyDeclined(at=situation.now, crew=crew.id, by=actor, reason=body.reason),)


def _idle(situation: Situation, crew: Crew) -> None:
    if crew.status is not CrewStatus.AVAILABLE:
        raise NotAssignable(f"бригада {crew.id} занята: {CREW_STATUS_RU[crew.status]}; переезжает только свободная")
    if crew.id in situation.transport.fetching():
        raise NotAssignable(f"бригада {crew.id} едет за пациентом плановой перевозки; выберите другую")
    if situation.shift_remaining_s(crew) is None:
        raise NotAssignable(f"бригада {crew.id} не на смене; выберите другую")
