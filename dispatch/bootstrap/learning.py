"""Learning from the kept tracks and the record: composed, run, put on the shelf."""

from bisect import bisect_right
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from dispatch.adapters.sql.database import open_database
from dispatch.adapters.sql.record import PAGE, EventLog
from dispatch.adapters.track_files import ReadDay, TrackFiles, read_day
from dispatch.application.tracks import CrewTrack, Driving, Mark, driven_parts, marks
from dispatch.bootstrap.region import chosen_map, gazetteer, load_region
from dispatch.config import Settings
from dispatch.domain.ids import CrewId
from dispatch.domain.messages import AssignmentWithdrawn, Event, MilestoneReached
from dispatch.domain.road_messages import WeightsChanged
from routing.mapfile import checksum_of
from routing.oracle.teaching import Kept, Matching, Shelf, Teacher, TooLittle, TrackedRun, VersionUnknown
from routing.types import Profile, WeightsSpec

__all__ = ["Heard", "Kept", "Taught", "TooLittle", "VersionUnknown", "learn_roads", "shelf_of"]

DAY_S = 86_400.0
KINDS = tuple(kind.__name__ for kind in (MilestoneReached, AssignmentWithdrawn, WeightsChanged))
PROFILE = {Driving.TO_CALL: Profile.SIREN, Driving.ORDINARY: Profile.ORDINARY}


@dataclass(slots=True, kw_only=True)
class Heard:
    """What was read so far."""

    days: int = 0
    torn: int = 0
    to_calls: int = 0
    ordinary: int = 0
    matching: Matching = field(default_factory=Matching)


@dataclass(frozen=True, slots=True, kw_only=True)
class Taught:
    """A version on the shelf. `helps` says whether predicted times became no worse on runs not learnt from."""

    version: str
    helps: bool
    summary: str


@dataclass(frozen=True, slots=True)
class _Clock:
    """The clock of what was recorded: in a demonstration time ran `speed` times as fast until now."""

    now: float
    speed: float

    def true(self, at: float) -> float:
        return self.now + (at - self.now) * self.speed


def shelf_of(settings: Settings) -> Shelf:
    """Return the shelf of the chosen map. Raises `MapUnreadable`."""
    return Shelf.of(settings.learnt_folder, checksum_of(chosen_map(settings)))


def learn_roads(
    settings: Settings, *, now: float, days: int, speed: float, told: Callable[[Heard], object]
) -> tuple[Heard, Taught]:
    """Learn from the tracks of the last days; `told` is called after each run. Raises `TooLittle`, `MapUnreadable`."""
    region, heard, since = load_region(settings.region), Heard(), now - days * DAY_S
    teacher = Teacher(chosen_map(settings), settings.cache, gazetteer=gazetteer(region))
    heard.matching = teacher.matching
    clock, events = _Clock(now, speed), _events(settings, since)
    driving = marks(event for event in events if not isinstance(event, WeightsChanged))
    for day in _days(settings, since):
        heard.days, heard.torn = heard.days + 1, heard.torn + day.torn
        for track in day.tracks:
            of_crew = driving.get(CrewId(track.crew), [])
            teacher.hear(
                _runs(_timed(track, clock), [_on(clock, mark) for mark in of_crew], heard), lambda: told(heard)
            )
    lesson = teacher.teach(_conditions(events, clock), region.utc_offset_s)
    version = teacher.keep(lesson, settings.learnt_folder)
    summary = Shelf.of(settings.learnt_folder, teacher.checksum).summary(version)
    return heard, Taught(version=version, helps=lesson.helps, summary=summary)


def _events(settings: Settings, since: float) -> list[Event]:
    """Read what the record says of drives and roads; of the day before too, for what was under way."""
    engine = open_database(settings.database, checkpoints=False)
    log, after, found = EventLog(engine), 0, list[Event]()
    try:
        while rows := log.of_kinds(KINDS, since=since - DAY_S, after=after, limit=PAGE):
            found += [row.event() for row in rows]
            after = rows[-1].seq
    finally:
        engine.dispose()
    return found


def _days(settings: Settings, since: float) -> Iterator[ReadDay]:
    for path in _paths(settings, since):
        yield read_day(path)


def _paths(settings: Settings, since: float) -> list[Path]:
    return TrackFiles(settings.tracks_folder, settings.tracks_days).kept(since=since)


def _timed(track: CrewTrack, clock: _Clock) -> CrewTrack:
    return CrewTrack(
        crew=track.crew,
        at=clock.now + (track.at - clock.now) * clock.speed,
        lat=track.lat,
        lon=track.lon,
        speed_mps=track.speed_mps,
        bearing_deg=track.bearing_deg,
    )


def _on(clock: _Clock, mark: Mark) -> Mark:
    return Mark(at=clock.true(mark.at), driving=mark.driving, name=mark.name)


def _runs(track: CrewTrack, of_crew: list[Mark], heard: Heard) -> Iterator[TrackedRun]:
    for part in driven_parts(track, of_crew):
        heard.to_calls += part.driving is Driving.TO_CALL
        heard.ordinary += part.driving is Driving.ORDINARY
        yield TrackedRun(
            name=f"{track.crew} {part.name}".strip(),
            profile=PROFILE[part.driving],
            at=part.track.at,
            lat=part.track.lat,
            lon=part.track.lon,
            speed_mps=part.track.speed_mps,
            heading_deg=part.track.bearing_deg,
        )


def _conditions(events: list[Event], clock: _Clock) -> Callable[[float], WeightsSpec]:
    """Return the weights that were in force at a moment, as the record says; those of no special time before any."""
    changes = [event for event in events if isinstance(event, WeightsChanged)]
    since = [clock.true(event.at) for event in changes]
    plain = WeightsSpec()

    def at(moment: float) -> WeightsSpec:
        place = bisect_right(since, moment)
        return changes[place - 1].spec if place else plain

    return at
