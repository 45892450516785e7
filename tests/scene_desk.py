"""A desk in a town where every place of an incident is as far from a crew as the crew's own number of minutes."""

from collections.abc import Mapping
from typing import Any

from dispatch.application.service import Dispatcher
from dispatch.domain.capability import CrewCapability, CrewKind
from dispatch.domain.crew import Crew
from dispatch.domain.ids import CrewId, IncidentId
from dispatch.domain.incident import Incident
from dispatch.domain.messages import CommandBody, Event, Mode, SetMode
from dispatch.domain.parts import Victims
from dispatch.domain.scene_messages import AskForCrew, HandOver, MergeIncidents, UpdateVictims
from dispatch.policy.matching import Matching
from dispatch.policy.nearest import Nearest
from dispatch.policy.requirement import RequirementParameters
from routing.types import LatLon, Profile, TravelTimeMatrix
from tests.builders import Desk, TableTimes, a_crew, a_hospital, an_incident

FOLLOWED = RequirementParameters(first_responder=True)
BASIC = frozenset({CrewCapability.BASIC})
INTENSIVE = BASIC | {CrewCapability.INTENSIVE}


class ByCrew(TableTimes):
    """Travel times that depend on the crew alone: `minutes` by crew; a hospital is ten minutes from everywhere."""

    def __init__(self, minutes: Mapping[str, float]) -> None:
        super().__init__({})
        self.minutes = minutes

    def matrix(
        self,
        origins: Mapping[str, LatLon],
        destinations: Mapping[str, LatLon],
        profile: Profile,
        *,
        departs_at: float | None = None,
    ) -> TravelTimeMatrix:
        self.seconds = {(o, d): 60 * self.minutes.get(o, 10.0) for o in origins for d in destinations}
        return super().matrix(origins, destinations, profile, departs_at=departs_at)


class SceneDesk(Desk):
    """A desk whose crews are named with their minutes; specialists follow, and the policy has the last word.

    The policy is `nearest`, so that a person can tell who is sent where.
    """

    def __init__(
        self,
        crews: Mapping[Crew, float] | None = None,
        *,
        mode: Mode = Mode.AUTOMATIC,
        requirement: RequirementParameters = FOLLOWED,
        **minutes: float,
    ) -> None:
        named = crews or {a_crew(name): each for name, each in minutes.items()}
        super().__init__(crews=named, hospitals=[a_hospital("crb")])
        self.times = ByCrew({str(crew.id): each for crew, each in named.items()})
        policies = {policy.name: policy for policy in (Nearest(), Matching())}
        self.dispatcher = Dispatcher(
            record=self.record,
            travel_times=self.times,
            policies=policies,
            fallback=policies["nearest"],
            requirement=requirement,
        )
        if mode is Mode.AUTOMATIC:
            self.do(SetMode(mode=mode))

    def do(self, body: CommandBody, **more: Any) -> tuple[Event, ...]:
        return super().do(body, **{"policy": "nearest", **more})

    def crew_of(self, incident: str) -> str | None:
        """Return who answers an incident; None when it waits."""
        known = self.situation.incidents[IncidentId(incident)]
        return str(self.situation.assignments[known.assignment].crew) if known.assignment else None

    def sent(self) -> dict[str, str | None]:
        """Return who answers what."""
        return {str(incident): self.crew_of(incident) for incident in self.situation.incidents}

    def count(self, incident: str, **victims: int) -> tuple[Event, ...]:
        """Count the victims anew."""
        return self.do(UpdateVictims(incident=IncidentId(incident), victims=Victims(**victims)))

    def ask(self, incident: str, **more: Any) -> tuple[Event, ...]:
        """Ask for more crews."""
        return self.do(AskForCrew(incident=IncidentId(incident), **more))

    def merge(self, duplicate: str, *, into: str) -> tuple[Event, ...]:
        """Put two calls together."""
        return self.do(MergeIncidents(incident=IncidentId(into), duplicate=IncidentId(duplicate)))

    def hand_over(self, incident: str, crew: str | None = None, **more: Any) -> tuple[Event, ...]:
        """Have a crew relieved."""
        chosen = CrewId(crew) if crew else None
        return self.do(HandOver(incident=IncidentId(incident), crew=chosen, **more))


def intensive(name: str) -> Crew:
    """Return a crew of intensive care."""
    return a_crew(name, CrewKind.INTENSIVE, vehicle_class="C")


def a_dying(name: str = "x", **more: Any) -> Incident:
    """Return a P1 that needs intensive care."""
    return an_incident(name, 1, crew_need=INTENSIVE, **more)


def struck(count: int, name: str = "x", urgency: int = 2, **more: Any) -> Incident:
    """Return an accident with so many victims of whom nothing more is known."""
    return an_incident(name, urgency, crew_need=BASIC, victims=Victims(unsorted=count), **more)
