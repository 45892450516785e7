"""`doezd replay`."""

from typing import Annotated

import typer

from dispatch.cli.output import fail, out
from dispatch.cli.settings import read_settings


def replay(
    limit: Annotated[int | None, typer.Option(help="сколько команд повторить / how many commands")] = None,
) -> None:
    """Повторить запись и доказать, что решения и обстановка те же / Replay the record and compare."""
    from dispatch.bootstrap.record import replay_record

    report = replay_record(read_settings(), limit=limit)
    out.print(
        f"команд {report.commands}, событий {report.events}, отпечаток обстановки {report.digest[:16]}", markup=False
    )
    for difference in report.differences:
        out.print(f"! {difference}", markup=False)
    if report.differences:
        fail(f"расхождений: {len(report.differences)}")
    if report.foreign:
        out.print(
            f"из них {report.foreign} решала другая версия программы, карты или дорожных условий: только свёрнуты",
            markup=False,
        )
    out.print("повтор дал те же события и ту же обстановку", markup=False)
