"""Where an idle crew stands by, and the move that is offered to it, as the screens are shown them."""

from typing import Any

from msgspec.structs import replace

from dispatch.api.duty_view import reason_view
from dispatch.domain.crew import Crew, CrewStatus
from dispatch.domain.ids import StationId
from dispatch.domain.recommendation import Reason
from dispatch.domain.region import Region
from dispatch.domain.situation import Situation
from dispatch.domain.standby import StandbyMove

Json = dict[str, Any]


def standby_points_view(region: Region) -> list[Json]:
    """Return the places without a station where crews may wait in their vehicles."""
    return [_place(point.id, point.name, point.at.lat, point.at.lon) for point in region.standby]


def standby_view(region: Region, situation: Situation, crew: Crew) -> Json:
    """Return where the crew stands by (None: at its own base), and the move it is offered while it could make it."""
    stands, move = situation.standby.get(crew.id), situation.moves.get(crew.id)
    free = crew.status is CrewStatus.AVAILABLE and situation.shift_remaining_s(crew) is not None
    return {
        "standby": base_view(region, situation, stands) if stands else None,
        "standby_offer": _offer(region, situation, move) if move and free else None,
    }


def base_view(region: Region, situation: Situation, base: StationId) -> Json:
    """Return a base with its name; without a place when neither the region nor the ground knows it any more."""
    known = region.station(base) or next((point for point in region.standby if point.id == base), None)
    at = known.at if known else situation.ground.bases.get(base)
    name = known.name if known else str(base)
    return _place(base, name, at.lat, at.lon) if at else {"id": base, "name": name, "at": None}


def _place(base: StationId, name: str, lat: float, lon: float) -> Json:
    return {"id": base, "name": name, "at": {"lat": round(lat, 6), "lon": round(lon, 6)}}


def _offer(region: Region, situation: Situation, move: StandbyMove) -> Json:
    return {
        "to": base_view(region, situation, move.to),
        "eta_s": move.eta_s,
        "rolling": move.rolling,
        "reasons": [reason_view(with_base_name(region, situation, reason)) for reason in move.reasons],
    }


def with_base_name(region: Region, situation: Situation, reason: Reason) -> Reason:
    """Put the name of a base where the policy, which knows no names, has put its id."""
    base = reason.params.get("base")
    if not isinstance(base, str):
        return reason
    name = base_view(region, situation, StationId(base))["name"]
    return replace(reason, params={**reason.params, "base": name})
