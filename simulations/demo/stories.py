"""What became of each incident, read back from the service. Pure."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

ENDED = frozenset({"closed", "cancelled"})
ENDING = {"closed": "MilestoneReached", "cancelled": "IncidentCancelled"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """One incident to its end or as far as it has come.

    `held` has, for each crew sent, the event numbers from which and before which it was bound; None: still is.
    `doezd_s` is in real seconds; None: nobody is at the patient.
    """

    incident: str
    district: str
    urgency: int
    ended: bool
    doezd_s: float | None
    held: tuple[tuple[str, int, int | None], ...]


def read_story(whole: dict[str, Any]) -> Story:
    """Read an answer of `GET /api/incidents/{id}`."""
    status, events = whole["status"], whole["events"]
    end = max((e["seq"] for e in events if e["type"] == ENDING.get(status)), default=None)
    begun = [event["seq"] for event in events if event["type"] == "CrewAssigned"]
    off = [event["seq"] for event in events if event["type"] == "AssignmentWithdrawn"]
    crews = [assignment["crew"] for assignment in whole["assignments"]]
    return Story(
        incident=whole["id"],
        district=whole["district"],
        urgency=whole["urgency"],
        ended=status in ENDED,
        doezd_s=whole["doezd_s"],
        held=tuple((crew, seq, _until(seq, off, end)) for crew, seq in zip(crews, begun, strict=True)),
    )


def _until(begun: int, off: list[int], end: int | None) -> int | None:
    """Return the event before which a crew was bound: it was taken off, or the incident ended."""
    return min((seq for seq in off if seq > begun), default=end)


def assigned_twice(stories: Iterable[Story]) -> list[str]:
    """Name each crew with two open incidents at once, and each incident with two crews."""
    told = list(stories)
    found = [f"{story.incident}: {', '.join(crew for crew, *_ in story.held)}" for story in told if _at_once(story)]
    bound: dict[str, list[tuple[int, float, str]]] = defaultdict(list)
    for story in told:
        for crew, begin, end in story.held:
            bound[crew].append((begin, float("inf") if end is None else end, story.incident))
    for crew, spans in bound.items():
        for (_, until, one), (since, _, other) in pairwise(sorted(spans)):
            if since < until and one != other:
                found.append(f"{crew}: {one}, {other}")
    return found


def _at_once(story: Story) -> bool:
    """Whether two crews were bound by one incident at the same time, none of them having been taken off."""
    return any(until is None or until > since for (_, _, until), (_, since, _) in pairwise(story.held))
