"""A scenario's TOML and its CSVs into a `Scenario`, or everything that is wrong with them.

`read`, `check`, `given_days` and `given_transports` are the door; docs/scenarios.md tells what may be written.
"""

from simulations.scenario.reading.given import given_days
from simulations.scenario.reading.transport import given_transports
from simulations.scenario.reading.whole import check, read

__all__ = ["check", "given_days", "given_transports", "read"]
