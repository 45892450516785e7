"""The status file of a run: what a screen that watches the folder of runs reads."""

import json
from pathlib import Path
from typing import Any

import numpy as np
from scipy import stats

from dispatch.application.ports import Clock
from simulations.metrics import described
from simulations.runner.files import write_whole
from simulations.runner.progress import State
from simulations.runner.task import Outcome

FILE = "status.json"
MINUTE_S = 60.0
EVERY_S = 1.0
"""A screen looks every two seconds: a disk need not be asked more often by a run of a thousand short days."""


class StatusFile:
    """Writes `status.json` into the folder of a run, whole each time.

    `metric` is the figure of the catalogue whose running mean and 95 % half-width (Student) are shown, in minutes if it
    is seconds; of a run of several scenarios, those of the one that is being computed.
    """

    def __init__(self, folder: Path, title: str, clock: Clock, metric: str = "doezd.mean_s") -> None:
        self._path = folder / FILE
        self._title = title
        self._clock = clock
        self._metric = metric
        self._started_at = self._written_at = clock.now()
        self._total = self._done = self._computed = 0
        self._known: dict[str, list[float]] = {}
        self._last: Outcome | None = None

    def expect(self, more: int) -> None:
        """Say how many there will be."""
        self._total += more
        self._write(State.RUNNING)

    def came(self, outcome: Outcome, *, kept: bool) -> None:
        """Count one more."""
        self._done += 1
        self._computed += not kept
        self._last = outcome
        if self._metric in outcome.figures:
            self._known.setdefault(outcome.task, []).append(outcome.figures[self._metric])
        if self._clock.now() - self._written_at >= EVERY_S or self._done == self._total:
            self._write(State.RUNNING)

    def ended(self, state: State, error: str = "") -> None:
        """Write the last word."""
        self._write(state, error)

    def _write(self, state: State, error: str = "") -> None:
        self._written_at = self._clock.now()
        text = json.dumps(self._told(state, error), ensure_ascii=False, indent=1)
        write_whole(self._path, lambda file: file.write(text.encode()))

    def _told(self, state: State, error: str) -> dict[str, Any]:
        minutes = described(self._metric).unit == "s"
        mean, half_width = self._interval(MINUTE_S if minutes else 1.0)
        return {
            "state": state.value,
            "done": self._done,
            "total": self._total,
            "scenario": self._title,
            "policy": "" if self._last is None else self._last.policy,
            "metric": described(self._metric).ru,
            "unit": "мин" if minutes else "",
            "mean": mean,
            "half_width": half_width,
            "started_at": self._started_at,
            "eta_s": self._eta_s(),
            "error": error,
        }

    def _interval(self, unit: float) -> tuple[float | None, float | None]:
        known = np.array(self._known.get(self._last.task, []) if self._last else []) / unit
        if known.size < 2:
            return (float(known[0]) if known.size else None), None
        half = stats.t.ppf(0.975, known.size - 1) * known.std(ddof=1) / np.sqrt(known.size)
        return float(known.mean()), float(half)

    def _eta_s(self) -> float | None:
        if not self._computed:
            return None
        return (self._written_at - self._started_at) / self._computed * (self._total - self._done)
