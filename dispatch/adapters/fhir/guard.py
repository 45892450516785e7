"""A deadline, a breaker and one retry around each kind of question, and how each has fared.

One breaker per kind: a shared one would be reset by the healthy sections while a dead one hangs.
"""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from typing import TypeVar

import stamina
from purgatory import AsyncCircuitBreakerFactory
from purgatory.domain.model import OpenedState

from dispatch.adapters.fhir.errors import BreakerOpen, EmrFailure, TooSlow, Unreachable, Untrusted
from dispatch.application.patient_context import SourceStatus

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Patience:
    """How long a question is waited for. The retry happens inside the deadline or not at all."""

    deadline_s: float = 0.9
    retry_after_s: float = 0.05
    failures_to_open: int = 5
    open_s: float = 30.0

    def __post_init__(self) -> None:
        if not 0 <= self.retry_after_s < self.deadline_s:
            raise ValueError(f"retry_after_s={self.retry_after_s} must lie within deadline_s={self.deadline_s}")


@dataclass(slots=True)
class Guard:
    """Runs a question under its name."""

    patience: Patience
    now: Callable[[], float]
    _fared: dict[str, SourceStatus] = field(default_factory=dict)
    _breakers: AsyncCircuitBreakerFactory = field(init=False)

    def __post_init__(self) -> None:
        self._breakers = AsyncCircuitBreakerFactory(
            default_threshold=self.patience.failures_to_open,
            default_ttl=self.patience.open_s,
            # An answer that is wrong came in time: the section is «invalid», not the server dead. And a card that
            # is withdrawn cancels its questions, which says nothing of the server.
            exclude=[Untrusted, asyncio.CancelledError],
        )

    async def run(self, name: str, ask: Callable[[], Awaitable[T]]) -> T:
        """The answer, or an `EmrFailure`."""
        try:
            answer = await self._within_breaker(name, ask)
        except EmrFailure as failure:
            await self._note(name, failure)
            raise
        await self._note(name, None)
        return answer

    async def _within_breaker(self, name: str, ask: Callable[[], Awaitable[T]]) -> T:
        breaker = await self._breakers.get_breaker(name)
        try:
            async with breaker:
                return await self._in_time(ask)
        except OpenedState as opened:
            # The breaker raises one and the same exception each time; its traceback would grow and keep our frames.
            opened.with_traceback(None)
            raise BreakerOpen(name) from None

    async def _in_time(self, ask: Callable[[], Awaitable[T]]) -> T:
        try:
            async with asyncio.timeout(self.patience.deadline_s):
                return await self._with_retry(ask)
        except TimeoutError:
            raise TooSlow(f"{self.patience.deadline_s} s") from None

    async def _with_retry(self, ask: Callable[[], Awaitable[T]]) -> T:
        wait_s = self.patience.retry_after_s
        attempts = stamina.retry_context(
            on=Unreachable, attempts=2, timeout=None, wait_initial=wait_s, wait_max=wait_s, wait_jitter=0.0
        )
        async for attempt in attempts:
            with attempt:
                return await ask()
        raise AssertionError("stamina either returns or raises")  # pragma: no cover

    async def _note(self, name: str, failure: EmrFailure | None) -> None:
        before = self._fared.get(name) or SourceStatus(
            name=name, breaker="closed", last_success_at=None, last_failure_at=None, last_error=None
        )
        state = (await self._breakers.get_breaker(name)).context.state
        self._fared[name] = (
            replace(before, breaker=state, last_success_at=self.now())
            if failure is None
            else replace(
                before, breaker=state, last_failure_at=self.now(), last_error=f"{type(failure).__name__}: {failure}"
            )
        )

    def status(self) -> tuple[SourceStatus, ...]:
        """How each kind of question has fared; a kind that was never asked is not listed."""
        return tuple(self._fared.values())
