"""Whether a record is the patient's. Pure; the four conditions of an automatic attachment stand in `contradictions`.

A card is attached by itself only if a given ЕНП or СНИЛС has a right check digit, exactly one record truly carries it,
birth date (or age within a year) and sex agree with the call, and the ЕНП's own birth date and sex do not contradict.
Everything else is a candidate for the crew.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from dispatch.adapters.fhir.dialect import Dialect
from dispatch.adapters.fhir.identifiers import digits, enp_birth, enp_valid, snils_valid
from dispatch.adapters.fhir.resources import Resource, age_years, objects, text_at
from dispatch.application.patient_context import GivenIdentifiers, PatientQuery, Sex

AGE_TOLERANCE_YEARS = 1
NEEDED_TO_CONFIRM = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Numbers:
    """The numbers of a query whose check digits are right, and warnings about the others."""

    snils: str | None
    enp: str | None
    warnings: tuple[str, ...]

    def __bool__(self) -> bool:
        return bool(self.snils or self.enp)


def check_identifiers(snils: str | None, enp: str | None) -> tuple[tuple[str, str], ...]:
    """(field, warning) of each typed number whose check digit is wrong: it is asked for again."""
    wrong = []
    if snils and not snils_valid(digits(snils)):
        wrong.append(("snils", "СНИЛС: контрольная сумма неверна"))
    if enp and not enp_valid(digits(enp)):
        wrong.append(("enp", "ЕНП: контрольная сумма неверна"))
    return tuple(wrong)


def numbers(query: PatientQuery) -> Numbers:
    """Check digits of what was typed."""
    snils, enp = digits(query.snils or ""), digits(query.enp or "")
    return Numbers(
        snils=snils if snils_valid(snils) else None,
        enp=enp if enp_valid(enp) else None,
        warnings=tuple(text for _, text in check_identifiers(query.snils, query.enp)),
    )


def carried(patient: Resource, systems: tuple[str, ...]) -> frozenset[str]:
    """Numbers of these systems that a record carries, digits only; withdrawn ones (`use=old`) do not count."""
    return frozenset(
        digits(text_at(identifier, "value"))
        for identifier in objects(patient.get("identifier"))
        if text_at(identifier, "system") in systems and text_at(identifier, "use") != "old"
    )


def carries_any(patient: Resource, given: Numbers, dialect: Dialect) -> bool:
    """Whether a record truly carries one of the numbers that were asked for."""
    return given.snils in carried(patient, dialect.systems.snils) or given.enp in carried(patient, dialect.systems.enp)


def sex_of(patient: Resource) -> Sex | None:
    """Sex as the record states it, None when it states none of the two."""
    gender = text_at(patient, "gender")
    return Sex(gender) if gender in set(Sex) else None


def contradictions(
    query: PatientQuery, given: Numbers, patient: Resource, dialect: Dialect, now: float
) -> tuple[str, ...]:
    """Why this one record must not be attached without the crew; empty: it may be."""
    return tuple(
        reason
        for reason in (
            *_numbers_disagree(given, patient, dialect),
            *_birth_disagrees(query, patient, now),
            *_sex_disagrees(query, patient),
            *_enp_disagrees(given, patient, dialect),
            *_record_is_odd(patient),
        )
        if reason
    )


def _numbers_disagree(given: Numbers, patient: Resource, dialect: Dialect) -> Iterator[str]:
    for name, number, systems in (
        ("СНИЛС", given.snils, dialect.systems.snils),
        ("ЕНП", given.enp, dialect.systems.enp),
    ):
        known = carried(patient, systems)
        if number and known and number not in known:
            yield f"{name} в ЕМИС другой"


def _birth_disagrees(query: PatientQuery, patient: Resource, now: float) -> Iterator[str]:
    born = text_at(patient, "birthDate")
    if query.birth_date:
        if born != query.birth_date:
            yield "дата рождения не совпадает"
        return
    age = age_years(born, now)
    if query.age_years is None:
        yield "в вызове нет даты рождения и возраста"
    elif age is None or abs(age - query.age_years) > AGE_TOLERANCE_YEARS:
        yield "возраст не совпадает"


def _sex_disagrees(query: PatientQuery, patient: Resource) -> Iterator[str]:
    if query.sex is None:
        yield "в вызове нет пола"
    elif sex_of(patient) != query.sex:
        yield "пол не совпадает"


def _enp_disagrees(given: Numbers, patient: Resource, dialect: Dialect) -> Iterator[str]:
    enps = {number for number in carried(patient, dialect.systems.enp) | {given.enp} if number and enp_valid(number)}
    for number in sorted(enps):
        said = enp_birth(number)
        if said and (said.birth_date != text_at(patient, "birthDate") or said.sex != sex_of(patient)):
            yield "ЕНП говорит о другой дате рождения или поле"


def replaced_by(patient: Resource) -> str | None:
    """The id of the record that stands in this one's place."""
    for link in objects(patient.get("link")):
        if text_at(link, "type") == "replaced-by":
            return text_at(link, "other", "reference").rpartition("Patient/")[2] or None
    return None


def _record_is_odd(patient: Resource) -> Iterator[str]:
    if patient.get("active") is False or replaced_by(patient):
        yield "запись в ЕМИС закрыта"
    if patient.get("deceasedBoolean") is True or text_at(patient, "deceasedDateTime"):
        yield "в ЕМИС отмечена смерть"


def agreeing(given: GivenIdentifiers, patient: Resource, dialect: Dialect) -> tuple[int, int]:
    """How many of the identifiers that the crew gave agree with the record, and how many do not."""
    checks = [
        _same_name(given.full_name, patient) if given.full_name else None,
        given.birth_date == text_at(patient, "birthDate") if given.birth_date else None,
        _typed(given.snils, carried(patient, dialect.systems.snils), snils_valid),
        _typed(given.enp, carried(patient, dialect.systems.enp), enp_valid),
    ]
    return checks.count(True), checks.count(False)


def confirms(given: GivenIdentifiers, patient: Resource, dialect: Dialect) -> bool:
    """Two identifiers agree and none disagrees."""
    agree, disagree = agreeing(given, patient, dialect)
    return agree >= NEEDED_TO_CONFIRM and not disagree


def same_demographics(query: PatientQuery, patient: Resource, now: float) -> bool:
    """Whether a record found by name may be offered at all: a server that ignores parameters finds everybody."""
    if not query.family or not names(patient, query.family):
        return False
    if query.given and not names(patient, query.given):
        return False
    if query.sex and sex_of(patient) not in {query.sex, None}:
        return False
    return not any(_birth_disagrees(query, patient, now))


def names(patient: Resource, part: str) -> bool:
    """Whether a part of a name is among the record's."""
    return _plain(part) <= _name_parts(patient)


def _same_name(full_name: str, patient: Resource) -> bool:
    said = _plain(full_name)
    return len(said) > 1 and said <= _name_parts(patient)


def _name_parts(patient: Resource) -> frozenset[str]:
    parts: set[str] = set()
    for name in objects(patient.get("name")):
        given = name.get("given")
        for text in (text_at(name, "family"), text_at(name, "text"), *(given if isinstance(given, list) else ())):
            parts |= _plain(str(text))
    return frozenset(parts)


def _plain(text: str) -> frozenset[str]:
    # Ё and е are one letter in documents.
    return frozenset(text.casefold().replace("ё", "е").replace("-", " ").split())


def _typed(number: str | None, known: frozenset[str], valid: object) -> bool | None:
    if not number:
        return None
    typed = digits(number)
    return callable(valid) and valid(typed) and typed in known
