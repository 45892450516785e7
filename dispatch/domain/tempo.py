"""How long things take here, learnt from the calls themselves, so that no figure is tuned to one region."""

from msgspec import Struct
from msgspec.structs import replace

from dispatch.domain.assignment import Assignment, Milestone

MEMORY = 64
"""About so many of the last observations count: a few hours of the oblast. Assumed."""

PRIOR = 8
"""What is assumed at the start weighs as much as so many observations. Assumed."""


class Tempo(Struct, frozen=True, kw_only=True):
    """Typical durations, seconds: exponentially weighted means over the last calls.

    `turnout_s` from the order to the wheels, `drive_s` from there to the scene, `scene_s` from the arrival to the end
    of the work there, `bring_s` from there to the hospital, `hospital_s` from the arrival at the hospital until free,
    `gap_s` between two calls of the whole region. The first values are assumed.
    """

    turnout_s: float = 90.0
    drive_s: float = 600.0
    scene_s: float = 1_500.0
    hospital_s: float = 1_500.0
    gap_s: float = 600.0
    answered: int = 0
    transported: int = 0
    called: int = 0
    last_call_at: float = 0.0
    bring_s: float = 900.0

    @property
    def calls_per_s(self) -> float:
        """How often somebody calls."""
        return 1.0 / max(self.gap_s, 1.0)

    @property
    def brought_share(self) -> float:
        """Which part of the calls ends at a hospital; 0 while none is known."""
        return self.transported / self.answered if self.answered else 0.0

    @property
    def whole_s(self) -> float:
        """What a whole call takes a crew, from the order until it is free."""
        brought_s = self.brought_share * (self.bring_s + self.hospital_s)
        return self.turnout_s + self.drive_s + self.scene_s + brought_s


def called(tempo: Tempo, at: float) -> Tempo:
    """Learn from a call that came in at `at`, POSIX seconds."""
    if not tempo.called:
        return replace(tempo, called=1, last_call_at=at)
    gap_s = _nearer(tempo.gap_s, max(at - tempo.last_call_at, 0.0), tempo.called)
    return replace(tempo, called=tempo.called + 1, last_call_at=at, gap_s=gap_s)


def answered(tempo: Tempo, assignment: Assignment, at: float) -> Tempo:
    """Learn from a call whose crew became free at `at`, POSIX seconds."""
    times, done, taken = assignment.times, tempo.answered, tempo.transported
    notified, rolling, there = (times.get(m) for m in (Milestone.NOTIFIED, Milestone.EN_ROUTE, Milestone.AT_SCENE))
    left, brought = times.get(Milestone.LEFT_SCENE), times.get(Milestone.AT_DESTINATION)
    if notified is None or rolling is None or there is None:
        return tempo
    return replace(
        tempo,
        turnout_s=_nearer(tempo.turnout_s, rolling - notified, done),
        drive_s=_nearer(tempo.drive_s, there - rolling, done),
        scene_s=_nearer(tempo.scene_s, (at if left is None else left) - there, done),
        bring_s=tempo.bring_s if left is None or brought is None else _nearer(tempo.bring_s, brought - left, taken),
        hospital_s=tempo.hospital_s if brought is None else _nearer(tempo.hospital_s, at - brought, taken),
        answered=done + 1,
        transported=taken + (brought is not None),
    )


def _nearer(known_s: float, seen_s: float, observations: int) -> float:
    return known_s + (seen_s - known_s) / min(observations + PRIOR, MEMORY)
