"""A crew's news in words: what its tablet shows until somebody has read it."""

from collections.abc import Iterable
from typing import Any

from dispatch.api.crew_news import Piece
from dispatch.api.moments import iso
from dispatch.api.scene_views import number_of
from dispatch.api.standby_views import base_view, with_base_name
from dispatch.api.views import Views, reasons
from dispatch.domain.ids import HospitalId, IncidentId
from dispatch.domain.situation import Situation

Json = dict[str, Any]


def news_view(views: Views, situation: Situation, pieces: Iterable[Piece]) -> list[Json]:
    """Return the news with the names of hospitals and bases, in the order in which it happened."""
    return [_shown(views, situation, piece) for piece in pieces]


def _shown(views: Views, situation: Situation, piece: Piece) -> Json:
    still = situation.incidents.get(piece.incident) if piece.incident else None
    region = views.parts.region
    return {
        "seq": piece.seq,
        "at": iso(piece.at),
        "kind": piece.kind,
        "incident": piece.incident,
        "number": number_of(still) if still else _number(piece.incident),
        "crew": piece.crew,
        "hospital_name": _hospital(situation, piece.hospital),
        "was": piece.was if piece.hospital is None else None,
        "was_name": _hospital(situation, HospitalId(piece.was)) if piece.hospital and piece.was else None,
        "base": piece.base,
        "base_name": base_view(region, situation, piece.base)["name"] if piece.base else None,
        "words": piece.words,
        "reasons": reasons(tuple(with_base_name(region, situation, reason) for reason in piece.reasons)),
    }


def _number(incident: IncidentId | None) -> str | None:
    """Write the number of a closed part as people say it: «…/2»."""
    return None if incident is None else str(incident).replace(".", "/")


def _hospital(situation: Situation, hospital: HospitalId | None) -> str | None:
    known = situation.hospitals.get(hospital) if hospital else None
    return known.name if known else hospital
