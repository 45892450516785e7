"""Milliseconds by edge and by turn, from the speed table and the specification of the moment.

The unit is the whole millisecond: a trip of a thousand edges is rounded by less than 20 ms (three standard
deviations), and the longest trip that fits the engine's 31 bits is 24 days.

A turn's weight is the time of the edge it leaves plus its due, what the turn itself takes; so a path's length is the
time from the tail of its first edge to the tail of its last.
"""

from routing.weights.factored import SpeedFactors, divided_ms, with_factors
from routing.weights.hindrance import Hindrance, hindered, slowed_ms
from routing.weights.table import speed_table
from routing.weights.version import weights_version
from routing.weights.weighed import CLOSED, Weights
from routing.weights.weigher import Weigher

__all__ = [
    "CLOSED",
    "Hindrance",
    "SpeedFactors",
    "Weigher",
    "Weights",
    "divided_ms",
    "hindered",
    "slowed_ms",
    "speed_table",
    "weights_version",
    "with_factors",
]
