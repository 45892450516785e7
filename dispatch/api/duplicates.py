"""Open calls that may be about the same emergency, as the screens are shown them."""

from typing import Any

from dispatch.api.moments import iso
from dispatch.api.scene_views import number_of
from dispatch.api.views import UNKNOWN_COMPLAINT_RU
from dispatch.application.intake import near_by
from dispatch.domain.incident import Incident
from dispatch.domain.region import Region
from dispatch.domain.situation import Situation


def perhaps_same(region: Region, situation: Situation, incident: Incident) -> list[dict[str, Any]]:
    """Return the open calls so near in place and time that they may be about the same emergency."""
    return [
        {
            "incident": other.id,
            "number": number_of(other),
            "complaint_ru": _complaint(region, other),
            "metres": round(metres),
            "received_at": iso(other.received_at),
            "status": other.status,
        }
        for metres, other in near_by(situation, incident.at, incident.received_at)
        if other.whole != incident.whole
    ]


def _complaint(region: Region, incident: Incident) -> str:
    known = region.complaint(incident.complaint)
    return known.name if known else UNKNOWN_COMPLAINT_RU
