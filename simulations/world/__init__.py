"""The simulated region: SimPy moves time and people; the very `Dispatcher` of the service decides."""

from simulations.world.running import run

__all__ = ["run"]
