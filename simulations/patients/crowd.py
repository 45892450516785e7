"""Seeded patients around the teaching ones, so that a search has somebody to confuse them with."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from faker import Faker

from simulations.patients import codes
from simulations.patients.person import DemoPerson, person
from simulations.patients.resources import Chart, Resource, basics, concept

SEED = 47
CROWD = 283
"""With the seventeen teaching patients three hundred."""

REFERENCE_DAY = date(2026, 1, 1)
"""Ages are drawn against this day, so that a person is the same whenever the demo starts."""

TOWNS = (
    "Гатчина", "Всеволожск", "Выборг", "Сосновый Бор", "Тихвин", "Кириши", "Кингисепп", "Волхов", "Тосно",
    "Сланцы", "Луга", "Приозерск", "Лодейное Поле", "Подпорожье", "Кировск", "Бокситогорск", "Волосово",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Illness:
    """A diagnosis, the drugs that go with it, and a planner's guess of how many have it from which age on."""

    code: str
    name: str
    share: float
    from_age: int
    drugs: tuple[tuple[str, str], ...] = ()


ILLNESSES = (
    Illness(code="I10", name="Гипертоническая болезнь", share=0.45, from_age=45, drugs=(("C09AA02", "Эналаприл"),)),
    Illness(code="E11.9", name="Сахарный диабет 2 типа", share=0.10, from_age=45, drugs=(("A10BA02", "Метформин"),)),
    Illness(
        code="I48.0", name="Пароксизмальная фибрилляция предсердий", share=0.06, from_age=60,
        drugs=(("B01AF02", "Апиксабан"), ("C07AB07", "Бисопролол")),
    ),
    Illness(code="I25.1", name="Ишемическая болезнь сердца", share=0.12, from_age=55, drugs=(("B01AC06", "Аспирин"),)),
    Illness(code="J45.9", name="Бронхиальная астма", share=0.05, from_age=5, drugs=(("R03AC02", "Сальбутамол"),)),
    Illness(code="J44.9", name="Хроническая обструктивная болезнь лёгких", share=0.06, from_age=50),
    Illness(code="K29.5", name="Хронический гастрит", share=0.15, from_age=20),
    Illness(code="M42.1", name="Остеохондроз позвоночника", share=0.2, from_age=30),
    Illness(code="G40.9", name="Эпилепсия", share=0.01, from_age=2, drugs=(("N03AF01", "Карбамазепин"),)),
)  # fmt: skip
ALLERGENS = (("J01CA04", "Амоксициллин"), ("M01AE01", "Ибупрофен"), ("N01BB02", "Лидокаин"))


def crowd() -> Sequence[DemoPerson]:
    """The same people every time."""
    fake = Faker("ru_RU")
    fake.seed_instance(SEED)
    rng = np.random.default_rng(SEED)
    return tuple(_somebody(number, fake, rng) for number in range(CROWD))


def _somebody(number: int, fake: Faker, rng: np.random.Generator) -> DemoPerson:
    male = bool(rng.random() < 0.46)  # Росстат: 46 % men
    names = (
        (fake.last_name_male(), fake.first_name_male(), fake.middle_name_male())
        if male
        else (fake.last_name_female(), fake.first_name_female(), fake.middle_name_female())
    )
    born = REFERENCE_DAY - timedelta(days=int(rng.triangular(30, 16_000, 34_000)))
    return person(100 + number, " ".join(names), born.isoformat(), TOWNS[int(rng.integers(len(TOWNS)))], prefix="p")


def crowd_records(today: date) -> Sequence[Resource]:
    """Their records."""
    rng = np.random.default_rng(SEED + 1)
    return tuple(resource for who in crowd() for resource in _records(Chart(person=who, today=today), rng))


def _records(chart: Chart, rng: np.random.Generator) -> Sequence[Resource]:
    age = REFERENCE_DAY.year - int(chart.person.birth_date[:4])
    ill = [illness for illness in ILLNESSES if rng.random() < illness.share and age >= illness.from_age]
    return (
        *basics(chart),
        *(chart.condition(one.code, one.name, days=float(rng.integers(60, 3000))) for one in ill),
        *(chart.takes(code, name) for one in ill for code, name in one.drugs),
        *_allergies(chart, rng),
        *_visits(chart, ill, rng),
        chart.result("718-7", "Гемоглобин", float(rng.integers(105, 165)), "г/л", days=float(rng.integers(5, 700))),
    )


def _allergies(chart: Chart, rng: np.random.Generator) -> Sequence[Resource]:
    draw = rng.random()
    if draw < 0.08:
        code, name = ALLERGENS[int(rng.integers(len(ALLERGENS)))]
        return (chart.allergy(concept(codes.ATC, code, name), reaction="сыпь", criticality="low"),)
    return (chart.no_known_allergies(),) if draw < 0.6 else ()


def _visits(chart: Chart, ill: Sequence[Illness], rng: np.random.Generator) -> Sequence[Resource]:
    days = sorted({int(day) for day in rng.integers(3, 500, size=int(rng.integers(0, 5)))})
    reasons = [(one.code, one.name) for one in ill] or [("J06.9", "ОРВИ")]
    return tuple(
        chart.contact("AMB", *reasons[place % len(reasons)], days=float(day)) for place, day in enumerate(days)
    )
