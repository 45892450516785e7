"""The patients' contexts and the board: ask on a call, tell the screens, let go when the incident is over."""

import asyncio
import json
from dataclasses import dataclass, field
from importlib import import_module

import structlog
from starlette.concurrency import run_in_threadpool

from dispatch.api.card import CallCard
from dispatch.api.commands import new_command, wake
from dispatch.api.intake import patient_query
from dispatch.api.live import Change, Live
from dispatch.api.moments import iso
from dispatch.api.streams import Named
from dispatch.application.patient_context import AuditEntry
from dispatch.bootstrap.edge import ApiParts
from dispatch.domain.ids import IncidentId
from dispatch.domain.messages import NoteFlags
from dispatch.domain.situation import Situation

CATCH_UP_S = 2.0

log = structlog.get_logger("context")


@dataclass(slots=True)
class ContextFeed:
    """Glue between the EMR part and the live board; everything happens on the event loop."""

    _parts: ApiParts | None = None
    _live: Live | None = None
    _changed: asyncio.Queue[IncidentId] = field(default_factory=asyncio.Queue)

    def changed(self, incident: IncidentId) -> None:
        """A context has changed: called by the EMR part, on the event loop."""
        self._changed.put_nowait(incident)

    def glass_broken(self, entry: AuditEntry) -> None:
        """Somebody has opened what is restricted: every supervisor hears of it at once."""
        if self._live is not None:
            told = {"incident": entry.incident, "who": entry.who, "reason": entry.outcome, "at": iso(entry.at)}
            self._live.broadcast(Named("break-glass", told))

    def start(self, parts: ApiParts, live: Live) -> None:
        """Take what the feed works with."""
        self._parts, self._live = parts, live

    async def _open(self, parts: ApiParts, live: Live) -> None:
        """Bring the EMR part up behind the listening service, and ask for every open incident.

        Asked twice: a call may have come between the folding of its incident and the first time.
        """
        if parts.settings.emr_url in (None, "off"):
            return
        patients = await asyncio.to_thread(import_module, "dispatch.bootstrap.patients")
        parts.contexts = patients.build_contexts(parts.settings, parts.audit, self)
        for pause_s in (0.0, CATCH_UP_S):
            await asyncio.sleep(pause_s)
            for incident in sorted(_patients(live.state()[1])):
                await self._ask(parts, incident)

    @staticmethod
    async def _ask(parts: ApiParts, incident: IncidentId) -> None:
        card = await run_in_threadpool(parts.inbox.card_of, incident)
        if card is not None and parts.contexts is not None:
            parts.contexts.request(patient_query(incident, CallCard.model_validate(json.loads(card.raw))))

    async def run(self) -> None:
        """Tell the screens of changes and the dispatcher of new flags; close the contexts of closed incidents."""
        if self._live is None or self._parts is None:
            return
        await self._open(self._parts, self._live)
        subscriber, _ = self._live.subscribe(self._live.state()[0])
        await asyncio.gather(self._tell(), self._close(subscriber.queue))

    async def _tell(self) -> None:
        while True:
            incident = await self._changed.get()
            try:
                if self._live is not None:
                    self._live.broadcast(Named("context", {"incident": incident}, incident))
                await run_in_threadpool(self._note_flags, incident)
            except Exception:  # a broken note must not stop the screens from hearing of the next context
                log.exception("context", incident=incident)

    async def _close(self, queue: "asyncio.Queue[object]") -> None:
        while True:
            message = await queue.get()
            if isinstance(message, Change) and self._parts and self._parts.contexts:
                for incident in _patients(message.before) - _patients(message.after):
                    self._parts.contexts.close(incident)

    def _note_flags(self, incident: IncidentId) -> None:
        if self._parts is None or self._live is None or self._parts.contexts is None:
            return
        context = self._parts.contexts.get(incident)
        if context is None:
            return
        for known in self._live.state()[1].incidents.values():
            if known.patient_of == incident and not context.flags <= known.flags:
                self._note(self._parts, NoteFlags(incident=known.id, flags=context.flags))

    @staticmethod
    def _note(parts: ApiParts, body: NoteFlags) -> None:
        command = new_command(body, actor="emr", priority=0, received_at=parts.clock.now(), key=None)
        parts.inbox.put(command)
        wake(parts, command)


def _patients(situation: Situation) -> set[IncidentId]:
    """Return under which incidents the records of the open calls' patients are kept."""
    return {incident.patient_of for incident in situation.incidents.values() if incident.patient_of is not None}
