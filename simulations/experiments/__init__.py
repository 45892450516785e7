"""Questions put to simulated regions: compare, sweep, search, and how sure one may be of the answers."""

from simulations.experiments.arms import Arm, arms
from simulations.experiments.compare import HEADLINES, Comparison, compare, compare_arms
from simulations.experiments.covering import expected_covering, maximal_covering, nested_covering
from simulations.experiments.differences import Difference
from simulations.experiments.errors import ExperimentInvalid, NotComparable, OutOfReach, TooFew
from simulations.experiments.fleet_size import FleetSize, Promise, fleet_size
from simulations.experiments.intervals import Estimate, estimate
from simulations.experiments.median import p_median
from simulations.experiments.running import Running
from simulations.experiments.siting import Siting, Wish, siting
from simulations.experiments.staffing import Staffing, staffing
from simulations.experiments.stopping import Stopping
from simulations.experiments.sweep import Sweep, sweep

__all__ = [
    "HEADLINES",
    "Arm",
    "Comparison",
    "Difference",
    "Estimate",
    "ExperimentInvalid",
    "FleetSize",
    "NotComparable",
    "OutOfReach",
    "Promise",
    "Running",
    "Siting",
    "Staffing",
    "Stopping",
    "Sweep",
    "TooFew",
    "Wish",
    "arms",
    "compare",
    "compare_arms",
    "estimate",
    "expected_covering",
    "fleet_size",
    "maximal_covering",
    "nested_covering",
    "p_median",
    "siting",
    "staffing",
    "sweep",
]
