"""The meals of simulated crews, counted: due, had, and had in time."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from dispatch.domain.crew import DAY_S, Crew
from dispatch.domain.duty import DutyRules, Pause, PauseKind, shift_began_at
from dispatch.domain.pauses import BreakBegun, BreakEnded

LOOK_S = 300.0
"""How often somebody looks whose pause is due: a meal begun so much after its latest moment is on time. Assumed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Meals:
    """Of one crew: meals that were due in the counted time, that it had in full, and had in time."""

    due: int = 0
    taken: int = 0
    on_time: int = 0


def pauses_of(events: Iterable[BreakBegun | BreakEnded]) -> Iterator[Pause]:
    """Put the beginnings and the ends of one crew's pauses together; one that still goes on is left out."""
    begun: BreakBegun | None = None
    for event in events:
        if isinstance(event, BreakBegun):
            begun = event
        elif begun is not None:
            yield Pause(
                kind=begun.kind,
                begun_at=begun.at,
                ends_at=begun.ends_at,
                ended_at=event.at,
                interrupted=event.interrupted,
            )
            begun = None


def meals_of(
    crew: Crew, had: Iterable[Pause], rules: DutyRules, utc_offset_s: float, window: tuple[float, float]
) -> Meals:
    """Count the meals of the parts of shifts that lie wholly in the window, POSIX seconds from and to."""
    begun = [pause.begun_at for pause in had if pause.kind is PauseKind.MEAL and not pause.interrupted]
    due = taken = on_time = 0
    for begin, end, latest_at in _parts(crew, rules, utc_offset_s, window):
        meals = [at for at in begun if begin <= at < end]
        due, taken = due + 1, taken + bool(meals)
        on_time += bool(meals) and min(meals) <= latest_at + LOOK_S
    return Meals(due=due, taken=taken, on_time=on_time)


def _parts(
    crew: Crew, rules: DutyRules, utc_offset_s: float, window: tuple[float, float]
) -> Iterator[tuple[float, float, float]]:
    """Yield each part of a shift that has a meal: when it begins and ends, and by when its meal must begin."""
    first, last = window
    meals = rules.meals(crew.shift)
    part_s = crew.shift.length_s / max(meals, 1)
    began_at = shift_began_at(crew.shift, first, utc_offset_s)
    while began_at < last:
        for part in range(meals):
            begin = began_at + part * part_s
            if first <= begin and begin + part_s <= last:
                yield begin, begin + part_s, begin + rules.meal_until_share * part_s - rules.meal_s
        began_at += DAY_S
