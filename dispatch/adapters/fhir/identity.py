"""Finding the patient: by number, else by name and birth date; merged records are followed to the one that lives."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from dispatch.adapters.fhir.cache import Cache, Held, hmac_ref
from dispatch.adapters.fhir.client import Answer, FhirClient, Question
from dispatch.adapters.fhir.dialect import Dialect
from dispatch.adapters.fhir.errors import EmrFailure, Garbled, Untrusted
from dispatch.adapters.fhir.guard import Guard
from dispatch.adapters.fhir.matching import (
    Numbers,
    carries_any,
    contradictions,
    numbers,
    replaced_by,
    same_demographics,
)
from dispatch.adapters.fhir.resources import DAY_S, Resource, iso_day, text_at
from dispatch.adapters.fhir.validation import is_valid
from dispatch.application.patient_context import MAX_CANDIDATES, MatchGrade, PatientQuery

ELEMENTS = "identifier,active,name,gender,birthDate,deceased,link,generalPractitioner,managingOrganization"
MAX_LINKS = 3
"""Merges of merges: more is a circle."""
MANY = "10"


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """Who it is, or may be. `patients` holds one for `CERTAIN`, up to three candidates otherwise."""

    grade: MatchGrade
    fetched_at: float
    patients: tuple[Resource, ...] = ()
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Finder:
    """Finds patients on one server in one dialect. Every method raises `EmrFailure`."""

    client: FhirClient
    guard: Guard
    dialect: Dialect
    now: Callable[[], float]
    key: bytes
    cache: Cache[tuple[Resource, ...]]

    async def find(self, query: PatientQuery) -> Found:
        """The patient of a call."""
        given = numbers(query)
        held = await self._by_number(query, given) if given else None
        if held and held.value:
            return self._judged(query, given, held)
        return await self._by_name(query, given)

    async def read(self, patient_id: str) -> Resource | None:
        """A patient by id, alive or not."""
        question = Question(resource="Patient", params=(("_id", patient_id), ("_elements", ELEMENTS)), must_echo=())
        answer = await self._ask("identity/read", question)
        if any(patient.get("id") != patient_id for patient in answer.resources):
            raise Untrusted("another patient than the one that was asked for")
        return answer.resources[0] if answer.resources else None

    def _judged(self, query: PatientQuery, given: Numbers, hits: Held[tuple[Resource, ...]]) -> Found:
        reasons = (
            ("номер носят несколько записей ЕМИС",)
            if len(hits.value) > 1
            else contradictions(query, given, hits.value[0], self.dialect, self.now())
        )
        stale = () if hits.fresh(self.now()) else ("ЕМИС не отвечает: личность по сохранённой копии",)
        return Found(
            grade=MatchGrade.CANDIDATES if reasons else MatchGrade.CERTAIN,
            fetched_at=hits.fetched_at,
            patients=hits.value[:MAX_CANDIDATES],
            warnings=(*given.warnings, *reasons, *stale),
        )

    async def _by_number(self, query: PatientQuery, given: Numbers) -> Held[tuple[Resource, ...]]:
        key = hmac_ref(self.key, "number", given.snils or "", given.enp or "")
        held = self.cache.get(key, query.incident)
        if held and held.fresh(self.now()):
            return held
        try:
            hits = await self._carriers(given)
        except Untrusted:
            raise
        except EmrFailure:
            if held is None:
                raise
            return held
        return self.cache.put(key, hits, query.incident, negative=not hits)

    async def _carriers(self, given: Numbers) -> tuple[Resource, ...]:
        answer = await self._ask("identity/number", self._number_question(given))
        if not all(carries_any(patient, given, self.dialect) for patient in answer.resources):
            raise Untrusted("records that do not carry the number")
        if not answer.complete:
            raise Untrusted("more records carry the number than one page holds")
        return await self._alive(answer.resources)

    def _number_question(self, given: Numbers) -> Question:
        systems = self.dialect.systems
        spelt = {given.snils, _dashed(given.snils)} if given.snils else set()
        tokens = [f"{system}|{number}" for system in systems.snils for number in sorted(filter(None, spelt))]
        tokens += [f"{system}|{given.enp}" for system in systems.enp if given.enp]
        params = (("identifier", ",".join(tokens)), ("_count", MANY), ("_elements", ELEMENTS))
        return Question(resource="Patient", params=params, must_echo=("identifier",))

    async def _by_name(self, query: PatientQuery, given: Numbers) -> Found:
        if not query.family or (query.birth_date is None and query.age_years is None):
            grade = MatchGrade.NONE if given else MatchGrade.NOT_ASKED
            return Found(grade=grade, fetched_at=self.now(), warnings=given.warnings)
        answer = await self._ask("identity/name", self._name_question(query))
        alike = [patient for patient in answer.resources if same_demographics(query, patient, self.now())]
        alive = await self._alive(alike)
        fitting = tuple(patient for patient in alive if same_demographics(query, patient, self.now()))
        many = ("подходит больше трёх человек: уточните отчество, дату рождения или СНИЛС",)
        return Found(
            grade=MatchGrade.CANDIDATES if fitting else MatchGrade.NONE,
            fetched_at=self.now(),
            patients=fitting[:MAX_CANDIDATES],
            warnings=(*given.warnings, *(many if len(fitting) > MAX_CANDIDATES else ())),
        )

    def _name_question(self, query: PatientQuery) -> Question:
        params = [("family", query.family or ""), *_born(query, self.now())]
        if query.given:
            params.append(("given", query.given))
        return Question(
            resource="Patient",
            params=(*params, ("_count", MANY), ("_elements", ELEMENTS)),
            must_echo=("family", "birthdate"),
        )

    async def _ask(self, name: str, question: Question) -> Answer:
        async def ask() -> Answer:
            answer = await self.client.search(question)
            if not all(map(is_valid, answer.resources)):
                raise Garbled("a Patient that is no FHIR R4")
            return answer

        return await self.guard.run(name, ask)

    async def _alive(self, patients: Sequence[Resource]) -> tuple[Resource, ...]:
        """The living records behind these, each once: a merged one is only a pointer."""
        alive: dict[str, Resource] = {}
        for patient in patients:
            survivor = await self._survivor(patient)
            alive[text_at(survivor, "id")] = survivor
        return tuple(alive.values())

    async def _survivor(self, patient: Resource) -> Resource:
        current = patient
        for _ in range(MAX_LINKS):
            target = replaced_by(current)
            successor = await self.read(target) if target else None
            if successor is None:
                return current
            current = successor
        raise Untrusted("merged records point in a circle")


def _born(query: PatientQuery, now: float) -> list[tuple[str, str]]:
    if query.birth_date:
        return [("birthdate", query.birth_date)]
    years = query.age_years or 0
    # One year of tolerance on both sides, as in `matching`.
    earliest, latest = (iso_day(now - (years + shift) * 365.25 * DAY_S) for shift in (2, -1))
    return [("birthdate", f"ge{earliest}"), ("birthdate", f"le{latest}")]


def _dashed(snils: str) -> str:
    return f"{snils[:3]}-{snils[3:6]}-{snils[6:9]} {snils[9:]}"
