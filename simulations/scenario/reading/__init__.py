"""A scenario's TOML and its CSVs into a `Scenario`, or everything that is wrong with them.

`read`, `check`, `given_days`, `given_transports` and `air_flights` are the door; docs/scenarios.md tells what may be
written.
"""

from simulations.scenario.reading.air import air_flights
from simulations.scenario.reading.given import given_days
from simulations.scenario.reading.transport import given_transports
from simulations.scenario.reading.whole import check, read

__all__ = ["air_flights", "check", "given_days", "given_transports", "read"]
