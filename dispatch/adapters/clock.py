"""The wall clock, behind the Clock port."""

import time


class SystemClock:
    """POSIX seconds of this machine."""

    def now(self) -> float:
        """Return POSIX seconds."""
        return time.time()  # noqa: TID251 (this is the port's real side)
