"""The events of one command, folded as they come."""

from dataclasses import dataclass, field

from dispatch.application.consequences import follows
from dispatch.domain.messages import Event, PolicyFellBack
from dispatch.domain.situation import Situation, evolve
from dispatch.policy.requirement import RequirementParameters


@dataclass(slots=True)
class Draft:
    """What a command has led to so far. Nothing of it has happened until it is committed."""

    situation: Situation
    events: list[Event]
    requirement: RequirementParameters = field(default_factory=RequirementParameters)

    def add(self, event: Event) -> None:
        """Let an event happen, and at once what follows from it by itself."""
        self.situation = evolve(self.situation, event)
        self.events.append(event)
        for consequence in follows(self.situation, event, self.requirement):
            self.add(consequence)

    def fell_back(self, policy: str, fallback: str, error: Exception) -> None:
        """Note that something failed, and what does its work now."""
        text = f"{type(error).__name__}: {error}"
        self.add(PolicyFellBack(at=self.situation.now, policy=policy, fallback=fallback, error=text))
