"""Where the call is: coordinates or address, offline, and what is doubtful about it."""

from dataclasses import dataclass

import structlog

from dispatch.api.card import Address, CallCard
from dispatch.api.problems import FieldError, invalid
from dispatch.application.intake import OFF_ROAD_WARN_M, Warn
from dispatch.bootstrap.edge import ApiParts
from routing.types import FoundPlace, LatLon, PointOutsideMap, great_circle_m

ACCEPT_CONFIDENCE = 0.5
"""Below this an address is not taken for found: a crew sent to the wrong village costs more than a second question."""

SURE_CONFIDENCE = 0.8
APART_WARN_M = 5_000.0
SHOWN = 3

log = structlog.get_logger("place")


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """A point, its words, and what to ask again."""

    at: LatLon
    label: str
    warnings: tuple[Warn, ...]


def locate(parts: ApiParts, card: CallCard) -> Placed:
    """Find the place of a card. Raises a 422 problem that names the field."""
    line = card.address.line() if card.address else ""
    if card.location is not None:
        at = LatLon(lat=card.location.latitude, lon=card.location.longitude)
        _inside(parts, at)
        label, warnings = _described(parts, card.address, line, at)
    else:
        found = _search(parts, card.address) if card.address else []
        best = _best(line, found)
        at, label, warnings = best.at, line, _doubts(best, found)
    return Placed(at=at, label=label, warnings=(*warnings, *_off_road(parts, at)))


def _described(parts: ApiParts, address: Address | None, line: str, at: LatLon) -> tuple[str, tuple[Warn, ...]]:
    """Return words and doubts for a point. Coordinates are enough to send a crew: a failing search stops nothing."""
    try:
        if address is None or not line:
            return _reverse(parts, at), ()
        return line, _apart(at, _search(parts, address))
    except Exception:
        log.exception("geocoder")
        return line or _numbers(at), ()


def _search(parts: ApiParts, address: Address) -> list[FoundPlace]:
    return parts.oracle.geocode(address.line(), district=address.district, limit=SHOWN)


def _best(line: str, found: list[FoundPlace]) -> FoundPlace:
    if found and found[0].confidence >= ACCEPT_CONFIDENCE:
        return found[0]
    near = "; похоже на: " + ", ".join(f"«{place.label}»" for place in found) if found else ""
    message = f"«{line}» не найден на карте{near}. Уточните населённый пункт и улицу или дайте координаты (location)"
    raise invalid([FieldError(field="address", message=message)], candidates=[place.label for place in found])


def _doubts(best: FoundPlace, found: list[FoundPlace]) -> tuple[Warn, ...]:
    doubts = []
    if best.precision != "house":
        doubts.append(
            Warn(field="address", message=f"место найдено с точностью до «{best.label}»: уточните у звонящего")
        )
    others = [
        p for p in found[1:] if p.confidence > best.confidence - 0.05 and great_circle_m(p.at, best.at) > APART_WARN_M
    ]
    if best.confidence < SURE_CONFIDENCE or others:
        names = ", ".join(f"«{place.label}»" for place in (best, *others))
        doubts.append(Warn(field="address", message=f"адрес понят неуверенно, проверьте: {names}"))
    return tuple(doubts)


def _apart(at: LatLon, found: list[FoundPlace]) -> tuple[Warn, ...]:
    if not found or found[0].confidence < SURE_CONFIDENCE:
        return ()
    apart_m = min(great_circle_m(at, place.at) for place in found)
    if apart_m < APART_WARN_M:
        return ()
    message = f"адрес и координаты расходятся на {apart_m / 1000:.0f} км: бригада поедет по координатам"
    return (Warn(field="location", message=message),)


def _inside(parts: ApiParts, at: LatLon) -> None:
    box = parts.region.box
    if box.holds(at):
        return
    if box.west <= at.lat <= box.east and box.south <= at.lon <= box.north:
        message = f"{at.lat}, {at.lon}: похоже, широта и долгота переставлены"
    else:
        message = (
            f"{at.lat}, {at.lon}: вне региона (широта {box.south}…{box.north}, долгота {box.west}…{box.east}); "
            "передайте вызов службе того региона"
        )
    raise invalid([FieldError(field="location", message=message)])


def _off_road(parts: ApiParts, at: LatLon) -> tuple[Warn, ...]:
    try:
        snap = parts.oracle.snap(at)
    except PointOutsideMap:
        return (Warn(field="location", message="рядом нет ни одной дороги карты: нужна санавиация или помощь МЧС"),)
    if snap.distance_m < OFF_ROAD_WARN_M:
        return ()
    kilometres = f"{snap.distance_m / 1000:.1f}".replace(".", ",")
    message = f"до ближайшей дороги {kilometres} км: бригада доедет до дороги, дальше нужна помощь МЧС или санавиация"
    return (Warn(field="location", message=message),)


def _reverse(parts: ApiParts, at: LatLon) -> str:
    place = parts.oracle.reverse(at)
    return f"у {place.label}" if place else _numbers(at)


def _numbers(at: LatLon) -> str:
    return f"{at.lat:.5f}, {at.lon:.5f}"
