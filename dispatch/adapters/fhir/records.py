"""The EMR over FHIR R4: find the patient, then fill the card section by section."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, replace

from dispatch.adapters.fhir import card
from dispatch.adapters.fhir.cache import MIN_KEY_BYTES, Cache, hmac_ref
from dispatch.adapters.fhir.client import FhirClient
from dispatch.adapters.fhir.dialect import Dialect
from dispatch.adapters.fhir.errors import EmrFailure
from dispatch.adapters.fhir.guard import Guard, Patience
from dispatch.adapters.fhir.identity import Finder, Found
from dispatch.adapters.fhir.load import Landed, Loader
from dispatch.adapters.fhir.matching import confirms
from dispatch.adapters.fhir.resources import Resource, text_at
from dispatch.adapters.fhir.sections.allergies import ALLERGIES
from dispatch.adapters.fhir.sections.contacts import CONTACTS, PEOPLE
from dispatch.adapters.fhir.sections.medications import MEDICATIONS
from dispatch.adapters.fhir.sections.observations import AI_FLAGS, HOME_BP, RESULTS
from dispatch.adapters.fhir.sections.problems import PROBLEMS
from dispatch.adapters.fhir.sections.reading import Recipe
from dispatch.adapters.fhir.sections.registries import REGISTRIES
from dispatch.application.patient_context import (
    ANSWERED,
    ConfirmationRefused,
    GivenIdentifiers,
    MatchGrade,
    PatientContext,
    PatientQuery,
    SectionName,
    SectionState,
    SourceStatus,
)
from dispatch.domain.ids import IncidentId

# Those that alert go out first.
RECIPES = (ALLERGIES, REGISTRIES, PROBLEMS, MEDICATIONS, RESULTS, HOME_BP, CONTACTS, AI_FLAGS, PEOPLE)

OnUpdate = Callable[[PatientContext], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Attached:
    """Whose card an incident shows."""

    patient: Resource
    grade: MatchGrade
    fetched_at: float
    warnings: tuple[str, ...]


class FhirRecords:
    """`PatientRecords` of one FHIR R4 server.

    `key` makes the opaque references; it must outlive a restart, or withdrawn cards would not be recognised.
    """

    def __init__(
        self,
        client: FhirClient,
        dialect: Dialect,
        *,
        key: bytes,
        now: Callable[[], float],
        patience: Patience | None = None,
    ) -> None:
        if len(key) < MIN_KEY_BYTES:
            raise ValueError(f"the reference key has {len(key)} bytes, at least {MIN_KEY_BYTES} are needed")
        self._client, self._dialect, self._key, self._now = client, dialect, key, now
        self._guard = Guard(patience or Patience(), now)
        self._identities: Cache[tuple[Resource, ...]] = Cache(now)
        self._sections: Cache[Landed] = Cache(now)
        self._loader = Loader(client=client, guard=self._guard, dialect=dialect, now=now)
        self._finder = Finder(
            client=client, guard=self._guard, dialect=dialect, now=now, key=key, cache=self._identities
        )
        self._candidates: dict[IncidentId, dict[str, str]] = {}
        self._attached: dict[IncidentId, Attached] = {}

    async def fetch(
        self, query: PatientQuery, *, on_update: OnUpdate, withdrawn: frozenset[str] = frozenset()
    ) -> PatientContext:
        """Find the patient and fill the card; failing is a state of the context."""
        on_update(PatientContext(incident=query.incident, grade=MatchGrade.PENDING))
        try:
            found = await self._finder.find(query)
        except EmrFailure as failure:
            return _delivered(_not_found(query.incident, failure), on_update)
        found = self._without(found, withdrawn)
        if found.grade is not MatchGrade.CERTAIN:
            return _delivered(self._offered(query.incident, found), on_update)
        attached = Attached(
            patient=found.patients[0], grade=found.grade, fetched_at=found.fetched_at, warnings=found.warnings
        )
        return await self._attach(query.incident, attached, on_update)

    async def fetch_confirmed(
        self, query: PatientQuery, candidate_ref: str, given: GivenIdentifiers, *, on_update: OnUpdate
    ) -> PatientContext:
        """Fill the card of a candidate that two identifiers confirm."""
        patient = await self._candidate(query.incident, candidate_ref)
        if not confirms(given, patient, self._dialect):
            raise ConfirmationRefused(
                "нужны два совпадающих признака: ФИО, дата рождения, СНИЛС или полис; ни один не должен расходиться"
            )
        attached = Attached(patient=patient, grade=MatchGrade.CONFIRMED_BY_CREW, fetched_at=self._now(), warnings=())
        return await self._attach(query.incident, attached, on_update)

    async def fetch_restricted(self, context: PatientContext, *, on_update: OnUpdate) -> PatientContext:
        """The same card with what is closed without break-glass."""
        attached = self._attached.get(context.incident)
        if attached is None:
            raise ConfirmationRefused("пациент не установлен: открывать нечего")
        return await self._attach(context.incident, attached, on_update, unrestricted=True)

    async def refresh(self, context: PatientContext) -> PatientContext:
        """The same card again; what is still fresh is not asked for. Without a patient: the card as it is."""
        attached = self._attached.get(context.incident)
        if attached is None:
            return context
        return await self._attach(context.incident, attached, lambda _: None, unrestricted=context.unrestricted)

    def forget(self, incident: IncidentId, *, at_once: bool = False) -> None:
        """Stop holding for this incident."""
        self._candidates.pop(incident, None)
        self._attached.pop(incident, None)
        for cache in (self._identities, self._sections):
            (cache.drop if at_once else cache.close)(incident)

    def sweep(self) -> None:
        """Throw away what is due; anybody may call it at any time."""
        self._identities.sweep()
        self._sections.sweep()

    def status(self) -> tuple[SourceStatus, ...]:
        """One row per kind of question."""
        return self._guard.status()

    async def aclose(self) -> None:
        """Let the connections go."""
        await self._client.close()

    def _ref(self, patient: Resource) -> str:
        return hmac_ref(self._key, "patient", text_at(patient, "id"))

    def _without(self, found: Found, withdrawn: frozenset[str]) -> Found:
        if found.grade is MatchGrade.CERTAIN and self._ref(found.patients[0]) in withdrawn:
            said = "эта карта уже была снята с вызова: не тот пациент"
            return replace(found, grade=MatchGrade.CANDIDATES, warnings=(*found.warnings, said))
        return found

    def _offered(self, incident: IncidentId, found: Found) -> PatientContext:
        refs = {
            hmac_ref(self._key, "candidate", incident, text_at(patient, "id")): patient for patient in found.patients
        }
        self._candidates[incident] = {ref: text_at(patient, "id") for ref, patient in refs.items()}
        return PatientContext(
            incident=incident,
            grade=found.grade,
            candidates=tuple(card.candidate(patient, ref, self._dialect) for ref, patient in refs.items()),
            warnings=found.warnings,
        )

    async def _candidate(self, incident: IncidentId, ref: str) -> Resource:
        patient_id = self._candidates.get(incident, {}).get(ref)
        if patient_id is None:
            raise ConfirmationRefused("такого кандидата у этого вызова нет: обновите карту")
        try:
            patient = await self._finder.read(patient_id)
        except EmrFailure as failure:
            raise ConfirmationRefused(f"{failure.note}: повторите") from None
        if patient is None:
            raise ConfirmationRefused("записи больше нет в ЕМИС: обновите карту")
        return patient

    async def _attach(
        self, incident: IncidentId, attached: Attached, on_update: OnUpdate, *, unrestricted: bool = False
    ) -> PatientContext:
        self._attached[incident] = attached
        who = card.strip(
            attached.patient, attached.grade, self._dialect, fetched_at=attached.fetched_at, now=self._now()
        )
        context = PatientContext(
            incident=incident,
            grade=attached.grade,
            patient_ref=self._ref(attached.patient),
            identity=who,
            warnings=attached.warnings,
            unrestricted=unrestricted,
        )
        return await self._fill(context, text_at(attached.patient, "id"), on_update)

    async def _fill(self, context: PatientContext, patient_id: str, on_update: OnUpdate) -> PatientContext:
        landed: dict[SectionName, Landed] = {}

        async def land(recipe: Recipe) -> None:
            landed[recipe.name] = await self._section(recipe, patient_id, context)
            on_update(card.filled(context, landed))

        on_update(card.filled(context, landed))
        async with asyncio.TaskGroup() as group:
            for recipe in RECIPES:
                group.create_task(land(recipe))
        return card.filled(context, landed)

    async def _section(self, recipe: Recipe, patient_id: str, context: PatientContext) -> Landed:
        key = hmac_ref(self._key, "section", patient_id, recipe.name, str(context.unrestricted))
        held = self._sections.get(key, context.incident)
        if held and held.fresh(self._now()):
            return held.value
        fetched = await self._loader.load(recipe, patient_id, unrestricted=context.unrestricted)
        state = fetched.section.state
        if state in ANSWERED:
            negative = state is SectionState.NO_RECORDS
            return self._sections.put(key, fetched, context.incident, negative=negative).value
        if state is SectionState.UNAVAILABLE and held:
            return _stale(held.value, fetched.section.note)
        return fetched


def _delivered(context: PatientContext, on_update: OnUpdate) -> PatientContext:
    on_update(context)
    return context


def _not_found(incident: IncidentId, failure: EmrFailure) -> PatientContext:
    return PatientContext(
        incident=incident,
        grade=MatchGrade.UNAVAILABLE,
        sections=card.nothing_loaded(failure.note),
        warnings=(failure.note,),
    )


def _stale(kept: Landed, note: str) -> Landed:
    section = replace(kept.section, state=SectionState.STALE, note="; ".join(filter(None, (kept.section.note, note))))
    return replace(kept, section=section)
