"""A client of the live stream that waits no longer than it says."""

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import httpx

from tests.service import eventually

Json = dict[str, Any]


@dataclass(slots=True)
class Message:
    """One message of the stream."""

    name: str
    id: int | None
    data: Any


@dataclass(slots=True)
class Listener:
    """Collects messages on a thread of its own."""

    messages: list[Message] = field(default_factory=list)
    ended: threading.Event = field(default_factory=threading.Event)

    def wait_for(self, wanted: Callable[[Message], bool], what: str, *, within_s: float = 30.0) -> Message:
        """Return the first message that fits."""
        found: Message = eventually(
            lambda: next((m for m in tuple(self.messages) if wanted(m)), None), what, within_s=within_s
        )
        return found

    def changes(self) -> list[int]:
        """Return the numbers of the events heard."""
        return [m.id for m in tuple(self.messages) if m.name == "change" and m.id is not None]


@contextmanager
def listening(
    client: httpx.Client, *, since: int | None = None, last_event_id: int | None = None
) -> Iterator[Listener]:
    """Listen to the stream until the block ends."""
    listener, stop = Listener(), threading.Event()
    headers = {} if last_event_id is None else {"Last-Event-ID": str(last_event_id)}
    params = {} if since is None else {"since": since}

    def listen() -> None:
        try:
            with client.stream("GET", "/api/events", params=params, headers=headers) as answer:
                for message in _messages(answer.iter_lines()):
                    listener.messages.append(message)
                    if stop.is_set():
                        break
        except httpx.HTTPError:
            pass
        finally:
            listener.ended.set()

    thread = threading.Thread(target=listen, daemon=True)
    thread.start()
    try:
        yield listener
    finally:
        stop.set()  # a heartbeat comes at least every three seconds
        thread.join(20)
        assert not thread.is_alive(), "the stream did not end"


def _messages(lines: Iterator[str]) -> Iterator[Message]:
    found: dict[str, str] = {}
    for line in lines:
        if line:
            name, _, value = line.partition(":")
            found[name] = value.strip()
        elif "event" in found:
            number = found.get("id")
            yield Message(found["event"], int(number) if number else None, json.loads(found.get("data", "null")))
            found = {}
