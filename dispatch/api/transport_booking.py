"""From a booking to requests: places found, windows checked, the way back and the series written out."""

import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone

from dispatch.api.intake import ALPHABET
from dispatch.api.place import ACCEPT_CONFIDENCE
from dispatch.api.problems import FieldError, Problem, invalid
from dispatch.api.transport_body import Between, Booking, End
from dispatch.bootstrap.edge import ApiParts
from dispatch.domain.ids import HospitalId, TransportId
from dispatch.domain.transport import TransportRequest, Window
from routing.types import LatLon

MOST_WAYS = 200
AHEAD = timedelta(days=366)
MINUTE_S = 60.0
SHOWN = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Booked:
    """The requests of a booking, and the words of its two ends."""

    id: str
    requests: tuple[TransportRequest, ...]
    origin: str
    destination: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _Place:
    at: LatLon
    label: str
    hospital: HospitalId | None


def book(parts: ApiParts, body: Booking, now: float) -> Booked:
    """Write a booking out. Raises a 422 problem that names the field and the way out."""
    origin, destination = _place(parts, body.origin, "from"), _place(parts, body.destination, "to")
    if origin.at == destination.at:
        raise _wrong("to", "то же место, что и «from»: ехать некуда")
    local = datetime.fromtimestamp(now + parts.region.utc_offset_s, UTC)
    name = f"T{local:%y%m%d}-{''.join(secrets.choice(ALPHABET) for _ in range(5))}"
    days = list(_days(parts, body, now))
    requests = tuple(
        request
        for number, days_later in enumerate(days, 1)
        for request in _ways(parts, body, (origin, destination), now, (name, len(days), number, days_later))
    )
    if len(requests) > MOST_WAYS:
        raise _wrong("weekly.until", f"поездок {len(requests)}: за раз не больше {MOST_WAYS}; закажите серию короче")
    return Booked(id=name, requests=requests, origin=origin.label, destination=destination.label)


def _ways(
    parts: ApiParts, body: Booking, ends: tuple[_Place, _Place], now: float, which: tuple[str, int, int, int]
) -> Iterator[TransportRequest]:
    """Yield the way of one day, and the way back."""
    series, of, number, days_later = which
    name = TransportId(series if of == 1 else f"{series}.{number}")
    there = _request(parts, body, ends, (series, name, days_later), now)
    yield there
    if body.back is not None:
        window = _window(parts, body.back, "back", days_later)
        if window.until_at < there.first_at:
            raise _wrong("back.until", "путь обратно кончается раньше, чем начинается путь туда")
        back = (ends[1], ends[0])
        yield _request(parts, body, back, (series, name, days_later), now, back=window)


def _request(
    parts: ApiParts,
    body: Booking,
    ends: tuple[_Place, _Place],
    which: tuple[str, TransportId, int],
    now: float,
    *,
    back: Window | None = None,
) -> TransportRequest:
    series, name, days_later = which
    there = [_window(parts, w, f, days_later) if w else None for w, f in _windows(body)]
    pickup, delivery = (back, None) if back else there
    return TransportRequest(
        id=TransportId(f"{name}-back") if back else name,
        kind=body.kind,
        requested_at=now,
        origin=ends[0].at,
        destination=ends[1].at,
        pickup=pickup,
        delivery=delivery,
        origin_hospital=ends[0].hospital,
        destination_hospital=ends[1].hospital,
        loading_s=body.loading_min * MINUTE_S,
        unloading_s=body.unloading_min * MINUTE_S,
        mobility=body.mobility,
        escorts=body.escorts,
        oxygen=body.oxygen,
        crew_need=frozenset(body.crew_need),
        may_share=body.may_share,
        patient_ref=series,
        return_of=name if back else None,
        series=series if body.weekly else None,
    )


def _windows(body: Booking) -> tuple[tuple[Between | None, str], tuple[Between | None, str]]:
    return (body.pickup, "pickup"), (body.delivery, "delivery")


def _days(parts: ApiParts, body: Booking, now: float) -> Iterator[int]:
    """Yield how many days after the first one each way is."""
    first = body.pickup or body.delivery
    if first is None:
        raise _wrong("pickup", "нужно окно подачи (pickup) или прибытия (delivery)")
    for between, field in _windows(body):
        if between is not None and _window(parts, between, field, 0).until_at <= now:
            raise _wrong(f"{field}.until", "окно уже кончилось: нужно время в будущем")
    if _at(parts, first.since) > now + AHEAD.total_seconds():
        raise _wrong("pickup.from", "раньше чем за год не заказывают: нужна более близкая дата")
    yield 0
    if body.weekly is not None:
        yield from _repeats(body.weekly.weekdays, body.weekly.until, _local(parts, first.since).date())


def _repeats(weekdays: list[int], until: date, first: date) -> Iterator[int]:
    if not first < until <= first + AHEAD:
        raise _wrong("weekly.until", f"нужна дата после {first} и не дальше года")
    for days_later in range(1, (until - first).days + 1):
        if (first + timedelta(days=days_later)).isoweekday() in weekdays:
            yield days_later


def _window(parts: ApiParts, between: Between, field: str, days_later: int) -> Window:
    shift = timedelta(days=days_later)
    begin, end = _at(parts, between.since + shift), _at(parts, between.until + shift)
    if end < begin:
        raise _wrong(f"{field}.until", "окно кончается раньше, чем начинается: поменяйте местами")
    return Window(from_at=begin, until_at=end)


def _local(parts: ApiParts, moment: datetime) -> datetime:
    zone = timezone(timedelta(seconds=parts.region.utc_offset_s))
    return moment.astimezone(zone) if moment.tzinfo else moment.replace(tzinfo=zone)


def _at(parts: ApiParts, moment: datetime) -> float:
    return _local(parts, moment).timestamp()


def _place(parts: ApiParts, end: End, field: str) -> _Place:
    if end.hospital is not None:
        return _hospital(parts, end.hospital, field)
    if end.lat is not None and end.lon is not None:
        return _point(parts, LatLon(lat=end.lat, lon=end.lon), end.address, field)
    if end.lat is not None or end.lon is not None:
        raise _wrong(f"{field}.{'lon' if end.lon is None else 'lat'}", "нужны обе координаты")
    if not end.address:
        raise _wrong(field, "нужен стационар (hospital), координаты (lat, lon) или адрес (address)")
    return _address(parts, end.address, field)


def _hospital(parts: ApiParts, name: str, field: str) -> _Place:
    known = next((row for row in parts.region.hospitals if row.id == name), None)
    if known is None:
        raise _wrong(f"{field}.hospital", f"«{name}»: такого стационара в справочнике нет; список: /api/hospitals")
    return _Place(at=known.at, label=known.name, hospital=known.id)


def _point(parts: ApiParts, at: LatLon, address: str | None, field: str) -> _Place:
    box = parts.region.box
    if not box.holds(at):
        swapped = box.west <= at.lat <= box.east and box.south <= at.lon <= box.north
        why = "похоже, широта и долгота переставлены" if swapped else "вне региона"
        raise _wrong(f"{field}.lat", f"{at.lat}, {at.lon}: {why}")
    return _Place(at=at, label=address or f"{at.lat:.5f}, {at.lon:.5f}", hospital=None)


def _address(parts: ApiParts, address: str, field: str) -> _Place:
    found = parts.oracle.geocode(address, limit=SHOWN)
    if not found or found[0].confidence < ACCEPT_CONFIDENCE:
        near = ", ".join(f"«{place.label}»" for place in found)
        message = (
            f"«{address}» на карте не найден{'; похоже на: ' + near if near else ''}; уточните или дайте lat и lon"
        )
        raise _wrong(f"{field}.address", message)
    return _Place(at=found[0].at, label=address, hospital=None)


def _wrong(field: str, message: str) -> Problem:
    return invalid([FieldError(field=field, message=message)])
