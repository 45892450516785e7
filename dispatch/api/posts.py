"""Posts by hour: which are short of crews now, for those who answer for the whole region."""

from typing import Any

from fastapi import APIRouter, Request

from dispatch.api.moments import iso
from dispatch.api.post_views import posts_view
from dispatch.api.security import CoverReader, Parts

router = APIRouter(tags=["board"])


@router.get("/api/posts", summary="Посты по часам: где не хватает бригад и с какого времени")
def posts(request: Request, parts: Parts, _: CoverReader) -> dict[str, Any]:
    """Return the posts of the region's posts.csv: what the hour asks of each, who keeps it, since when it is short."""
    seq, situation = request.app.state.live.state()
    now = parts.clock.now()
    return {"seq": seq, "at": iso(now), "posts": posts_view(parts.region, situation, now)}
