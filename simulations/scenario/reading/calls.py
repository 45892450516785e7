"""[demand], [[demand_change]] and [[burst]]: calls that are drawn, or calls of a file."""

from dataclasses import dataclass
from pathlib import Path

from routing.types import LatLon
from simulations.scenario.model import Burst, DemandChange, GeneratedDemand, GivenCalls
from simulations.scenario.reading.document import is_file
from simulations.scenario.reading.draft import Draft
from simulations.scenario.reading.given import read_given
from simulations.scenario.reading.keys import ScenarioKeys
from simulations.scenario.reading.region import EMBEDDED, TABLES
from simulations.scenario.reading.several import read_victims
from simulations.scenario.reading.windows import Clock, read_begin_s, read_window

GENERATED, GIVEN = "generated", "given"
PROFILE_FILE = "demand.toml"
KEYS = {GENERATED: ("calls_per_day", "factor", "settlements", "profile"), GIVEN: ("calls",)}
CHANGE_KEYS = ("name", "begin", "end", "daily", "factor", "districts", "groups")
BURST_KEYS = ("name", "begin", "lat", "lon", "place", "calls", "spread_min", "radius_m", "complaint", "victims")
MOST = 1e6
DAY_S = 86_400.0
NOWHERE = LatLon(lat=0.0, lon=0.0)
"""Stands in for a point that could not be read, so that the rest is still looked at."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Demanded:
    """The demand, and for calls of a file how many days it has and when the last call comes, seconds."""

    demand: GeneratedDemand | GivenCalls
    days: int = 0
    last_s: float = 0.0

    @property
    def horizon_s(self) -> float:
        """Whole days that hold every given call."""
        return (self.last_s // DAY_S + 1) * DAY_S


def is_given(keys: ScenarioKeys) -> bool:
    """Whether the calls come from a file."""
    return bool(keys.raw("demand.model") == GIVEN)


def read_demand(keys: ScenarioKeys, draft: Draft, clock: Clock) -> Demanded | None:
    """Read the demand; None when its file cannot be found."""
    model = keys.one_of("demand.model", [*KEYS], GENERATED)
    keys.only("demand", ("model", *KEYS[model]))
    if model == GIVEN:
        return _given(keys, draft, clock)
    if keys.raw("region.model") == TABLES and not keys.given("demand.calls_per_day"):
        keys.wrong("demand.calls_per_day", f'ключа нет: при [region] model = "{TABLES}" нужно, сколько вызовов в сутки')
    usual = GeneratedDemand()
    demand = GeneratedDemand(
        calls_per_day=keys.number("demand.calls_per_day", 0, MOST) if keys.given("demand.calls_per_day") else None,
        factor=keys.number_or("demand.factor", usual.factor, 0, 1000),
        settlements=keys.file("demand.settlements") if keys.given("demand.settlements") else None,
        profile=keys.file("demand.profile") if keys.given("demand.profile") else _usual_profile(keys),
        changes=tuple(_change(keys, draft, clock, path) for path in keys.rows("demand_change")),
        bursts=tuple(_burst(keys, draft, clock, path) for path in keys.rows("burst")),
    )
    return Demanded(demand=demand)


def _usual_profile(keys: ScenarioKeys) -> Path | None:
    """The region's own file. Where it has none, and in an instance, every hour is alike."""
    if keys.raw("region.model") == TABLES:
        return None
    named = keys.where("region.folder").folder / str(keys.raw("region.folder") or EMBEDDED) / PROFILE_FILE
    if not is_file(named):
        return None
    keys.keep_origins(named)
    return named


def _given(keys: ScenarioKeys, draft: Draft, clock: Clock) -> Demanded | None:
    for path in (*keys.rows("demand_change"), *keys.rows("burst")):
        keys.wrong(path, f'вызовы из файла не меняются: нужно [demand] model = "{GENERATED}"')
    file = keys.file("demand.calls")
    if file is None:
        return None
    if draft.torn & {"places", "stations", "hospitals", "types"}:
        return Demanded(demand=GivenCalls(path=file))  # its names could be blamed for a table that is torn
    given, findings = read_given(file, draft.region(), clock.start_at)
    keys.findings += findings
    if given is None:
        return Demanded(demand=GivenCalls(path=file))
    return Demanded(demand=GivenCalls(path=file), days=len(given.days), last_s=given.last_s)


def _change(keys: ScenarioKeys, draft: Draft, clock: Clock, path: str) -> DemandChange:
    keys.only(path, CHANGE_KEYS)
    districts = {row.name for row in draft.base.districts}
    groups = {share.group for share in draft.shares.values()}
    return DemandChange(
        name=keys.text(f"{path}.name"),
        window=read_window(keys, path, clock),
        factor=keys.number(f"{path}.factor", 0, 1000),
        districts=keys.all_of(f"{path}.districts", districts, "среди районов"),
        groups=keys.all_of(f"{path}.groups", groups, "среди групп поводов"),
    )


def _burst(keys: ScenarioKeys, draft: Draft, clock: Clock, path: str) -> Burst:
    keys.only(path, BURST_KEYS)
    complaint = keys.text(f"{path}.complaint")
    if complaint and complaint not in draft.complaints:
        keys.unknown(f"{path}.complaint", complaint, draft.complaints, "такого повода нет")
    begin_s = read_begin_s(keys, f"{path}.begin", clock)
    if begin_s < 0:
        keys.wrong(f"{path}.begin", "раньше начала сценария (start)")
    return Burst(
        name=keys.text(f"{path}.name"),
        at=keys.spot(path, draft.points()) or NOWHERE,
        begin_s=begin_s,
        calls=keys.number(f"{path}.calls", 0, MOST),
        spread_s=keys.number_or(f"{path}.spread_min", 60.0, 0, 1e5) * 60,
        radius_m=keys.number_or(f"{path}.radius_m", 200.0, 0, 1e5),
        complaint=complaint,
        victims=read_victims(keys, path),
    )
