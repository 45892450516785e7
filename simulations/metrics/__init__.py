"""What a replication is worth: the service's figures, each with its unit and its direction."""

from simulations.metrics.catalogue import METRICS, Better, Metric, described
from simulations.metrics.doezd import Doezd, Waits
from simulations.metrics.measures import Measures, measured
from simulations.metrics.table import table
from simulations.metrics.yardstick import Yardstick

__all__ = [
    "METRICS",
    "Better",
    "Doezd",
    "Measures",
    "Metric",
    "Waits",
    "Yardstick",
    "described",
    "measured",
    "table",
]
