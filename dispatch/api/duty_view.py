"""How the screens are shown a crew's duty: its pauses, its outfit, its overtime."""

from collections.abc import Collection
from typing import Any

from dispatch.api.moments import iso
from dispatch.application.phrases import say
from dispatch.domain.capability import CREW_CAPABILITY_RU
from dispatch.domain.crew import Crew, Shift
from dispatch.domain.duty import PAUSE_KIND_RU, DuePause, Offer, Pause, due_pauses, shift_began_at
from dispatch.domain.equipment import EQUIPMENT_RU
from dispatch.domain.recommendation import Reason
from dispatch.domain.situation import Situation

Json = dict[str, Any]


def duty_view(situation: Situation, crew: Crew, now: float) -> Json:
    """Return the pause that goes on, the one offered, the next one due, the outfit, and seconds beyond the shift."""
    duty = situation.duty.duty(crew, now, situation.utc_offset_s)
    rules = situation.duty.rules
    due = due_pauses(rules, crew, duty, now, situation.utc_offset_s) if rules else ()
    on_duty = crew.shift.remaining_s(now, situation.utc_offset_s) is not None
    return {
        "pause": _pause(situation.duty.resting.get(crew.id)),
        "pause_offer": _offer(duty.offer),
        "pause_due": _due(due[0], now) if due and on_duty else None,
        "overtime_s": _overtime_s(situation, crew, now),
        "shift": _shift(crew.shift),
        "equipment": sorted(crew.equipment),
        "equipment_ru": equipment_ru(crew.equipment),
        "strengthened_by": sorted(crew.strengthened_by),
        "strengthened_by_ru": [CREW_CAPABILITY_RU[name] for name in sorted(crew.strengthened_by)],
        "temporary": crew.temporary,
    }


def _shift(shift: Shift) -> Json:
    start, end = (f"{int(at_s) // 3_600:02d}:{int(at_s) % 3_600 // 60:02d}" for at_s in (shift.start_s, shift.end_s))
    return {"start": start, "end": end, "takeover_min": shift.takeover_s / 60}


def equipment_ru(equipment: Collection[str]) -> list[str]:
    """Return the words of equipment; a region's own names as they are."""
    return [EQUIPMENT_RU.get(name, name) for name in sorted(equipment)]


def equipment_names(situation: Situation) -> list[Json]:
    """Return the equipment that may be asked for: what the screens know, and what the crews carry besides."""
    own = {name for crew in situation.crews.values() for name in crew.equipment} - EQUIPMENT_RU.keys()
    return [{"name": name, "name_ru": EQUIPMENT_RU.get(name, name)} for name in (*EQUIPMENT_RU, *sorted(own))]


def _pause(pause: Pause | None) -> Json | None:
    if pause is None:
        return None
    return {
        "kind": pause.kind.value,
        "kind_ru": PAUSE_KIND_RU[pause.kind],
        "begun_at": iso(pause.begun_at),
        "ends_at": iso(pause.ends_at),
    }


def _offer(offer: Offer | None) -> Json | None:
    if offer is None:
        return None
    return {
        "kind": offer.kind.value,
        "kind_ru": PAUSE_KIND_RU[offer.kind],
        "at": iso(offer.at),
        "reasons": [reason_view(reason) for reason in offer.reasons],
    }


def reason_view(reason: Reason) -> Json:
    """Return a reason with its words."""
    return {"code": reason.code, "text": say(reason), "text_en": say(reason, "en")}


def _due(due: DuePause, now: float) -> Json:
    return {
        "kind": due.kind.value,
        "kind_ru": PAUSE_KIND_RU[due.kind],
        "due_at": iso(due.due_at),
        "latest_at": iso(due.latest_at),
        "length_s": due.length_s,
        "overdue": now > due.latest_at,
    }


def _overtime_s(situation: Situation, crew: Crew, now: float) -> float:
    """Seconds that a crew has stayed on its call beyond its shift; 0 for one without a call, or in its shift."""
    if crew.assignment is None or crew.shift.remaining_s(now, situation.utc_offset_s) is not None:
        return 0.0
    ended_at = shift_began_at(crew.shift, now, situation.utc_offset_s) + crew.shift.length_s
    return max(round(now - ended_at), 0.0)
