"""Where a vehicle is, standing or on its way."""

from dataclasses import dataclass
from math import inf, isfinite

from routing.types import LatLon, Profile
from simulations.travel.types import Travel, Way


@dataclass(slots=True)
class Vehicle:
    """A crew's vehicle. It is at `at`: for the time being, or, on a way that it began at `left_at`, until `until`.

    On its way it is `bound_for` somewhere and gets there at `arrives_at`.
    """

    home: LatLon
    at: LatLon
    bound_for: LatLon | None = None
    way: Way | None = None
    left_at: float = 0.0
    until: float = inf
    arrives_at: float = inf
    driving_s: float = 0.0

    def where(self, now: float) -> LatLon:
        """Return where the vehicle is; the place it was bound for once it is there."""
        if now < self.until or self.way is None or self.bound_for is None:
            return self.at
        if now >= self.arrives_at:
            self._stand(self.bound_for)
        else:
            after_s = now - self.left_at
            self.at, self.until = self.way.at(after_s), self.left_at + self.way.until(after_s)
        return self.at

    def drive(self, to: LatLon, profile: Profile, now: float, travel: Travel) -> float:
        """Set off from where it is and return the seconds it will take; `inf`, and it stays, where no road leads."""
        self.stop(now)
        begin = self.at
        way = travel.way(begin, to, profile)
        if isfinite(way.whole_s):
            self.way, self.bound_for = way, to
            self.left_at, self.until, self.arrives_at = now, now, now + way.whole_s
            self.driving_s += way.whole_s
        return way.whole_s

    def stop(self, now: float) -> None:
        """Stand where it is; the rest of the way is not driven."""
        here = self.where(now)
        if self.bound_for is not None:
            self.driving_s -= max(0.0, self.arrives_at - now)
        self._stand(here)

    def _stand(self, at: LatLon) -> None:
        self.at, self.bound_for, self.way, self.until, self.arrives_at = at, None, None, inf, inf
