"""`doezd serve`: Valkey, the patients' demo server, the decision worker and the API under one roof.

A part that dies is started again; Ctrl-C or SIGTERM ends all of them in order. The record is open to the parts alone.
"""

import fcntl
import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.error import HTTPError, URLError
from urllib.request import Request, urlopen

from dispatch.bootstrap.fitting import strays
from dispatch.bootstrap.region import check_region, chosen_map, load_region, tiles_file
from dispatch.config import Settings, environment
from dispatch.domain.errors import RegionInvalid
from dispatch.runtime.embedded import socket_too_long, valkey_argv
from dispatch.runtime.parts import Part
from routing.mapfile import is_compiled

READY_S = 120.0
LOOK_S = 0.2

Say = Callable[[str], None]


class CannotStart(Exception):
    """The service cannot start; the text says why and the way out."""


class Supervisor:
    """Starts, watches and ends the parts."""

    def __init__(self, settings: Settings, say: Say) -> None:
        self._settings = settings
        self._say = say
        self._parts: list[Part] = []
        self._stop = threading.Event()

    def run(self) -> None:
        """Serve until told to stop. Raises `CannotStart`."""
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, lambda *_: self._stop.set())
        self._check()
        with _only_one(self._settings.data):
            try:
                self._start()
                self._watch()
            finally:
                self._end()

    def _check(self) -> None:
        settings = self._settings
        findings = check_region(settings.region)
        if findings:
            raise CannotStart("справочник региона с ошибками:\n" + "\n".join(findings))
        settings.data.mkdir(parents=True, exist_ok=True, mode=0o700)
        settings.cache.mkdir(parents=True, exist_ok=True)
        if settings.redis_url is None and socket_too_long(settings.valkey_socket):
            raise CannotStart(f"путь {settings.valkey_socket} длиннее 107 байт: задайте DOEZD_DATA покороче")
        if _port_taken(settings.host, settings.port):
            raise CannotStart(f"порт {settings.port} занят: остановите другую службу или задайте DOEZD_PORT")

    def _start(self) -> None:
        settings = self._settings
        path = chosen_map(settings)
        self._say(f"карта: {path}")
        if not is_compiled(path, settings.cache):
            self._say("первый запуск с этой картой: собираю дороги, около минуты")
            prepared = subprocess.run(
                [sys.executable, "-m", "dispatch.runtime.prepare", "map"], env=environment(settings), check=False
            )
            if prepared.returncode != 0:
                raise CannotStart("карту собрать не удалось: смотрите сообщения выше, другую задаёт DOEZD_MAP")
        self._check_fit()
        if settings.redis_url is None:
            self._begin("valkey", valkey_argv(settings))
        emr_port = _free_port() if settings.emr_url is None else None
        emr_url = settings.emr_url or f"http://127.0.0.1:{emr_port}/fhir"
        children = settings.model_copy(update={"emr_url": emr_url, "redis_url": settings.redis})
        self._begin("api", [sys.executable, "-m", "dispatch.api"], children)
        self._begin("worker", [sys.executable, "-m", "dispatch.runtime.worker"], children)
        if emr_port is not None:
            self._begin_emr(emr_port)
        self._await_ready()
        self._begin_tiles(children)
        self._greet()

    def _check_fit(self) -> None:
        try:
            off = strays(self._settings, load_region(self._settings.region))
        except RegionInvalid as why:
            raise CannotStart(str(why)) from why
        if off:
            self._say(f"вне дорог карты, время до них неизвестно: {', '.join(off)}")

    def _begin_emr(self, port: int) -> None:
        """Start the patients' demo server; a nice one, because no decision waits for it."""
        argv = ["nice", "-n", "5", sys.executable, "-m", "simulations.emr_server", "--port", str(port)]
        self._begin("emr", [*argv, "--data-dir", str(self._settings.data / "emr")])

    def _begin_tiles(self, children: Settings) -> None:
        if not tiles_file(children).exists():
            argv = ["nice", "-n", "15", sys.executable, "-m", "dispatch.runtime.prepare", "tiles"]
            self._begin("tiles", argv, children, once=True)

    def _begin(self, name: str, argv: list[str], settings: Settings | None = None, *, once: bool = False) -> None:
        logs = self._settings.data / "log"
        logs.mkdir(exist_ok=True)
        env = environment(settings or self._settings)
        part = Part(name=name, argv=argv, env=env, log=logs / f"{name}.log", once=once)
        part.start()
        self._parts.append(part)

    def _await_ready(self) -> None:
        until = time.monotonic() + READY_S
        while not self._ready():
            if self._stop.wait(0.05):
                return
            if time.monotonic() > until:
                raise CannotStart(f"служба не готова за {READY_S:.0f} с: смотрите {self._settings.data / 'log'}")
            self._look_after()

    def _look_after(self) -> None:
        for part in self._parts:
            if told := part.look_after():
                self._say(told)

    def _watch(self) -> None:
        while not self._stop.wait(LOOK_S):
            self._look_after()

    def _end(self) -> None:
        self._say("останавливаюсь")
        for part in reversed(self._parts):
            part.stop()
        self._say("остановлено, всё принятое записано")

    def _tokens(self) -> dict[str, str]:
        return dict(json.loads(self._settings.tokens_file.read_text()))

    def _ready(self) -> bool:
        url = f"http://{self._settings.host}:{self._settings.port}/ready"
        try:
            headers = {"Authorization": f"Bearer {self._tokens()['supervisor']}"}
            with urlopen(Request(url, headers=headers), timeout=2) as answer:
                return bool(json.load(answer)["ready"])
        except (HTTPError, URLError, OSError, ValueError, KeyError):
            return False

    def _greet(self) -> None:
        base, tokens = f"http://{self._settings.host}:{self._settings.port}", self._tokens()
        self._say(f"служба готова: {base}")
        self._say(f"  консоль диспетчера  {base}/console?token={tokens['dispatcher']}")
        self._say(f"  планшет бригады     {base}/tablet (ключ выдаёт диспетчер: doezd call tablet НОМЕР)")
        self._say(f"  прогоны             {base}/planner?token={tokens['planner']}")
        self._say(f"  описание API        {base}/openapi.json (с ключом)")
        self._say("ключи демонстрационных пользователей:")
        for role, token in tokens.items():
            self._say(f"  {role:<12} {token}")
        self._say(f"данные и журналы: {self._settings.data}; остановить: Ctrl-C")


@contextmanager
def _only_one(data: Path) -> Iterator[None]:
    """Hold the data folder: two services on one folder would both write."""
    with (data / "service.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise CannotStart(f"папка {data} занята другой службой: задайте DOEZD_DATA") from None
        lock.write(str(os.getpid()))
        lock.flush()
        yield


def _port_taken(host: str, port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return True
    return False


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
