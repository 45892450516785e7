"""Pauses of a crew's duty: the rules, what a crew has had of them, and what is due.

Law and practice behind the figures: Labour Code of Russia, art. 108 (30 minutes to two hours, none needed in a shift of
four hours, and where work cannot stop the employer gives time to eat during it, so that a call may break it off); for
drivers also the order on their working time, № 424 of 16.10.2020. The window (a third to five sixths of a shift of
twelve hours) and «only a threat to life breaks it off» are the practice of the London and Scottish ambulance services.
"""

from collections.abc import Container, Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from msgspec import Struct, field
from msgspec.structs import replace

from dispatch.domain.crew import DAY_S, Crew, Shift
from dispatch.domain.ids import CrewId
from dispatch.domain.incident import Urgency
from dispatch.domain.recommendation import Reason

HOUR_S = 3_600.0


class PauseKind(StrEnum):
    """Why a crew stops."""

    MEAL = "meal"
    REST = "rest"
    FUEL = "fuel"


PAUSE_KIND_RU: Mapping[PauseKind, str] = MappingProxyType(
    {PauseKind.MEAL: "обед", PauseKind.REST: "отдых", PauseKind.FUEL: "заправка"}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class DutyRules:
    """When crews pause. Seconds. None switches a rule off.

    A shift has a meal of `meal_s` for every `meal_every_s` of it, none when it is no longer than `no_meal_up_to_s`; in
    each such part it begins after `meal_from_share` of the part and is over by `meal_until_share`. Rest is due after
    `rest_after_s` of answering calls without a pause (at night, from `night_from_s` to `night_until_s` by the local
    clock, after `rest_after_night_s`), fuel after `fuel_after_s` of driving. A call of `interrupted_by` or more urgent
    may break a pause off when the crew is at least `interrupt_gain_s` nearer than any free one. A pause begins only
    while another free crew reaches the base within `stand_in_s`; what was offered is offered again after
    `offer_again_s`. What no source states is assumed: all but `meal_s`, `no_meal_up_to_s` and the two shares.
    """

    meal_s: float = 1_800.0
    meal_every_s: float = 12 * HOUR_S
    no_meal_up_to_s: float = 4 * HOUR_S
    meal_from_share: float = 1 / 3
    meal_until_share: float = 5 / 6
    rest_s: float = 1_800.0
    rest_after_s: float | None = None
    rest_after_night_s: float | None = None
    night_from_s: float = 22 * HOUR_S
    night_until_s: float = 6 * HOUR_S
    fuel_s: float = 900.0
    fuel_after_s: float | None = None
    interrupted_by: Urgency | None = Urgency.P1
    interrupt_gain_s: float = 120.0
    stand_in_s: float = 1_200.0
    offer_again_s: float = 900.0

    def __post_init__(self) -> None:
        if not 0 <= self.meal_from_share < self.meal_until_share <= 1:
            raise ValueError("meal_from_share, meal_until_share: нужно 0 ≤ from < until ≤ 1")
        for name in ("meal_s", "rest_s", "fuel_s", "meal_every_s"):
            if not 0 < getattr(self, name) <= DAY_S:
                raise ValueError(f"{name}={getattr(self, name)}: нужно больше 0 и не больше {DAY_S:.0f} секунд")

    def length_s(self, kind: PauseKind) -> float:
        """Return how long a pause of this kind is."""
        return {PauseKind.MEAL: self.meal_s, PauseKind.REST: self.rest_s, PauseKind.FUEL: self.fuel_s}[kind]

    def meals(self, shift: Shift) -> int:
        """Return how many meals a shift has."""
        if shift.length_s <= self.no_meal_up_to_s:
            return 0
        return max(1, round(shift.length_s / self.meal_every_s))


class Pause(Struct, frozen=True, kw_only=True):
    """A pause that has begun. POSIX seconds; `ended_at` None: it goes on, and is over at `ends_at`."""

    kind: PauseKind
    begun_at: float
    ends_at: float
    ended_at: float | None = None
    interrupted: bool = False


class Offer(Struct, frozen=True, kw_only=True):
    """A pause that a crew is offered, and why now; a person or the crew takes or declines it."""

    kind: PauseKind
    at: float
    reasons: tuple[Reason, ...]


class Duty(Struct, frozen=True, kw_only=True):
    """What a crew has had of its shift that began at `began_at`, POSIX seconds.

    `worked_s` are seconds on calls since the last whole pause, `driven_s` those at the wheel since the last fuel.
    `asked_at` is when a pause was offered or declined last; None: never.
    """

    began_at: float
    pauses: tuple[Pause, ...] = ()
    offer: Offer | None = None
    asked_at: float | None = None
    worked_s: float = 0.0
    driven_s: float = 0.0

    def after(self, pause: Pause) -> "Duty":
        """Return the duty with a pause that is over; one that was broken off counts for nothing."""
        ended = replace(self, pauses=(*self.pauses, pause))
        if pause.interrupted:
            return ended
        return replace(ended, worked_s=0.0, driven_s=0.0 if pause.kind is PauseKind.FUEL else self.driven_s)

    def had_meal(self, begin: float, end: float) -> bool:
        """Whether a whole meal was begun between two moments."""
        return any(p.kind is PauseKind.MEAL and not p.interrupted and begin <= p.begun_at < end for p in self.pauses)


class DutyBook(Struct, frozen=True, kw_only=True):
    """The rules in force (None: nobody is reminded of pauses), every crew's duty, and the pauses that go on.

    `of_region` are the rules that the region's files had last: other ones replace what people have set since.
    """

    rules: DutyRules | None = None
    of_region: DutyRules | None = None
    duties: Mapping[CrewId, Duty] = field(default_factory=dict)
    resting: Mapping[CrewId, Pause] = field(default_factory=dict)

    def duty(self, crew: Crew, now: float, utc_offset_s: float) -> Duty:
        """Return the duty of the shift that runs at `now`; a new shift begins anew, with the tank as the last left it.

        A crew whose shift is over stays in it until the next one begins.
        """
        known = self.duties.get(crew.id)
        began_at = shift_began_at(crew.shift, now, utc_offset_s)
        if known is None:
            return Duty(began_at=began_at)
        if known.began_at == began_at or crew.id in self.resting:
            return known
        return Duty(began_at=began_at, driven_s=known.driven_s)

    def only(self, crews: Container[CrewId]) -> "DutyBook":
        """Return the book of these crews alone."""
        duties = {crew: duty for crew, duty in self.duties.items() if crew in crews}
        resting = {crew: pause for crew, pause in self.resting.items() if crew in crews}
        return replace(self, duties=duties, resting=resting)

    def of(self, region: DutyRules | None) -> "DutyBook":
        """Return the book once a region is adopted: its rules hold from then on, unless they are those of before."""
        return self if region == self.of_region else replace(self, rules=region, of_region=region)

    def with_duty(self, crew: CrewId, duty: Duty) -> "DutyBook":
        """Return the book with another duty of one crew."""
        return replace(self, duties={**self.duties, crew: duty})


class DuePause(Struct, frozen=True, kw_only=True):
    """A pause that a crew should have: from `due_at`, begun by `latest_at`, lasting `length_s`. POSIX seconds."""

    crew: CrewId
    kind: PauseKind
    due_at: float
    latest_at: float
    length_s: float


def shift_began_at(shift: Shift, now: float, utc_offset_s: float) -> float:
    """Return when the shift that runs at `now` (or ran last) began, a whole POSIX second."""
    return float(round(now - (now + utc_offset_s - shift.start_s) % DAY_S))


def due_pauses(rules: DutyRules, crew: Crew, duty: Duty, now: float, utc_offset_s: float) -> tuple[DuePause, ...]:
    """Return what the crew should have now or later in this shift, the most pressing first."""
    found = [
        *_meal(rules, crew, duty, now),
        *_rest(rules, crew, duty, now, utc_offset_s),
        *_fuel(rules, crew, duty, now),
    ]
    return tuple(sorted(found, key=lambda due: (due.latest_at, due.kind)))


def _meal(rules: DutyRules, crew: Crew, duty: Duty, now: float) -> list[DuePause]:
    """Find the next meal: of the part of the shift that runs now, or, when that has had its own, of the next."""
    meals = rules.meals(crew.shift)
    if not meals:
        return []
    part_s = crew.shift.length_s / meals
    for part in range(int((now - duty.began_at) // part_s), meals):
        begin = duty.began_at + part * part_s
        if not duty.had_meal(begin, begin + part_s):
            latest_at = begin + rules.meal_until_share * part_s - rules.meal_s
            due_at = min(begin + rules.meal_from_share * part_s, latest_at)
            return [_due(rules, crew, PauseKind.MEAL, due_at, latest_at)]
    return []


def _rest(rules: DutyRules, crew: Crew, duty: Duty, now: float, utc_offset_s: float) -> list[DuePause]:
    after_s = rules.rest_after_night_s if _is_night(rules, now, utc_offset_s) else rules.rest_after_s
    if after_s is None or duty.worked_s < after_s:
        return []
    return [_due(rules, crew, PauseKind.REST, now, now)]


def _fuel(rules: DutyRules, crew: Crew, duty: Duty, now: float) -> list[DuePause]:
    if rules.fuel_after_s is None or duty.driven_s < rules.fuel_after_s:
        return []
    return [_due(rules, crew, PauseKind.FUEL, now, now)]


def _due(rules: DutyRules, crew: Crew, kind: PauseKind, due_at: float, latest_at: float) -> DuePause:
    return DuePause(crew=crew.id, kind=kind, due_at=due_at, latest_at=latest_at, length_s=rules.length_s(kind))


def _is_night(rules: DutyRules, now: float, utc_offset_s: float) -> bool:
    clock_s = (now + utc_offset_s) % DAY_S
    if rules.night_from_s <= rules.night_until_s:
        return rules.night_from_s <= clock_s < rules.night_until_s
    return clock_s >= rules.night_from_s or clock_s < rules.night_until_s
