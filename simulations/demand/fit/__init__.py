"""The figures of demand and durations out of past calls.

`fit` is the door; `read_past_calls` reads a CSV, `past_calls` the service's own log. What is found is written as files
that a scenario can name.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from dispatch.domain.region import Region
from simulations.demand.fit.moments import fit_moments
from simulations.demand.fit.past import PastCalls, as_past, read_past_calls, write_past_calls
from simulations.demand.fit.places import Places, fit_complaints, fit_places
from simulations.demand.fit.record import past_calls
from simulations.demand.fit.report import FitReport, report
from simulations.demand.fit.steps import fit_durations
from simulations.demand.fit.writing import write_demand, write_durations, write_settlements
from simulations.demand.profile import EVEN, Profile
from simulations.demand.settlements import Home, homes
from simulations.durations import Durations

__all__ = [
    "Fit",
    "FitReport",
    "PastCalls",
    "as_past",
    "fit",
    "past_calls",
    "read_past_calls",
    "write_past_calls",
]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Fit:
    """What was found. `source` is the sentence that the written files give as their source."""

    profile: Profile
    durations: Durations
    places: Places
    report: FitReport
    source: str

    def write(self, folder: Path) -> None:
        """Write demand.toml, durations.toml, settlements.csv and fit.json into an existing folder."""
        write_demand(folder / "demand.toml", self.profile, self.source)
        seen = [each.part for each in self.report.durations]
        write_durations(folder / "durations.toml", self.durations, seen, self.source)
        write_settlements(folder / "settlements.csv", self.places.homes)
        (folder / "fit.json").write_text(self.report.as_json(), encoding="utf-8")


def fit(
    calls: PastCalls,
    region: Region,
    *,
    profile: Profile = EVEN,
    durations: Durations | None = None,
    settlements: Path | None = None,
) -> Fit:
    """Fit hours, days, months, complaints, places and durations.

    What the calls cannot tell stays as in `profile` and `durations`; seasons and dachas become part of the months.
    Raises `ValueError` for fewer than three hours of calls.
    """
    if not len(calls):
        raise ValueError("received_at: вызовов нет, подбирать не по чему")
    moments = fit_moments(calls, region, profile)
    living: Sequence[Home] = homes(region, settlements)
    places = fit_places(calls, region, moments.profile, living)
    takes, fitted = fit_durations(calls, region, durations or Durations())
    return Fit(
        profile=replace(moments.profile, complaints=fit_complaints(calls, region)),
        durations=takes,
        places=places,
        report=report(calls, moments, places, fitted),
        source=_source(calls, region),
    )


def _source(calls: PastCalls, region: Region) -> str:
    first, last = (
        datetime.fromtimestamp(float(at) + region.utc_offset_s, UTC).date() for at in calls.received_at[[0, -1]]
    )
    return f"подобрано по {len(calls)} вызовам с {first} по {last}"
