"""Many machines: a Dask cluster with mutual TLS. The same orders, the same outcomes, the same digests.

Every machine needs this program in the same version, the folder of certificates, and, at the same path, the folders of
checkpoints and of travel time tables (a network file system).
"""

import asyncio
from collections.abc import Iterator, Sequence
from types import TracebackType
from typing import Self

from distributed import Client, Nanny, Scheduler, Security, as_completed
from distributed.scheduler import KilledWorker

from simulations.runner.certificates import Certificates
from simulations.runner.errors import ChunkFailed, ClusterUnreachable
from simulations.runner.task import Outcome
from simulations.runner.working import Order, work

HOST = "127.0.0.1"
PORT = 8786
"""Dask's own."""
PATIENCE_S = 30.0


def run_scheduler(certificates: Certificates, *, host: str = HOST, port: int = PORT) -> None:
    """Hand out work until interrupted. Raises `ClusterUnreachable` without certificates."""
    asyncio.run(_scheduler(_security(certificates), host, port))


def run_workers(certificates: Certificates, address: str, *, workers: int, host: str = HOST) -> None:
    """Work for the scheduler at `address` (`tls://host:port`) in so many processes until interrupted.

    A process that is killed is started again. Raises `ClusterUnreachable` without certificates.
    """
    asyncio.run(_workers(_security(certificates), address, workers, host))


class Cluster:
    """An engine whose workers are those of the scheduler at `address`. Closed at the end of its `with` block."""

    def __init__(self, certificates: Certificates, address: str, *, patience_s: float = PATIENCE_S) -> None:
        """Wait for the first worker at most `patience_s`. Raises `ClusterUnreachable`."""
        try:
            self._client = Client(address, security=_security(certificates), timeout=patience_s)  # type: ignore[no-untyped-call]
        except (OSError, TimeoutError) as why:
            raise ClusterUnreachable(
                f"{address}: планировщик кластера не отвечает ({why}); запущен ли doezd cluster scheduler, те же ли"
                " сертификаты / no scheduler there, or other certificates"
            ) from why
        try:
            self._client.wait_for_workers(1, timeout=patience_s)
        except TimeoutError as why:
            self.close()
            raise ClusterUnreachable(
                f"{address}: ни одного работника; запустите doezd cluster worker / no worker has come"
            ) from why

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Leave the cluster; what it was doing for us is dropped."""
        self._client.close()  # type: ignore[no-untyped-call]

    @property
    def workers(self) -> int:
        """Threads of all workers at this moment, at least one."""
        return max(1, sum(self._client.nthreads().values()))  # type: ignore[no-untyped-call]

    def outcomes(self, orders: Sequence[Order]) -> Iterator[Outcome]:
        """Yield what comes out, as soon as it does. Raises `ChunkFailed`, which names the order."""
        sent = {future: order for order in orders for future in [self._client.submit(work, order, pure=False)]}
        for future in as_completed(sent):  # type: ignore[no-untyped-call]
            try:
                yield from future.result()
            except KilledWorker as why:
                raise ChunkFailed(
                    f"{sent[future].name}: работники кластера гибнут на этих повторениях: похоже, не хватает памяти"
                    " / workers keep dying of it"
                ) from why
            except Exception as why:
                raise ChunkFailed(f"{sent[future].name}: {type(why).__name__}: {why}") from why


def _security(certificates: Certificates) -> Security:
    if not certificates.complete:
        raise ClusterUnreachable(
            f"{certificates.folder}: нет сертификатов кластера; сделайте их: doezd cluster certificates"
            " / no certificates there"
        )
    authority, shown, key = map(str, (certificates.authority, certificates.certificate, certificates.key))
    return Security(  # type: ignore[no-untyped-call]
        require_encryption=True,
        tls_ca_file=authority,
        tls_client_cert=shown,
        tls_client_key=key,
        tls_scheduler_cert=shown,
        tls_scheduler_key=key,
        tls_worker_cert=shown,
        tls_worker_key=key,
    )


async def _scheduler(security: Security, host: str, port: int) -> None:
    async with Scheduler(host=host, port=port, protocol="tls", security=security, dashboard=False) as running:
        await running.finished()


async def _workers(security: Security, address: str, workers: int, host: str) -> None:
    nannies = [
        Nanny(address, nthreads=1, host=host, protocol="tls", security=security, dashboard=False, memory_limit=0)
        for _ in range(workers)
    ]
    await asyncio.gather(*nannies)
    await asyncio.gather(*(nanny.finished() for nanny in nannies))  # type: ignore[no-untyped-call]
