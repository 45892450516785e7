"""A TCP line to the service that can fall silent: sockets stay open, nothing comes. A browser cannot notice that."""

import socket
import threading
from contextlib import suppress
from types import TracebackType
from typing import Self
from urllib.parse import urlsplit

CHUNK = 65_536
POLL_S = 0.1


class Line:
    """Forwards to the service until it is told to be silent."""

    def __init__(self, url: str) -> None:
        target = urlsplit(url)
        self._target = (target.hostname or "127.0.0.1", target.port or 80)
        self._speaks = threading.Event()
        self._speaks.set()
        self._closed = threading.Event()
        self._threads: list[threading.Thread] = []
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._listener.settimeout(POLL_S)
        self.url = f"http://127.0.0.1:{self._listener.getsockname()[1]}"

    def __enter__(self) -> Self:
        self._start(self._accept)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._closed.set()
        self._speaks.set()
        for thread in tuple(self._threads):
            thread.join(10)
        self._listener.close()

    def fall_silent(self) -> None:
        """Keep every socket and pass nothing on."""
        self._speaks.clear()

    def speak(self) -> None:
        """Pass everything on again."""
        self._speaks.set()

    def _start(self, work: "object", *given: socket.socket) -> None:
        thread = threading.Thread(target=work, args=given, daemon=True)  # type: ignore[arg-type]
        self._threads.append(thread)
        thread.start()

    def _accept(self) -> None:
        while not self._closed.is_set():
            with suppress(TimeoutError):
                near, _ = self._listener.accept()
                self._start(self._serve, near)

    def _serve(self, near: socket.socket) -> None:
        with near, socket.create_connection(self._target) as far:
            for end in (near, far):
                end.settimeout(POLL_S)
            back = threading.Thread(target=self._pump, args=(far, near), daemon=True)
            back.start()
            self._pump(near, far)
            back.join(10)

    def _pump(self, source: socket.socket, sink: socket.socket) -> None:
        with suppress(OSError):
            while not self._closed.is_set():
                with suppress(TimeoutError):
                    data = source.recv(CHUNK)
                    self._speaks.wait()
                    if not data:
                        break
                    sink.sendall(data)
        with suppress(OSError):
            sink.shutdown(socket.SHUT_WR)
