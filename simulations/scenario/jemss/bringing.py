"""A configuration of JEMSS, brought over as the folder of a scenario."""

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from routing.types import Profile
from simulations.scenario.jemss.calling import DAY_S, CallSet, mobilisation, read_calls
from simulations.scenario.jemss.city import City, read_city
from simulations.scenario.jemss.config import Config, read_config, statistics
from simulations.scenario.jemss.expression import draw, evaluate
from simulations.scenario.jemss.network import times_between
from simulations.scenario.jemss.tables import read_tables
from simulations.scenario.jemss.writing import Brought, Tabulated, write

Floats = NDArray[np.float64]
MOST_CALL_PLACES = 250
"""A matrix of times is finite: where a network has more calls than this, they happen at so many drawn places."""


def import_jemss(config: Path, out_dir: Path, *, seed: int = 0, replications: int | None = None) -> list[str]:
    """Write a scenario that `read` accepts, and return what was assumed or could not be said in it.

    `config` is a simConfig, a genConfig, or a folder with their parts. At most `replications` sets of calls are drawn.
    Raises `ImportImpossible`; nothing is written then.
    """
    found = read_config(config)
    rng = np.random.default_rng(seed)
    city = read_city(found, rng)
    calls = _counted(found, read_calls(found, city.bounds, rng, replications))
    delay = mobilisation(found)
    brought = Brought(
        title=f"JEMSS: {found.path.parent.name}/{found.path.name}",
        city=city,
        calls=calls,
        turnout_s=[draw(delay, rng, len(each)) * DAY_S if delay else np.zeros(len(each)) for each in calls],
        places=_tabulated(found, city, calls, rng),
        horizon_days=_horizon_days(found),
        warm_up_days=_number(statistics(found).get("warmUpDuration")),
        fifo="SortPriority" not in found.decision.get("callQueueing", "SortPriority"),
        imported=_imported(found),
    )
    _note(found, city)
    write(brought, out_dir, found.notes)
    return found.notes


def _note(config: Config, city: City) -> None:
    """Say what the product has no word for, or decides otherwise."""
    if city.travel.sets > 1:
        config.notes.append(f"наборов скоростей по времени суток {city.travel.sets}: взят первый")
    if len(set(city.travel.mode_of.values())) > 1:
        config.notes.append(
            "siren: скорость highPriority, ordinary: lowPriority; до места вызова едут с сиреной всегда"
        )
    if config.decision.get("moveUp", "none") != "none":
        config.notes.append(f"передислокация {config.decision['moveUp']} не переносится, сохранена в [imported]")
    if "redispatch" in config.files:
        config.notes.append("перенаправление в пути не переносится, таблица сохранена в [imported]")
    if "mobilisationDelay" in config.files:
        config.notes.append("задержка выезда берётся и тогда, когда бригада уже в пути: у JEMSS только с подстанции")
    config.notes.append("вместимость подстанций не ограничивает: лишние бригады стоят там же")


def _counted(config: Config, calls: list[CallSet]) -> list[CallSet]:
    """Leave out the calls after the counted periods: they would find the world closed."""
    horizon_days = _horizon_days(config)
    if horizon_days is None:
        return calls
    ends = _number(statistics(config).get("warmUpDuration")) + horizon_days
    left = [_first(each, int(np.searchsorted(each.received_s, ends * DAY_S))) for each in calls]
    after = sum(map(len, calls)) - sum(map(len, left))
    config.notes.append(f"вызовы позже {ends:g} суток (разгон и счёт) отброшены: {after}")
    return left


def _first(calls: CallSet, count: int) -> CallSet:
    return CallSet(
        received_s=calls.received_s[:count],
        priority=calls.priority[:count],
        xy=calls.xy[:count],
        handling_s=calls.handling_s[:count],
        scene_s=calls.scene_s[:count],
        transported=calls.transported[:count],
        handover_s=calls.handover_s[:count],
        hospital=calls.hospital[:count],
    )


def _horizon_days(config: Config) -> float | None:
    """Return the length of the counted periods together; None where the calls alone say when it ends."""
    periods = statistics(config).get("periodDurations")
    return float(np.sum(evaluate(periods.replace(";", ",")))) if periods else None


def _number(text: str | None) -> float:
    return float(evaluate(text)) if text else 0.0


def _tabulated(config: Config, city: City, calls: list[CallSet], rng: np.random.Generator) -> Tabulated | None:
    """Tabulate the times between all places of a network; None for a city without one, where points suffice."""
    if city.network is None:
        config.notes.append("дорог в конфигурации нет: по прямой со скоростью вне дорог (допущение)")
        return None
    spots = np.concatenate([each.xy for each in calls])
    chosen = np.arange(len(spots))
    if len(spots) > MOST_CALL_PLACES:
        kept = spots[np.sort(rng.choice(len(spots), MOST_CALL_PLACES, replace=False))]
        chosen, spots = rng.integers(0, len(kept), len(spots)), kept
        config.notes.append(f"вызовы происходят в {MOST_CALL_PLACES} местах из их же точек: таблица времён конечна")
    xy, rows = _once(np.concatenate([city.stations, city.hospitals, spots]))
    bases, treated = len(city.stations), len(city.hospitals)
    of_calls = rows[bases + treated :][chosen]
    return Tabulated(
        xy=xy,
        seconds={profile: _seconds(city, profile, xy) for profile in Profile},
        stations=rows[:bases],
        hospitals=rows[bases : bases + treated],
        calls=np.split(of_calls, np.cumsum([len(each) for each in calls])[:-1]),
    )


def _seconds(city: City, profile: Profile, xy: Floats) -> Floats:
    if city.network is None:
        raise ValueError("a city without a network has no table of times")
    mode = min(city.mode(profile), len(city.network.graphs) - 1)
    days = times_between(city.network, mode, xy, city.scale, city.off_road(profile))
    return days * DAY_S


def _once(points: Floats) -> tuple[Floats, NDArray[np.int64]]:
    """Return the points without repetitions, in their order, and the row of each."""
    _, first, inverse = np.unique(points, axis=0, return_index=True, return_inverse=True)
    order = np.argsort(first)
    rank = np.empty(len(order), np.int64)
    rank[order] = np.arange(len(order))
    return points[np.sort(first)], rank[inverse.reshape(-1)]


def _imported(config: Config) -> dict[str, object]:
    found: dict[str, object] = {"from": "JEMSS.jl", "config": config.path.name, **config.decision}
    if "redispatch" in config.files:
        rows = read_tables(config.files["redispatch"]).get("redispatchConditions", ())
        found["redispatch"] = [
            f"{row['fromCallPriority']} -> {row['toCallPriority']}" for row in rows if row["allowRedispatch"] == "1"
        ]
    for name in ("demand", "demandCoverage", "rNetTravels"):
        if name in config.files:
            found[name] = config.files[name].name
    return found
