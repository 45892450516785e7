"""What must be written is asked for by name."""

from pathlib import Path

from simulations.scenario import check
from tests.unit.simulations.scenario.instance import Instance


def test_drawn_calls_need_a_date(tmp_path: Path) -> None:
    path = tmp_path / "scenario.toml"
    path.write_text("seed = 1\n")
    (finding,) = check(path)
    assert finding.startswith("scenario.toml поле start: ключа нет: нужны дата и время региона")


def test_an_instance_with_drawn_calls_needs_their_number_and_their_durations(instance: Instance) -> None:
    instance.change("instance.toml", 'model = "given"\ncalls = "calls.csv"', "factor = 1")
    instance.change("instance.toml", "seed = 3", "start = 2025-01-01")
    durations, demand = check(instance.path)
    assert demand.startswith("instance.toml:19 поле demand.calls_per_day: ключа нет")
    assert durations.startswith("instance.toml поле durations.file: ключа нет")


def test_an_empty_file_is_no_scenario(tmp_path: Path) -> None:
    path = tmp_path / "scenario.toml"
    path.write_text("# nothing\n")
    assert check(path) == ["scenario.toml: сценарий пуст; образец: doezd scenario new"]
