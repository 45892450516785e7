"""What is degraded and since when: looked at every second, shown on every screen, told by `/ready` and the doctor."""

import asyncio
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import structlog
from starlette.concurrency import run_in_threadpool

from dispatch.api.live import Live
from dispatch.api.moments import iso
from dispatch.api.streams import Named
from dispatch.application.ports import BusUnavailable
from dispatch.bootstrap.edge import ApiParts
from dispatch.domain.messages import PolicyFellBack

EVERY_S = 1.0
LOW_DISK_BYTES = 1_000_000_000
FELL_BACK_SHOWN_S = 300.0

log = structlog.get_logger("degraded")


@dataclass(frozen=True, slots=True)
class Finding:
    """One part that is not well."""

    part: str
    step: str
    text: str


@dataclass(slots=True)
class Degraded:
    """Looks at the parts, and tells the screens of changes and of new positions."""

    parts: ApiParts
    live: Live
    found: list[dict[str, Any]] = field(default_factory=list)
    _fell_back_at: float = 0.0
    _fell_back_text: str = ""

    async def watch(self) -> None:
        """Look for ever."""
        while True:
            try:
                await run_in_threadpool(self.look)
            except Exception:  # the watcher must outlive whatever it watches
                log.exception("look")
            await asyncio.sleep(EVERY_S)

    def look(self) -> None:
        """Look once; broadcast what has changed."""
        self._positions()
        now = self.parts.clock.now()
        since = {(f["part"], f["step"]): f["since"] for f in self.found}
        found = [
            {"part": f.part, "step": f.step, "text": f.text, "since": since.get((f.part, f.step)) or iso(now)}
            for f in self._findings(now)
        ]
        if found != self.found:
            self.found = found
            self.live.broadcast(Named("degraded", found))
        self.live.broadcast(Named("heartbeat", {"now": iso(now)}))

    def note(self, event: object, at: float) -> None:
        """Take note of a policy that failed."""
        if isinstance(event, PolicyFellBack):
            self._fell_back_at = at
            self._fell_back_text = f"правило «{event.policy}» не сработало, решает «{event.fallback}»: {event.error}"

    def _positions(self) -> None:
        try:
            fixes = self.parts.bus.positions()
        except BusUnavailable:
            return
        self.live.see(fixes)
        shown = {crew: {"lat": f.lat, "lon": f.lon, "at": iso(f.at)} for crew, f in self.live.unsent().items()}
        if shown:
            self.live.broadcast(Named("positions", shown))

    def _findings(self, now: float) -> Iterator[Finding]:
        if self.live.bus_error:
            yield Finding("redis", "record-only", "очередь Redis не отвечает: работаем по записи, медленнее")
        lease_until = self.parts.worker_seen_at()
        if lease_until is None or lease_until < now:
            yield Finding(
                "worker", "manual", "решающий процесс молчит: назначайте бригады по рации, вызовы сохраняются"
            )
        if now - self._fell_back_at < FELL_BACK_SHOWN_S:
            yield Finding("solver", "fallback", self._fell_back_text)
        if self._on_straight_lines():
            yield Finding("roads", "straight-line", "дороги не отвечают: время считаем по прямой")
        if self.parts.oracle.learnt.problem:
            yield Finding(
                "learnt", "table", "выученное по путям бригад не читается, время считаем по таблице: doezd roads learnt"
            )
        if self.parts.tracks.problem:
            yield Finding("tracks", "lost", f"пути машин не записываются: {self.parts.tracks.problem}")
        yield from self._emr()
        free = shutil.disk_usage(self.parts.settings.data).free
        if free < LOW_DISK_BYTES:
            yield Finding("disk", "low", f"на диске осталось {free // 1_000_000} МБ: освободите место")

    def _on_straight_lines(self) -> bool:
        _, situation = self.live.state()
        made = situation.recommendations.values()
        return any(r.weights_version.startswith("straight-line") for r in made)

    def _emr(self) -> Iterator[Finding]:
        if self.parts.settings.emr_url in (None, "off"):
            yield Finding("emr", "off", "карта пациента отключена в настройках")
        if self.parts.contexts is None:  # off, or not up yet: it comes up behind the listening service
            return
        status = self.parts.contexts.status()
        broken = sorted({source.name for source in status.sources if source.breaker != "closed"})
        if broken:
            yield Finding(
                "emr", "unavailable", f"ЕМИС не отвечает: {', '.join(broken)}; диспетчеризация идёт без карты"
            )
        if status.audit_error:
            yield Finding("audit", "queued", "журнал доступа не пишется: записи ждут в памяти")
