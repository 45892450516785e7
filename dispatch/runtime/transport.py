"""Planned transport beside the decision worker: a child process plans when a plan is due, and sends a wish."""

import subprocess
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import IO

import msgspec
import structlog
from msgspec.structs import replace

from dispatch.application.ports import Fix, TravelTimes
from dispatch.config import ROOT
from dispatch.domain.ids import CrewId
from dispatch.domain.situation import Situation
from dispatch.domain.transport import TransportPlan
from dispatch.domain.transport_messages import AdoptTransportPlan
from dispatch.policy.transport.due import plan_is_due
from dispatch.policy.transport.framing import frame, places
from dispatch.policy.transport.parameters import TransportParameters
from dispatch.policy.transport.planning import plan_by_insertion
from dispatch.policy.transport.problem import Problem
from dispatch.runtime.transport_plan import plan_from, to_wire
from routing.types import LatLon, Profile

REST_S = 10.0
"""Seconds between two plans: several wishes that come together make one."""

PATIENCE_S = 120.0
"""The watchdog: a search that takes longer is ended, and the insertion's plan taken."""

log = structlog.get_logger("transport")


@dataclass(slots=True)
class _Search:
    """A plan that is being made."""

    problem: Problem
    began_at: float
    process: "subprocess.Popen[bytes]"
    answer: IO[bytes]


@dataclass(slots=True)
class TransportPlanning:
    """Asked at every step of the worker; never waits."""

    times: TravelTimes
    parameters: TransportParameters = field(default_factory=TransportParameters)
    patience_s: float = PATIENCE_S
    _asked_at: float = 0.0
    _search: _Search | None = None

    def step(self, now: float, situation: Situation, fixes: Mapping[str, Fix]) -> AdoptTransportPlan | None:
        """Begin a search when one is due; return its plan when it has ended."""
        if self._search is not None:
            plan = self._ended(self._search, now)
            return None if plan is None else AdoptTransportPlan(plan=plan)
        present = replace(situation, now=max(now, situation.now))
        if now - self._asked_at >= REST_S and plan_is_due(present, self._asked_at):
            self._asked_at = now
            self._begin(now, present, fixes)
        return None

    def stop(self) -> None:
        """End a search that is going on."""
        if self._search is not None:
            self._search.process.kill()
            self._search.process.wait()
            self._search = None

    def _begin(self, now: float, situation: Situation, fixes: Mapping[str, Fix]) -> None:
        seen = {CrewId(crew): LatLon(lat=fix.lat, lon=fix.lon) for crew, fix in fixes.items()}
        named = places(situation, seen)
        problem = frame(situation, self.times.matrix(named, named, Profile.ORDINARY), self.parameters)
        asked, answer = tempfile.TemporaryFile(), tempfile.TemporaryFile()  # noqa: SIM115 (open while the child works)
        asked.write(to_wire(problem))
        asked.seek(0)
        process = subprocess.Popen(
            [sys.executable, "-m", "dispatch.runtime.transport_plan"], stdin=asked, stdout=answer, cwd=ROOT
        )
        asked.close()
        self._search = _Search(problem=problem, began_at=now, process=process, answer=answer)

    def _ended(self, search: _Search, now: float) -> TransportPlan | None:
        if search.process.poll() is None and now - search.began_at < self.patience_s:
            return None
        self.stop()
        with search.answer as answer:
            answer.seek(0)
            try:
                return plan_from(answer.read())
            except msgspec.DecodeError as error:
                log.warning("fell-back", error=str(error), after_s=now - search.began_at)
                return plan_by_insertion(search.problem)
