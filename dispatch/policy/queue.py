"""Who is served first."""

from collections.abc import Sequence
from enum import StrEnum

from dispatch.domain.ids import natural
from dispatch.domain.incident import Incident, Urgency
from dispatch.domain.situation import Situation


class QueueOrder(StrEnum):
    """The most urgent first and the oldest of those, or simply the oldest first. Ties go by id."""

    URGENCY = "urgency"
    FIFO = "fifo"


def queue(situation: Situation, order: QueueOrder) -> list[Incident]:
    """Return the waiting incidents in the order in which they are served."""
    waiting = situation.waiting()
    return waiting if order is QueueOrder.URGENCY else queued(waiting, order, situation.now, 0.0)


def queued(incidents: Sequence[Incident], order: QueueOrder, now: float, escalation_s: float) -> list[Incident]:
    """Put incidents in the order in which they are served; who has waited long counts as more urgent."""
    if order is QueueOrder.FIFO:
        return sorted(incidents, key=lambda i: (i.received_at, natural(i.id)))
    return sorted(incidents, key=lambda i: (escalated(i, now, escalation_s), i.received_at, natural(i.id)))


def escalated(incident: Incident, now: float, escalation_s: float) -> Urgency:
    """Return as what the incident counts: one level more urgent for each `escalation_s` of waiting; 0: as it is.

    So that nobody starves: before a P4 has waited three times as long it stands among the oldest of the most urgent.
    """
    if not escalation_s:
        return incident.urgency
    levels = int(max(now - incident.received_at, 0.0) // escalation_s)
    return Urgency(max(incident.urgency - levels, Urgency.P1))
