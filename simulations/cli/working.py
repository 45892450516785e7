"""How the planners' commands run: on which cores, kept in which folder, told to whom."""

import os
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from simulations.cli.speaking import fail, needing_dask

if TYPE_CHECKING:
    from simulations.experiments.running import Running
    from simulations.runner import Engine, Keep


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """A run: its title, where it is kept (None: a folder of its own name under DOEZD_RUNS), on how many processes.

    `cluster` is the address of a scheduler that does the work instead, with the folder of its certificates.
    """

    name: str
    title: str
    folder: Path | None
    workers: int | None
    cluster: tuple[str, Path] | None = None

    @property
    def kept_in(self) -> Path:
        """The folder of the run: status, finished replications, report."""
        from dispatch.config import Settings  # noqa: PLC0415 (only a run waits for it)

        return self.folder or Settings().runs_folder / self.name


@contextmanager
def running(work: Work, keep: "Keep") -> Iterator["Running"]:
    """Open what runs the replications; what is left of an earlier run in the folder is taken, not computed again."""
    from dispatch.adapters.clock import SystemClock  # noqa: PLC0415 (only a run waits for all this)
    from simulations.experiments.running import Running  # noqa: PLC0415
    from simulations.runner import All, Bar, State, StatusFile  # noqa: PLC0415

    folder = work.kept_in
    told = All([Bar(work.title), StatusFile(folder, work.title, SystemClock())])
    with _engine(work) as engine:
        try:
            yield Running(engine=engine, checkpoints=folder, progress=told, keep=keep)
        except KeyboardInterrupt:
            told.ended(State.STOPPED)
            raise
        except Exception as error:
            told.ended(State.FAILED, str(error))
            raise
        told.ended(State.DONE)


def _engine(work: Work) -> "AbstractContextManager[Engine]":
    from simulations.runner import Here, Pool  # noqa: PLC0415 (as above)

    if work.cluster is not None:
        with needing_dask():
            from simulations.runner.certificates import Certificates  # noqa: PLC0415 (an extra)
            from simulations.runner.cluster import Cluster  # noqa: PLC0415

        address, folder = work.cluster
        return Cluster(Certificates(folder=folder), address)
    workers = work.workers or os.cpu_count() or 1
    return Pool(workers) if workers > 1 else nullcontext(Here())


def cluster_of(address: str | None, certificates: Path | None) -> tuple[str, Path] | None:
    """Return where the cluster is and its certificates, or end with what is missing."""
    if address is None:
        return None
    if certificates is None:
        fail("--cluster без --certificates: назовите папку сертификатов / name the folder of its certificates")
    return address, certificates
