"""Audit entries on their way to the trail: a trail that fails holds them up, never the care of a patient."""

import asyncio
from collections import deque
from dataclasses import dataclass, field

from dispatch.application.patient_context import AuditEntry, AuditTrail

RETRY_S = 5.0


@dataclass(slots=True)
class AuditQueue:
    """Writes entries in order, in a thread, and tries again until each is written."""

    trail: AuditTrail
    retry_s: float = RETRY_S
    error: str | None = None
    _waiting: deque[AuditEntry] = field(default_factory=deque)
    _writer: asyncio.Task[None] | None = None

    def put(self, entry: AuditEntry) -> None:
        """Queue an entry; returns at once."""
        self._waiting.append(entry)
        if self._writer is None or self._writer.done():
            self._writer = asyncio.get_running_loop().create_task(self._write())

    @property
    def backlog(self) -> int:
        """How many entries are not yet written."""
        return len(self._waiting)

    async def flush(self) -> None:
        """Wait for what waits, and try once more what the trail has refused; for an orderly stop."""
        if self._writer is None:
            return
        if not self.error:
            await asyncio.wait({self._writer}, timeout=self.retry_s)
        self._writer.cancel()
        await asyncio.wait({self._writer})
        while self._waiting and await self._written():
            pass

    async def _write(self) -> None:
        while self._waiting:
            if not await self._written():
                await asyncio.sleep(self.retry_s)

    async def _written(self) -> bool:
        try:
            await asyncio.to_thread(self.trail.append, self._waiting[0])
        except Exception as failure:  # noqa: BLE001 - whatever it is, the entry waits and care goes on
            self.error = type(failure).__name__
            return False
        self.error = None
        self._waiting.popleft()
        return True
