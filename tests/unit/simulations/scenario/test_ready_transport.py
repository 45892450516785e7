"""The ready day of planned transport: its table is its rule's, and every way in it can be asked for."""

import runpy
from pathlib import Path

from dispatch.domain.transport import TransportKind
from simulations.scenario import given_transports, read

SCENARIOS = Path(__file__).resolve().parents[4] / "data" / "scenarios"
REGION = SCENARIOS.parent / "region" / "leningrad"


def test_the_table_of_bookings_is_what_its_rule_gives() -> None:
    rule = runpy.run_path(str(SCENARIOS / "book_transports.py"))
    text = (SCENARIOS / "transport_day.csv").read_text(encoding="utf-8")
    assert rule["as_csv"](rule["booked"](REGION)) == text


def test_a_whole_day_of_it_has_sixty_ways_of_every_kind_for_twenty_crews() -> None:
    scenario = read(
        SCENARIOS / "transport_day.toml", {"start": "2025-03-03T00:00:00", "horizon_days": 1, "warm_up_h": 0}
    )
    found = given_transports(scenario)
    assert len(found) == 60
    assert {request.kind for request in found} == set(TransportKind)
    assert scenario.transport is not None
    assert len(scenario.transport.set_aside) + len(scenario.transport.between_calls) == 20
