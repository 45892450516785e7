"""A scenario's TOML and its CSVs into a `Scenario`, or everything that is wrong with them.

`read`, `check` and `given_days` are the door; docs/scenarios.md tells a planner what may be written.
"""

from simulations.scenario.reading.given import given_days
from simulations.scenario.reading.whole import check, read

__all__ = ["check", "given_days", "read"]
