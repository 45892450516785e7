"""What a crew's own view says of planned transport, in short."""

from typing import Any

from dispatch.domain.ids import CrewId
from dispatch.domain.situation import Situation
from dispatch.domain.transport import TRANSPORT_USE_RU


def transport_of_crew(situation: Situation, crew: CrewId) -> dict[str, Any]:
    """Return what the crew does for transport, who is on board, how many stops it has, and whom it is lent to."""
    book = situation.transport
    run = book.runs.get(crew)
    return {
        "use": book.use(crew).value,
        "use_ru": TRANSPORT_USE_RU[book.use(crew)],
        "on_board": [t.request.id for t in book.on_board(crew)] if book.requests else [],
        "stops": len(run.stops) if run else 0,
        "lent_to": book.lent.get(crew),
    }
