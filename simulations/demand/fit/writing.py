"""What was found as the files that a scenario names: demand.toml, durations.toml, settlements.csv."""

import csv
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields
from math import inf
from pathlib import Path

from dispatch.domain.places import Certainty
from simulations.demand.profile import Profile
from simulations.demand.settlements import CALLS, COLUMNS, Home
from simulations.durations import Duration, Durations, Stay, Truncated

NOT_SEEN = "в журнале нет; как было до подбора"
DIGITS = 6

STEPS = ("handling", "turnout", "walking", "handover", "cleaning", "record", "confirming", "accepting")


def write_settlements(path: Path, homes: Sequence[Home]) -> None:
    """Write the settlements with the calls of a year from each."""
    with path.open("w", newline="", encoding="utf-8") as file:
        out = csv.writer(file, lineterminator="\n")
        out.writerow((*COLUMNS, CALLS))
        for home in homes:
            out.writerow(
                (home.name, home.district, f"{home.population:g}", home.at.lat, home.at.lon, f"{home.calls or 0:.3f}")
            )


def write_demand(path: Path, profile: Profile, source: str) -> None:
    """Write a profile that came out of calls; its places stand in settlements.csv."""
    path.write_text("\n".join(_demand(profile, source)) + "\n", encoding="utf-8")


def write_durations(path: Path, durations: Durations, seen: Sequence[str], source: str) -> None:
    """Write durations; `seen` names the steps and stays that were fitted, the others say that they were not."""
    path.write_text("\n".join(_durations(durations, seen, source)) + "\n", encoding="utf-8")


def _demand(profile: Profile, source: str) -> Iterator[str]:
    fact, assumed = _origin(source, Certainty.FACT), _origin(NOT_SEEN, Certainty.ASSUMED)
    yield from ("[level]", f"calls_per_day = {_number(profile.calls_per_day or 0.0)}", *fact)
    yield from (
        "[hours]",
        f"workday = {_list(profile.workday_hours)}",
        f"day_off = {_list(profile.day_off_hours)}",
        *fact,
    )
    yield from ("[weekdays]", f"factors = {_list(profile.weekdays)}", *fact)
    yield from ("[months]", f"factors = {_list(profile.months)}", *fact)
    days = ", ".join(f'"{month:02d}-{day:02d}"' for month, day in sorted(profile.holidays))
    yield from ("[holidays]", f"days = [{days}]", *assumed)
    for name, rhythm in profile.rhythms.items():
        rows = {"hours": rhythm.hours, "weekdays": rhythm.weekdays, "months": rhythm.months}
        yield from (f"[groups.{name}]", *(f"{key} = {_list(values)}" for key, values in rows.items()), *fact)
    yield from ("[complaints]", *fact[:-1], "", "[complaints.shares]")
    yield from (f"{name} = {_number(share)}" for name, share in profile.complaints.items())
    yield from ("", "[settlements]", f"town_from = {profile.town_from}", f"town_rate = {_number(profile.town_rate)}")
    yield f"village_rate = {_number(profile.village_rate)}"
    yield f"residents_per_point = {_number(profile.residents_per_point)}"
    yield from (f"residents_per_km2 = {_number(profile.residents_per_km2)}", *assumed)
    yield from ("[roads]", f"outside_share = {_number(profile.outside_share)}", *assumed)
    for flag, shares in profile.flags.items():
        rows_of = (f"{name or 'others'} = {_number(share)}" for name, share in shares.items())
        yield from (f"[flags.{flag}]", *rows_of, *assumed)


def _durations(durations: Durations, seen: Sequence[str], source: str) -> Iterator[str]:
    origins = {True: _origin(source, Certainty.FACT), False: _origin(NOT_SEEN, Certainty.ASSUMED)}
    more: Mapping[str, tuple[str, ...]] = {
        "turnout": (f"by_hour = {_list(durations.turnout_by_hour)}",),
        "record": (f"found_share = {_number(durations.record_found)}",),
    }
    for step in STEPS:
        duration: Duration = getattr(durations, step)
        yield from (f"[{step}]", *_keys(duration), *more.get(step, ()), *origins[step in seen])
    if durations.handover_factors:
        factors = (f"{_quoted(name)} = {_number(factor)}" for name, factor in durations.handover_factors.items())
        yield from ("[handover.factors]", *factors, "")
    for name, stay in (("stay", durations.stay), *((f"stays.{name}", stay) for name, stay in durations.stays.items())):
        fitted = any(part.startswith(f"{name}.") for part in seen)
        yield from (f"[{name}]", *_stay(stay), *origins[fitted])


def _stay(stay: Stay) -> Iterator[str]:
    yield f"share_transported = {_number(stay.share_transported)}"
    yield f"treated = {{ {', '.join(_keys(stay.treated))} }}"
    yield f"transported = {{ {', '.join(_keys(stay.transported))} }}"


def _keys(duration: Duration) -> list[str]:
    """Write a distribution by its class and its fields: they are called as the keys of the file are."""
    if isinstance(duration, Truncated):
        edges = {"low_s": duration.low_s, "high_s": duration.high_s}
        return [*_keys(duration.of), *(f"{name} = {_number(edge)}" for name, edge in edges.items() if 0 < edge < inf)]
    values = {each.name: getattr(duration, each.name) for each in fields(duration)}  # type: ignore[arg-type]
    told = {name: _list(value) if isinstance(value, tuple) else _number(value) for name, value in values.items()}
    return [f'kind = "{type(duration).__name__.lower()}"', *(f"{name} = {value}" for name, value in told.items())]


def _origin(source: str, certainty: Certainty) -> tuple[str, ...]:
    return (f"source = {_quoted(source)}", f'certainty = "{certainty}"', "")


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", " ")
    return f'"{escaped}"'


def _list(values: Sequence[float]) -> str:
    return f"[{', '.join(map(_number, values))}]"


def _number(value: float) -> str:
    return f"{value:.{DIGITS}g}" if abs(value) < 1e6 else f"{value:.1f}"
