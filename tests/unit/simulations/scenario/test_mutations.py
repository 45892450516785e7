"""Whatever happens to a good file, the answer is a scenario or a list of findings."""

from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from simulations.scenario import ScenarioInvalid, check, given_days, read
from tests.unit.simulations.scenario.instance import FILES, Instance

PIECES = st.one_of(
    st.sampled_from(
        [
            *("", "\n", ",", ";", '"', "'", "[", "[[", "]]", "{", "=", ".", "\x00", "\ufeff", "#", "0", "-1", "1e999"),
            *("nan", "inf", "true", "2025-03-03", "08:00:00", "[]", "{}", "[[1, 2]]", '"yes"', "[a]\n", "[[region]]\n"),
            *("extends = 'instance.toml'\n", "[[add_crew]]\n", "[bays]\nH1 = {}\n", "[posts]\n", "9" * 400, "[" * 2000),
            *("[durations]\nturnout = 5\n", "[roads.speed_kmh]\n", "[[road_change]]\nname = 'x'\npolygon = [1]\n"),
        ]
    ),
    st.text(max_size=5),
)


@st.composite
def mutations(draw: st.DrawFn) -> tuple[str, str]:
    """A file, and its text with a piece cut out and another one put in."""
    file = draw(st.sampled_from(sorted(FILES)))
    text = FILES[file]
    begin = draw(st.integers(0, len(text)))
    end = begin + draw(st.sampled_from([0, 0, 1, 2, 5, 20, 200]))
    return file, text[:begin] + draw(PIECES) + text[end:]


@settings(max_examples=250, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(mutations(), min_size=1, max_size=2))
def test_no_mutation_of_a_good_scenario_gives_anything_but_findings(changes: list[tuple[str, str]]) -> None:
    with TemporaryDirectory() as folder:
        instance = Instance(Path(folder))
        for file, text in changes:
            (instance.folder / file).write_text(text, encoding="utf-8", errors="replace", newline="")
        findings = check(instance.path)
        with suppress(ScenarioInvalid):
            scenario = read(instance.path)
            assert not findings
            given_days(scenario)


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(sorted(FILES)), st.binary(max_size=300))
def test_no_bytes_in_place_of_a_file_give_anything_but_findings(file: str, content: bytes) -> None:
    with TemporaryDirectory() as folder:
        instance = Instance(Path(folder))
        (instance.folder / file).write_bytes(content)
        findings = check(instance.path)
        assert findings or read(instance.path)


EVERY_SECTION = """\
extends = "base.toml"
title = "всё сразу"
start = 2025-03-03T08:00:00
horizon_days = 2
warm_up_h = 1
patience_min = 30
posts = ["kudrovo"]
[roads]
model = "map"
[demand]
factor = 1.1
[triage]
sensitivity = 0.7
source = "MPDS"
[targets_min]
p1 = 8
[bays]
vsevolozhskaya-kmb = 3
[durations.turnout]
kind = "constant"
seconds = 60
[policy]
name = "matching"
parameters = { order = "urgency", urgency_weight = { P1 = 100 } }
[[add_station]]
id = "s"
place = "Луга"
[[move_post]]
id = "kudrovo"
lat = 59.91
lon = 30.52
[[add_crew]]
id = "c"
kind = "doctor"
station = "s"
shift_start = "08:00"
shift_end = 20:00:00
[[change_crew]]
id = "1407"
vehicle_class = "C"
[[remove_crew]]
id = "1401"
[[road_change]]
name = "мост"
polygon = [[59.915, 30.985], [59.915, 30.988], [59.921, 30.988]]
daily = ["22:00", "06:00"]
[[road_change]]
name = "круг"
circle = { lat = 60.0, lon = 31.0, radius_m = 1000 }
speed = { siren = 0.8 }
ways = [123]
[[demand_change]]
name = "грипп"
factor = 2
begin = 2025-03-03
groups = ["infection"]
[[burst]]
name = "автобус"
begin = 2025-03-03T10:00:00
place = "Луга"
calls = 30
complaint = "cardiac-arrest"
[[outage]]
of = "records"
"""
VALUES = st.one_of(
    st.sampled_from(
        ["0", "-1", "1e999", "nan", "true", '""', '"x"', "[]", "[[]]", "{}", "[{}]", "2025-03-03", "08:00:00"]
    ),
    st.sampled_from(["[[59.9, 30.9], [60, 31], [61, 200]]", '["25:00", 5]', "[1, 2.5]", '{ siren = "x" }', "9" * 400]),
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.dictionaries(st.integers(0, len(EVERY_SECTION.splitlines()) - 1), VALUES, min_size=1, max_size=3))
def test_no_value_of_any_key_gives_anything_but_findings(values: dict[int, str]) -> None:
    lines = EVERY_SECTION.splitlines()
    for at, value in values.items():
        lines[at] = f"{lines[at].split('=')[0]}= {value}" if "=" in lines[at] else lines[at].strip("[]").join("[]")
    with TemporaryDirectory() as folder:
        path = Path(folder) / "scenario.toml"
        path.write_text("\n".join(lines), encoding="utf-8")
        (Path(folder) / "base.toml").write_text("seed = 5\n", encoding="utf-8")
        findings = check(path)
        assert findings or read(path).seed == 5


def test_the_scenario_of_every_section_is_a_good_one(tmp_path: Path) -> None:
    (tmp_path / "base.toml").write_text("seed = 5\n", encoding="utf-8")
    path = tmp_path / "scenario.toml"
    path.write_text(EVERY_SECTION, encoding="utf-8")
    assert check(path) == []
