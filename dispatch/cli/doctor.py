"""`doezd doctor`."""

from dispatch.bootstrap.region import check_region, chosen_map
from dispatch.cli.output import out
from dispatch.cli.settings import read_settings
from routing.mapfile import is_compiled
from routing.types import MapUnreadable


def doctor() -> None:
    """Что ухудшено и почему / What is degraded and why. Код 1, если что-то не так."""
    from dispatch.bootstrap.record import verify_record
    from dispatch.cli.service import Service

    settings = read_settings()
    findings = [f"регион: {finding}" for finding in check_region(settings.region)]
    try:
        path = chosen_map(settings)
        note = "собрана" if is_compiled(path, settings.cache) else "соберётся при запуске"
        out.print(f"карта: {path} ({note})", markup=False)
    except MapUnreadable as error:
        findings.append(f"карта: {error}")
    findings += verify_record(settings)
    ready = Service(settings, role="supervisor").ask("GET", "/ready")
    findings += [f"{part['part']} с {part['since']}: {part['text']}" for part in ready["parts"]]
    if ready["ready"]:
        out.print(f"служба принимает и решает; бригад в справочнике {ready['crews']}", markup=False)
    else:
        findings.append("служба не готова решать: вызовы сохраняются, назначайте по рации")
    for finding in findings:
        out.print(f"! {finding}", markup=False)
    if findings:
        raise SystemExit(1)
    out.print("всё в порядке", markup=False)
