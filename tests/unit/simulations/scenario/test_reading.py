"""A scenario says what it says, and nothing else."""

from dataclasses import replace
from datetime import UTC, datetime
from math import inf
from pathlib import Path

import pytest

from dispatch.domain.incident import Urgency
from dispatch.domain.places import StationKind
from routing.types import LatLon, Profile
from simulations.scenario import check, read
from simulations.scenario.model import (
    Burst,
    DemandChange,
    Failing,
    GeneratedDemand,
    GivenCalls,
    GreatCircle,
    Outage,
    ReturnTo,
    RoadMap,
    Source,
    SuppliedMatrix,
    Triage,
    Window,
)
from tests.unit.simulations.scenario.instance import Instance, region_scenario

PROFILE = Path(__file__).parents[4] / "data" / "region" / "leningrad" / "demand.toml"
DAY_S, HOUR_S = 86_400.0, 3_600.0
START = datetime(2025, 3, 3, 5, tzinfo=UTC).timestamp()


def test_a_scenario_of_one_line_is_the_embedded_region_for_a_week(tmp_path: Path) -> None:
    found = read(region_scenario(tmp_path, ""))
    assert (found.name, found.start_at, found.horizon_s, found.warm_up_s) == ("scenario", START, 7 * DAY_S, 0)
    assert (found.replications, found.seed, found.patience_s) == (1, 1, inf)
    assert len(found.region.crews) == 163
    assert found.roads == RoadMap()
    assert found.demand == GeneratedDemand(profile=PROFILE)
    assert found.crewing.return_to is ReturnTo.OWN_BASE
    assert found.policy.name == "nearest"
    assert found.targets_s == {Urgency.P1: 1200, Urgency.P2: 1200, Urgency.P3: 2700, Urgency.P4: 2700}
    assert set(found.posts) == {s.id for s in found.region.stations if s.kind is StationKind.POST}


def test_every_number_has_the_unit_of_its_key(tmp_path: Path) -> None:
    text = "horizon_days = 1.5\nwarm_up_h = 2\npatience_min = 30\n[targets_min]\np1 = 8\n"
    found = read(region_scenario(tmp_path, text))
    assert (found.horizon_s, found.warm_up_s, found.patience_s) == (1.5 * DAY_S, 2 * HOUR_S, 1800)
    assert found.targets_s[Urgency.P1] == 480
    assert found.ends_at == START + 1.5 * DAY_S + 2 * HOUR_S


def test_an_instance_brings_its_own_crews_kinds_and_places(instance: Instance) -> None:
    found = read(instance.path)
    crews = {crew.id: crew for crew in found.region.crews}
    assert [crew.station for crew in found.region.crews] == ["S1", "B", "59.93,30.35"]
    assert crews["1"].serves == {"A": 0, "B": 120}  # type: ignore[index]
    assert crews["2"].serves == {"B": 0}  # type: ignore[index]
    assert crews["2"].home == LatLon(lat=59.95, lon=30.40)
    assert all(crew.shift.length_s == DAY_S for crew in found.region.crews)
    assert found.bays == {"H1": 2}
    assert [share.share for share in found.region.call_shares] == [0.25, 0.75]
    assert found.roads == GreatCircle(
        speed_mps={Profile.SIREN: 60 / 3.6, Profile.ORDINARY: 10.0}, detour=1.4, radius_m=6_371_008.8
    )
    assert found.crewing.return_to is ReturnTo.NEAREST_BASE
    assert not found.crewing.sent_while_returning
    assert found.policy.parameters == {"overtime_s": 0.0, "order": "fifo"}


def test_without_a_table_of_kinds_every_crew_of_an_instance_serves_everything(instance: Instance) -> None:
    instance.change("instance.toml", 'kinds = "kinds.csv"\n', "")
    assert [crew.serves for crew in read(instance.path).region.crews] == [{"A": 0, "B": 0}] * 3


def test_given_calls_say_how_many_days_there_are_and_how_long_they_last(instance: Instance) -> None:
    instance.change("instance.toml", "horizon_days = 1\n", "")
    instance.change("calls.csv", "2,1,70", "2,1,90000")
    found = read(instance.path)
    assert isinstance(found.demand, GivenCalls)
    assert (found.replications, found.horizon_s, found.start_at) == (2, 2 * DAY_S, 0)


def test_a_matrix_has_the_seconds_of_its_rows_and_no_others(instance: Instance) -> None:
    instance.write("seconds.csv", "from,to,seconds,profile\nA,B,60,\nB,A,90,siren\nB,A,120,ordinary\n")
    text = instance.text().replace("speed_kmh = { siren = 60, ordinary = 36 }\ndetour = 1.4", 'seconds = "seconds.csv"')
    instance.write("instance.toml", text.replace("great-circle", "matrix"))
    roads = read(instance.path).roads
    assert isinstance(roads, SuppliedMatrix)
    assert roads.places == {"A": LatLon(lat=59.90, lon=30.30), "B": LatLon(lat=59.95, lon=30.40)}
    assert roads.seconds[Profile.SIREN] == {("A", "B"): 60, ("B", "A"): 90}
    assert roads.seconds[Profile.ORDINARY] == {("A", "B"): 60, ("B", "A"): 120}


def test_places_without_coordinates_are_points_of_their_own(instance: Instance) -> None:
    instance.write("places.csv", "id\nA\nB\n")
    places = read(instance.path).region.places
    assert len({place.at for place in places}) == 2


def test_districts_of_an_instance_are_those_that_its_tables_name(instance: Instance) -> None:
    assert [district.name for district in read(instance.path).region.districts] == ["all"]
    instance.write("places.csv", "id,lat,lon,district\nA,59.90,30.30,south\nB,59.95,30.40,north\n")
    found = read(instance.path).region
    assert [district.name for district in found.districts] == ["south", "north"]
    assert {crew.id: crew.district for crew in found.crews} == {"1": "south", "2": "north", "10": "north"}


def test_what_is_extended_is_changed_only_where_something_is_written(tmp_path: Path) -> None:
    region_scenario(tmp_path, '[demand]\nfactor = 2\n[[add_post]]\nid = "p1"\nplace = "Тихвин"\n', "base.toml")
    child = tmp_path / "child.toml"
    child.write_text(
        'extends = "base.toml"\nseed = 9\n[demand]\ncalls_per_day = 5\n[[add_post]]\nid = "p2"\nplace = "Луга"\n'
    )
    found = read(child)
    assert found.demand == GeneratedDemand(profile=PROFILE, calls_per_day=5, factor=2)
    assert found.start_at == START
    assert {"p1", "p2"} <= {station.id for station in found.region.stations}


def test_another_choice_begins_its_section_anew(tmp_path: Path) -> None:
    region_scenario(tmp_path, '[roads]\nmodel = "great-circle"\nspeed_kmh = 50\ndetour = 1.3\n', "base.toml")
    child = tmp_path / "child.toml"
    child.write_text('extends = "base.toml"\n[roads]\nmodel = "map"\n')
    assert read(child).roads == RoadMap()


def test_overrides_lie_on_top_of_the_file(tmp_path: Path) -> None:
    path = region_scenario(tmp_path, '[[add_crew]]\nid = "n"\nkind = "doctor"\nstation = "kudrovo"\n')
    found = read(path, {"demand.factor": 1.2, "add_crew.0.station": "razmetelevo", "policy.name": "matching"})
    assert found.demand == GeneratedDemand(profile=PROFILE, factor=1.2)
    assert {crew.id: crew.station for crew in found.region.crews}["n"] == "razmetelevo"
    assert found.policy.name == "matching"


def test_an_overriding_policy_name_keeps_the_parameters(instance: Instance) -> None:
    assert read(instance.path, {"policy.name": "matching"}).policy.parameters["order"] == "fifo"


def test_a_base_moves_with_its_crews(tmp_path: Path) -> None:
    found = read(region_scenario(tmp_path, '[[move_post]]\nid = "kudrovo"\nlat = 59.91\nlon = 30.52\n'))
    homes = {crew.home for crew in found.region.crews if crew.station == "kudrovo"}
    assert homes == {LatLon(lat=59.91, lon=30.52)}


def test_a_crew_may_change_its_shift_kind_and_base(tmp_path: Path) -> None:
    text = '[[change_crew]]\nid = "1407"\nkind = "doctor"\nstation = "kudrovo"\n'
    text += 'shift_start = 20:00:00\nshift_end = "08:00"\n'
    before = read(region_scenario(tmp_path, ""))
    after = read(region_scenario(tmp_path, text, "changed.toml"))
    crew = {crew.id: crew for crew in after.region.crews}["1407"]
    assert (crew.kind, crew.station, crew.shift.start_s, crew.shift.end_s) == ("doctor", "kudrovo", 72_000, 28_800)
    assert len(after.region.crews) == len(before.region.crews)


def test_a_base_may_go_when_its_crews_have_gone(tmp_path: Path) -> None:
    region = read(region_scenario(tmp_path, "")).region
    crews = [crew.id for crew in region.crews if crew.station == "razmetelevo"]
    gone = "".join(f'[[remove_crew]]\nid = "{crew}"\n' for crew in crews)
    found = read(region_scenario(tmp_path, f'{gone}[[remove_post]]\nid = "razmetelevo"\n')).region
    assert "razmetelevo" not in {station.id for station in found.stations}
    assert len(found.crews) == len(region.crews) - len(crews)


def test_hospitals_may_come_move_and_go(tmp_path: Path) -> None:
    text = """
[[add_hospital]]
id = "new"
place = "Кудрово"
capabilities = ["general", "stroke"]
[[move_hospital]]
id = "toksovskaya-mb"
lat = 60.16
lon = 30.52
[[remove_hospital]]
id = "sertolovskaya-gb"
[bays]
new = 2
"""
    found = read(region_scenario(tmp_path, text))
    hospitals = {hospital.id: hospital for hospital in found.region.hospitals}
    assert hospitals["new"].capabilities == {"general", "stroke"}
    assert hospitals["toksovskaya-mb"].at == LatLon(lat=60.16, lon=30.52)
    assert "sertolovskaya-gb" not in hospitals
    assert found.bays == {"new": 2}


def test_windows_are_local_times_of_the_region(tmp_path: Path) -> None:
    text = '[[outage]]\nof = "solver"\nbegin = 2025-03-03T09:00:00\nend = 2025-03-04\ndaily = ["22:00", "06:00"]\n'
    window = Window(begin_s=HOUR_S, end_s=16 * HOUR_S, daily=(22 * HOUR_S, 6 * HOUR_S))
    assert read(region_scenario(tmp_path, text)).outages == (Outage(of=Failing.SOLVER, window=window),)


def test_demand_may_change_and_burst(tmp_path: Path) -> None:
    text = """
[[demand_change]]
name = "грипп"
factor = 2
groups = ["infection"]
districts = ["Лужский район"]
[[burst]]
name = "автобус"
begin = 2025-03-03T10:00:00
place = "Луга"
calls = 30
complaint = "road-accident"
spread_min = 20
"""
    path = region_scenario(tmp_path, text)
    region = read(region_scenario(tmp_path, "", "plain.toml")).region
    complaint = next(share.complaint for share in region.call_shares if share.group == "road")
    path.write_text(path.read_text().replace("road-accident", complaint))
    demand = read(path).demand
    always = Window()
    luga = next(place.at for place in region.places if place.name == "Луга")
    assert demand == GeneratedDemand(
        profile=PROFILE,
        changes=(
            DemandChange(name="грипп", window=always, factor=2, districts=("Лужский район",), groups=("infection",)),
        ),
        bursts=(
            Burst(
                name="автобус",
                at=luga,
                begin_s=2 * HOUR_S,
                calls=30,
                spread_s=1200,
                radius_m=200,
                complaint=complaint,
            ),
        ),
    )


def test_roads_may_be_closed_slowed_and_left_as_they_are(tmp_path: Path) -> None:
    text = """
[[road_change]]
name = "мост"
polygon = [[59.915, 30.985], [59.915, 30.988], [59.921, 30.988]]
classes = ["trunk"]
[[road_change]]
name = "круг"
circle = { lat = 60.0, lon = 31.0, radius_m = 1000 }
ways = [123]
[[road_change]]
name = "снег"
speed = { siren = 0.8 }
class_speed = { residential = 0.5 }
"""
    bridge, circle, snow = read(region_scenario(tmp_path, text)).road_changes
    assert bridge.area[0] == LatLon(lat=59.915, lon=30.985)
    assert bridge.classes == ("trunk",)
    assert circle.weights.closed_ways == (123,)
    assert max(at.lat for at in circle.area) == pytest.approx(60.0 + 1000 / 111_195, abs=1e-6)
    assert max(at.lon for at in circle.area) == pytest.approx(31.0 + 2 * 1000 / 111_195, rel=1e-6)
    assert (snow.weights.speed_factor, snow.weights.class_factor) == ({Profile.SIREN: 0.8}, {"residential": 0.5})
    assert snow.area == ()


def test_sources_of_every_section_are_kept_for_the_report(tmp_path: Path) -> None:
    text = 'source = "верх"\n[triage]\nsensitivity = 0.7\nsource = "MPDS"\ncertainty = "fact"\n'
    found = read(region_scenario(tmp_path, text))
    assert found.triage == Triage(sensitivity=0.7)
    assert Source(part="", text="верх", assumed=True) in found.sources
    assert Source(part="triage", text="MPDS", assumed=False) in found.sources
    files = {source.part.partition(":")[0] for source in found.sources}
    assert {"demand.toml", "durations.toml"} <= files  # the figures of the region are assumptions too


def test_durations_are_the_regions_unless_a_step_is_replaced(tmp_path: Path) -> None:
    usual = read(region_scenario(tmp_path, "")).durations
    quick = read(
        region_scenario(tmp_path, '[durations.turnout]\nkind = "constant"\nseconds = 60\n', "q.toml")
    ).durations
    assert usual.turnout.mean_s > 0
    assert quick.turnout.mean_s == 60
    assert replace(quick, turnout=usual.turnout, turnout_by_hour=usual.turnout_by_hour) == usual


def test_a_good_file_has_no_findings(instance: Instance) -> None:
    assert check(instance.path) == []


def test_spreadsheets_may_add_a_mark_and_their_own_line_ends(instance: Instance) -> None:
    plain = read(instance.path)
    for file in ("crews.csv", "calls.csv", "instance.toml"):
        instance.write(file, "\ufeff" + instance.text(file).replace("\n", "\r\n"))
    assert read(instance.path) == plain
