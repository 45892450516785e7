"""`doezd demo`: a day of calls and crews on the running service."""

import json
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from simulations.cli.speaking import fail

if TYPE_CHECKING:
    from simulations.demo import Demo, Report

MINIMUM_SPEED, FASTEST = 0.1, 1_000.0
NEEDED = ("dispatcher", "integration")

Speed = Annotated[float, typer.Option(min=MINIMUM_SPEED, max=FASTEST, help="во сколько раз быстрее жизни / speed-up")]
Driving = Annotated[float, typer.Option(min=0.2, max=3, help="во сколько раз быстрее карты едут бригады / crews' pace")]
Minutes = Annotated[float | None, typer.Option(min=0, help="сколько минут подавать вызовы / real minutes of calls")]
Calls = Annotated[int | None, typer.Option(min=0, help="сколько подать вызовов / number of calls")]
Hour = Annotated[int, typer.Option(min=0, max=23, help="с какого часа начать день / hour of day to begin with")]
Seed = Annotated[int, typer.Option(min=0, help="зерно случайных чисел / random seed")]
Url = Annotated[str | None, typer.Option(help="адрес службы [http://DOEZD_HOST:DOEZD_PORT] / the service")]
Tokens = Annotated[Path | None, typer.Option(help="файл ключей [DOEZD_DATA/tokens.json] / tokens")]
Confirm = Annotated[bool, typer.Option(help="подтверждать рекомендации за диспетчера / confirm as a dispatcher")]
ReportFile = Annotated[Path | None, typer.Option(help="записать итог в JSON / write the report")]
AsJson = Annotated[bool, typer.Option("--json", help="итог в JSON вместо таблиц / JSON instead of tables")]


def demo(  # noqa: PLR0913, PLR0917 (each option is a choice of its own; typer calls it by keyword)
    speed: Speed = 60.0,
    driving: Driving = 1.0,
    minutes: Minutes = None,
    calls: Calls = None,
    start_hour: Hour = 8,
    seed: Seed = 47,
    url: Url = None,
    tokens: Tokens = None,
    confirm: Confirm = True,
    report: ReportFile = None,
    as_json: AsJson = False,
) -> None:
    """День вызовов и бригад на работающей службе / A day of calls and crews on the running service.

    Служба живёт по настоящим часам, поэтому доезд считается в модельном времени: настоящие секунды × speed.
    Смены бригад тоже по настоящим часам: ночью демонстрация идёт с ночным составом.
    Без --minutes и --calls подаются сутки. Ctrl-C: закончить и подвести итог. Код 1: вызов потерян или назначен дважды.
    """
    from simulations.demo import Demo  # noqa: PLC0415 (no other command waits for httpx and numpy)

    if minutes is not None and calls is not None:
        fail("--minutes и --calls вместе не бывают: выберите одно / choose --minutes or --calls")
    default_url, default_tokens = _of_settings()
    wish = Demo(
        url=url or default_url,
        tokens=_tokens(tokens or default_tokens),
        speed=speed,
        driving=driving,
        seed=seed,
        minutes=minutes,
        calls=calls,
        start_hour=start_hour,
        confirm=confirm,
    )
    found = _played(wish)
    if report is not None:
        report.write_text(found.as_json(), encoding="utf-8")
    _tell(found, as_json=as_json)
    raise typer.Exit(0 if found.sound else 1)


def _played(wish: "Demo") -> "Report":
    import asyncio  # noqa: PLC0415 (as above)

    from rich.console import Console  # noqa: PLC0415
    from rich.status import Status  # noqa: PLC0415

    from dispatch.adapters.region_files import load_region  # noqa: PLC0415
    from dispatch.config import Settings  # noqa: PLC0415
    from dispatch.domain.errors import RegionInvalid  # noqa: PLC0415
    from simulations.demand import read_profile  # noqa: PLC0415
    from simulations.demo import ServiceGone, play  # noqa: PLC0415
    from simulations.durations import FiguresInvalid, read_durations  # noqa: PLC0415

    try:
        folder = Settings().region
        region = load_region(folder)
        profile, durations = read_profile(folder / "demand.toml"), read_durations(folder / "durations.toml")
        wish = replace(wish, profile=profile, durations=durations)
        with Status("", console=Console(stderr=True, highlight=False)) as status:
            return asyncio.run(play(region, wish, status.update))
    except ServiceGone as gone:
        fail(f"служба не отвечает: {gone}\nзапустите doezd serve или задайте --url / start the service or give --url")
    except (RegionInvalid, FiguresInvalid) as invalid:
        fail(str(invalid))
    except KeyboardInterrupt:
        fail("прервано без итога / interrupted, no report")


def _of_settings() -> tuple[str, Path]:
    from dispatch.config import Settings  # noqa: PLC0415 (as above)

    try:
        settings = Settings()
    except ValueError as error:
        fail(str(error))
    return f"http://{settings.host}:{settings.port}", settings.tokens_file


def _tokens(path: Path) -> dict[str, str]:
    try:
        known = json.loads(path.read_text())
        return {role: str(known[role]) for role in NEEDED}
    except (OSError, ValueError, KeyError, TypeError):
        fail(f"нет ключей {', '.join(NEEDED)} в {path}: задайте --tokens или DOEZD_DATA / no tokens there")


def _tell(found: "Report", *, as_json: bool) -> None:
    from rich.console import Console  # noqa: PLC0415 (as above)

    if as_json:
        typer.echo(found.as_json())
    else:
        Console(highlight=False).print(found.shown())
