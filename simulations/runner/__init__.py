"""Running many replications: on all cores, on a cluster, killed and resumed, always with the same digest."""

from simulations.runner.checkpoint import read_rows
from simulations.runner.columns import flatten
from simulations.runner.engine import Engine, Here
from simulations.runner.errors import ChunkFailed, NowhereToKeep, RunFailed
from simulations.runner.many import run_many
from simulations.runner.pool import Pool
from simulations.runner.progress import All, Bar, Silent, State, Watcher
from simulations.runner.replicate import RealWorld, replicate
from simulations.runner.roads import map_of, prepared
from simulations.runner.status import StatusFile
from simulations.runner.task import Keep, Outcome, Task

__all__ = [
    "All",
    "Bar",
    "ChunkFailed",
    "Engine",
    "Here",
    "Keep",
    "NowhereToKeep",
    "Outcome",
    "Pool",
    "RealWorld",
    "RunFailed",
    "Silent",
    "State",
    "StatusFile",
    "Task",
    "Watcher",
    "flatten",
    "map_of",
    "prepared",
    "read_rows",
    "replicate",
    "run_many",
]
