"""What was learnt, for people: one table of streets and one page of figures."""

import csv
import io
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime

import numpy as np

from routing.learning.backtest import Backtest, Errors
from routing.learning.hours import HourClass
from routing.learning.levels import Level, keys
from routing.learning.store import Learnt
from routing.network.model import Longs, Network
from routing.types import Profile
from routing.weights import Weights

HEAD = (
    "way", "name", "ref", "class", "district", "profile", "hour", "passages", "table_kmh", "learnt_kmh", "factor",
)  # fmt: skip
LEAST_PASSAGES = 5.0
"""A street driven less often is not listed: its factor is its class's; assumed."""


def streets_csv(network: Network, weights: Mapping[Profile, Weights], learnt: Learnt, most: int = 1_000) -> str:
    """List the streets that differ most from the table, slowest against it first, at most so many of each hour."""
    text = io.StringIO()
    table = csv.writer(text, lineterminator="\n")
    table.writerow(HEAD)
    for profile, each in weights.items():
        for hour in HourClass:
            table.writerows(_rows(network, each, learnt, (profile, hour), most))
    return text.getvalue()


def _rows(
    network: Network, weights: Weights, learnt: Learnt, when: tuple[Profile, HourClass], most: int
) -> Iterator[tuple[object, ...]]:
    profile, hour = when
    speeds = learnt.speeds
    if profile not in speeds.effects:
        return
    known = speeds.effects[profile][Level.EDGE_HOUR]
    every = np.arange(network.edge_count)
    hours = np.full(network.edge_count, int(hour), np.int64)
    passages = known.passages_of(keys(network, speeds.zones, Level.EDGE_HOUR, every, hours))
    factors = speeds.factors(network, profile, hour)
    listed: Longs = np.flatnonzero(passages >= LEAST_PASSAGES)
    listed = listed[np.argsort(-np.abs(np.log(factors[listed])), kind="stable")][:most]
    for edge in listed[np.argsort(factors[listed], kind="stable")].tolist():
        way = int(network.edge_way[edge])
        kmh = network.edge_length_m[edge] * 3_600 / weights.edge_ms[edge]
        yield (
            int(network.ways.osm_id[way]),
            network.text(network.ways.name[way]),
            network.text(network.ways.ref[way]),
            network.text(network.ways.highway[way]),
            speeds.zones.names[speeds.zones.by_edge[edge]],
            str(profile),
            hour.name.lower(),
            round(float(passages[edge]), 1),
            round(float(kmh), 1),
            round(float(kmh * factors[edge]), 1),
            round(float(factors[edge]), 3),
        )


def summary_toml(learnt: Learnt, tested: Backtest | None) -> str:
    """Say what was learnt from what, and what it is worth on held-out runs."""
    speeds = learnt.speeds
    span = {"from": speeds.made_from, "to": speeds.made_to}
    lines = [
        f'version = "{learnt.version}"',
        f'map = "{speeds.map_checksum[:16]}"',
        f"runs = {speeds.runs}",
        f"passages = {speeds.passages}",
        *(f"{name} = {moment(at)}" for name, at in span.items() if at is not None),
    ]
    if tested is not None:
        lines += ["", "[before]", *_errors(tested.before), "", "[after]", *_errors(tested.after)]
    return "\n".join(lines) + "\n"


def moment(at: float) -> str:
    """Write a moment as TOML does."""
    return datetime.fromtimestamp(at, UTC).isoformat(timespec="seconds")


def _errors(found: Errors) -> list[str]:
    return [
        f"runs = {found.runs}",
        f"mean_absolute_s = {found.mean_absolute_s:.1f}",
        f"mean_absolute_share = {found.mean_absolute_share:.4f}",
        f"bias_s = {found.bias_s:.1f}",
        f"within_p50 = {found.within_p50:.3f}",
        f"within_p90 = {found.within_p90:.3f}",
    ]
