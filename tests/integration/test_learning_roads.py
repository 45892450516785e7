"""From kept tracks and the record to a version in force: crews of the tiny town drive at half of what the map says."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest

from dispatch.adapters.sql.database import open_database
from dispatch.adapters.sql.record import SqlRecord
from dispatch.adapters.track_files import TrackFiles
from dispatch.application.tracks import TrackFix
from dispatch.bootstrap.learning import Heard, Taught, TooLittle, learn_roads, shelf_of
from dispatch.bootstrap.region import load_region
from dispatch.bootstrap.roads import open_map
from dispatch.config import Settings
from dispatch.domain.assignment import Milestone
from dispatch.domain.ids import AssignmentId, CrewId, IncidentId
from dispatch.domain.messages import Event, MilestoneReached, Tick
from dispatch.domain.situation import Situation
from routing.oracle import RoadOracle
from routing.tracks.fixes import Track
from routing.types import Profile
from tests.builders import a_command
from tests.service import ROOT, doezd
from tests.tiny_town.town import TOWN, spot
from tests.unit.routing.driven import Receiver, driven, reported, weights_of

CREW = "2143"
MONDAY_NOON = 1_795_424_400.0
DAY_S = 86_400.0
RUNS = 30
NORTH_2_KM = 0.018


@dataclass
class Site:
    """A service's folder without the service."""

    settings: Settings
    tracks: TrackFiles

    def keep(self, runs: list[Track], change: Callable[[int, Track], Track] | None = None) -> None:
        """Keep the tracks of runs, each driven to a call."""
        events: list[Event] = []
        for number, run in enumerate(runs):
            seen = change(number, run) if change else run
            self.tracks.take(
                TrackFix(crew=CREW, at=at, lat=lat, lon=lon)
                for at, lat, lon in zip(seen.at.tolist(), seen.lat.tolist(), seen.lon.tolist(), strict=True)
            )
            events += [
                pressed(number, Milestone.EN_ROUTE, run.at[0].item() - 1),
                pressed(number, Milestone.AT_SCENE, run.at[-1].item() + 1),
            ]
        self.tracks.write(MONDAY_NOON)
        engine = open_database(self.settings.database, checkpoints=True)
        SqlRecord(engine).commit(a_command(Tick(), at=MONDAY_NOON), events, Situation())
        engine.dispose()

    def learn(self, speed: float = 1.0) -> tuple[Heard, Taught]:
        return learn_roads(self.settings, now=MONDAY_NOON, days=1, speed=speed, told=lambda _: None)


def pressed(number: int, milestone: Milestone, at: float) -> MilestoneReached:
    call = f"call-{number}"
    return MilestoneReached(
        at=at, incident=IncidentId(call), crew=CrewId(CREW), assignment=AssignmentId(f"{call}-1"), milestone=milestone
    )


@pytest.fixture
def site(tmp_path: Path) -> Site:
    settings = Settings(data=tmp_path / "data", cache=tmp_path / "cache", map=TOWN)
    settings.data.mkdir()
    return Site(settings, TrackFiles(settings.tracks_folder, 3_650))


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory) -> list[Track]:
    """One run a day at noon, twice as long as the map says."""
    town = RoadOracle.open(TOWN, tmp_path_factory.mktemp("cache"))
    network = town._network
    path = town.path(town.snap(spot(0, 0.5)), town.snap(spot(2.5, 1)), Profile.SIREN)
    assert path is not None
    weights, rng = weights_of(network), np.random.default_rng(11)
    drives = [
        driven(network, weights, path.edges, factor=0.5, begin_at=MONDAY_NOON + DAY_S * day) for day in range(RUNS)
    ]
    return [reported(network, drive, Receiver(every_s=10, noise_m=5), rng) for drive in drives]


def eta_s(site: Site) -> float:
    oracle = open_map(site.settings, load_region(site.settings.region))
    return oracle.route(spot(0, 0.5), spot(2.5, 1), Profile.SIREN).duration_s


def test_tracks_become_a_version_and_a_version_becomes_other_times(site, runs):
    site.keep(runs)
    heard, taught = site.learn()
    assert (heard.to_calls, heard.ordinary, heard.torn) == (RUNS, 0, 0)
    assert heard.matching.matched == RUNS
    assert taught.helps
    before_s = eta_s(site)
    shelf_of(site.settings).put_in_force(taught.version)
    assert 1.3 * before_s < eta_s(site) < 2.1 * before_s


def test_a_jammer_a_wrong_clock_and_a_torn_file_cost_their_own_runs_alone(site, runs):
    def spoilt(number: int, run: Track) -> Track:
        if number == 3:  # a jammer throws half of the fixes two kilometres off
            lat = np.where(np.arange(len(run)) % 2, run.lat + NORTH_2_KM, run.lat)
            return Track.bare(run.at, lat, run.lon)
        if number == 4:  # a clock two hours ahead: by its buttons the crew stood at the scene then
            return Track.bare(run.at + 7_200, run.lat, run.lon)
        return run

    site.keep(runs, spoilt)
    last = site.tracks.kept(since=0.0)[-1]
    last.write_bytes(last.read_bytes()[:-9])
    heard, taught = site.learn()
    assert heard.torn == 1
    assert (heard.to_calls, heard.ordinary) == (RUNS - 2, 0)
    found = heard.matching
    assert found.dropped["outlier"] + found.dropped["no-road-within-reach"] + found.broken["faster-than-a-vehicle"] > 0
    assert taught.helps


def test_the_tracks_of_a_demonstration_are_put_to_the_speed_of_life(site, runs):
    begin_at = MONDAY_NOON - DAY_S

    def hurried(_: int, run: Track) -> Track:
        return Track.bare(begin_at + (run.at - begin_at) / 30, run.lat, run.lon)

    site.keep(list(map(hurried, range(RUNS), runs)))
    heard, taught = site.learn(speed=30.0)
    assert heard.matching.matched == RUNS
    assert taught.helps


def test_too_little_is_said_and_nothing_is_put_on_the_shelf(site, runs):
    site.keep(runs[:2])
    with pytest.raises(TooLittle, match="2 runs"):
        site.learn()
    assert shelf_of(site.settings).versions() == ()


def test_people_learn_look_and_go_back_by_the_command(site, runs, tmp_path):
    """The command's own clock says which days are the last: these lie in the future, so that one day is enough."""
    site.keep(runs)
    env = {"DOEZD_DATA": str(site.settings.data), "DOEZD_CACHE": str(site.settings.cache), "DOEZD_MAP": str(TOWN)}
    page = tmp_path / "lesson.html"
    learnt = doezd("roads", "learn", "--days", "1", "--html", str(page), env=env)
    assert learnt.returncode == 0, learnt.stderr
    version = shelf_of(site.settings).in_force()
    assert version is not None
    assert version in learnt.stdout
    assert "уложились в p90" in page.read_text()
    assert version in doezd("roads", "learnt", env=env).stdout
    assert "нет" in doezd("roads", "use", "nobody", env=env).stderr
    assert doezd("roads", "use", "table", env=env).returncode == 0
    assert shelf_of(site.settings).in_force() is None
    assert str(ROOT) not in page.read_text()
