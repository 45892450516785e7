"""Where a vehicle is, standing or on its way."""

from dataclasses import dataclass
from math import isfinite

from routing.types import LatLon, Profile
from simulations.travel.types import Travel


@dataclass(slots=True)
class Vehicle:
    """A crew's vehicle. It stands at `at`, or left it at `left_at` for `bound_for` and gets there at `arrives_at`."""

    home: LatLon
    at: LatLon
    bound_for: LatLon | None = None
    profile: Profile = Profile.ORDINARY
    left_at: float = 0.0
    arrives_at: float = 0.0
    driving_s: float = 0.0

    def where(self, now: float, travel: Travel) -> LatLon:
        """Return where the vehicle is; the place it was bound for once it is there."""
        if self.bound_for is None:
            return self.at
        if now >= self.arrives_at:
            self.at, self.bound_for = self.bound_for, None
            return self.at
        return travel.where(self.at, self.bound_for, self.profile, now - self.left_at)

    def drive(self, to: LatLon, profile: Profile, now: float, travel: Travel) -> float:
        """Set off from where it is and return the seconds it will take; `inf`, and it stays, where no road leads."""
        begin = self.where(now, travel)
        self._turn(now)
        takes_s = travel.duration_s(begin, to, profile)
        self.at, self.bound_for = begin, None
        if isfinite(takes_s):
            self.bound_for, self.profile = to, profile
            self.left_at, self.arrives_at = now, now + takes_s
            self.driving_s += takes_s
        return takes_s

    def _turn(self, now: float) -> None:
        """Give back the part of the old way that will not be driven."""
        if self.bound_for is not None:
            self.driving_s -= max(0.0, self.arrives_at - now)
