"""A new scenario to begin with: it runs as it is, and shows what may be changed."""

from pathlib import Path

from simulations.scenario.errors import ScenarioInvalid

FILE = "scenario.toml"
TEMPLATE = """\
# Сценарий: вопрос «что если». Все ключи с единицами и умолчаниями: docs/scenarios.md.
# Проверить: doezd scenario check scenario.toml. Рассчитать: doezd simulate scenario.toml

title = "Ещё одна бригада"
start = 2025-03-03T08:00:00   # местное время региона
horizon_days = 7              # сколько суток считается
warm_up_h = 12                # разгон перед ними, в итог не входит
replications = 5
seed = 1

[region]
# folder = "../region/leningrad"   # без ключа: встроенный регион

[policy]
name = "nearest"              # правило назначения: nearest, matching

[demand]
factor = 1.0                  # во сколько раз больше вызовов

[[add_crew]]
id = "новая-1"
kind = "feldsher"
station = "kudrovo"
shift_start = "08:00"
shift_end = "20:00"
source = "вопрос планировщика"
"""


def new(folder: Path) -> Path:
    """Write a scenario into the folder and return its path. Raises `ScenarioInvalid` when there is one already."""
    path = folder / FILE
    if path.exists():
        raise ScenarioInvalid([f"{path}: уже есть; выберите другую папку"])
    folder.mkdir(parents=True, exist_ok=True)
    path.write_text(TEMPLATE, encoding="utf-8")
    return path
