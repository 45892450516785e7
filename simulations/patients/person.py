"""Synthetic people, as a caller would name them and as `doezd demo` needs them."""

from dataclasses import dataclass
from datetime import date

from simulations.patients.numbers import enp, snils


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoPerson:
    """Nobody who lives: names are made up, numbers are computed. `special` says what the record teaches."""

    id: str
    family: str
    given: str
    patronymic: str
    birth_date: str
    male: bool
    snils: str
    enp: str
    town: str
    special: str = ""

    @property
    def sex(self) -> str:
        """As FHIR writes it."""
        return "male" if self.male else "female"

    @property
    def full_name(self) -> str:
        """Surname first, as in documents."""
        return f"{self.family} {self.given} {self.patronymic}"


def person(
    number: int, full_name: str, birth_date: str, town: str, *, special: str = "", prefix: str = "t"
) -> DemoPerson:
    """A person whose numbers follow from a serial number; a patronymic in «-ич» is a man's."""
    family, given, patronymic = full_name.split(" ")
    male = patronymic.endswith("ч")
    return DemoPerson(
        id=f"{prefix}{number:03d}",
        family=family,
        given=given,
        patronymic=patronymic,
        birth_date=birth_date,
        male=male,
        snils=snils(470_000_000 + 7_919 * number),
        enp=enp(date.fromisoformat(birth_date), male=male, serial=number),
        town=town,
        special=special,
    )
