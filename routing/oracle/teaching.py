"""Learning by the door: tracks of vehicles go in, a version on the shelf of the map and its worth come out."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from routing.learning.backtest import Backtest, Errors, TooLittle
from routing.learning.districts import districts
from routing.learning.lesson import Lesson, taught
from routing.learning.report import streets_csv, summary_toml
from routing.learning.runs import Run
from routing.learning.shelf import Kept, Shelf, VersionUnknown
from routing.learning.table import Conditions, SpeedTable
from routing.network.compiler import compiled
from routing.network.model import Network
from routing.tracks.fixes import Track
from routing.tracks.matched import MatchedTrack
from routing.tracks.matcher import Matcher
from routing.types import GazetteerEntry, Profile, WeightsSpec
from routing.weights import Weigher, Weights

__all__ = ["Backtest", "Errors", "Kept", "Matching", "Shelf", "Teacher", "TooLittle", "TrackedRun", "VersionUnknown"]

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class TrackedRun:
    """A drive as it was tracked: columns in the order of time, NaN is unknown. `name` is the caller's own."""

    name: str
    profile: Profile
    at: Floats
    lat: Floats
    lon: Floats
    speed_mps: Floats
    heading_deg: Floats


@dataclass(slots=True, kw_only=True)
class Matching:
    """What became of the fixes: how many were there, how many served, and why others did not."""

    runs: int = 0
    matched: int = 0
    fixes: int = 0
    used: int = 0
    dropped: Counter[str] = field(default_factory=Counter)
    broken: Counter[str] = field(default_factory=Counter)

    def note(self, found: MatchedTrack) -> None:
        """Count one run."""
        self.runs += 1
        self.matched += any(len(chain.legs) for chain in found.chains)
        self.fixes += found.fixes
        self.used += sum(len(chain.fix) for chain in found.chains)
        self.dropped.update(str(each.why) for each in found.dropped)
        self.broken.update(str(each.why) for each in found.broken)


class Teacher:
    """Matches runs to the streets of one map, and learns from all of them."""

    def __init__(self, map_path: Path, cache_dir: Path, *, gazetteer: Sequence[GazetteerEntry] = ()) -> None:
        self._network = compiled(map_path, cache_dir)
        self._gazetteer = gazetteer
        self._matcher = Matcher(self._network, _plain(self._network, Profile.SIREN))
        self._runs: list[Run] = []
        self.matching = Matching()

    @property
    def checksum(self) -> str:
        """Of the map."""
        return self._network.checksum

    def hear(self, runs: Iterable[TrackedRun], heard: Callable[[], object] = lambda: None) -> None:
        """Match runs; `heard` is called after each."""
        for run in runs:
            unknown = np.full(len(run.at), np.nan)
            track = Track(
                at=run.at,
                lat=run.lat,
                lon=run.lon,
                accuracy_m=unknown,
                speed_mps=run.speed_mps,
                heading_deg=run.heading_deg,
            )
            found = self._matcher.match(track)
            self.matching.note(found)
            self._runs.append(Run(name=run.name, profile=run.profile, track=found))
            heard()

    def teach(self, conditions: Conditions, utc_offset_s: float) -> Lesson:
        """Learn from all that was heard, against the roads as they were said to be. Raises `TooLittle`."""
        table = SpeedTable(self._network, conditions)
        zones = districts(self._network, self._gazetteer)
        return taught(self._network, table, zones, self._runs, utc_offset_s=utc_offset_s)

    def keep(self, lesson: Lesson, folder: Path) -> str:
        """Put a lesson on the map's shelf, not yet in force, and return its version."""
        weights = {profile: _plain(self._network, profile) for profile in Profile}
        streets = streets_csv(self._network, weights, lesson.learnt)
        shelf = Shelf.of(folder, self._network.checksum)
        return shelf.keep(lesson.learnt, summary_toml(lesson.learnt, lesson.tested), streets)


def _plain(network: Network, profile: Profile) -> Weights:
    return Weigher(network, profile).weigh(WeightsSpec())
