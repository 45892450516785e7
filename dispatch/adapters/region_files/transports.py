"""A table of planned transports: requests for one day, or the same ones every day."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta, timezone
from pathlib import Path

from dispatch.adapters.region_files.cells import Cells
from dispatch.adapters.region_files.finding import Finding
from dispatch.adapters.region_files.table import read_table
from dispatch.domain.capability import CrewCapability
from dispatch.domain.ids import HospitalId, TransportId
from dispatch.domain.transport import Mobility, TransportKind, TransportRequest, Window
from routing.types import LatLon

NEEDED = ("id", "kind")
TIMES = ("pickup_from", "pickup_until", "delivery_from", "delivery_until")
OPTIONAL = (
    *("from", "from_lat", "from_lon", "to", "to_lat", "to_lon", *TIMES, "booked", "mobility", "escorts", "oxygen"),
    *("crew_need", "may_share", "loading_min", "unloading_min", "return_of"),
)
MINUTE_S, HOUR_S, DAY_S = 60.0, 3_600.0, 86_400.0
MOST_ESCORTS = 5
LONGEST_MIN = 240
NOWHERE = LatLon(lat=0.0, lon=0.0)
YES = ("yes", "no")


def read_transports(
    path: Path, hospitals: Mapping[str, LatLon], midnights: Sequence[float], utc_offset_s: float
) -> tuple[tuple[TransportRequest, ...], list[Finding]]:
    """Read the requests and say all that is wrong with them.

    `midnights` are the local midnights (POSIX seconds) of the days that a row with times of day (``08:30``) is for; a
    row with dates (``2026-11-23T08:30``) is for that date alone. Of several days the ids are numbered: ``a-1``.
    """
    table = read_table(path.parent, path.name, NEEDED, OPTIONAL)
    findings = [
        Finding(file=f.file, line=f.line, field=f.field, text=f.text.split("; образец лежит")[0])
        for f in table.findings
    ]
    found: list[TransportRequest] = []
    for row in table.rows:
        cells = Cells(table.file, row)
        made = list(_made(_Row(cells, hospitals, utc_offset_s), midnights))
        findings += cells.findings
        found += made if cells.sound else []
    findings += _repeated(table.file, found, [row.line for row in table.rows])
    if not table.rows and not findings:
        findings.append(Finding(file=table.file, line=0, field="", text="нет ни одной заявки"))
    return tuple(found), findings


class _Row:
    """One row read against the region's hospitals and clock."""

    def __init__(self, cells: Cells, hospitals: Mapping[str, LatLon], utc_offset_s: float) -> None:
        self.cells = cells
        self._hospitals = hospitals
        self._zone = timezone(timedelta(seconds=utc_offset_s))

    def place(self, side: str) -> tuple[LatLon, HospitalId | None]:
        """Read a hospital by its id, or a point."""
        cells = self.cells
        if cells.given(side):
            name = cells.text(side)
            if name not in self._hospitals:
                cells.wrong(side, f"«{name}»: такого стационара нет в hospitals.csv; или оставьте пустым и дайте точку")
            return self._hospitals.get(name, NOWHERE), HospitalId(name)
        if not (cells.given(f"{side}_lat") and cells.given(f"{side}_lon")):
            cells.wrong(side, f"нужен стационар, или {side}_lat и {side}_lon")
            return NOWHERE, None
        lat, lon = cells.number(f"{side}_lat", -90, 90), cells.number(f"{side}_lon", -180, 180)
        return LatLon(lat=lat, lon=lon), None

    def moment(self, field: str) -> Callable[[float], float] | None:
        """Read a time of day, or a date and time: a function of the day's midnight. None when the cell is empty."""
        if not self.cells.given(field):
            return None
        text = self.cells.text(field)
        if "T" not in text:
            since_midnight = self.cells.time_of_day_s(field)
            return lambda midnight: midnight + since_midnight
        try:
            said = datetime.fromisoformat(text)
        except ValueError:
            self.cells.wrong(field, f"«{text}»: нужно время ЧЧ:ММ или дата и время 2026-11-23T08:30")
            return None
        at = (said if said.tzinfo else said.replace(tzinfo=self._zone)).timestamp()
        return lambda _: at

    def window(self, side: str, midnight: float) -> Window | None:
        """Read a window. Both ends must be given, or neither."""
        begin, end = self.moment(f"{side}_from"), self.moment(f"{side}_until")
        if begin is None and end is None:
            return None
        if begin is None or end is None:
            self.cells.wrong(f"{side}_{'from' if begin is None else 'until'}", "пусто: окну нужны начало и конец")
            return None
        if end(midnight) < begin(midnight):
            self.cells.wrong(f"{side}_until", "окно кончается раньше, чем начинается")
            return None
        return Window(from_at=begin(midnight), until_at=end(midnight))

    def number_or(self, field: str, default: float, high: float) -> float:
        """Read a number, or take the default for an empty cell."""
        return self.cells.number(field, 0, high) if self.cells.given(field) else default

    def flag(self, field: str) -> bool:
        """Read yes or no; an empty cell is no."""
        return self.cells.given(field) and self.cells.one_of(field, YES) == "yes"

    def dated(self) -> bool:
        """Whether the row is for a date of its own."""
        return any("T" in self.cells.text(field) for field in TIMES if self.cells.given(field))


def _made(row: _Row, midnights: Sequence[float]) -> Iterator[TransportRequest]:
    days = midnights[:1] if row.dated() else midnights
    for number, midnight in enumerate(days, 1):
        request = _request(row, midnight, "" if len(days) == 1 else f"-{number}")
        if request is None:
            return
        yield request


def _request(row: _Row, midnight: float, suffix: str) -> TransportRequest | None:
    cells = row.cells
    pickup, delivery = row.window("pickup", midnight), row.window("delivery", midnight)
    (origin, origin_hospital), (destination, destination_hospital) = row.place("from"), row.place("to")
    kind = TransportKind(cells.one_of("kind", [*TransportKind]))
    name = cells.text("id")
    if cells.sound and pickup is None and delivery is None:
        cells.wrong("pickup_from", "нужно окно подачи (pickup_from, pickup_until) или прибытия (delivery_…)")
    mobility = Mobility(cells.one_of("mobility", [*Mobility])) if cells.given("mobility") else Mobility.SEATED
    need = cells.some_of("crew_need", [*CrewCapability]) if cells.given("crew_need") else []
    booked = row.moment("booked")
    loading_s = row.number_or("loading_min", 10, LONGEST_MIN) * MINUTE_S
    unloading_s = row.number_or("unloading_min", 10, LONGEST_MIN) * MINUTE_S
    escorts, oxygen, may_share = row.number_or("escorts", 0, MOST_ESCORTS), row.flag("oxygen"), row.flag("may_share")
    if not cells.sound:
        return None
    return TransportRequest(
        id=TransportId(f"{name}{suffix}"),
        kind=kind,
        requested_at=midnight if booked is None else booked(midnight),
        origin=origin,
        destination=destination,
        pickup=pickup,
        delivery=delivery,
        origin_hospital=origin_hospital,
        destination_hospital=destination_hospital,
        mobility=mobility,
        escorts=int(escorts),
        oxygen=oxygen,
        crew_need=frozenset(map(CrewCapability, need)),
        may_share=may_share,
        return_of=TransportId(f"{cells.text('return_of')}{suffix}") if cells.given("return_of") else None,
        loading_s=loading_s,
        unloading_s=unloading_s,
    )


def _repeated(file: str, found: Sequence[TransportRequest], lines: Sequence[int]) -> Iterator[Finding]:
    names = [request.id for request in found]
    line = lines[0] if lines else 0
    for name in sorted({name for name in names if names.count(name) > 1}):
        yield Finding(file=file, line=line, field="id", text=f"«{name}» стоит дважды: нужно другое")
    known = set(names)
    for request in found:
        if request.return_of is not None and request.return_of not in known:
            text = f"«{request.return_of}»: такой заявки нет; return_of называет id поездки туда"
            yield Finding(file=file, line=line, field="return_of", text=text)
