"""A vehicle under way: on its route, or on a new one."""

from typing import Protocol

from routing.guidance.keeping import next_maneuver, placed, remaining_s
from routing.types import Following, LatLon, Profile, Route, Whereabouts


class Finder(Protocol):
    """Finds the way from where a vehicle is."""

    def __call__(
        self,
        origin: LatLon,
        destination: LatLon,
        profile: Profile,
        /,
        *,
        maneuvers: bool = True,
        seen: Whereabouts | None = None,
        note: str | None = None,
    ) -> Route:
        """Find the fastest way. Raises `PointOutsideMap` and `NoRoad`."""
        ...


def followed(find: Finder, route: Route, position: LatLon, seen: Whereabouts, travelled_m: float) -> Following:
    """Tell how a vehicle stands to its route; off it, the answer is about the beginning of the new one."""
    place = placed(route, position, seen, travelled_m)
    travelled_m = place.travelled_m
    if not place.keeps:
        told = bool(route.maneuvers)
        route = find(position, route.destination, route.profile, maneuvers=told, seen=seen, note=route.note)
        travelled_m = 0.0
    return Following(
        on_route=place.keeps,
        route=route,
        travelled_m=travelled_m,
        remaining_m=route.distance_m - travelled_m,
        remaining_s=remaining_s(route, travelled_m),
        next_maneuver=next_maneuver(route, travelled_m),
        off_m=place.off_m,
    )
