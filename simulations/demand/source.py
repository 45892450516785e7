"""Where the calls of a scenario come from, prepared once and drawn from many times."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import reduce
from operator import mul

import numpy as np
from numpy.typing import NDArray

from dispatch.domain.region import CallShare, Region
from simulations.demand.intensity import (
    DAY_S,
    Clock,
    Process,
    applies,
    clock,
    holds,
    processes,
    rhythms,
    shares_by_origin,
)
from simulations.demand.points import DemandPoints, spread
from simulations.demand.process import Candidates, arrivals, candidates
from simulations.demand.profile import EVEN, Profile
from simulations.demand.reading import read_profile
from simulations.demand.settlements import homes
from simulations.demand.streams import Streams
from simulations.scenario.model import Burst, DemandChange, GeneratedDemand

Floats = NDArray[np.float64]
Codes = NDArray[np.int64]
Flags = NDArray[np.bool_]

MARKS = (
    *("complaints", "children", "triage", "handling", "turnout", "walking", "transported", "scene", "handover"),
    *(
        "cleaning",
        "patience",
        "record-found",
        "record",
        "flag-0",
        "flag-1",
        "flag-2",
        "flag-3",
        "flag-4",
        "destination",
    ),
)
"""Streams from which every call takes one number."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Drawn:
    """Calls before anything is made of their numbers: `marks` has one uniform number a call for each of `MARKS`.

    `complaint` indexes the region's `call_shares`, `at` is POSIX seconds.
    """

    ids: tuple[str, ...]
    at: Floats
    point: Codes
    complaint: Codes
    marks: Mapping[str, Floats]


NOBODY = Drawn(
    ids=(),
    at=np.zeros(0),
    point=np.zeros(0, dtype=np.int64),
    complaint=np.zeros(0, dtype=np.int64),
    marks={name: np.zeros(0) for name in MARKS},
)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Source:
    """Everything about the demand that is the same in all replications.

    `calls_per_s` is the mean over a year; `rhythms` has by the process' name how its hours compare with that.
    """

    region: Region
    demand: GeneratedDemand
    profile: Profile
    points: DemandPoints
    processes: tuple[Process, ...]
    rhythms: Mapping[str, Floats]
    clock: Clock
    start_at: float
    ends_at: float
    calls_per_s: float

    def drawn(self, streams: Streams) -> Drawn:
        """Draw every call of the horizon, in order of time."""
        parts = [part for process in self.processes for part in self._of_process(streams, process)]
        parts += [self._of_burst(streams, number, burst) for number, burst in enumerate(self.demand.bursts)]
        return _in_order(parts)

    def rate(self, process: Process) -> Floats:
        """Return the calls a second of one process in each hour of the clock, before any change of the scenario."""
        return self.calls_per_s * self.demand.factor * process.share * self.rhythms[process.name]

    def _of_process(self, streams: Streams, process: Process) -> Iterator[Drawn]:
        rate = self.rate(process)
        changes = [change for change in self.demand.changes if applies(change, process)]
        highest = float(rate.max()) * reduce(mul, (max(1.0, change.factor) for change in changes), 1.0)
        choice = np.cumsum(self.points.weights[process.origin])
        asked = [at for at, row in enumerate(self.region.call_shares) if row.group == process.group]
        for layer in candidates(streams, process.name, highest, self.ends_at - self.start_at):
            at = self.start_at + layer.after_s
            point = _chosen(choice, streams.stream(process.name, layer.layer, "places").random(len(at)))
            kept = layer.rate < rate[self.clock.index(at)] * self._changed(changes, layer, point)
            yield self._marked(streams, layer, asked, np.flatnonzero(kept), point)

    def _changed(self, changes: Sequence[DemandChange], layer: Candidates, point: Codes) -> Floats:
        factor = np.ones(len(point))
        local_s = (self.start_at + layer.after_s + self.region.utc_offset_s) % DAY_S
        for change in changes:
            here = holds(change.window, layer.after_s, local_s)
            if change.districts:
                codes = [code for code, name in enumerate(self.points.districts) if name in change.districts]
                here &= np.isin(self.points.district[point], codes)
            factor[here] *= change.factor
        return factor

    def _of_burst(self, streams: Streams, number: int, burst: Burst) -> Drawn:
        """Draw as many calls as unit steps of an even process fit: more calls in the mean only add some."""
        name = f"burst/{burst.name}"
        count = len(arrivals(streams.stream(name, 0, "arrivals"), 1.0, burst.calls)) if burst.calls else 0
        after_s = burst.begin_s + burst.spread_s * streams.stream(name, 0, "heights").random(count)
        kept = np.flatnonzero((after_s >= 0) & (after_s < self.ends_at - self.start_at))
        here = np.flatnonzero(self.points.burst == number)
        point = here[(streams.stream(name, 0, "places").random(count) * len(here)).astype(np.int64)]
        asked = [at for at, row in enumerate(self.region.call_shares) if row.complaint == burst.complaint]
        layer = Candidates(process=name, layer=0, after_s=after_s, rate=np.zeros(count))
        return self._marked(streams, layer, asked, kept, point)

    def _marked(
        self, streams: Streams, layer: Candidates, asked: Sequence[int], kept: NDArray[np.intp], point: Codes
    ) -> Drawn:
        count = len(layer.after_s)
        marks = {name: streams.stream(layer.process, layer.layer, name).random(count)[kept] for name in MARKS}
        shares = (
            np.array([self.region.call_shares[at].share for at in asked]) + 1e-12
        )  # one of no share can still burst
        return Drawn(
            ids=tuple(f"{layer.process}/{layer.layer}.{number}" for number in kept.tolist()),
            at=self.start_at + layer.after_s[kept],
            point=point[kept],
            complaint=np.array(asked, dtype=np.int64)[_chosen(np.cumsum(shares), marks["complaints"])],
            marks=marks,
        )


def source(region: Region, demand: GeneratedDemand, start_at: float, ends_at: float) -> Source:
    """Read what the demand names, and prepare it. Raises `FiguresInvalid` for files that cannot be used."""
    profile = EVEN if demand.profile is None else read_profile(demand.profile)
    return prepared(region, demand, profile, start_at, ends_at)


def prepared(region: Region, demand: GeneratedDemand, profile: Profile, start_at: float, ends_at: float) -> Source:
    """Prepare the demand of a region whose figures are at hand.

    Raises `ValueError` when the figures name a complaint that the region does not know.
    """
    region = replace(region, call_shares=shares_of(region, profile))
    found = tuple(processes(region.call_shares, profile))
    living, hours = homes(region, demand.settlements), clock(region, profile, start_at, ends_at)
    return Source(
        region=region,
        demand=demand,
        profile=profile,
        points=spread(region, profile, living, demand.bursts, shares_by_origin(found)),
        processes=found,
        rhythms=rhythms(found, profile, hours.hours),
        clock=hours,
        start_at=start_at,
        ends_at=ends_at,
        calls_per_s=calls_per_day(region, demand, profile) / DAY_S,
    )


def shares_of(region: Region, profile: Profile) -> tuple[CallShare, ...]:
    """Return the region's rows with the profile's shares, where it has any."""
    if not profile.complaints:
        return region.call_shares
    unknown = sorted(set(profile.complaints) - {row.complaint for row in region.call_shares})
    if unknown:
        raise ValueError(f"complaints.shares: таких поводов в регионе нет: {', '.join(unknown)}")
    whole = sum(profile.complaints.values())
    return tuple(replace(row, share=profile.complaints.get(row.complaint, 0.0) / whole) for row in region.call_shares)


def calls_per_day(region: Region, demand: GeneratedDemand, profile: Profile) -> float:
    """Return the mean day: the scenario's, else the profile's, else of the week that the region has published.

    Raises `ValueError` when none of them says.
    """
    if demand.calls_per_day is not None:
        return demand.calls_per_day
    if profile.calls_per_day is not None:
        return profile.calls_per_day
    try:
        return region.figure("responses_per_week") / 7
    except KeyError:
        raise ValueError("calls_per_day: нет ни в сценарии, ни в demand.toml, ни в [figures] региона") from None


def _chosen(cumulated: Floats, share: Floats) -> Codes:
    found = np.searchsorted(cumulated, share * cumulated[-1], side="right")
    return np.asarray(np.minimum(found, len(cumulated) - 1), dtype=np.int64)


def _in_order(parts: Sequence[Drawn]) -> Drawn:
    whole = [NOBODY, *parts]
    at = np.concatenate([part.at for part in whole])
    order = np.argsort(at, kind="stable")
    ids = [name for part in whole for name in part.ids]
    return Drawn(
        ids=tuple(ids[row] for row in order.tolist()),
        at=at[order],
        point=np.concatenate([part.point for part in whole])[order],
        complaint=np.concatenate([part.complaint for part in whole])[order],
        marks={name: np.concatenate([part.marks[name] for part in whole])[order] for name in MARKS},
    )
