"""`doezd doctor`."""

from pathlib import Path

from dispatch.bootstrap.region import check_region, chosen_map, load_region
from dispatch.cli.output import out
from dispatch.cli.settings import read_settings
from dispatch.config import Settings
from dispatch.domain.errors import RegionInvalid
from routing.mapfile import is_compiled, leftovers
from routing.types import MapUnreadable

WORTH_SAYING = 0.2
"""A smaller share of what a map lacks is left to the report."""


def doctor() -> None:
    """Что ухудшено и почему / What is degraded and why. Код 1, если что-то не так."""
    from dispatch.bootstrap.learning import shelf_of
    from dispatch.bootstrap.record import verify_record
    from dispatch.cli.service import Service

    settings = read_settings()
    findings = [f"регион: {finding}" for finding in check_region(settings.region)]
    try:
        path = chosen_map(settings)
        note = "собрана" if is_compiled(path, settings.cache) else "соберётся при запуске"
        out.print(f"карта: {path} ({note})", markup=False)
        learnt = shelf_of(settings).in_force()
        out.print(
            f"скорости: {f'выучены, версия {learnt}' if learnt else 'по таблице, ничего не выучено'}", markup=False
        )
        _tell_lacks(path, settings)
        if not findings:
            findings += _misfit(settings)
    except MapUnreadable as error:
        findings.append(f"карта: {error}")
    findings += verify_record(settings)
    _tell(findings)  # at once: without a service there is no more to hear
    ready = Service(settings, role="supervisor").ask("GET", "/ready")
    heard = [f"{part['part']} с {part['since']}: {part['text']}" for part in ready["parts"]]
    if ready["ready"]:
        out.print(f"служба принимает и решает; бригад в справочнике {ready['crews']}", markup=False)
    else:
        heard.append("служба не готова решать: вызовы сохраняются, назначайте по рации")
    _tell(heard)
    if findings or heard:
        raise SystemExit(1)
    out.print("всё в порядке", markup=False)


def _tell(findings: list[str]) -> None:
    for finding in findings:
        out.print(f"! {finding}", markup=False)


def _tell_lacks(path: Path, settings: Settings) -> None:
    """Say what the map lacks, as far as it is compiled, and what its cache has too much. Raises `MapUnreadable`."""
    from routing.oracle import lacks_of

    lacks = lacks_of(path, settings.cache) or ()
    short = [f"{lack.gap.partition(':')[0]} {lack.share:.0%}" for lack in lacks if lack.share >= WORTH_SAYING]
    if short:
        out.print(f"карта не знает: {'; '.join(short)} (подробно: doezd map report)", markup=False)
    unread_mb = sum(leftovers(settings.cache).values()) / 1e6
    if unread_mb >= 1:
        out.print(f"в кэше {unread_mb:,.0f} МБ от прежних версий, удалить: doezd map clean", markup=False)


def _misfit(settings: Settings) -> list[str]:
    """Find out whether region and map are of one place; single stations off the map are only told.

    Raises `MapUnreadable`.
    """
    from dispatch.bootstrap.fitting import strays

    try:
        off = strays(settings, load_region(settings.region))
    except RegionInvalid as error:
        return [str(error)]
    if off:
        out.print(f"вне дорог карты, время до них неизвестно: {', '.join(off)}", markup=False)
    return []
