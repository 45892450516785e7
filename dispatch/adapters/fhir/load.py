"""Filling one section: ask, distrust, read, and say in what state it is."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from functools import partial

from dispatch.adapters.fhir.client import Answer, FhirClient, Question
from dispatch.adapters.fhir.dialect import Dialect
from dispatch.adapters.fhir.errors import EmrFailure, Untrusted
from dispatch.adapters.fhir.guard import Guard
from dispatch.adapters.fhir.resources import Resource, refers_to_patient
from dispatch.adapters.fhir.sections.reading import Parsed, Reading, Recipe
from dispatch.adapters.fhir.sensitive import is_sensitive
from dispatch.adapters.fhir.validation import is_valid, never_so
from dispatch.application.patient_context import Alert, Section, SectionState
from dispatch.domain.incident import ClinicalFlag


@dataclass(frozen=True, slots=True, kw_only=True)
class Landed:
    """A section with what it adds to the rest of the card."""

    section: Section
    alerts: tuple[Alert, ...] = ()
    flags: frozenset[ClinicalFlag] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Sifted:
    """What may be read, and what was left out why."""

    resources: tuple[Resource, ...]
    invalid: int
    closed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Loader:
    """Loads sections of one server in one dialect."""

    client: FhirClient
    guard: Guard
    dialect: Dialect
    now: Callable[[], float]

    async def load(self, recipe: Recipe, patient_id: str, *, unrestricted: bool) -> Landed:
        """The section as it could be had. Raises nothing but cancellation."""
        questions = recipe.ask(patient_id, self.dialect, self.now())
        outcomes = await asyncio.gather(*(self._ask(recipe, question, patient_id) for question in questions))
        answers = [outcome for outcome in outcomes if isinstance(outcome, Answer)]
        failures = [outcome for outcome in outcomes if isinstance(outcome, EmrFailure)]
        if not answers or any(isinstance(failure, Untrusted) for failure in failures):
            return self._failed(recipe, failures)
        sifted = sift(answers, self.dialect, unrestricted=unrestricted)
        if sifted.invalid and not sifted.resources:
            return self._empty(recipe, SectionState.INVALID, "")
        return self._landed(recipe, sifted, _shortfall(recipe, answers, failures, sifted))

    async def _ask(self, recipe: Recipe, question: Question, patient_id: str) -> Answer | EmrFailure:
        name = f"{recipe.name.value}/{question.resource}"
        ask: Callable[[], Awaitable[Answer]] = partial(self._trusted, question, patient_id)
        try:
            return await self.guard.run(name, ask)
        except EmrFailure as failure:
            return failure

    async def _trusted(self, question: Question, patient_id: str) -> Answer:
        answer = await self.client.search(question)
        if not all(_of_patient(resource, patient_id) for resource in answer.resources):
            raise Untrusted("records of another patient")
        return answer

    def _landed(self, recipe: Recipe, sifted: Sifted, shortfall: str) -> Landed:
        parsed = recipe.read(Reading(resources=sifted.resources, dialect=self.dialect, now=self.now()))
        section = Section(
            name=recipe.name,
            state=_state(parsed, shortfall=bool(shortfall), closed=sifted.closed),
            items=parsed.items,
            fetched_at=self.now(),
            note="; ".join(part for part in (parsed.note, shortfall) if part),
        )
        return Landed(section=section, alerts=parsed.alerts, flags=parsed.flags)

    def _failed(self, recipe: Recipe, failures: Sequence[EmrFailure]) -> Landed:
        untrusted = next((failure for failure in failures if isinstance(failure, Untrusted)), None)
        if untrusted:
            return self._empty(recipe, SectionState.INVALID, untrusted.note)
        return self._empty(recipe, SectionState.UNAVAILABLE, failures[0].note)

    def _empty(self, recipe: Recipe, state: SectionState, note: str) -> Landed:
        return Landed(section=Section(name=recipe.name, state=state, note=note))


def _of_patient(resource: Resource, patient_id: str) -> bool:
    if resource.get("resourceType") == "Patient":
        return resource.get("id") == patient_id
    return refers_to_patient(resource, patient_id)


def sift(answers: Sequence[Answer], dialect: Dialect, *, unrestricted: bool) -> Sifted:
    """Leave out what is no FHIR, what was never so, and what is closed."""
    received = [resource for answer in answers for resource in answer.resources]
    valid = [resource for resource in received if is_valid(resource)]
    true = [resource for resource in valid if not never_so(resource)]
    open_ = [resource for resource in true if unrestricted or not _closed(resource, dialect)]
    return Sifted(resources=tuple(open_), invalid=len(received) - len(valid), closed=len(open_) < len(true))


def _closed(resource: Resource, dialect: Dialect) -> bool:
    concepts = ("code", "type", "medicationCodeableConcept", "reasonCode", "valueCodeableConcept")
    return any(is_sensitive(resource.get(concept), dialect.systems) for concept in concepts)


def _shortfall(recipe: Recipe, answers: Sequence[Answer], failures: Sequence[EmrFailure], sifted: Sifted) -> str:
    more = 0 if recipe.newest_only else sum(answer.total - len(answer.resources) for answer in answers)
    parts = (
        failures[0].note if failures else "",
        f"не прошли проверку: {sifted.invalid}" if sifted.invalid else "",
        f"ещё записей в ЕМИС: {more}" if more > 0 else "",
    )
    return "; ".join(part for part in parts if part)


def _state(parsed: Parsed, *, shortfall: bool, closed: bool) -> SectionState:
    # An absence counts only when nothing is missing from the answer.
    if shortfall:
        return SectionState.PARTIAL
    if closed:
        return SectionState.RESTRICTED
    if parsed.state is not None:
        return parsed.state
    return SectionState.LOADED if parsed.items else SectionState.NO_RECORDS
