"""[transport]: planned transport from a table, and the crews that carry."""

from collections.abc import Mapping
from math import ceil, floor

from dispatch.adapters.region_files.finding import Finding
from dispatch.adapters.region_files.transports import read_transports
from dispatch.domain.crew import DAY_S
from dispatch.domain.ids import CrewId
from dispatch.domain.transport import TransportRequest
from routing.types import LatLon
from simulations.scenario.errors import ScenarioInvalid
from simulations.scenario.model import CarryingCrews, Scenario
from simulations.scenario.reading.draft import Draft
from simulations.scenario.reading.keys import ScenarioKeys
from simulations.scenario.reading.windows import Clock

KEYS = ("requests", "set_aside", "between_calls", "lend_to_p1", "insertions")
MOST_INSERTIONS = 10_000_000


def read_carrying(keys: ScenarioKeys, draft: Draft, clock: Clock) -> CarryingCrews | None:
    """Read [transport]; None when it is not written."""
    if not keys.given("transport"):
        return None
    keys.only("transport", KEYS)
    crews = [str(crew) for crew in draft.crews]
    set_aside = keys.all_of("transport.set_aside", crews, "среди бригад")
    between = keys.all_of("transport.between_calls", crews, "среди бригад")
    for twice in sorted(set(set_aside) & set(between)):
        keys.wrong("transport.between_calls", f"«{twice}»: уже стоит в set_aside")
    path = keys.file("transport.requests")
    if path is None:
        return None
    hospitals = {str(name): hospital.at for name, hospital in draft.hospitals.items()}
    keys.findings += read_transports(path, hospitals, (clock.start_at,), clock.utc_offset_s)[1]
    usual = CarryingCrews(requests=path)
    return CarryingCrews(
        requests=path,
        set_aside=tuple(map(CrewId, set_aside)),
        between_calls=tuple(map(CrewId, between)),
        lend_to_p1=keys.flag("transport.lend_to_p1", default=usual.lend_to_p1),
        insertions=keys.whole_or("transport.insertions", usual.insertions, 1, MOST_INSERTIONS),
    )


def given_transports(scenario: Scenario) -> tuple[TransportRequest, ...]:
    """Read the requests that begin within a scenario; a row with times of day comes every day.

    Raises `ScenarioInvalid`.
    """
    if scenario.transport is None:
        return ()
    hospitals: Mapping[str, LatLon] = {str(row.id): row.at for row in scenario.region.hospitals}
    offset_s = scenario.region.utc_offset_s
    first = floor((scenario.start_at + offset_s) / DAY_S) * DAY_S - offset_s
    days = ceil((scenario.ends_at - first) / DAY_S)
    midnights = [first + day * DAY_S for day in range(days)]
    found, findings = read_transports(scenario.transport.requests, hospitals, midnights, offset_s)
    if findings:
        raise ScenarioInvalid([str(finding) for finding in _told(findings)])
    return tuple(request for request in found if scenario.start_at <= request.first_at < scenario.ends_at)


def _told(findings: list[Finding]) -> list[Finding]:
    return sorted(set(findings))
