"""Who is served first."""

from enum import StrEnum

from dispatch.domain.ids import natural
from dispatch.domain.incident import Incident
from dispatch.domain.situation import Situation


class QueueOrder(StrEnum):
    """The most urgent first and the oldest of those, or simply the oldest first. Ties go by id."""

    URGENCY = "urgency"
    FIFO = "fifo"


def queue(situation: Situation, order: QueueOrder) -> list[Incident]:
    """Return the waiting incidents in the order in which they are served."""
    waiting = situation.waiting()
    if order is QueueOrder.FIFO:
        waiting.sort(key=lambda i: (i.received_at, natural(i.id)))
    return waiting
