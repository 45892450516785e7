"""Posts by hour as the screens are shown them: what each is to have now, who keeps it, since when it is short."""

from typing import Any

from msgspec.structs import replace

from dispatch.api.moments import iso
from dispatch.api.standby_views import base_view
from dispatch.domain.crew import DAY_S, Crew
from dispatch.domain.ids import StationId
from dispatch.domain.messages import Event
from dispatch.domain.posts import WEEK_DAYS, Hardness, PostHours, PostsCounted, wanted_now
from dispatch.domain.region import Region
from dispatch.domain.situation import Situation
from dispatch.policy.breaks import AT_PLACE_M
from dispatch.policy.eligibility import free_crews
from routing.types import great_circle_m

Json = dict[str, Any]


def posts_view(region: Region, situation: Situation, now: float) -> list[Json]:
    """Return every post that has hours: those that are short first, then in the order of the region's file."""
    present = replace(situation, now=max(situation.now, now))
    posts = dict.fromkeys(hours.post for hours in situation.posts.hours)
    shown = [_post(region, present, post) for post in posts]
    return sorted(shown, key=lambda post: post["short_since"] is None)


def posts_told(region: Region, event: Event, after: Situation) -> Json:
    """Return the posts where an event is about them; nothing for the others."""
    return {"posts": posts_view(region, after, event.at)} if isinstance(event, PostsCounted) else {}


def _post(region: Region, situation: Situation, post: StationId) -> Json:
    wanted = wanted_now(situation.posts.hours, situation.now, situation.utc_offset_s).get(post)
    short = situation.posts.short.get(post)
    keepers = [situation.crews[crew] for crew in free_crews(situation).ids]
    keepers = [crew for crew in keepers if situation.base_of(crew) == post]
    there = [crew.id for crew in keepers if _stands_there(situation, crew, post)]
    return {
        **base_view(region, situation, post),
        "wanted": wanted.crews if wanted else 0,
        "must": bool(wanted and wanted.must),
        "crews": [crew.id for crew in keepers],
        "on_way": [crew.id for crew in keepers if crew.id not in there],
        "short_since": iso(short.since) if short else None,
        "hours": [_hours(hours) for hours in situation.posts.hours if hours.post == post],
    }


def _stands_there(situation: Situation, crew: Crew, post: StationId) -> bool:
    at = crew.home if crew.station == post else situation.ground.bases.get(post)
    return at is not None and great_circle_m(situation.whereabouts(crew), at) <= AT_PLACE_M


def _hours(hours: PostHours) -> Json:
    return {
        "weekdays": sorted(hours.weekdays),
        "every_day": len(hours.weekdays) == WEEK_DAYS,
        "from": _clock(hours.from_s),
        "until": _clock(hours.until_s),
        "whole_day": hours.from_s == hours.until_s,
        "crews": hours.crews,
        "must": hours.hardness is Hardness.MUST,
        "source": hours.source,
        "certainty": hours.certainty.value,
    }


def _clock(clock_s: float) -> str:
    minutes = int(clock_s % DAY_S) // 60
    return f"{minutes // 60:02d}:{minutes % 60:02d}"
