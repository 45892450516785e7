"""Who is served first."""

from collections.abc import Sequence
from enum import StrEnum

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from dispatch.domain.ids import natural
from dispatch.domain.incident import Incident, Urgency
from dispatch.domain.situation import Situation
from dispatch.domain.tempo import Tempo


class QueueOrder(StrEnum):
    """The most urgent first and the oldest of those, or simply the oldest first. Ties go by id."""

    URGENCY = "urgency"
    FIFO = "fifo"


def queue(situation: Situation, order: QueueOrder) -> list[Incident]:
    """Return the waiting incidents in the order in which they are served."""
    waiting = situation.waiting()
    return waiting if order is QueueOrder.URGENCY else queued(waiting, order, situation.now, 0.0)


class Queue(Struct, frozen=True, eq=False):
    """Incidents in the order in which they are served, and the rank of each, 0 first.

    Those of one level share a rank: when crews are too few for all of them, it is served who can be served soonest,
    so that crews lose least time on the road. Who has lost all patience has a rank alone, by the moment of the call.
    """

    incidents: tuple[Incident, ...]
    rank: NDArray[np.int64]


def lined_up(incidents: Sequence[Incident], order: QueueOrder, now: float, patience_s: float) -> Queue:
    """Let incidents stand in line."""
    standing = queued(incidents, order, now, patience_s)
    if order is QueueOrder.FIFO:
        return Queue(tuple(standing), np.arange(len(standing)))
    levels = np.array([level(incident, now, patience_s) for incident in standing], dtype=np.int64)
    below = np.ones(len(levels), dtype=np.bool_)
    below[1:] = (levels[1:] != levels[:-1]) | (levels[1:] < Urgency.P1)
    return Queue(tuple(standing), np.cumsum(below) - 1)


def queued(incidents: Sequence[Incident], order: QueueOrder, now: float, patience_s: float) -> list[Incident]:
    """Put incidents in the order in which they are served; who has waited long counts as more urgent."""
    if order is QueueOrder.FIFO:
        return sorted(incidents, key=lambda i: (i.received_at, natural(i.id)))
    return sorted(incidents, key=lambda i: (level(i, now, patience_s), i.received_at, natural(i.id)))


def level(incident: Incident, now: float, patience_s: float) -> int:
    """Return as what the incident counts: one level more urgent for each `patience_s` of waiting, 0 in the end.

    So that nobody starves: at 0 it stands before all but the older ones of its kind. `patience_s` 0: as it is.
    """
    if not patience_s:
        return int(incident.urgency)
    levels = int(max(now - incident.received_at, 0.0) // patience_s)
    return max(incident.urgency - levels, 0)


def escalated(incident: Incident, now: float, patience_s: float) -> Urgency:
    """Return the urgency that the incident counts as by now."""
    return Urgency(max(level(incident, now, patience_s), Urgency.P1))


def patience_s(tempo: Tempo, escalation_s: float, escalation_jobs: float) -> float:
    """Return after how many seconds a call counts as one level more urgent; 0: never.

    Where a crew needs hours for one call, all wait for hours: then `escalation_jobs` times such a call is the measure.
    """
    return max(escalation_s, escalation_jobs * tempo.whole_s) if escalation_s else 0.0
