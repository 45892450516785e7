"""Runs: what is learnt from."""

from dataclasses import dataclass

from routing.tracks.matched import MatchedTrack
from routing.types import Profile


@dataclass(frozen=True, kw_only=True)
class Run:
    """A drive from one place to another, matched. `name` is the caller's own."""

    name: str
    profile: Profile
    track: MatchedTrack
