"""Simulated time: real seconds of the event loop, times the speed-up."""

import asyncio


class Pace:
    """A clock that runs `speed` times as fast as the wall's, from zero."""

    def __init__(self, speed: float) -> None:
        if not speed > 0:
            raise ValueError(f"speed={speed}: faster than 0")
        self.speed = speed
        self._loop = asyncio.get_running_loop()
        self._began = self._loop.time()

    def now(self) -> float:
        """Simulated seconds since the start."""
        return (self._loop.time() - self._began) * self.speed

    async def sleep(self, seconds: float) -> None:
        """Wait for simulated seconds."""
        await asyncio.sleep(seconds / self.speed)

    async def until(self, moment_s: float) -> None:
        """Wait for a simulated moment."""
        await self.sleep(max(0.0, moment_s - self.now()))


async def heard(event: asyncio.Event, wait_s: float) -> bool:
    """Wait for an event, for real seconds at most; return whether it came."""
    try:
        await asyncio.wait_for(event.wait(), wait_s)
    except TimeoutError:
        return False
    return True
