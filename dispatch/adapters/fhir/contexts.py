"""The cards of all open incidents: who fills, confirms, looks at and withdraws them."""

import asyncio
from collections.abc import Callable, Coroutine
from itertools import count
from typing import Any

from dispatch.adapters.fhir.audit_queue import AuditQueue
from dispatch.adapters.fhir.cache import HELD_AFTER_CLOSE_S
from dispatch.adapters.fhir.records import FhirRecords
from dispatch.application.patient_context import (
    AuditAction,
    AuditEntry,
    AuditTrail,
    ConfirmationRefused,
    ContextsStatus,
    GivenIdentifiers,
    MatchGrade,
    PatientContext,
    PatientQuery,
    Purpose,
    SectionState,
    legal_basis,
)
from dispatch.domain.ids import IncidentId

SERVICE = ("doezd", "service")
"""Who asks when a call comes in: nobody has to."""

CARDS_AT_ONCE = 4
"""Each card is some fifteen questions. After a restart all open calls ask at once, and a crowd of questions that miss
their deadline would open every breaker: they wait in line instead, which costs no deadline."""

AGAIN_S = 30.0
MAX_AGAIN_S = 300.0
"""What is missing is asked for again by itself while the call is open, each time after twice the pause."""

MISSING = frozenset({SectionState.UNAVAILABLE, SectionState.STALE, SectionState.PARTIAL})


class LivePatientContexts:
    """`PatientContexts` over one EMR. `on_change` is called, in the event loop, whenever a card has changed.

    `on_break_glass` is called at once with the audit entry: a supervisor must hear of it.
    """

    def __init__(
        self,
        records: FhirRecords,
        trail: AuditTrail,
        *,
        now: Callable[[], float],
        on_change: Callable[[IncidentId], None] = lambda _: None,
        on_break_glass: Callable[[AuditEntry], None] = lambda _: None,
        again_s: float = AGAIN_S,
    ) -> None:
        self._records, self._trail, self._now = records, trail, now
        self._on_change, self._on_break_glass = on_change, on_break_glass
        self._audit = AuditQueue(trail)
        self._again_s = again_s
        self._at_once = asyncio.Semaphore(CARDS_AT_ONCE)
        self._queries: dict[IncidentId, PatientQuery] = {}
        self._contexts: dict[IncidentId, PatientContext] = {}
        self._tasks: dict[IncidentId, asyncio.Task[None]] = {}
        self._withdrawn: dict[IncidentId, set[str]] = {}
        self._generation: dict[IncidentId, int] = {}
        self._generations = count()

    def request(self, query: PatientQuery) -> None:
        """Start to fill the card. The same query again does nothing, unless the EMR was unavailable."""
        known = self._contexts.get(query.incident)
        unanswered = known is not None and known.grade is MatchGrade.UNAVAILABLE and not self._busy(query.incident)
        if query == self._queries.get(query.incident) and not unanswered:
            return
        self._queries[query.incident] = query
        show = self._screen(query.incident, anew=True)
        show(PatientContext(incident=query.incident, grade=MatchGrade.PENDING))
        self._start(query.incident, self._fetch(query, show))

    def get(self, incident: IncidentId) -> PatientContext | None:
        """The card as it stands."""
        return self._contexts.get(incident)

    def known(self) -> tuple[IncidentId, ...]:
        """Incidents that have a card."""
        return tuple(self._contexts)

    async def settled(self, incident: IncidentId) -> PatientContext | None:
        """The card when nothing of it is on its way any more."""
        if task := self._tasks.get(incident):
            await asyncio.wait({task})
        return self.get(incident)

    async def confirm(
        self, incident: IncidentId, candidate_ref: str, given: GivenIdentifiers, who: str, *, role: str = "crew"
    ) -> PatientContext:
        """The crew confirms a candidate with two identifiers."""
        query = self._queries.get(incident)
        if query is None:
            raise ConfirmationRefused(f"у вызова {incident} нет карты пациента")
        show = self._screen(incident)
        context = await self._records.fetch_confirmed(query, candidate_ref, given, on_update=show)
        self._write(AuditAction.CONFIRM, context, (who, role), Purpose.TREAT, outcome=context.grade)
        self._ask_again(context, self._again_s)
        return context

    async def break_glass(
        self, incident: IncidentId, *, who: str, role: str, reason: str, witness: str = ""
    ) -> PatientContext:
        """Open what is restricted; written down and told before it is shown."""
        context = self._contexts.get(incident)
        if context is None or context.patient_ref is None:
            raise ConfirmationRefused(f"у вызова {incident} пациент не установлен: открывать нечего")
        if not reason.strip():
            raise ConfirmationRefused("укажите причину экстренного доступа")
        outcome = f"{reason.strip()}; свидетель: {witness}" if witness else reason.strip()
        entry = self._write(AuditAction.BREAK_GLASS, context, (who, role), Purpose.BREAK_GLASS, outcome=outcome)
        self._on_break_glass(entry)
        opened = await self._records.fetch_restricted(context, on_update=self._screen(incident, anew=True))
        self._ask_again(opened, self._again_s)
        return opened

    async def withdraw(self, incident: IncidentId, who: str, reason: str, *, role: str = "crew") -> None:
        """«Не тот пациент»."""
        context = self._contexts.get(incident)
        if context is None:
            return
        await self._stop(incident)
        self._records.forget(incident, at_once=True)
        if context.patient_ref:
            self._withdrawn.setdefault(incident, set()).add(context.patient_ref)
        self._write(AuditAction.WITHDRAW, context, (who, role), Purpose.TREAT, outcome=reason)
        self._screen(incident, anew=True)(PatientContext(incident=incident, grade=MatchGrade.WITHDRAWN))

    def viewed(self, incident: IncidentId, *, who: str, role: str, purpose: Purpose) -> None:
        """Somebody has looked."""
        context = self._contexts.get(incident)
        if context is not None:
            self._write(AuditAction.VIEW, context, (who, role), purpose, outcome=context.grade)

    def close(self, incident: IncidentId) -> None:
        """The incident is over: the card goes at once, cached answers within the hour."""
        if task := self._tasks.pop(incident, None):
            task.cancel()
        for kept in (self._queries, self._withdrawn, self._generation):
            kept.pop(incident, None)
        if self._contexts.pop(incident, None) is None:
            return
        self._records.forget(incident)
        asyncio.get_running_loop().call_later(HELD_AFTER_CLOSE_S + 1, self._records.sweep)

    def status(self) -> ContextsStatus:
        """For /ready and `doezd doctor`."""
        return ContextsStatus(
            sources=self._records.status(),
            open_contexts=len(self._contexts),
            audit_backlog=self._audit.backlog,
            audit_error=self._audit.error,
        )

    async def aclose(self) -> None:
        """Stop what is on its way, write what waits, let the connections go."""
        for incident in tuple(self._tasks):
            await self._stop(incident)
        await self._audit.flush()
        await self._records.aclose()

    def _busy(self, incident: IncidentId) -> bool:
        task = self._tasks.get(incident)
        return task is not None and not task.done()

    def _start(self, incident: IncidentId, work: Coroutine[Any, Any, None]) -> None:
        if task := self._tasks.get(incident):
            task.cancel()
        self._tasks[incident] = asyncio.get_running_loop().create_task(work)

    async def _stop(self, incident: IncidentId) -> None:
        if task := self._tasks.pop(incident, None):
            task.cancel()
            await asyncio.wait({task})

    async def _fetch(self, query: PatientQuery, show: Callable[[PatientContext], None]) -> None:
        context = await self._filled(query, show)
        self._ask_again(context, self._again_s)

    async def _filled(self, query: PatientQuery, show: Callable[[PatientContext], None]) -> PatientContext:
        async with self._at_once:
            try:
                withdrawn = await self._withdrawn_refs(query.incident)
                context = await self._records.fetch(query, on_update=show, withdrawn=withdrawn)
            except Exception as failure:  # noqa: BLE001 - a fault of ours is shown as a card that could not be had
                context = PatientContext(
                    incident=query.incident,
                    grade=MatchGrade.UNAVAILABLE,
                    warnings=(f"внутренняя ошибка карты пациента: {type(failure).__name__}",),
                )
                show(context)
        self._write(AuditAction.QUERY, context, SERVICE, Purpose.TREAT, outcome=context.grade)
        return context

    def _ask_again(self, context: PatientContext, pause_s: float) -> None:
        missing = any(section.state in MISSING for section in context.sections)
        generation = self._generation.get(context.incident)
        if generation is not None and (missing or context.grade is MatchGrade.UNAVAILABLE):
            work = (context.incident, generation, pause_s)
            asyncio.get_running_loop().call_later(pause_s, self._again, *work)

    def _again(self, incident: IncidentId, generation: int, pause_s: float) -> None:
        if self._generation.get(incident) == generation and not self._busy(incident):
            self._start(incident, self._complete(incident, pause_s))

    async def _complete(self, incident: IncidentId, pause_s: float) -> None:
        """Ask for what is missing; the screen keeps what it has until the answer is whole."""
        show, before = self._screen(incident), self._contexts[incident]
        if before.grade is MatchGrade.UNAVAILABLE:
            context = await self._filled(self._queries[incident], lambda _: None)
        else:
            async with self._at_once:
                context = await self._records.refresh(before)
            self._write(AuditAction.QUERY, context, SERVICE, Purpose.TREAT, outcome=context.grade)
        if context != before:
            show(context)
        self._ask_again(context, min(2 * pause_s, MAX_AGAIN_S))

    async def _withdrawn_refs(self, incident: IncidentId) -> frozenset[str]:
        here = frozenset(self._withdrawn.get(incident, ()))
        try:
            return here | await asyncio.to_thread(self._trail.withdrawn, incident)
        except Exception:  # noqa: BLE001 - a dead audit trail never blocks care
            return here

    def _screen(self, incident: IncidentId, *, anew: bool = False) -> Callable[[PatientContext], None]:
        """Where updates go. `anew` silences whoever was filling this card before (withdrawn, asked again)."""
        if anew:
            self._generation[incident] = next(self._generations)
        generation = self._generation.get(incident)

        def show(context: PatientContext) -> None:
            if generation is not None and self._generation.get(incident) == generation:
                self._contexts[incident] = context
                # Later and apart: a listener that fails must not take the card with it.
                asyncio.get_running_loop().call_soon(self._on_change, incident)

        return show

    def _write(
        self,
        action: AuditAction,
        context: PatientContext,
        by: tuple[str, str],
        purpose: Purpose,
        *,
        outcome: str,
    ) -> AuditEntry:
        who, role = by
        entry = AuditEntry(
            at=self._now(),
            action=action,
            who=who,
            role=role,
            incident=context.incident,
            patient_ref=context.patient_ref,
            sections=tuple(f"{section.name.value}={section.state.value}" for section in context.sections),
            outcome=outcome,
            purpose=purpose,
            legal_basis=legal_basis(purpose),
        )
        self._audit.put(entry)
        return entry
