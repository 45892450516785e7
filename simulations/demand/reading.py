"""demand.toml into a `Profile`."""

from datetime import date, timedelta
from math import inf
from pathlib import Path

from dispatch.domain.incident import ClinicalFlag
from simulations.demand.profile import HOURS, MONTHS, WEEKDAYS, Dacha, Profile, Rhythm, Season, Shape
from simulations.durations.sheet import ORIGIN, Sheet

SECTIONS = (
    "level",
    "hours",
    "weekdays",
    "months",
    "holidays",
    "seasons",
    "groups",
    "dacha",
    "settlements",
    "roads",
    "flags",
    "complaints",
)
LEAP_YEAR = 2024
"""A year that has every day a calendar can name."""

MonthDay = tuple[int, int]


def read_profile(path: Path) -> Profile:
    """Read the file. Raises `FiguresInvalid` with every finding."""
    sheet = Sheet(path)
    sheet.only("", SECTIONS)
    usual = Profile()
    for name, keys in (("level", ("calls_per_day",)), ("hours", ("workday", "day_off"))):
        sheet.part(name, keys)
    for name in ("weekdays", "months"):
        sheet.part(name, ("factors",))
    town = sheet.has("settlements")
    if town:
        sheet.part(
            "settlements", ("town_from", "town_rate", "village_rate", "residents_per_point", "residents_per_km2")
        )
    found = Profile(
        calls_per_day=sheet.number("level.calls_per_day", 0, 1e6),
        workday_hours=sheet.numbers("hours.workday", HOURS),
        day_off_hours=sheet.numbers("hours.day_off", HOURS),
        weekdays=sheet.numbers("weekdays.factors", WEEKDAYS),
        months=sheet.numbers("months.factors", MONTHS),
        holidays=_holidays(sheet),
        seasons=tuple(_season(sheet, name) for name in sheet.names("seasons")) if sheet.has("seasons") else (),
        rhythms={name: _rhythm(sheet, name) for name in sheet.names("groups")} if sheet.has("groups") else {},
        dacha=_dacha(sheet) if sheet.has("dacha") else None,
        town_from=int(sheet.number("settlements.town_from", 0, 1e9)) if town else usual.town_from,
        town_rate=sheet.number("settlements.town_rate", 0, inf) if town else usual.town_rate,
        village_rate=sheet.number("settlements.village_rate", 0, inf) if town else usual.village_rate,
        residents_per_point=sheet.number("settlements.residents_per_point", 1, inf)
        if town
        else usual.residents_per_point,
        residents_per_km2=sheet.number("settlements.residents_per_km2", 1, inf) if town else usual.residents_per_km2,
        outside_share=_outside(sheet),
        flags=_flags(sheet),
        complaints=_complaints(sheet),
    )
    sheet.done()
    return found


def _holidays(sheet: Sheet) -> frozenset[MonthDay]:
    if not sheet.has("holidays"):
        return frozenset()
    sheet.part("holidays", ("days",))
    days: set[MonthDay] = set()
    for text in sheet.texts("holidays.days"):
        begin, _, end = text.partition("..")
        first, last = _day(sheet, "holidays.days", begin), _day(sheet, "holidays.days", end or begin)
        days |= _between(first, last)
    return frozenset(days)


def _between(first: MonthDay, last: MonthDay) -> set[MonthDay]:
    begin, end = date(LEAP_YEAR, *first), date(LEAP_YEAR, *last)
    length = (end - begin).days % 366
    return {(day.month, day.day) for day in (begin + timedelta(days=n) for n in range(length + 1))}


def _season(sheet: Sheet, name: str) -> Season:
    path = f"seasons.{name}"
    sheet.part(path, ("begin", "end", "peak", "groups", "shape"))
    shape = sheet.text(f"{path}.shape") if sheet.has(f"{path}.shape") else Shape.BELL
    if shape not in [*Shape]:
        sheet.wrong(f"{path}.shape", f"«{shape}»: допустимо {', '.join(Shape)}")
        shape = Shape.BELL
    return Season(
        name=name,
        begin=_day(sheet, f"{path}.begin", sheet.text(f"{path}.begin")),
        end=_day(sheet, f"{path}.end", sheet.text(f"{path}.end")),
        peak=sheet.number(f"{path}.peak", 0, 100),
        groups=sheet.texts(f"{path}.groups") if sheet.has(f"{path}.groups") else (),
        shape=Shape(shape),
    )


def _day(sheet: Sheet, path: str, text: str) -> MonthDay:
    try:
        found = date.fromisoformat(f"{LEAP_YEAR}-{text.strip()}")
    except ValueError:
        if text:
            sheet.wrong(path, f"«{text}»: нужен день вида ММ-ДД")
        return (1, 1)
    return (found.month, found.day)


def _rhythm(sheet: Sheet, name: str) -> Rhythm:
    path = f"groups.{name}"
    sheet.part(path, ("hours", "weekdays", "months"))
    given = {
        key: sheet.numbers(f"{path}.{key}", count)
        for key, count in (("hours", HOURS), ("weekdays", WEEKDAYS), ("months", MONTHS))
        if sheet.has(f"{path}.{key}")
    }
    return Rhythm(**given)


def _dacha(sheet: Sheet) -> Dacha:
    sheet.part("dacha", ("share", "districts", "weekdays", "months", "arrival_hour"))
    return Dacha(
        share=sheet.number("dacha.share", 0, 0.99),
        districts={name: sheet.number(f"dacha.districts.{name}", 0, inf) for name in sheet.names("dacha.districts")},
        weekdays=sheet.numbers("dacha.weekdays", WEEKDAYS),
        months=sheet.numbers("dacha.months", MONTHS),
        arrival_hour=int(sheet.number("dacha.arrival_hour", 0, 24)),
    )


def _outside(sheet: Sheet) -> float:
    if not sheet.has("roads"):
        return 0.0
    sheet.part("roads", ("outside_share",))
    return sheet.number("roads.outside_share", 0, 1)


def _flags(sheet: Sheet) -> dict[ClinicalFlag, dict[str, float]]:
    if not sheet.has("flags"):
        return {}
    sheet.only("flags", [*ClinicalFlag])
    found: dict[ClinicalFlag, dict[str, float]] = {}
    for flag in ClinicalFlag:
        if sheet.has(f"flags.{flag}"):
            sheet.origin(f"flags.{flag}")
            names = [name for name in sheet.names(f"flags.{flag}") if name not in ORIGIN]
            found[flag] = {
                "" if name == "others" else name: sheet.number(f"flags.{flag}.{name}", 0, 1) for name in names
            }
    return found


def _complaints(sheet: Sheet) -> dict[str, float]:
    if not sheet.has("complaints"):
        return {}
    sheet.part("complaints", ("shares",))
    return {name: sheet.number(f"complaints.shares.{name}", 0, 1) for name in sheet.names("complaints.shares")}
