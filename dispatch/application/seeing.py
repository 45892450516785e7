"""What a command is stamped with, so that its decision can be replayed."""

from collections.abc import Mapping

from dispatch.application.ports import Fix
from dispatch.domain.ids import CrewId
from dispatch.domain.messages import CommandBody, ReportIncident
from dispatch.domain.situation import Situation
from dispatch.policy.eligibility import candidates
from routing.types import LatLon, great_circle_m

MOVED_M = 50.0
"""A move smaller than this changes no decision (4 s of driving) and is not written down."""


def positions_to_stamp(situation: Situation, body: CommandBody, fixes: Mapping[str, Fix]) -> Mapping[CrewId, LatLon]:
    """Return positions of free crews that have moved, if the command may lead to a decision."""
    if not isinstance(body, ReportIncident) and not situation.waiting():
        return {}
    moved = {}
    for crew in candidates(situation):
        fix = fixes.get(crew.id)
        if fix is None:
            continue
        at = LatLon(lat=fix.lat, lon=fix.lon)
        if great_circle_m(at, crew.whereabouts) >= MOVED_M:
            moved[crew.id] = at
    return moved
