"""A Dask cluster on this machine: mutual TLS, the digests of one process, and workers that die."""

import datetime as dt
import signal
import socket
import stat
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from simulations.runner import ChunkFailed, Task, run_many
from simulations.runner.certificates import Certificates, make_certificates
from simulations.runner.cluster import Cluster
from simulations.runner.errors import ClusterUnreachable
from tests.conftest import ROOT
from tests.service import eventually
from tests.unit.simulations.runner.stand_in import Broken, Mortal, Town, a_town

PATIENCE_S = 100.0
SCHEDULER = """
import sys
from pathlib import Path
from simulations.runner.certificates import Certificates
from simulations.runner.cluster import run_scheduler
if __name__ == "__main__":
    run_scheduler(Certificates(folder=Path(sys.argv[1])), port=int(sys.argv[2]))
"""
WORKERS = """
import sys
from pathlib import Path
from simulations.runner.certificates import Certificates
from simulations.runner.cluster import run_workers
if __name__ == "__main__":
    run_workers(Certificates(folder=Path(sys.argv[1])), sys.argv[2], workers=2)
"""


def started(program: str, *arguments: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen([sys.executable, "-c", program, *arguments], cwd=ROOT, stderr=subprocess.DEVNULL)


def certificates_in(folder: Path) -> Certificates:
    return make_certificates(folder, now=dt.datetime.now(dt.UTC))


def free_port() -> int:
    with closing(socket.socket()) as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
        return port


def is_open(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), timeout=1).close()
    except OSError:
        return False
    return True


@pytest.fixture(scope="module")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Certificates:
    return certificates_in(tmp_path_factory.mktemp("certificates"))


@pytest.fixture(scope="module")
def address(certificates: Certificates) -> Iterator[str]:
    """The address of a scheduler with two workers."""
    port = free_port()
    found = f"tls://127.0.0.1:{port}"
    folder = str(certificates.folder)
    running = [started(SCHEDULER, folder, str(port)), started(WORKERS, folder, found)]
    eventually(lambda: is_open(port), "the scheduler listens", within_s=PATIENCE_S)
    yield found
    for each in running[::-1]:
        each.send_signal(signal.SIGINT)
    for each in running:
        try:
            each.wait(PATIENCE_S)
        except subprocess.TimeoutExpired:
            each.kill()
            each.wait()


def test_a_cluster_gives_what_one_process_gives(certificates: Certificates, address: str):
    task = Task.of(a_town(), replications=range(8))
    with Cluster(certificates, address, patience_s=PATIENCE_S) as cluster:
        found = run_many([task], opener=Town, engine=cluster)
    assert [o.digest for o in found] == [o.digest for o in run_many([task], opener=Town)]


def test_a_killed_worker_of_the_cluster_costs_nothing_but_time(
    certificates: Certificates, address: str, tmp_path: Path
):
    lives = tmp_path / "lives"
    lives.write_text("1")
    task = Task.of(a_town(path=lives), replications=range(5))
    with Cluster(certificates, address, patience_s=PATIENCE_S) as cluster:
        found = run_many([task], opener=Mortal, engine=cluster)
    assert lives.read_text() == "0"
    assert [o.digest for o in found] == [o.digest for o in run_many([task], opener=Town)]


def test_an_error_in_the_cluster_names_the_replications(certificates: Certificates, address: str):
    task = Task.of(a_town(), replications=range(5))
    with (
        Cluster(certificates, address, patience_s=PATIENCE_S) as cluster,
        pytest.raises(ChunkFailed, match="повторения 3…3: ValueError: no such day"),
    ):
        run_many([task], opener=Broken, engine=cluster)


def test_a_stranger_with_certificates_of_its_own_is_not_let_in(address: str, tmp_path: Path):
    stranger = certificates_in(tmp_path / "stranger")
    with pytest.raises(ClusterUnreachable, match="не отвечает"):
        Cluster(stranger, address, patience_s=3)


def test_a_stranger_without_certificates_is_not_let_in(address: str, tmp_path: Path):
    with pytest.raises(ClusterUnreachable, match="doezd cluster certificates"):
        Cluster(Certificates(folder=tmp_path), address)
    host, port = address.removeprefix("tls://").split(":")
    with closing(socket.create_connection((host, int(port)), timeout=PATIENCE_S)) as plain:
        plain.sendall(b"GET / HTTP/1.0\r\n\r\n")
        assert b"HTTP" not in _answer(plain)


def _answer(plain: socket.socket) -> bytes:
    try:
        return plain.recv(1_000)
    except ConnectionResetError:
        return b""


def test_the_key_is_for_its_owner_alone(certificates: Certificates):
    assert stat.S_IMODE(certificates.key.stat().st_mode) == 0o600
    assert sorted(path.name for path in certificates.folder.iterdir()) == [
        "authority.pem",
        "cluster.key",
        "cluster.pem",
    ]
