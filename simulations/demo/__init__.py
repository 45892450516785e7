"""A day of calls at a chosen speed, played against the running service through its public API alone.

`play` is the door. The service's clock is real: what is measured in real seconds is told in simulated ones.
"""

from simulations.demo.client import ServiceGone
from simulations.demo.play import Demo, play
from simulations.demo.report import Report

__all__ = ["Demo", "Report", "ServiceGone", "play"]
