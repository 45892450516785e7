"""The record in memory: for simulations, replay and tests. Keeps the same promises but durability."""

from collections.abc import Sequence

from dispatch.domain.messages import Command, Event
from dispatch.domain.situation import Situation


class MemoryRecord:
    """A record that forgets when the process ends."""

    def __init__(self) -> None:
        self._situation = Situation()
        self.events: list[Event] = []
        self.commands: list[Command] = []

    def situation(self) -> Situation:
        """Return the fold of all committed events."""
        return self._situation

    def commit(self, command: Command, events: Sequence[Event], situation: Situation) -> None:
        """Append all events of one command."""
        self.commands.append(command)
        self.events.extend(events)
        self._situation = situation
