"""What `doezd roads` says of a lesson: in the terminal and on a page."""

import tomllib
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich.table import Table

if TYPE_CHECKING:
    from dispatch.bootstrap.learning import Heard, Kept, Taught

FEW_RUNS = 200
"""With fewer runs held out their error is itself uncertain by some tenths. Assumed."""
LINES = {
    "runs": ("проверочных поездок", "{:.0f}"),
    "mean_absolute_s": ("ошибка времени в среднем, с", "{:.0f}"),
    "mean_absolute_share": ("то же долей пути", "{:.1%}"),
    "bias_s": ("сдвиг (+ обещали дольше), с", "{:+.0f}"),
    "within_p50": ("уложились в p50 (нужно 50 %)", "{:.0%}"),
    "within_p90": ("уложились в p90 (нужно 90 %)", "{:.0%}"),
}
"""What the report says of an error, and how."""

WHY_RU = {
    "not-a-number": "не число",
    "not-posix-seconds": "время не в секундах",
    "not-on-earth": "не на Земле",
    "latitude-and-longitude-exchanged": "широта и долгота переставлены",
    "outside-map": "вне карты",
    "inaccurate": "слишком неточно",
    "duplicate-instant": "тот же миг",
    "standing": "машина стояла",
    "no-road-within-reach": "рядом нет дороги",
    "outlier": "выброс",
    "clock-set-back": "часы перевели назад",
    "gap": "молчание",
    "faster-than-a-vehicle": "скачок: быстрее машины",
    "no-way-between": "между точками нет пути по карте",
}
"""Why a fix was not used, or a track broke: `routing.tracks.matched`."""


def heard_lines(heard: "Heard") -> list[str]:
    """Say what was read, and what became of it."""
    found = heard.matching
    read = f"прочитано суток {heard.days}; поездок на вызов {heard.to_calls}, обычных {heard.ordinary}"
    served = f"на улицы легло {found.matched} из {found.runs}, точек {found.used} из {found.fixes}"
    lines = [read, served]
    if heard.torn:
        lines.append(f"порванных кусков в файлах путей: {heard.torn}, они пропущены")
    for name, counted in (("точки не пошли в дело", found.dropped), ("пути рвались", found.broken)):
        if counted:
            said = (f"{WHY_RU.get(why, why)} {count}" for why, count in counted.most_common())
            lines.append(f"{name}: {', '.join(said)}")
    return lines


def errors(said: dict[str, Any]) -> Table:
    """Compare the errors of predicted times."""
    table = Table(box=None)
    for column in ("", "по таблице", "выучено"):
        table.add_column(column, justify="left" if not column else "right")
    for row in _rows(said):
        table.add_row(*row)
    return table


def _rows(said: dict[str, Any]) -> list[tuple[str, str, str]]:
    return [
        (name, form.format(said["before"][key]), form.format(said["after"][key])) for key, (name, form) in LINES.items()
    ]


def verdict(taught: "Taught", said: dict[str, Any]) -> list[str]:
    """Say what comes of it."""
    lines = [f"версия {taught.version}: поездок {said['runs']}, проездов улиц {said['passages']}"]
    if said["after"]["runs"] < FEW_RUNS:
        lines.append(f"проверочных поездок меньше {FEW_RUNS}: цифры ошибки сами неточны")
    if taught.helps:
        return [*lines, "в силе со следующего запуска службы; прежнее вернёт doezd roads use"]
    return [*lines, "на отложенных поездках стало хуже: сохранено, но не введено"]


def figures(kept: "Kept", summary: str) -> tuple[str, ...]:
    """Return a version as a row of the list."""
    said = tomllib.loads(summary)
    made = datetime.fromtimestamp(kept.written_at, UTC).strftime("%d.%m.%Y %H:%M")
    named = ("в силе" if kept.in_force else "", kept.version, made, str(said.get("runs", "—")))
    if "after" not in said:
        return (*named, "—", "—", "—")
    before, after = said["before"], said["after"]
    seconds = (f"{each['mean_absolute_s']:.0f}" for each in (before, after))
    return (*named, *seconds, f"{after['within_p90']:.0%}")


def write(path: Path, heard: "Heard", taught: "Taught") -> None:
    """Write the page."""
    from jinja2 import Environment, PackageLoader, StrictUndefined

    said = tomllib.loads(taught.summary)
    pages = Environment(loader=PackageLoader("dispatch.cli", ""), autoescape=True, undefined=StrictUndefined)
    lines = [*heard_lines(heard), *verdict(taught, said)]
    path.write_text(pages.get_template("roads.html.jinja").render(lines=lines, rows=_rows(said)), encoding="utf-8")
