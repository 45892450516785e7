"""What-if questions as files: read them, check them, begin a new one, or bring one over from elsewhere."""

from simulations.scenario.errors import ImportImpossible, ScenarioInvalid
from simulations.scenario.reading import air_flights, check, given_days, given_transports, read

__all__ = ["ImportImpossible", "ScenarioInvalid", "air_flights", "check", "given_days", "given_transports", "read"]
