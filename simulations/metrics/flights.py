"""What the air ambulance did."""

from dataclasses import dataclass

from simulations.results import Results


@dataclass(frozen=True, slots=True, kw_only=True)
class Flights:
    """Over the whole run, warm-up included. None where the scenario has no air ambulance.

    `saved_mean_s` is how much sooner than by road the patients came to hospital, as reckoned when the flight was agreed
    with; None when nobody flew. `care.mean_s` has what became of it.
    """

    offered: int | None
    flights: int | None
    saved_mean_s: float | None


def flights(results: Results) -> Flights:
    """Sum up the meetings of a world."""
    sums = results.air
    if not sums:
        return Flights(offered=None, flights=None, saved_mean_s=None)
    flown = int(sums["flights"])
    return Flights(offered=int(sums["offered"]), flights=flown, saved_mean_s=sums["saved_s"] / flown if flown else None)
