"""Whether crews got their meals, and what broke their pauses off."""

from dataclasses import dataclass

from simulations.results import CrewRows

DAY_S = 86_400.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Pauses:
    """Meals of whole parts of shifts. A crew-day is 24 hours on shift. None where the scenario plans no pauses.

    `on_time_share` of the meals were begun by their latest moment; `missed_per_crew_day` were not had in full at all;
    `broken_per_crew_day` pauses were broken off by a call.
    """

    meals_due: int | None
    on_time_share: float | None
    missed_per_crew_day: float | None
    broken_per_crew_day: float | None


def pauses(crews: CrewRows) -> Pauses:
    """Sum up the crews."""
    due, crew_days = int(crews.meals_due.sum()), float(crews.on_shift_s.sum() / DAY_S)
    if not len(crews.meals_due) or not crew_days:
        return Pauses(meals_due=None, on_time_share=None, missed_per_crew_day=None, broken_per_crew_day=None)
    return Pauses(
        meals_due=due,
        on_time_share=float(crews.meals_on_time.sum() / due) if due else None,
        missed_per_crew_day=float((due - crews.meals_taken.sum()) / crew_days),
        broken_per_crew_day=float(crews.pauses_broken.sum() / crew_days),
    )
