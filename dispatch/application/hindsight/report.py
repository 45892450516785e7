"""All disagreements of a time together: who was right how often, where, and what the parameters should learn."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import sqrt

from dispatch.application.hindsight.judging import Judged, Verdict, judge
from dispatch.application.hindsight.punctuality import punctuality
from dispatch.application.hindsight.story import Trip, told
from dispatch.application.hindsight.suggesting import Suggestion, suggestions
from dispatch.domain.messages import Event
from dispatch.policy.objective import ObjectiveParameters

SMALL = 10
"""Below so many a group is said to be small: its share is not to be acted on. Assumed."""

Z_95 = 1.959964
UNKNOWN_ROLE = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Disagreements that have something in common.

    `person_share` is of those decided for one side, with Wilson's 95 % interval (doi 10.1080/01621459.1927.10502953);
    `gain_s` the mean of the middle gains, `harm` their sum; None where nothing is known.
    """

    name: str
    count: int
    person: int
    proposal: int
    even: int
    unknown: int
    person_share: float | None
    person_share_interval: tuple[float, float] | None
    gain_s: float | None
    harm: float | None
    small: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgements:
    """The report. `decided` counts a person's orders that answered a proposal, `followed` those of them that agreed."""

    since: float | None
    decided: int
    followed: int
    whole: Group
    by_reason: tuple[Group, ...]
    by_hour: tuple[Group, ...]
    by_district: tuple[Group, ...]
    by_urgency: tuple[Group, ...]
    by_role: tuple[Group, ...]
    rows: tuple[Judged, ...]
    suggestions: tuple[Suggestion, ...]


def judged(
    events: Iterable[Event],
    *,
    since: float | None = None,
    role_of: Callable[[str], str | None] = lambda _: None,
    parameters: ObjectiveParameters | None = None,
) -> Judgements:
    """Judge every disagreement since a moment (POSIX seconds; None: all); the events before it teach punctuality.

    `role_of` tells the role of an author by name; names themselves are not in the report's groups.
    """
    record = told(events)
    late = punctuality(record)
    objective = parameters or ObjectiveParameters()
    asked = [trip for trip in record.trips if trip.answers and (since is None or trip.sent_at >= since)]
    rows = tuple(judge(record, trip, late, objective) for trip in asked if trip.disagrees)
    return Judgements(
        since=since,
        decided=len(asked),
        followed=len(asked) - len(rows),
        whole=_group("все", rows),
        by_reason=_groups(rows, lambda row: _words(row.trip)),
        by_hour=_groups(rows, lambda row: f"{row.hour:02}"),
        by_district=_groups(rows, lambda row: row.trip.incident.district),
        by_urgency=_groups(rows, lambda row: row.trip.incident.urgency.name),
        by_role=_groups(rows, lambda row: role_of(row.trip.by) or UNKNOWN_ROLE),
        rows=rows,
        suggestions=suggestions(asked),
    )


def _words(trip: Trip) -> str:
    """The reason as it was given, so far that two spellings of one are one."""
    return " ".join((trip.override_reason or "").casefold().split()).rstrip(".!")


def _groups(rows: Sequence[Judged], key: Callable[[Judged], str]) -> tuple[Group, ...]:
    found: dict[str, list[Judged]] = defaultdict(list)
    for row in rows:
        found[key(row)].append(row)
    return tuple(_group(name, found[name]) for name in sorted(found, key=lambda name: (-len(found[name]), name)))


def _group(name: str, rows: Sequence[Judged]) -> Group:
    count = {verdict: sum(row.verdict is verdict for row in rows) for verdict in Verdict}
    share, interval = _wilson(count)
    gains = [float(row.gain_s[1]) for row in rows if row.gain_s is not None and row.unknown is None]
    harms = [float(row.harm[1]) for row in rows if row.harm is not None and row.unknown is None]
    return Group(
        name=name,
        count=len(rows),
        person=count[Verdict.PERSON],
        proposal=count[Verdict.PROPOSAL],
        even=count[Verdict.EVEN],
        unknown=count[Verdict.UNKNOWN],
        person_share=share,
        person_share_interval=interval,
        gain_s=sum(gains) / len(gains) if gains else None,
        harm=sum(harms) if harms else None,
        small=len(rows) - count[Verdict.UNKNOWN] < SMALL,
    )


def _wilson(count: Mapping[Verdict, int]) -> tuple[float | None, tuple[float, float] | None]:
    total = count[Verdict.PERSON] + count[Verdict.PROPOSAL]
    if not total:
        return None, None
    share, square = count[Verdict.PERSON] / total, Z_95**2
    middle = (share + square / (2 * total)) / (1 + square / total)
    half = Z_95 / (1 + square / total) * sqrt(share * (1 - share) / total + square / (4 * total**2))
    return share, (max(middle - half, 0.0), min(middle + half, 1.0))
