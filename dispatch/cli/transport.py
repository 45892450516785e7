"""`doezd transport`: a day of planned transport from a table, planned without a running service."""

from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.table import Table

from dispatch.bootstrap.region import load_region
from dispatch.cli.output import err, fail, out
from dispatch.cli.settings import read_settings

if TYPE_CHECKING:
    from dispatch.domain.region import Region
    from dispatch.domain.situation import Situation
    from dispatch.domain.transport import PlannedTransport, TransportPlan, TransportRequest

app = typer.Typer(help="Плановые перевозки / planned transport", no_args_is_help=True)


@app.callback()
def _group() -> None:
    """Плановые перевозки / planned transport."""


@app.command()
def plan(
    file: Annotated[Path, typer.Option(help="таблица заявок CSV / the table of requests")],
    day: Annotated[str | None, typer.Option(help="день ГГГГ-ММ-ДД; без него 2026-01-01 / the day")] = None,
    crew: Annotated[list[str] | None, typer.Option(help="выделенная бригада, можно несколько / a crew")] = None,
    between_calls: Annotated[bool, typer.Option(help="бригады остаются на вызовах / crews stay on call")] = False,
    insertions: Annotated[int, typer.Option(min=1, max=10_000_000, help="глубина поиска / depth of search")] = 10_000,
    map_: Annotated[Path | None, typer.Option("--map", help="карта .osm.pbf / the map")] = None,
    report: Annotated[Path | None, typer.Option("--out", help="куда записать отчёт .md / the report")] = None,
) -> None:
    """Спланировать день: рейсы бригад, время подачи, кого не везут и почему / Plan a day."""
    from dispatch.bootstrap.roads import open_map, travel_times
    from dispatch.bootstrap.transport import day_of_transport, plan_day, read_day
    from dispatch.domain.transport import TransportUse
    from dispatch.policy.transport.parameters import TransportParameters

    settings = read_settings(map=map_)
    region = load_region(settings.region)
    midnight = _midnight(day, region)
    requests, findings = read_day(file, region, midnight)
    if findings:
        fail("\n".join([*map(str, findings), f"ошибок: {len(findings)}"]), code=2)
    use = TransportUse.BETWEEN_CALLS if between_calls else TransportUse.SET_ASIDE
    situation = day_of_transport(region, requests, _crews(region, crew or []), midnight, use)
    err.print(f"заявок {len(requests)}, бригад {len(crew or [])}: план строится", markup=False)
    made = plan_day(situation, travel_times(open_map(settings, region)), TransportParameters(insertions=insertions))
    out.print(_table(made, requests, situation))
    for line in _told(made):
        out.print(line, markup=False)
    if report is not None:
        _write(report, made, requests, situation)


def _midnight(day: str | None, region: "Region") -> float:
    try:
        chosen = date.fromisoformat(day) if day else date(2026, 1, 1)
    except ValueError:
        fail(f"--day: «{day}»: нужна дата ГГГГ-ММ-ДД", code=2)
    return datetime(chosen.year, chosen.month, chosen.day, tzinfo=UTC).timestamp() - region.utc_offset_s


def _crews(region: "Region", names: list[str]) -> list[str]:
    known = {str(crew.id) for crew in region.crews}
    if not names:
        fail("--crew: назовите хотя бы одну бригаду (номера в crews.csv)", code=2)
    if strangers := [name for name in names if name not in known]:
        fail(f"--crew: {', '.join(strangers)}: таких бригад в crews.csv нет", code=2)
    return names


def _rows(plan_: "TransportPlan", requests: "tuple[TransportRequest, ...]", situation: "Situation") -> list[list[str]]:
    """Return the stops as text: crew, time, what, whom, where, slack in minutes."""
    asked = {request.id: request for request in requests}
    rows = []
    for run in plan_.runs:
        for stop in run.stops:
            request = asked[stop.transport]
            hospital, at = (
                (request.origin_hospital, request.origin)
                if stop.pickup
                else (request.destination_hospital, request.destination)
            )
            where = situation.hospitals[hospital].name if hospital else f"{at.lat:.4f}, {at.lon:.4f}"
            what = "забрать" if stop.pickup else "доставить"
            slack = f"{stop.slack_s / 60:.0f}"
            rows.append([run.crew, _clock(stop.begin_at, situation.utc_offset_s), what, stop.transport, where, slack])
    return rows


HEADER = ("бригада", "время", "что", "заявка", "где", "запас, мин")


def _table(plan_: "TransportPlan", requests: "tuple[TransportRequest, ...]", situation: "Situation") -> Table:
    table = Table(box=None)
    for column in HEADER:
        table.add_column(column)
    for row in _rows(plan_, requests, situation):
        table.add_row(*row)
    return table


def _told(plan_: "TransportPlan") -> list[str]:
    """Return the sums, and why some are not served."""
    unserved = [planned for planned in plan_.transports if planned.crew is None]
    served = len(plan_.transports) - len(unserved)
    gain = 1 - plan_.cost_s / plan_.insertion_s if plan_.insertion_s else 0.0
    summary = (
        f"везут {served} из {len(plan_.transports)}; цена плана {plan_.cost_s:.0f} с пути, у простой вставки "
        f"{plan_.insertion_s:.0f} с (лучше на {gain:.1%}); способ: {plan_.solver}; дороги: {plan_.weights_version}"
    )
    return [summary, *(f"  не везут {planned.transport}: {_why(planned)}" for planned in unserved)]


def _why(planned: "PlannedTransport") -> str:
    from dispatch.application.phrases import say

    return "; ".join(say(reason) for reason in planned.reasons)


def _write(
    path: Path, plan_: "TransportPlan", requests: "tuple[TransportRequest, ...]", situation: "Situation"
) -> None:
    """Write the plan as Markdown: the table, and the reasons of every request."""
    rows = [HEADER, ("---",) * len(HEADER), *_rows(plan_, requests, situation)]
    table = "\n".join("| " + " | ".join(row) + " |" for row in rows)
    reasons = "\n".join(
        f"- {planned.transport} ({planned.crew or 'не везут'}): {_why(planned)}{_others(planned)}"
        for planned in plan_.transports
    )
    text = f"# План перевозок\n\n{table}\n\n{chr(10).join(_told(plan_))}\n\n## Почему так\n\n{reasons}\n"
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        fail(f"не записано в {path}: {error.strerror}; укажите другой --out", code=2)
    err.print(f"записано: {path}", markup=False)


def _others(planned: "PlannedTransport") -> str:
    from dispatch.application.phrases import say

    others = [f"{option.crew}: {'; '.join(say(reason) for reason in option.reasons)}" for option in planned.options]
    return f". Другие бригады: {', '.join(others)}" if others else ""


def _clock(at: float, utc_offset_s: float) -> str:
    return datetime.fromtimestamp(at + utc_offset_s, UTC).strftime("%d.%m %H:%M")
