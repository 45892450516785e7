"""Other fleets for the same region: with a crew more here, one less there."""

from collections import Counter
from dataclasses import replace

from dispatch.domain.crew import Crew, Shift
from dispatch.domain.ids import CrewId, StationId
from dispatch.domain.places import Certainty
from simulations.experiments.errors import TooFew
from simulations.scenario.model import Scenario

SOURCE = "планируемая бригада: поставлена опытом"


def usual_crew(scenario: Scenario) -> Crew:
    """A crew of the most frequent kind, vehicle and shift: what one more crew would be. Raises `TooFew` without any."""
    crews = scenario.region.crews
    if not crews:
        raise TooFew(f"{scenario.name}: в сценарии нет ни одной бригады")
    usual, _ = Counter(_sort(crew) for crew in crews).most_common(1)[0]
    return next(crew for crew in crews if _sort(crew) == usual)


def is_usual(crew: Crew, usual: Crew) -> bool:
    """Whether the crew is of the kind and vehicle of the usual one, whatever its shift."""
    return (crew.kind, crew.vehicle_class) == (usual.kind, usual.vehicle_class)


def with_crews(scenario: Scenario, stations: list[StationId], like: Crew, shift: Shift | None = None) -> Scenario:
    """The scenario with one more crew at each of these stations; a station that is named twice gets two."""
    known = {station.id: station for station in scenario.region.stations}
    taken = {crew.id for crew in scenario.region.crews}
    added = []
    for number, name in enumerate(stations, start=1):
        at = known[name]
        crew = replace(
            like,
            id=_free(f"{name}-plus-{number}", taken),
            station=name,
            home=at.at,
            district=at.district,
            shift=shift or like.shift,
            source=SOURCE,
            certainty=Certainty.ASSUMED,
        )
        taken.add(crew.id)
        added.append(crew)
    return replace(scenario, region=replace(scenario.region, crews=(*scenario.region.crews, *added)))


def without_crews(scenario: Scenario, crews: frozenset[CrewId]) -> Scenario:
    """The scenario without these crews."""
    kept = tuple(crew for crew in scenario.region.crews if crew.id not in crews)
    return replace(scenario, region=replace(scenario.region, crews=kept))


def _sort(crew: Crew) -> tuple[str, str, Shift]:
    return crew.kind, crew.vehicle_class, crew.shift


def _free(name: str, taken: set[CrewId]) -> CrewId:
    while name in taken:
        name += "+"
    return CrewId(name)
