"""[roads.seasons] of region.toml: the day on which each season begins, as far as the roads are concerned."""

from datetime import date

from dispatch.adapters.region_files.keys import Keys
from dispatch.domain.roads import SeasonBegin
from routing.types import Season

SECTION = "roads.seasons"
A_LEAP_YEAR = 2028
"""29 February is a day, too."""


def read_seasons(keys: Keys) -> tuple[SeasonBegin, ...]:
    """Read the seasons, in the order of the year; none when the section is left out."""
    if not keys.given("roads"):
        return ()
    keys.only("roads", ("seasons",))
    keys.only(SECTION, [*Season])
    found = tuple(_begin(keys, season) for season in Season)
    days = [(begin.month, begin.day) for begin in found]
    if len({*days}) < len(days) and not keys.findings:
        keys.wrong(SECTION, "два времени года начинаются в один день")
    return tuple(sorted(found, key=lambda begin: (begin.month, begin.day)))


def _begin(keys: Keys, season: Season) -> SeasonBegin:
    path = f"{SECTION}.{season}"
    day = _day(keys, f"{path}.begins")
    return SeasonBegin(
        season=season,
        month=day.month,
        day=day.day,
        source=keys.text(f"{path}.source"),
        certainty=keys.certainty(f"{path}.certainty"),
    )


def _day(keys: Keys, path: str) -> date:
    text = keys.text(path)
    try:
        return date.fromisoformat(f"{A_LEAP_YEAR}-{text}")
    except ValueError:
        if text:
            keys.wrong(path, f"«{text}»: нужны месяц и день, например 11-15")
        return date(A_LEAP_YEAR, 1, 1)
