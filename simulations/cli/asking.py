"""What the planners' commands have in common: their options, and how a scenario is read from them."""

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from simulations.cli.speaking import fail

if TYPE_CHECKING:
    from simulations.scenario.model import Scenario

ScenarioFile = Annotated[Path, typer.Argument(help="файл сценария .toml / scenario file")]
ScenarioFiles = Annotated[
    list[Path], typer.Argument(help="сценарии .toml, первый служит основой / scenarios, the first is the base")
]
Policies = Annotated[
    list[str] | None,
    typer.Option("--policy", help="политика вместо записанной; можно несколько раз / policy instead of the scenario's"),
]
Parameters = Annotated[
    list[str] | None,
    typer.Option("--param", help="параметр политики, имя=значение / policy parameter, name=value"),
]
Settings = Annotated[
    list[str] | None,
    typer.Option("--set", help="ключ сценария, ключ=значение, например horizon_days=7 / scenario key"),
]
Replications = Annotated[int | None, typer.Option(min=1, help="сколько повторений [из сценария] / replications")]
Workers = Annotated[int | None, typer.Option(min=1, help="сколько процессов [все ядра] / processes")]
Narrow = Annotated[
    str | None,
    typer.Option(help="до какой полуширины интервала: 5% от среднего или 0.01 / stop when this narrow"),
]
Metrics = Annotated[
    list[str] | None,
    typer.Option("--metric", help="показатель; первый решает, когда довольно / metric; the first decides when to stop"),
]
Runs = Annotated[Path | None, typer.Option(help="папка прогона [DOEZD_RUNS/имя] / run folder; resumed if it is there")]
Report = Annotated[bool, typer.Option("--report", help="отчёт HTML и PDF в папку прогона / report into the run folder")]
ClusterAt = Annotated[
    str | None,
    typer.Option("--cluster", help="считать на кластере, tls://адрес:8786 / run on a cluster"),
]
Certificates = Annotated[Path | None, typer.Option(help="папка сертификатов кластера / the cluster's certificates")]
AsJson = Annotated[bool, typer.Option("--json", help="итог в JSON / JSON instead of tables")]


def values(pairs: Sequence[str] | None, option: str) -> dict[str, Any]:
    """Read `name=value` pairs; a value is TOML (7, 0.5, true, "text"), anything else is text."""
    return {
        name: _value(text) for name, text in _texts(pairs or (), f"нужно {option} имя=значение / name=value is wanted")
    }


def grid(pairs: Sequence[str]) -> dict[str, list[Any]]:
    """Read `key=value,value` arguments."""
    return {
        name: [_value(part) for part in text.split(",")]
        for name, text in _texts(pairs, "нужно ключ=значение,значение / key=value,value is wanted")
    }


def _texts(pairs: Sequence[str], wanted: str) -> Iterator[tuple[str, str]]:
    for pair in pairs:
        name, equals, text = pair.partition("=")
        if not equals or not name or not text:
            fail(f"{pair}: {wanted}")
        yield name, text


def _value(text: str) -> Any:
    import tomllib  # noqa: PLC0415 (only some commands read values)

    try:
        return tomllib.loads(f"value = {text}")["value"]
    except tomllib.TOMLDecodeError:
        return text


def read_scenario(path: Path, overrides: Mapping[str, Any], replications: int | None) -> "Scenario":
    """Read a scenario, or end with everything that is wrong with it."""
    from simulations.scenario import ScenarioInvalid, read  # noqa: PLC0415 (no other command waits for it)

    wanted = {**overrides, **({} if replications is None else {"replications": replications})}
    try:
        return read(path, wanted)
    except ScenarioInvalid as invalid:
        fail(str(invalid))


def policies_of(
    overrides: Mapping[str, Any], names: Sequence[str] | None, parameters: Sequence[str] | None
) -> list[dict[str, Any]]:
    """Return the overrides of each policy that was named; what the scenario says of its parameters stays."""
    known = {f"policy.parameters.{name}": value for name, value in values(parameters, "--param").items()}
    return [{**overrides, "policy.name": name, **known} for name in names or ()] or [{**overrides, **known}]


@contextmanager
def said_plainly() -> Iterator[None]:
    """End with the text of what a planner can mend, instead of a traceback."""
    from simulations.durations import FiguresInvalid  # noqa: PLC0415 (as above)
    from simulations.experiments.errors import ExperimentInvalid  # noqa: PLC0415
    from simulations.runner import RunFailed  # noqa: PLC0415
    from simulations.scenario import ScenarioInvalid  # noqa: PLC0415
    from simulations.travel.types import TravelError  # noqa: PLC0415

    try:
        yield
    except (ExperimentInvalid, FiguresInvalid, RunFailed, ScenarioInvalid, TravelError, OSError) as error:
        fail(str(error))
    except KeyError as unknown:
        fail(f"показателя {unknown} нет: список даёт doezd simulate --json / no such metric")
    except KeyboardInterrupt:
        fail("прервано; тот же запуск продолжит с готовых повторений / interrupted; the same command goes on")


def as_json(value: Any) -> str:
    """Write figures for other programs."""
    return json.dumps(value, ensure_ascii=False, indent=1)
