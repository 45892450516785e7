"""How people and systems behave: [crewing], [policy], [triage], [targets_min], [bays], [durations], [[outage]]."""

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

from dispatch.domain.crew import DAY_S
from dispatch.domain.errors import PolicyInvalid
from dispatch.domain.ids import HospitalId, StationId
from dispatch.domain.incident import Urgency
from dispatch.domain.places import StationKind
from dispatch.policy.catalogue import policy
from simulations.durations import Durations, FiguresInvalid, read_durations
from simulations.scenario.model import Crewing, Failing, Outage, PolicyChoice, ReturnTo, Triage
from simulations.scenario.reading.calls import is_given
from simulations.scenario.reading.document import is_file
from simulations.scenario.reading.draft import Draft
from simulations.scenario.reading.keys import ORIGIN, ScenarioKeys
from simulations.scenario.reading.region import EMBEDDED, TABLES
from simulations.scenario.reading.windows import Clock, read_window

DURATIONS_FILE = "durations.toml"
NO_OVERTIME: Mapping[str, Any] = MappingProxyType({"overtime_s": 0.0})
"""Crews of an instance that are on duty round the clock have no shift to end."""

MOST_BAYS = 10_000
MOST_MINUTES = 1e5


def read_crewing(keys: ScenarioKeys) -> Crewing:
    """Read [crewing]."""
    usual = Crewing()
    keys.only("crewing", ("return_to", "sent_while_returning", "takeover_min"))
    return Crewing(
        return_to=ReturnTo(keys.one_of("crewing.return_to", [*ReturnTo], usual.return_to)),
        sent_while_returning=keys.flag("crewing.sent_while_returning", default=usual.sent_while_returning),
    )


def read_policy(keys: ScenarioKeys, draft: Draft) -> PolicyChoice:
    """Read [policy] and have the catalogue look at it."""
    keys.only("policy", ("name", "parameters"))
    name = keys.text_or("policy.name", PolicyChoice().name)
    parameters = keys.section("policy.parameters")
    if keys.raw("region.model") == TABLES and all(crew.shift.length_s == DAY_S for crew in draft.crews.values()):
        parameters = {**NO_OVERTIME, **parameters}
    try:
        policy(name, parameters)
    except PolicyInvalid as invalid:
        keys.wrong(f"policy.parameters.{invalid.parameter}" if invalid.parameter else "policy.name", str(invalid))
    return PolicyChoice(name=name, parameters=parameters)


def read_triage(keys: ScenarioKeys) -> Triage:
    """Read [triage]."""
    usual = Triage()
    keys.only("triage", ("sensitivity", "specificity"))
    return Triage(
        sensitivity=keys.number_or("triage.sensitivity", usual.sensitivity, 0, 1),
        specificity=keys.number_or("triage.specificity", usual.specificity, 0, 1),
    )


def read_targets(keys: ScenarioKeys, draft: Draft) -> Mapping[Urgency, float]:
    """Read [targets_min]; what is not written there the region has promised."""
    keys.only("targets_min", [f"p{level}" for level in Urgency])
    norms = draft.base.norms
    usual = {level: norms.emergency_arrival_s if level.is_emergency else norms.urgent_latest_s for level in Urgency}
    return {
        level: keys.number_or(f"targets_min.p{level}", usual[level] / 60, 0, MOST_MINUTES) * 60 for level in Urgency
    }


def read_bays(keys: ScenarioKeys, draft: Draft) -> Mapping[HospitalId, int]:
    """Read [bays]: hospital to number; the column of hospitals.csv says the rest."""
    found = dict(draft.bays)
    keys.keep_source("bays")
    for name in keys.names("bays"):
        if name in draft.hospitals:
            found[name] = max(keys.whole(f"bays.{name}", 1, MOST_BAYS), 1)
        elif name not in ORIGIN:
            keys.unknown(f"bays.{name}", name, draft.hospitals, "такого стационара нет")
    return {HospitalId(name): bays for name, bays in found.items() if name in draft.hospitals}


def read_posts(keys: ScenarioKeys, draft: Draft) -> tuple[StationId, ...]:
    """Read `posts`: where crews may stand by; every post of the region when it is not written."""
    if not keys.given("posts"):
        return tuple(row.id for row in draft.stations.values() if row.kind is StationKind.POST)
    return tuple(map(StationId, keys.all_of("posts", draft.stations, "среди подстанций и постов")))


def read_outages(keys: ScenarioKeys, clock: Clock) -> tuple[Outage, ...]:
    """Read every [[outage]]."""
    return tuple(_outage(keys, clock, path) for path in keys.rows("outage"))


def _outage(keys: ScenarioKeys, clock: Clock, path: str) -> Outage:
    keys.only(path, ("of", "begin", "end", "daily"))
    return Outage(of=Failing(keys.one_of(f"{path}.of", [*Failing])), window=read_window(keys, path, clock))


def read_step_durations(keys: ScenarioKeys) -> Durations:
    """Read [durations]: the region's file (or another), with single steps replaced. Given calls have their own."""
    if is_given(keys):
        return Durations()
    overrides = keys.section("durations")
    keys.keep_source("durations")
    named = overrides.pop("file", None) is not None
    path = keys.file("durations.file") if named else _usual_file(keys)
    if path is None:
        return Durations()
    try:
        found = read_durations(path, {key: value for key, value in overrides.items() if key not in ORIGIN})
    except FiguresInvalid as invalid:
        _tell(keys, invalid, overrides)
        return Durations()
    keys.keep_origins(path)
    return found


def _usual_file(keys: ScenarioKeys) -> Path | None:
    """The region's own file; the embedded region's where it has none. An instance must name one."""
    if keys.raw("region.model") == TABLES:
        keys.wrong("durations.file", f'ключа нет: при [region] model = "{TABLES}" вызовам нужен файл длительностей')
        return None
    named = keys.where("region.folder").folder / str(keys.raw("region.folder") or EMBEDDED) / DURATIONS_FILE
    return named if is_file(named) else EMBEDDED / DURATIONS_FILE


def _tell(keys: ScenarioKeys, invalid: FiguresInvalid, overrides: Mapping[str, Any]) -> None:
    """Point at the scenario for what it has replaced, at the file of durations for everything else."""
    for finding in invalid.findings:
        if finding.field.split(".")[0] in overrides:
            keys.wrong(f"durations.{finding.field}", finding.text)
        else:
            keys.findings.append(finding)
