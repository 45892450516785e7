"""How the service worked: cover, promises kept, the fleet, the hospitals, the decisions, the price."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from simulations.metrics.yardstick import Yardstick
from simulations.results import CallRows, CrewRows, Results

Floats = NDArray[np.float64]
HOUR_S, DAY_S = 3_600.0, 86_400.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Cover:
    """Whether somebody was there when the call came. None when nobody was sent at all.

    `at_once_share` of the calls were given a crew within a minute of their card; `near_share` of the drives were no
    longer than the norm; `drive_p90_s` are seconds on the road to the scene; `eta_error_s` is arrival minus promise.
    `posts_kept_share` of the crew-hours that the posts are to have were had; None where no post has hours.
    """

    at_once_share: float | None
    near_share: float | None
    drive_p90_s: float | None
    eta_error_s: float | None
    diverted_share: float | None
    posts_kept_share: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Fleet:
    """Shares of the hours on shift; `busiest_share` is that of the busiest crew, `idlest_share` of the idlest one."""

    crews: int
    utilisation: float | None
    busiest_share: float | None
    idlest_share: float | None
    driving_share: float | None
    overtime_h_per_day: float
    calls_per_crew_day: float | None
    moves_per_day: float


@dataclass(frozen=True, slots=True, kw_only=True)
class HospitalQueue:
    """Crews in the hospitals' queues. None when nobody was transported."""

    transported_share: float | None
    queue_mean_s: float | None
    queue_p90_s: float | None
    turnaround_mean_s: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Decisions:
    """How the day was decided."""

    commands: int
    events: int
    refused: int
    fallbacks: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """Hours on shift with overtime, and their price in the scenario's currency; None where no price is given."""

    crew_hours_per_day: float
    per_day: float | None
    per_call: float | None


def cover(rows: CallRows, yardstick: Yardstick, posts: Mapping[str, int]) -> Cover:
    """Read the ways to the scene of the counted calls, and how the posts were kept."""
    drive = _known((rows.at_scene_at - rows.en_route_at)[rows.counted])
    sent = (rows.notified_at - rows.reported_at)[rows.counted & ~rows.gave_up]
    error = _known((rows.at_scene_at - rows.notified_at - rows.eta_s)[rows.counted])
    return Cover(
        at_once_share=float(np.mean(sent <= yardstick.at_once_s)) if sent.size else None,
        near_share=float(np.mean(drive <= yardstick.norm_s)) if drive.size else None,
        drive_p90_s=_p90(drive),
        eta_error_s=_mean(error),
        diverted_share=_mean((rows.attempts > 1)[rows.counted]),
        posts_kept_share=_kept(posts),
    )


def fleet(crews: CrewRows, counted_s: float) -> Fleet:
    """Sum up the crews; those never on shift in the counted time have no share of their own."""
    shift, days = crews.on_shift_s.sum(), counted_s / DAY_S
    on = crews.on_shift_s > 0
    shares = crews.busy_s[on] / crews.on_shift_s[on]
    return Fleet(
        crews=len(crews.ids),
        utilisation=float(crews.busy_s.sum() / shift) if shift else None,
        busiest_share=float(shares.max()) if shares.size else None,
        idlest_share=float(shares.min()) if shares.size else None,
        driving_share=float(crews.driving_s.sum() / shift) if shift else None,
        overtime_h_per_day=float(crews.overtime_s.sum() / HOUR_S / days),
        calls_per_crew_day=float(crews.calls.sum() / (shift / DAY_S)) if shift else None,
        moves_per_day=float(crews.moves.sum() / days),
    )


def hospitals(rows: CallRows) -> HospitalQueue:
    """Read the transports of the counted calls."""
    there = rows.counted & ~np.isnan(rows.at_destination_at)
    queue = _known(rows.queue_at_hospital_s[there])
    return HospitalQueue(
        transported_share=float(there.sum() / rows.counted.sum()) if rows.counted.any() else None,
        queue_mean_s=_mean(queue),
        queue_p90_s=_p90(queue),
        turnaround_mean_s=_mean(_known((rows.available_at - rows.at_destination_at)[there])),
    )


def decisions(results: Results) -> Decisions:
    """Count what crossed the door."""
    return Decisions(
        commands=results.commands,
        events=results.events,
        refused=results.refused,
        fallbacks=sum(results.fallbacks.values()),
    )


def cost(results: Results, price: float | None) -> Cost:
    """Price the hours. `price` is that of a crew's hour; None: not known."""
    crews, days = results.crews, results.counted_s / DAY_S
    hours = float((crews.on_shift_s.sum() + crews.overtime_s.sum()) / HOUR_S)
    calls = int(results.calls.counted.sum())
    return Cost(
        crew_hours_per_day=hours / days,
        per_day=None if price is None else hours * price / days,
        per_call=None if price is None or not calls else hours * price / calls,
    )


def _kept(posts: Mapping[str, int]) -> float | None:
    return posts["kept"] / posts["asked"] if posts.get("asked") else None


def _known(values: Floats) -> Floats:
    return np.asarray(values[~np.isnan(values)])


def _mean(values: NDArray[np.generic]) -> float | None:
    return float(np.mean(values.astype(float))) if values.size else None


def _p90(values: Floats) -> float | None:
    return float(np.quantile(values, 0.9)) if values.size else None
