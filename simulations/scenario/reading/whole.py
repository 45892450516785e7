"""The whole scenario: every file read, every finding collected, and a `Scenario` only when there is none."""

from collections.abc import Mapping
from dataclasses import replace
from math import inf
from pathlib import Path
from typing import Any

from simulations.scenario.errors import ScenarioInvalid
from simulations.scenario.model import Scenario
from simulations.scenario.reading import people, roads
from simulations.scenario.reading.air import read_air
from simulations.scenario.reading.calls import Demanded, is_given, read_demand
from simulations.scenario.reading.changes import CHANGES, apply_changes
from simulations.scenario.reading.consistency import inconsistencies
from simulations.scenario.reading.document import read_document
from simulations.scenario.reading.draft import Draft
from simulations.scenario.reading.duty import read_duty, take_over
from simulations.scenario.reading.hospitals import read_hospital_changes
from simulations.scenario.reading.keys import ORIGIN, ScenarioKeys
from simulations.scenario.reading.posts import read_post_hours
from simulations.scenario.reading.region import TABLES, read_region
from simulations.scenario.reading.several import read_several_crews
from simulations.scenario.reading.transport import read_carrying
from simulations.scenario.reading.windows import Clock

DAY_S, HOUR_S, MINUTE_S = 86_400.0, 3_600.0, 60.0
WEEK_DAYS = 7
TOP = (
    *("extends", "name", "title", "start", "horizon_days", "warm_up_h", "replications", "seed"),
    *("patience_min", "cost_per_crew_hour", "posts", "post_hours", "keep_posts", "duty", "transport", "air", *ORIGIN),
    *(
        "region",
        "roads",
        "demand",
        "crewing",
        "several_crews",
        "policy",
        "triage",
        "targets_min",
        "bays",
        "durations",
        "imported",
    ),
    *("road_change", "demand_change", "hospital_change", "burst", "outage", *CHANGES),
)
"""`imported` keeps what an import has found and the product has no word for; it is not read."""

NO_DATE = 0.0
"""1970-01-01T00:00 by the clock of the region: days without a date begin where no second is rounded."""

LONGEST_DAYS = 3_660
MOST_REPLICATIONS = 100_000
LARGEST_SEED = 2**63 - 1


def read(path: Path, overrides: Mapping[str, Any] | None = None) -> Scenario:
    """Read a scenario. Raises `ScenarioInvalid` with every finding when it cannot be run as it is.

    `overrides` are laid on top, by dotted path (``{"demand.factor": 1.2, "add_crew.0.station": "kudrovo"}``).
    """
    scenario, findings = _read(Path(path), overrides or {})
    if scenario is None or findings:
        raise ScenarioInvalid(findings)
    return scenario


def check(path: Path, overrides: Mapping[str, Any] | None = None) -> list[str]:
    """All that is wrong with a scenario, in the order of files and lines; nothing for a good one."""
    return _read(Path(path), overrides or {})[1]


def _read(path: Path, overrides: Mapping[str, Any]) -> tuple[Scenario | None, list[str]]:
    document = read_document(path, overrides)
    keys = ScenarioKeys(document)
    if not document.data:
        return None, _told(keys) or [f"{path.name}: сценарий пуст; образец: doezd scenario new"]
    keys.only("", TOP)
    draft = read_region(keys)
    if draft is None:
        return None, _told(keys)
    apply_changes(keys, draft)
    keys.findings += inconsistencies(draft, path.name, instance=keys.raw("region.model") == TABLES)
    scenario = _scenario(keys, draft, path)
    return scenario, _told(keys)


def _scenario(keys: ScenarioKeys, draft: Draft, path: Path) -> Scenario | None:
    take_over(keys, draft)
    clock = Clock(start_at=_start_at(keys, draft), utc_offset_s=draft.base.utc_offset_s)
    demanded = read_demand(keys, draft, clock)
    if demanded is None:
        return None
    model = roads.read_roads(keys, draft)
    return Scenario(
        name=keys.text_or("name", path.stem),
        title=keys.text_or("title", path.stem),
        path=path,
        region=replace(draft.region(), posts=read_post_hours(keys, draft)),
        start_at=clock.start_at,
        warm_up_s=_warm_up_s(keys),
        horizon_s=_horizon_s(keys, demanded),
        replications=keys.whole_or("replications", demanded.days or 1, 1, demanded.days or MOST_REPLICATIONS),
        seed=keys.whole_or("seed", 1, 0, LARGEST_SEED),
        roads=model,
        demand=demanded.demand,
        durations=people.read_step_durations(keys),
        targets_s=people.read_targets(keys, draft),
        crewing=people.read_crewing(keys),
        several_crews=read_several_crews(keys, draft),
        policy=people.read_policy(keys, draft),
        road_changes=roads.read_road_changes(keys, draft, model, clock),
        outages=people.read_outages(keys, clock),
        triage=people.read_triage(keys),
        patience_s=keys.number_or("patience_min", inf, 0, people.MOST_MINUTES) * MINUTE_S,
        bays=people.read_bays(keys, draft),
        hospital_changes=read_hospital_changes(keys, draft, clock),
        posts=people.read_posts(keys, draft),
        cost_per_crew_hour=keys.number("cost_per_crew_hour", 0, inf) if keys.given("cost_per_crew_hour") else None,
        duty=read_duty(keys, draft),
        transport=read_carrying(keys, draft, clock),
        air=read_air(keys),
        sources=tuple(keys.sources),
    )


def _start_at(keys: ScenarioKeys, draft: Draft) -> float:
    offset_s = draft.base.utc_offset_s
    if not keys.given("start") and is_given(keys):
        return NO_DATE - offset_s
    moment = keys.moment("start", offset_s)
    return NO_DATE - offset_s if moment is None else moment


def _warm_up_s(keys: ScenarioKeys) -> float:
    return keys.number_or("warm_up_h", 0.0, 0, LONGEST_DAYS * DAY_S / HOUR_S) * HOUR_S


def _horizon_s(keys: ScenarioKeys, demanded: Demanded) -> float:
    """The counted time; for given calls, unless written, as many days as hold the last of them."""
    warm_up_s = _warm_up_s(keys)
    usual = max(demanded.horizon_s - warm_up_s, DAY_S) / DAY_S if demanded.days else WEEK_DAYS
    horizon_s = keys.number_or("horizon_days", usual, 0, LONGEST_DAYS) * DAY_S
    ends_s = warm_up_s + horizon_s
    if horizon_s == 0:
        keys.wrong("horizon_days", "нужно число больше 0")
    elif demanded.days and demanded.last_s >= ends_s:
        keys.wrong(
            "horizon_days", f"последний вызов приходит на {demanded.last_s:g}-й секунде, после конца ({ends_s:g})"
        )
    return horizon_s


def _told(keys: ScenarioKeys) -> list[str]:
    return [*keys.elsewhere, *map(str, sorted(set(keys.findings)))]
