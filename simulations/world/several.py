"""More than one crew to one call: how many are hurt, and whether the crew at the scene asks for help."""

from dispatch.domain.ids import CrewId, IncidentId
from dispatch.domain.parts import Victims
from dispatch.domain.scene_messages import AskForCrew
from simulations.calls import Calls
from simulations.demand.streams import Streams
from simulations.scenario.model import GeneratedDemand, Scenario

STREAM = "ask"


class Several:
    """What the calls of a replication bring along, the same under every policy: drawn by the call's own name."""

    def __init__(self, scenario: Scenario, calls: Calls, replication: int) -> None:
        self._scenario = scenario
        self._calls = calls
        self._streams = Streams(seed=scenario.seed, replication=replication)
        bursts = scenario.demand.bursts if isinstance(scenario.demand, GeneratedDemand) else ()
        self._victims = {f"burst/{burst.name}/": burst.victims for burst in bursts if burst.victims is not None}

    def victims(self, row: int) -> Victims | None:
        """Return how many are hurt; None: one patient."""
        name = self._calls.ids[row]
        return next((hurt for burst, hurt in self._victims.items() if name.startswith(burst)), None)

    def wish(self, row: int, complaint: str, incident: IncidentId, crew: CrewId) -> AskForCrew | None:
        """Return what the first crew asks for at the patient; None when it does without help."""
        several = self._scenario.several_crews
        chance = several.ask.get(complaint, 0.0)
        if not chance or self._streams.stream(STREAM, 0, self._calls.ids[row]).random() >= chance:
            return None
        return AskForCrew(incident=incident, need=several.ask_need, crew=crew, reason="нужна помощь на месте")
