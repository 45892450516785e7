"""`doezd call`: by hand what 112 does by machine."""

from typing import TYPE_CHECKING, Annotated, Any
from uuid import uuid4

import typer

from dispatch.cli.output import out
from dispatch.cli.settings import read_settings

if TYPE_CHECKING:
    from dispatch.cli.service import Service

app = typer.Typer(help="Вызовы / calls", no_args_is_help=True)


@app.command()
def new(
    address: Annotated[str | None, typer.Option(help="адрес одной строкой / the address in one line")] = None,
    complaint: Annotated[str, typer.Option(help="повод / the complaint")] = "",
    lat: Annotated[float | None, typer.Option(help="широта / latitude")] = None,
    lon: Annotated[float | None, typer.Option(help="долгота / longitude")] = None,
    phone: Annotated[str | None, typer.Option(help="телефон звонящего / caller's phone")] = None,
    snils: Annotated[str | None, typer.Option(help="СНИЛС пациента / the patient's SNILS")] = None,
    born: Annotated[str | None, typer.Option(help="дата рождения ГГГГ-ММ-ДД / date of birth")] = None,
) -> None:
    """Принять вызов / Take a call."""
    card: dict[str, Any] = {
        "caller": {"phone": phone},
        "address": {"text": address} if address else None,
        "medical": {"complaint": complaint or None, "patient": {"snils": snils, "birth_date": born}},
    }
    if lat is not None or lon is not None:
        card["location"] = {"latitude": lat, "longitude": lon}
    service = _service()
    taken = service.ask("POST", "/api/calls", json=card, headers={"Idempotency-Key": uuid4().hex})
    out.print(f"вызов {taken['incident']}: {taken['place']}, срочность {taken['urgency']}", markup=False)
    for warning in taken["warnings"]:
        out.print(f"  внимание, {warning['field']}: {warning['message']}", markup=False)


@app.command()
def show(incident: Annotated[str, typer.Argument(help="номер вызова / incident id")]) -> None:
    """Показать вызов / Show an incident."""
    out.print_json(data=_service().ask("GET", f"/api/incidents/{incident}"))


@app.command()
def confirm(incident: Annotated[str, typer.Argument(help="номер вызова / incident id")]) -> None:
    """Подтвердить рекомендацию / Confirm the recommendation."""
    service = _service()
    made = service.ask("GET", f"/api/incidents/{incident}")["recommendation"]
    crew = made["crew"] if made else ""
    service.ask("POST", f"/api/incidents/{incident}/confirm", json={"crew": crew})
    out.print(f"вызов {incident}: бригада {crew}", markup=False)


@app.command()
def tablet(crew: Annotated[str, typer.Argument(help="номер бригады / crew id")]) -> None:
    """Выдать ключ планшету бригады / Pair a crew's tablet."""
    settings = read_settings()
    issued = _service().ask("POST", f"/api/crews/{crew}/token")
    out.print(f"http://{settings.host}:{settings.port}{issued['url']}", markup=False)


def _service() -> "Service":
    from dispatch.cli.service import Service

    return Service(read_settings())
