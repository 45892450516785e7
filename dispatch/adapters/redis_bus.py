"""Redis or Valkey: the priority queue of commands, the event stream, the crews' positions.

Nothing lives only here: the queue and the stream are rebuilt from the record, positions come again with the next fix.
Uses the Redis 6.2 command set.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any, ParamSpec, TypeVar

import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from dispatch.application.log import StoredEvent
from dispatch.application.ports import BusUnavailable, Fix

P = ParamSpec("P")
R = TypeVar("R")

STREAM_LENGTH = 20_000
"""Events kept in the stream (approximately): half a day. Older ones are read from the record."""

PRIORITY_STEP = 1e13
"""score = priority·1e13 + milliseconds: below 2^53, so that a double keeps the order exactly."""

TIMEOUT_S = 2.0


def _guarded(call: Callable[P, R]) -> Callable[P, R]:
    def guarded(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return call(*args, **kwargs)
        except (redis.RedisError, OSError) as error:
            raise BusUnavailable(f"Redis: {error}") from error

    guarded.__doc__ = call.__doc__
    return guarded


class RedisBus:
    """Queue, stream and positions. Every method raises `BusUnavailable` when Redis does not answer."""

    def __init__(self, url: str, *, area: str) -> None:
        # The client's own ten retries would hide an outage for seconds and repeat an XADD that had succeeded.
        self._redis: Any = redis.Redis.from_url(
            url,
            socket_timeout=TIMEOUT_S,
            socket_connect_timeout=TIMEOUT_S,
            retry=Retry(NoBackoff(), 0),
            decode_responses=True,
        )
        self._ready = f"doezd:{area}:ready"
        self._events = f"doezd:{area}:events"
        self._positions = f"doezd:{area}:positions"

    @_guarded
    def ping(self) -> None:
        """Raise if nobody answers."""
        self._redis.ping()

    @_guarded
    def push(self, command: str, *, priority: int, received_at: float) -> None:
        """Put a command into the queue; a repeat changes nothing."""
        score = priority * PRIORITY_STEP + round(received_at * 1000)
        self._redis.zadd(self._ready, {command: score}, nx=True)

    @_guarded
    def pop(self, timeout_s: float) -> str | None:
        """Take the most urgent command, waiting for one at most `timeout_s`."""
        found = self._redis.bzpopmin(self._ready, timeout=timeout_s)
        return None if found is None else str(found[1])

    @_guarded
    def waiting(self) -> int:
        """Return how many commands stand in the queue."""
        return int(self._redis.zcard(self._ready))

    @_guarded
    def last_published(self) -> int:
        """Return the sequence number of the newest event in the stream, 0 when it is empty."""
        newest = self._redis.xrevrange(self._events, count=1)
        return int(newest[0][0].partition("-")[0]) if newest else 0

    @_guarded
    def forget(self) -> None:
        """Drop the stream and the queue: they belong to another record."""
        self._redis.delete(self._events, self._ready)

    @_guarded
    def publish(self, rows: Sequence[StoredEvent]) -> None:
        """Append events under their sequence numbers; a repeat is refused by the stream itself."""
        pipe = self._redis.pipeline(transaction=False)
        for row in rows:
            pipe.xadd(
                self._events,
                {name: "" if (v := getattr(row, name)) is None else v for name in _FIELDS},
                id=f"{row.seq}-0",
                maxlen=STREAM_LENGTH,
                approximate=True,
            )
        for answer in pipe.execute(raise_on_error=False):
            if isinstance(answer, redis.RedisError) and "smaller" not in str(answer):
                raise answer

    @_guarded
    def read(self, after: int, *, block_s: float) -> list[StoredEvent]:
        """Return events after a sequence number, waiting for one at most `block_s`."""
        found = self._redis.xread({self._events: f"{after}-0"}, count=500, block=max(1, int(block_s * 1000)))
        streams = found.items() if isinstance(found, dict) else found or []
        return [_event(seq, fields) for _, entries in streams for seq, fields in _flat(entries)]

    @_guarded
    def keep_positions(self, fixes: Mapping[str, Fix]) -> None:
        """Keep the last fix of each crew."""
        if fixes:
            self._redis.hset(
                self._positions, mapping={crew: json.dumps([f.lat, f.lon, f.at]) for crew, f in fixes.items()}
            )

    @_guarded
    def positions(self) -> dict[str, Fix]:
        """Return the last fix of each crew that has sent one."""
        found: Mapping[str, str] = self._redis.hgetall(self._positions)
        fixes = {}
        for crew, text in found.items():
            lat, lon, at = json.loads(text)
            fixes[crew] = Fix(lat=lat, lon=lon, at=at)
        return fixes


_FIELDS = ("at", "kind", "payload", "command", "incident", "crew", "hash")


def _flat(entries: Any) -> list[tuple[str, Mapping[str, str]]]:  # redis-py 8 nests the entries in one more list
    if entries and isinstance(entries[0], list) and entries[0] and isinstance(entries[0][0], (list, tuple)):
        return [tuple(entry) for part in entries for entry in part]
    return [tuple(entry) for entry in entries]


def _event(entry: str, fields: Mapping[str, str]) -> StoredEvent:
    return StoredEvent(
        seq=int(entry.partition("-")[0]),
        at=float(fields["at"]),
        kind=fields["kind"],
        payload=fields["payload"],
        command=fields["command"],
        incident=fields["incident"] or None,
        crew=fields["crew"] or None,
        hash=fields["hash"],
    )
