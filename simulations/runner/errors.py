"""What can go wrong with a run.

Errors::

RunFailed
├── ChunkFailed       these replications could not be computed: the worker died, or raised, each time
└── NowhereToKeep     rows were asked for without a folder to keep them in
"""


class RunFailed(Exception):
    """Something about a run that the one who started it can act on."""


class ChunkFailed(RunFailed):
    """These replications could not be computed."""


class NowhereToKeep(RunFailed):
    """Rows were asked for without a folder to keep them in."""


class ClusterUnreachable(RunFailed):
    """No certificates, no scheduler, or no worker."""
