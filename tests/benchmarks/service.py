"""The whole service under `doezd serve`: one call to its crew's notice, memory after load, a second start."""

import asyncio
import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from uuid import uuid4

import httpx
import numpy as np

from dispatch.adapters.region_files import load_region
from simulations.demand import DrawnCall, draw_day

ROOT = Path(__file__).resolve().parents[2]
REGION = ROOT / "data" / "region" / "leningrad"
CACHE = ROOT / ".doezd" / "cache"
SEED = 47

CALLS_PER_S, LOAD_S, WARM_UP_S = 5.0, 60.0, 8.0
"""Five a second is 270 times the oblast's mean of 1,600 a day."""

FREE_AFTER_S = 8.0
"""Each incident is cancelled after this, so that the 163 crews do not run out: about 40 are taken at once."""

START_S = 300.0
STARTS = 3
Row = dict[str, Any]


def run() -> list[Row]:
    """Start the service on a fresh data folder, load it, weigh it, start it again."""
    with TemporaryDirectory(prefix="doezd-", dir="/tmp") as folder:  # short: Valkey's socket
        data = Path(folder) / "d"
        with serving(data) as service:
            notified_ms, sent = asyncio.run(load(service))
            memory_mb = weight_mb(service.process.pid)
        starts_s = [second_start_s(data) for _ in range(STARTS)]
    missing = sent - len(notified_ms)
    return [
        {
            "name": "call.to_notified_p99_ms",
            "value": round(float(np.percentile(notified_ms, 99)), 1),
            "unit": "ms",
            "p99": round(float(np.percentile(notified_ms, 99)), 1),
            "median": round(float(np.median(notified_ms)), 1),
            "target": 250,
            "peers": {},
            "calls": sent,
            "never_notified": missing,
            "note": f"POST sent to CrewAssigned on the stream; {CALLS_PER_S:g} calls/s for {LOAD_S:g} s, automatic",
        },
        row("service.memory_mb", [memory_mb], "MB", 1_500),
        row("service.second_start_s", starts_s, "s", 5),
    ]


def row(name: str, values: list[float], unit: str, target: float) -> Row:
    """Return a row with the median, and the worst in place of the 99th percentile: there are few values."""
    return {
        "name": name,
        "value": round(float(np.median(values)), 2),
        "unit": unit,
        "p99": round(max(values), 2),
        "target": target,
        "peers": {},
    }


@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    """A running service."""

    process: "subprocess.Popen[bytes]"
    url: str
    data: Path

    def token(self, role: str) -> str:
        """Return a demo user's token."""
        return str(json.loads((self.data / "tokens.json").read_text())[role])


@contextlib.contextmanager
def serving(data: Path) -> Iterator[Service]:
    """Run `doezd serve` in automatic mode on a free port until ready; end it by its own id."""
    service = launched(data)
    try:
        await_ready(service)
        yield service
    finally:
        ended(service)


def launched(data: Path) -> Service:
    """Start the command that users start."""
    port = free_port()
    mine = {"DOEZD_PORT": str(port), "DOEZD_DATA": str(data), "DOEZD_CACHE": str(CACHE), "DOEZD_MODE": "automatic"}
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("DOEZD_")}
    process = subprocess.Popen(
        [str(Path(sys.executable).with_name("doezd")), "serve"],
        cwd=ROOT,
        env=inherited | mine,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    return Service(process=process, url=f"http://127.0.0.1:{port}", data=data)


def ended(service: Service) -> None:
    """Ask the supervisor to end, and wait for it."""
    service.process.send_signal(signal.SIGTERM)
    service.process.wait(60)


def await_ready(service: Service) -> None:
    """Wait for /ready. Raises `RuntimeError` when the service ends or takes too long."""
    until = time.perf_counter() + START_S
    with httpx.Client(base_url=service.url, trust_env=False) as http:
        while time.perf_counter() < until:
            if service.process.poll() is not None:
                raise RuntimeError(f"doezd serve ended with {service.process.returncode}")
            with contextlib.suppress(httpx.TransportError, OSError, ValueError, KeyError):
                headers = {"Authorization": f"Bearer {service.token('supervisor')}"}
                if http.get("/ready", headers=headers).json()["ready"]:
                    return
            time.sleep(0.1)
    raise RuntimeError(f"doezd serve was not ready in {START_S:g} s")


def second_start_s(data: Path) -> float:
    """Return seconds from the launch on a known data folder to the first call answered 201."""
    begin = time.perf_counter()
    service = launched(data)
    try:
        headers = {"Authorization": f"Bearer {service.token('integration')}", "Idempotency-Key": uuid4().hex}
        with httpx.Client(base_url=service.url, trust_env=False) as http:
            while time.perf_counter() - begin < START_S:
                with contextlib.suppress(httpx.TransportError):
                    if http.post("/api/calls", json=CARD, headers=headers).status_code == 201:
                        return time.perf_counter() - begin
                time.sleep(0.02)
        raise RuntimeError(f"no call was taken in {START_S:g} s")
    finally:
        ended(service)


CARD = {
    "address": {"settlement": "Гатчина", "district": "Гатчинский район"},
    "location": {"latitude": 59.5764, "longitude": 30.1283},
    "medical": {"complaint": "chest-pain"},
}


@dataclass(slots=True)
class Watch:
    """Moments by incident, in seconds of the performance counter."""

    posted: dict[str, float] = field(default_factory=dict)
    told: dict[str, float] = field(default_factory=dict)


async def load(service: Service) -> tuple[np.ndarray, int]:
    """Return milliseconds to the notice for each call after the warm-up, and how many calls were sent."""
    rng = np.random.default_rng(SEED)
    calls = draw_day(load_region(REGION), rng, calls_per_day=CALLS_PER_S * (LOAD_S + WARM_UP_S) + 100)
    moments = np.cumsum(rng.exponential(1 / CALLS_PER_S, len(calls)))
    watch, begin = Watch(), time.perf_counter()
    headers = {"Authorization": f"Bearer {service.token('dispatcher')}"}
    async with httpx.AsyncClient(base_url=service.url, headers=headers, timeout=30, trust_env=False) as http:
        stream = asyncio.create_task(listen(http, watch))
        await asyncio.sleep(0.5)
        async with asyncio.TaskGroup() as lines:
            for moment, call in zip(moments, calls, strict=True):
                if moment > WARM_UP_S + LOAD_S:
                    break
                await asyncio.sleep(max(0.0, begin + moment - time.perf_counter()))
                lines.create_task(one_call(http, watch, call))
        stream.cancel()
    measured = {name: at for name, at in watch.posted.items() if at >= begin + WARM_UP_S}
    waits = [(watch.told[name] - at) * 1e3 for name, at in measured.items() if name in watch.told]
    return np.array(waits), len(measured)


async def one_call(http: httpx.AsyncClient, watch: Watch, call: DrawnCall) -> None:
    """Send a call, and free its crew again after a while."""
    card = {
        "location": {"latitude": call.at.lat, "longitude": call.at.lon},
        "address": {"settlement": call.settlement, "district": call.district},
        "medical": {"complaint": call.complaint, "patient": {"age_years": call.age_years}},
    }
    sent = time.perf_counter()
    answer = await http.post("/api/calls", json=card, headers={"Idempotency-Key": uuid4().hex})
    answer.raise_for_status()
    incident = answer.json()["incident"]
    watch.posted[incident] = sent
    await asyncio.sleep(FREE_AFTER_S)
    await http.post(f"/api/incidents/{incident}/cancel", json={"reason": "замер / benchmark"})


async def listen(http: httpx.AsyncClient, watch: Watch) -> None:
    """Note when the dispatcher's stream tells that a crew is assigned."""
    async with http.stream("GET", "/api/events") as answer:
        async for line in answer.aiter_lines():
            if line.startswith("data: ") and '"type":"CrewAssigned"' in line:
                watch.told.setdefault(json.loads(line[6:])["incident"], time.perf_counter())


def weight_mb(root: int) -> float:
    """Return the proportional set size of a process and all below it, in megabytes."""
    return sum(pss_kb(pid) for pid in family(root)) / 1024


def family(root: int) -> list[int]:
    """Return the ids of a process and its descendants."""
    parents = {int(path.parent.name): parent_of(path) for path in Path("/proc").glob("[0-9]*/stat")}
    found = [root]
    for pid in found:
        found += [child for child, parent in parents.items() if parent == pid]
    return found


def parent_of(stat: Path) -> int | None:
    try:
        return int(stat.read_text().rpartition(")")[2].split()[1])
    except OSError:  # it has ended meanwhile
        return None


def pss_kb(pid: int) -> int:
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in lines if line.startswith("Pss:")), 0)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
