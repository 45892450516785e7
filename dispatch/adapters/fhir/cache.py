"""What is held of answers, by HMAC of what was asked for: no number of a patient is a key."""

import hmac
from collections.abc import Callable
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Generic, TypeVar

from dispatch.domain.ids import IncidentId

T = TypeVar("T")

FRESH_S = 15 * 60.0
FRESH_NEGATIVE_S = 60.0
HELD_AFTER_CLOSE_S = 3600.0
MIN_KEY_BYTES = 16


def hmac_ref(key: bytes, *parts: str) -> str:
    """An opaque reference: the same for the same parts under one key, and not to be reversed without it."""
    return hmac.new(key, "\x1f".join(parts).encode(), sha256).hexdigest()[:32]


@dataclass(slots=True)
class Held(Generic[T]):
    """A value, when it was fetched, and for which incidents it is held."""

    value: T
    fetched_at: float
    negative: bool
    incidents: set[IncidentId]
    purge_at: float = float("inf")

    def fresh(self, now: float) -> bool:
        """Whether it may be shown without asking again."""
        return now - self.fetched_at <= (FRESH_NEGATIVE_S if self.negative else FRESH_S)


@dataclass(slots=True)
class Cache(Generic[T]):
    """Answers of one kind. An entry goes one hour after the last of its incidents has closed."""

    now: Callable[[], float]
    _held: dict[str, Held[T]] = field(default_factory=dict)

    def get(self, key: str, incident: IncidentId) -> Held[T] | None:
        """What is held, fresh or not; the incident then holds it too."""
        self.sweep()
        held = self._held.get(key)
        if held:
            held.incidents.add(incident)
            held.purge_at = float("inf")
        return held

    def put(self, key: str, value: T, incident: IncidentId, *, negative: bool) -> Held[T]:
        """Hold an answer of this moment."""
        before = self._held.get(key)
        incidents = {incident} | (before.incidents if before else set())
        held = Held(value=value, fetched_at=self.now(), negative=negative, incidents=incidents)
        self._held[key] = held
        return held

    def close(self, incident: IncidentId) -> None:
        """The incident holds nothing any longer."""
        for held in self._held.values():
            held.incidents.discard(incident)
            if not held.incidents:
                held.purge_at = min(held.purge_at, self.now() + HELD_AFTER_CLOSE_S)
        self.sweep()

    def drop(self, incident: IncidentId) -> None:
        """Throw away at once all that this incident holds (wrong patient)."""
        self._held = {key: held for key, held in self._held.items() if incident not in held.incidents}

    def sweep(self) -> None:
        """Throw away what is due."""
        now = self.now()
        self._held = {key: held for key, held in self._held.items() if held.purge_at > now}

    def __len__(self) -> int:
        return len(self._held)
