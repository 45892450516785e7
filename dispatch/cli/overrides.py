"""`doezd overrides`: where people decided otherwise than proposed, and who was right in hindsight."""

import json
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Annotated, Any

import typer

from dispatch.cli.output import fail, out
from dispatch.cli.settings import read_settings

SHOWN_GROUPS = 12
GROUPS_RU = {"reason": "причина", "urgency": "срочность", "district": "район", "hour": "час", "role": "кто решил"}


def overrides(
    since: Annotated[
        str | None, typer.Option(help="с какого дня, по часам региона: 2026-11-15; без него вся запись / since when")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="всё как JSON / everything as JSON")] = False,
    html: Annotated[Path | None, typer.Option(help="страница отчёта / write a page")] = None,
) -> None:
    """Где люди не согласились с рекомендацией и кто оказался прав / Overrides, judged in hindsight."""
    from dispatch.application.hindsight import shown
    from dispatch.bootstrap.hindsight import judge_record
    from dispatch.bootstrap.region import load_region

    settings = read_settings()
    offset_s = load_region(settings.region).utc_offset_s
    found = shown(judge_record(settings, since=_moment(since, offset_s)))
    if html is not None:
        _write(html, found)
    if as_json:
        out.print_json(json.dumps(found, ensure_ascii=False))
        return
    for line in _lines(found):
        out.print(line, markup=False)


def _moment(text: str | None, offset_s: float) -> float | None:
    if text is None:
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        fail(f"--since «{text}»: нужна дата 2026-11-15 или момент 2026-11-15T08:00", code=2)
    local = moment if moment.tzinfo else moment.replace(tzinfo=timezone(timedelta(seconds=offset_s)))
    return local.timestamp()


def _lines(found: dict[str, Any]) -> list[str]:
    whole = found["whole"]
    lines = [
        f"решений по рекомендации {found['decided']}, согласились {found['followed']}, иначе {whole['count']}",
        _counted("итог", whole),
    ]
    for key, name in GROUPS_RU.items():
        groups = found["groups"][key]
        lines += [f"{name}:", *(f"  {_counted(g.get('name_ru', g['name']), g)}" for g in groups[:SHOWN_GROUPS])]
        lines += [f"  и ещё {len(groups) - SHOWN_GROUPS}"] if len(groups) > SHOWN_GROUPS else []
    return [*lines, *map(_suggested, found["suggestions"])]


def _counted(name: str, group: dict[str, Any]) -> str:
    gain = "" if group["gain_s"] is None else f"; бригада человека в среднем {_sooner(group['gain_s'])}"
    small = "; мало случаев" if group["small"] else ""
    return (
        f"{name}: {group['count']} (прав человек {group['person']}, права рекомендация {group['proposal']}, "
        f"разницы нет {group['even']}, не знаем {group['unknown']}){gain}{small}"
    )


def _sooner(gain_s: float) -> str:
    words = "раньше" if gain_s >= 0 else "позже"
    return f"{words} на {abs(gain_s) / 60:.1f} мин".replace(".", ",")


def _suggested(suggestion: dict[str, Any]) -> str:
    low, high = suggestion["interval_s"]
    small = "; выборов мало, менять рано" if suggestion["small"] else ""
    return (
        f"{suggestion['parameter']} ({suggestion['parameter_ru']}): сейчас {suggestion['present_s']:.0f} с, "
        f"противоречит {suggestion['contradicted_now']} из {suggestion['choices']} выборов; "
        f"меньше всего ({suggestion['contradicted']}) при {low:.0f}–{high:.0f} с{small}"
    )


def _write(path: Path, found: dict[str, Any]) -> None:
    from jinja2 import Environment, PackageLoader, StrictUndefined

    pages = Environment(loader=PackageLoader("dispatch.cli", ""), autoescape=True, undefined=StrictUndefined)
    text = pages.get_template("overrides.html.jinja").render(found=found, groups=GROUPS_RU)
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        fail(f"--html {path}: записать не удалось ({error.strerror}); назовите другой файл")
    out.print(f"страница: {path}", markup=False)
