"""`doezd cluster`: one machine hands out replications, others work for it, over mutual TLS."""

import os
from datetime import UTC
from pathlib import Path
from typing import Annotated

import typer

from simulations.cli import asking
from simulations.cli.speaking import needing_dask

cluster = typer.Typer(help="Кластер для больших прогонов / a cluster for large runs", no_args_is_help=True)

Certificates = Annotated[Path, typer.Option(help="папка сертификатов / certificates")]
Host = Annotated[str, typer.Option(help="адрес этой машины / this machine's address")]
Port = Annotated[int, typer.Option(min=1, max=65_535, help="порт / port")]
Hosts = Annotated[list[str] | None, typer.Option("--host", help="адреса машин кластера / machines of the cluster")]
Address = Annotated[str, typer.Argument(help="планировщик, tls://адрес:8786 / the scheduler")]


@cluster.command("certificates")
def certificates(folder: Annotated[Path, typer.Argument(help="папка / folder")], host: Hosts = None) -> None:
    """Выписать сертификаты кластера; папку скопировать на каждую машину / Make the certificates of a cluster."""
    from datetime import datetime  # noqa: PLC0415 (no other command waits for it)

    from dispatch.adapters.clock import SystemClock  # noqa: PLC0415
    from simulations.runner.certificates import LOCAL, make_certificates  # noqa: PLC0415

    now = datetime.fromtimestamp(SystemClock().now(), UTC)
    with asking.said_plainly():
        make_certificates(folder, now=now, hosts=(*LOCAL, *(host or ())))
    typer.echo(f"готово: {folder} / ready")


@cluster.command("scheduler")
def scheduler(certificates: Certificates, host: Host = "127.0.0.1", port: Port = 8786) -> None:
    """Раздавать работу, пока не прервут / Hand out work until interrupted."""
    with asking.said_plainly(), needing_dask():
        from simulations.runner.certificates import Certificates as Known  # noqa: PLC0415 (an extra)
        from simulations.runner.cluster import run_scheduler  # noqa: PLC0415

        run_scheduler(Known(folder=certificates), host=host, port=port)


@cluster.command("worker")
def worker(
    address: Address, certificates: Certificates, workers: asking.Workers = None, host: Host = "127.0.0.1"
) -> None:
    """Работать для планировщика, пока не прервут / Work for a scheduler until interrupted."""
    with asking.said_plainly(), needing_dask():
        from simulations.runner.certificates import Certificates as Known  # noqa: PLC0415 (as above)
        from simulations.runner.cluster import run_workers  # noqa: PLC0415

        run_workers(Known(folder=certificates), address, workers=workers or os.cpu_count() or 1, host=host)
