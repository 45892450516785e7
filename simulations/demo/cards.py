"""A drawn call as the card of 112 that a caller of this kind leads to. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from dispatch.domain.region import Region
from simulations.demand import DrawnCall
from simulations.patients import DemoPerson

Card = dict[str, Any]

WOMEN_ONLY = frozenset({"childbirth", "pregnancy-threat"})
STREETS = ("улица Ленина", "Советская улица", "Центральная улица", "Школьная улица", "Садовая улица", "Заречная улица")
FAMILIES = ("Выдуманов", "Небывалов", "Примеров", "Учебнов", "Пробников")
MEN, WOMEN = ("Иван", "Олег", "Павел", "Степан"), ("Анна", "Вера", "Ольга", "Нина")
CALLERS = ("сам пациент", "жена", "муж", "соседка", "прохожий", "дочь", "сын")
FIX_ERROR_M = (15, 30, 80, 300)


@dataclass(frozen=True, slots=True, kw_only=True)
class CallerMix:
    """What share of callers is of which kind. Assumed, so that each kind is seen within minutes.

    `wrong_snils` and `without_snils` are shares of those whose record the service can find.
    """

    known: float = 0.35
    wrong_snils: float = 0.10
    without_snils: float = 0.30
    unnamed: float = 0.5
    address_only: float = 0.12
    in_words: float = 0.3
    sent_twice: float = 0.03


class CardWriter:
    """Writes cards; `people` are patients with a synthetic record."""

    def __init__(
        self, region: Region, people: Sequence[DemoPerson], rng: np.random.Generator, mix: CallerMix, *, year: int
    ) -> None:
        self._names = {row.code: row.name for row in region.complaints}
        self._people = [(person, year - int(person.birth_date[:4]) < 18) for person in people]
        self._rng = rng
        self._mix = mix

    def write(self, call: DrawnCall, number: str) -> Card:
        """Return the card. It has no time of its own: the promise counts from the moment it comes in."""
        card = {
            "request_id": number,
            "operator": f"112-{self._rng.integers(1, 30)}",
            "caller": {"name": self._one(CALLERS), "phone": f"+7 900 000-{self._digits(2)}-{self._digits(2)}"},
            "address": self._address(call),
            "emergency": call.urgency.is_emergency,
            "medical": {"complaint": self._complaint(call), "who_called": "112", "patient": self._patient(call)},
        }
        return card if self._happens(self._mix.address_only) else self.with_location(card, call)

    def with_location(self, card: Card, call: DrawnCall) -> Card:
        """Return the card with the caller's fix."""
        fix = {"latitude": round(call.at.lat, 5), "longitude": round(call.at.lon, 5)}
        return {**card, "location": {**fix, "error_m": self._one(FIX_ERROR_M)}}

    def sent_twice(self) -> bool:
        """Whether the sender repeats this card on purpose."""
        return self._happens(self._mix.sent_twice)

    def _address(self, call: DrawnCall) -> Card:
        return {
            "district": call.district,
            "settlement": call.settlement,
            "street": self._one(STREETS),
            "house": str(self._rng.integers(1, 60)),
            "flat": str(self._rng.integers(1, 120)),
        }

    def _complaint(self, call: DrawnCall) -> str:
        return self._names[call.complaint] if self._happens(self._mix.in_words) else call.complaint

    def _patient(self, call: DrawnCall) -> Card:
        fitting = [p for p, child in self._people if child is call.child and not (self._woman(call) and p.male)]
        if fitting and self._happens(self._mix.known):
            return self._known(self._one(fitting))
        male = call.male and not self._woman(call)
        found: Card = {"sex": "male" if male else "female", "age_years": call.age_years}
        if self._happens(self._mix.unnamed):
            return found
        family = self._one(FAMILIES)
        return {**found, "family": family if male else f"{family}а", "given": self._one(MEN if male else WOMEN)}

    def _known(self, person: DemoPerson) -> Card:
        found = {
            "family": person.family,
            "given": person.given,
            "patronymic": person.patronymic,
            "sex": person.sex,
            "birth_date": person.birth_date,
        }
        if self._happens(self._mix.without_snils):
            return found
        wrong = self._happens(self._mix.wrong_snils / (1 - self._mix.without_snils))
        return {
            **found,
            "snils": misheard(person.snils) if wrong else person.snils,
            "enp": None if wrong else person.enp,
        }

    def _woman(self, call: DrawnCall) -> bool:
        return call.complaint in WOMEN_ONLY

    def _happens(self, share: float) -> bool:
        return bool(self._rng.random() < share)

    def _one(self, among: Sequence[Any]) -> Any:
        return among[int(self._rng.integers(len(among)))]

    def _digits(self, count: int) -> str:
        return "".join(str(self._rng.integers(10)) for _ in range(count))


def misheard(snils: str) -> str:
    """Return the number with its first digit wrong, so that its check sum is."""
    first = next(at for at, sign in enumerate(snils) if sign.isdigit())
    return f"{snils[:first]}{(int(snils[first]) + 1) % 10}{snils[first + 1 :]}"
