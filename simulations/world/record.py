"""The record of a simulated day: its situation, and nothing of its history."""

from collections.abc import Sequence

from dispatch.domain.messages import Command, Event
from dispatch.domain.situation import Situation


class FoldOnly:
    """A record that keeps the fold only: a simulated year has four million events that nobody will read again."""

    def __init__(self) -> None:
        self._situation = Situation()

    def situation(self) -> Situation:
        """Return the fold of all events so far."""
        return self._situation

    def commit(self, command: Command, events: Sequence[Event], situation: Situation) -> None:
        """Go on to `situation`."""
        del command, events
        self._situation = situation
