"""Everything wrong is told at once: file, line, field, and what to write there."""

from pathlib import Path

import pytest

from simulations.scenario import ScenarioInvalid, check, read
from tests.unit.simulations.scenario.instance import Instance, region_scenario

WRONG_VALUES = [
    ("horizon_day = 3", "scenario.toml:2 поле horizon_day: лишний ключ, похоже на horizon_days"),
    ("horizon_days = 0", "scenario.toml:2 поле horizon_days: нужно число больше 0"),
    ("horizon_days = '7 d'", "scenario.toml:2 поле horizon_days: «7 d»: нужно число"),
    ("replications = 1.5", "scenario.toml:2 поле replications: «1.5»: нужно целое число"),
    ("start = 'soon'", "scenario.toml:2: не разбирается как TOML: Cannot overwrite a value"),
    ("seed = -1", "scenario.toml:2 поле seed: «-1»: нужно число от 0"),
    ("patience_min = nan", "scenario.toml:2 поле patience_min: «nan»: нужно число"),
    ("posts = ['nowhere']", "scenario.toml:2 поле posts: «nowhere»: такого нет среди подстанций и постов"),
    ("certainty = 'sure'\nsource = 'x'", "scenario.toml:2 поле certainty: «sure»: допустимо fact, assumed"),
    ("[roads]\nmodel = 'grid'", "scenario.toml:3 поле roads.model: «grid»: допустимо map, great-circle, matrix"),
    ("[roads]\nspeed_kmh = 5", "scenario.toml:3 поле roads.speed_kmh: лишний ключ"),
    ("[roads]\npath = 'no.pbf'", "scenario.toml:3 поле roads.path: «no.pbf»: такого файла нет"),
    ("[roads]\nmodel = 'great-circle'", "scenario.toml:2 поле roads.speed_kmh: ключа нет"),
    ("[roads]\nmodel = 'matrix'", 'scenario.toml:3 поле roads.model: при model = "matrix" нужна таблица мест'),
    ("[demand]\nfactor = true", "scenario.toml:3 поле demand.factor: «True»: нужно число"),
    ("[demand]\nmodel = 'given'\ncalls = 'no.csv'", "scenario.toml:4 поле demand.calls: «no.csv»: такого файла нет"),
    ("[policy]\nname = 'nearst'", "scenario.toml:3 поле policy.name: политики «nearst» нет; есть: nearest"),
    (
        "[policy.parameters]\nordr = 1",
        "scenario.toml:3 поле policy.parameters.ordr: политика nearest: параметра «ordr» нет",
    ),
    (
        "[policy]\nname = 'nearest'\nparameters = { order = 'lifo' }",
        "scenario.toml:4 поле policy.parameters.order: политика nearest: order = 'lifo': нужно",
    ),
    ("[crewing]\nreturn_to = 'home'", "scenario.toml:3 поле crewing.return_to: «home»: допустимо own-base"),
    ("[crewing]\nsent_while_returning = 1", "scenario.toml:3 поле crewing.sent_while_returning: «1»: нужно true"),
    ("[triage]\nsensitivity = 2", "scenario.toml:3 поле triage.sensitivity: «2»: нужно число от 0 до 1"),
    ("[targets_min]\np5 = 1", "scenario.toml:3 поле targets_min.p5: лишний ключ; допустимы p1"),
    ("[bays]\nnowhere = 1", "scenario.toml:3 поле bays.nowhere: «nowhere»: такого стационара нет"),
    ("[region]\nfolder = 'none'", "scenario.toml:3 поле region.folder: «none»: такой папки нет"),
    ("region = 5", "scenario.toml:2 поле region: «5»: нужен раздел"),
    ("add_crew = 5", "scenario.toml:2 поле add_crew: нужен список разделов: [[add_crew]]"),
    ("[[outage]]\nof = 'coffee'", "scenario.toml:3 поле outage.0.of: «coffee»: допустимо solver, records"),
    ("[[outage]]\nof = 'solver'\nbegin = 'soon'", "scenario.toml:4 поле outage.0.begin: «soon»: нужны дата и время"),
    (
        "[[outage]]\nof = 'solver'\nbegin = 2025-03-05\nend = 2025-03-04",
        "scenario.toml:5 поле outage.0.end: конец не позже начала",
    ),
    ("[[outage]]\nof = 'solver'\ndaily = ['22:00']", "scenario.toml:4 поле outage.0.daily: нужны два времени суток"),
    (
        "[[demand_change]]\nname = 'x'\nfactor = 2\ngroups = ['infections']",
        "scenario.toml:5 поле demand_change.0.groups: «infections»: такого нет среди групп поводов, похоже",
    ),
    ("[[burst]]\nname = 'x'\nbegin = 2025-01-01", "scenario.toml:4 поле burst.0.begin: раньше начала сценария"),
    ("[[road_change]]\nname = 'x'", "scenario.toml:2 поле road_change.0: ничего не меняет"),
    ("[[road_change]]\nname = 'x'\nways = ['1']", "scenario.toml:4 поле road_change.0.ways: нужен список номеров"),
    (
        "[[road_change]]\nname = 'x'\nspeed = { siren = 0 }",
        "scenario.toml:4 поле road_change.0.speed.siren: «0»: нужно число от 0.01 до 10",
    ),
    (
        "[[road_change]]\nname = 'x'\npolygon = [[30.9, 59.9], [30.9, 60.0], [31.0, 60.0]]",
        "scenario.toml:4 поле road_change.0.polygon: 30.9, 59.9: широта и долгота переставлены",
    ),
    ("[[road_change]]\nname = 'x'\npolygon = [[60, 31]]", "scenario.toml:4 поле road_change.0.polygon: углов 1"),
    (
        "[[road_change]]\nname = 'x'\npolygon = [[60, 31], [60.1, 31.1], [60, 31.1], [60.1, 31]]",
        "scenario.toml:4 поле road_change.0.polygon: не многоугольник: стороны пересекаются",
    ),
    (
        "[[road_change]]\nname = 'x'\nspeed = { siren = 1 }\nclasses = ['trunk']",
        "scenario.toml:5 поле road_change.0.classes: классы дорог выбирают внутри polygon или circle",
    ),
    ("[[add_crew]]\nid = '1401'\nkind = 'doctor'", "scenario.toml:3 поле add_crew.0.id: «1401» уже есть"),
    (
        "[[add_crew]]\nid = 'n'\nkind = 'docter'\nstation = 'kudrov'",
        "scenario.toml:4 поле add_crew.0.kind: «docter»: допустимо",
    ),
    (
        "[[add_crew]]\nid = 'n'\nkind = 'doctor'\nstation = 'kudrov'",
        "scenario.toml:5 поле add_crew.0.station: «kudrov»: такой подстанции или поста нет, похоже на kudrovo",
    ),
    (
        "[[add_crew]]\nid = 'n'\nkind = 'doctor'\nstation = 'kudrovo'\nshift_start = '25:00'",
        "scenario.toml:6 поле add_crew.0.shift_start: «25:00»: нужно время суток",
    ),
    ("[[add_crew]]\nid = 'n'\nkind = 'doctor'", "scenario.toml:2 поле add_crew.0.lat: ключа нет"),
    ("[[change_crew]]\nid = 'nobody'", "scenario.toml:3 поле change_crew.0.id: «nobody»: такой бригады нет"),
    ("[[remove_post]]\nid = 'kudrovo'", "scenario.toml:3 поле remove_post.0.id: «kudrovo»: здесь остались бригады"),
    (
        "[[add_post]]\nid = 'p'\nlat = 30\nlon = 60",
        "scenario.toml:2 поле lat: 30.0, 60.0: широта и долгота переставлены",
    ),
    ("[[add_post]]\nid = 'p'\nplace = 'Лугa'", "scenario.toml:4 поле add_post.0.place: «Лугa»: такого места нет"),
    ("[durations]\nfile = 'no.toml'", "scenario.toml:3 поле durations.file: «no.toml»: такого файла нет"),
    (
        "[durations.turnout]\nkind = 'uniform'",
        "scenario.toml:3 поле durations.turnout.kind: «uniform»: допустимо constant",
    ),
    ("a = ", "scenario.toml:2: не разбирается как TOML"),
    ("extends = 'no.toml'", "scenario.toml:2 поле extends: «no.toml»: такого файла нет"),
    ("extends = 5", "scenario.toml:2 поле extends: «5»: нужен текст"),
]


@pytest.mark.parametrize(("text", "told"), WRONG_VALUES)
def test_a_wrong_key_is_told_by_line_and_field(tmp_path: Path, text: str, told: str) -> None:
    findings = check(region_scenario(tmp_path, text))
    assert any(finding.startswith(told) for finding in findings), findings


WRONG_CELLS = [
    ("crews.csv", "1,als,S1", "1,als,S9", "crews.csv:2 поле station: «S9»: такой подстанции нет"),
    ("crews.csv", "1,als,S1", "1,xls,S1", "crews.csv:2 поле kind: «xls»: такого вида нет в kinds.csv; есть als, bls"),
    ("crews.csv", "2,bls,,B", "2,bls,,C", "crews.csv:3 поле place: «C»: такого места нет в places"),
    ("crews.csv", "2,bls,,B", "2,bls,S1,B", "crews.csv:3 поле station: дом задан дважды"),
    ("crews.csv", "2,bls,,B", "1,bls,,B", "crews.csv:3 поле id: «1» уже есть в строке 2"),
    ("crews.csv", "59.93,30.35", "59.93,", "crews.csv:4 поле lon: пусто: нужно place или lat и lon"),
    ("crews.csv", "59.93,30.35", "159.93,30.35", "crews.csv:4 поле lat: «159.93»: нужно число от -90 до 90"),
    ("crews.csv", "id,kind", "id,type", "crews.csv:1 поле kind: столбца нет"),
    ("hospitals.csv", "30.35,2", "30.35,0", "hospitals.csv:2 поле bays: «0»: нужно число не меньше 1"),
    ("types.csv", "A,1", "A,5", "types.csv:2 поле urgency: «5»: допустимо 1, 2, 3, 4"),
    ("types.csv", "B,3", "C,3", "kinds.csv:3 поле type: «B»: такого типа вызова нет"),
    ("kinds.csv", "als,A,yes,0", "als,A,да,0", "kinds.csv:2 поле serves: «да»: допустимо yes, no"),
    ("kinds.csv", "als,A,yes,0", "als,A,no,0", "types.csv:2 поле type: «A»: ни одна бригада этого не обслуживает"),
    ("kinds.csv", "als,B,yes,120", "als,A,yes,120", "kinds.csv:3 поле kind: «als × A» уже есть в строке 2"),
    ("calls.csv", "1,10,100", "1,2,100", "calls.csv:3 поле id: «2» уже есть в этот день"),
    ("calls.csv", "1,1,50.5", "1,1,-50.5", "calls.csv:4 поле received_s: «-50.5»: нужно число не меньше 0"),
    ("calls.csv", "1,1,50.5", "1,1,soon", "calls.csv:4 поле received_s: «soon»: нужно число"),
    ("calls.csv", "1,1,50.5", "1,1,1e9", "instance.toml:2 поле horizon_days: последний вызов приходит"),
    ("calls.csv", "30.30,B,600,H1", "30.30,B,600,H2", "calls.csv:2 поле hospital: «H2»: такого стационара нет"),
    ("calls.csv", "30.30,B,600", "30.30,,600", "calls.csv:2 поле type: пусто"),
    ("calls.csv", "30.30,B,600", "30.30,B,", "calls.csv:2 поле scene_s: пусто"),
    ("calls.csv", "30.30,B,600", "30.30,B", "calls.csv:2: полей 8, нужно 9"),
    ("calls.csv", "type,scene_s", "type,scene_time", "calls.csv:1 поле scene_time: лишний столбец, похоже на scene_s"),
    ("calls.csv", "scene_s", "service_time", "calls.csv:1 поле service_time: лишний столбец, похоже на scene_s"),
    ("calls.csv", "received_s", "received", "calls.csv:1 поле received_s: столбца нет: нужен received_s"),
    ("calls.csv", "lat,lon", "lat,place", "calls.csv:1 поле place: место задано дважды"),
    ("calls.csv", "received_s", "received_at", "calls.csv:1 поле day: день с received_at не сочетается"),
    ("instance.toml", 'crews = "crews.csv"\n', "", "instance.toml:5 поле region.crews: ключа нет"),
    ("instance.toml", 'crews = "crews.csv"', 'crew = "crews.csv"', "instance.toml:9 поле region.crew: лишний ключ"),
]  # fmt: skip


@pytest.mark.parametrize(("file", "old", "new", "told"), WRONG_CELLS)
def test_a_wrong_cell_is_told_by_line_and_column(instance: Instance, file: str, old: str, new: str, told: str) -> None:
    instance.change(file, old, new)
    findings = check(instance.path)
    assert any(finding.startswith(told) for finding in findings), findings


@pytest.mark.parametrize("file", ["places.csv", "stations.csv", "hospitals.csv", "types.csv"])
def test_a_torn_table_is_the_only_thing_that_is_told(instance: Instance, file: str) -> None:
    instance.write(file, instance.text(file) + "torn\n")
    findings = check(instance.path)
    assert all(finding.startswith(f"{file}:") for finding in findings), findings


def test_a_matrix_names_its_wrong_rows(instance: Instance) -> None:
    instance.write("seconds.csv", "from,to,seconds\nA,B,60\nA,C,60\nA,B,70\nB,A,-1\n")
    text = instance.text().replace("speed_kmh = { siren = 60, ordinary = 36 }\ndetour = 1.4", 'seconds = "seconds.csv"')
    instance.write("instance.toml", text.replace("great-circle", "matrix"))
    assert check(instance.path) == [
        "seconds.csv:3 поле to: «C»: такого места нет в places",
        "seconds.csv:4 поле from: A → B уже есть выше",
        "seconds.csv:5 поле seconds: «-1»: нужно число не меньше 0",
    ]


def test_many_wrong_cells_of_a_column_are_counted(instance: Instance) -> None:
    rows = "".join(f"3,{row},1,59.9,30.3,Z,1,,\n" for row in range(50))
    instance.write("calls.csv", instance.text("calls.csv") + rows)
    findings = check(instance.path)
    assert len(findings) == 21
    assert findings[-1] == "calls.csv:26 поле type: и ещё строк с такой ошибкой: 30"


def test_all_findings_of_all_files_come_at_once(instance: Instance) -> None:
    instance.change("crews.csv", "1,als,S1", "1,als,S9")
    instance.change("calls.csv", "1,1,50.5", "1,1,soon")
    instance.add("[triage]\nsensitivity = 2\n")
    with pytest.raises(ScenarioInvalid) as invalid:
        read(instance.path)
    assert [finding.split(":")[0] for finding in invalid.value.findings] == ["calls.csv", "crews.csv", "instance.toml"]


def test_scenarios_that_extend_each_other_are_named(tmp_path: Path) -> None:
    (tmp_path / "a.toml").write_text('extends = "b.toml"\n')
    (tmp_path / "b.toml").write_text('seed = 1\nextends = "a.toml"\n')
    assert (
        "b.toml:2 поле extends: «a.toml»: сценарии продолжают друг друга по кругу: a.toml → b.toml → a.toml"
        in check(tmp_path / "a.toml")
    )


def test_a_finding_of_the_base_names_the_base(tmp_path: Path) -> None:
    region_scenario(tmp_path, "[triage]\nsensitivity = 2\n", "base.toml")
    child = tmp_path / "child.toml"
    child.write_text('extends = "base.toml"\n')
    assert check(child)[0].startswith("base.toml:3 поле triage.sensitivity")


def test_an_override_is_told_as_one(tmp_path: Path) -> None:
    path = region_scenario(tmp_path, "seed = 1")
    assert check(path, {"demand.factr": 2})[0].startswith("--set поле demand.factr: лишний ключ, похоже на factor")
    assert check(path, {"seed.x": 2})[0].startswith("--set поле seed.x: такого ключа в сценарии быть не может")


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    assert check(tmp_path / "no.toml") == ["no.toml: файла нет"]
