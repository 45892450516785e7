"""How fast the dispatcher decides on the real map, and how far its decisions are from the best there are.

Measured as the dispatcher decides: the policy's question, the roads, the model and the explanation; the ground is warm.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import islice
from time import perf_counter
from typing import Any

import numpy as np
from numpy.typing import NDArray
from ortools.graph.python.min_cost_flow import SimpleMinCostFlow
from scipy.optimize import linear_sum_assignment

from dispatch.adapters.road_times import RoadTimes
from dispatch.application.deciding import Deciding
from dispatch.application.draft import Draft
from dispatch.application.ground_reach import GroundReach
from dispatch.bootstrap.dispatching import POLICIES, SPECIALISTS_FOLLOW
from dispatch.domain.incident import Incident
from dispatch.domain.situation import Situation
from dispatch.policy.assigning import WORST_COST, assign
from dispatch.policy.following import followed
from dispatch.policy.matching import Matching, paired_calls
from dispatch.policy.reach import Reach
from dispatch.policy.weighing import Weighed
from routing.oracle import RoadOracle
from routing.types import Profile
from tests.benchmarks.moments import Mix, Moments, corner, moments
from tests.benchmarks.optimum import best_cost, cost_of, least_bound, promised, truly_best

SEED = 20_250_416
DAY = Mix(free=110, driving=12, treating=6, waiting=12)
QUEUE = Mix(free=110, driving=0, treating=0, waiting=30)
TENFOLD = Mix(free=1_100, driving=120, treating=60, waiting=120)
CORNER = Mix(free=10, driving=2, treating=0, waiting=4)
SITUATIONS, TENFOLD_SITUATIONS, WARM_UP = 400, 60, 20
ONE_CREW_SITUATIONS, COVER_SITUATIONS = 500, 200
CREWS_EACH = 10
ROWS = (
    "decision.163x30_p50_ms",
    "decision.163x30_p99_ms",
    "decision.163x30_waiting_p50_ms",
    "decision.163x30_waiting_p99_ms",
    "decision.1630x300_p99_ms",
    "decision.gap_one_crew_percent",
    "decision.gap_percent",
    "decision.gap_bound_percent",
    "decision.two_crews_gap_percent",
)
Row = dict[str, Any]
Floats = NDArray[np.float64]


def run(oracle: RoadOracle) -> list[Row]:
    """Time the decisions, then hold them against exact models."""
    rng, times = np.random.default_rng(SEED), RoadTimes(oracle)
    region = moments(rng)
    day = timed(times, region.situations(DAY, rng), SITUATIONS)
    waiting = timed(times, region.situations(QUEUE, rng), SITUATIONS)
    tenfold = timed(times, moments(rng, CREWS_EACH).situations(TENFOLD, rng), TENFOLD_SITUATIONS)
    known = GroundReach(times)
    return [
        *pair("decision.163x30", day, peers=peers(weighed_at(times, known, next(region.situations(DAY, rng))))),
        *pair("decision.163x30_waiting", waiting),
        row("decision.1630x300_p99_ms", tenfold, 99, target=600),
        one_crew_gap(weighed_at(times, known, s) for s in islice(region.situations(DAY, rng), ONE_CREW_SITUATIONS)),
        cover_gap(times, region, rng),
        gap_bound(times, known, islice(region.situations(QUEUE, rng), COVER_SITUATIONS)),
        two_crews_gap(times, known, islice(region.situations(QUEUE, rng), COVER_SITUATIONS)),
    ]


def timed(times: RoadTimes, situations: Iterator[Situation], count: int) -> Floats:
    """Milliseconds by decision, after a warm-up."""
    deciding = Deciding(times, POLICIES, POLICIES["nearest"])
    for situation in islice(situations, WARM_UP):
        deciding._asked(Draft(situation, [], SPECIALISTS_FOLLOW), POLICIES["matching"])
    return np.array([_milliseconds(deciding, situation) for situation in islice(situations, count)])


def _milliseconds(deciding: Deciding, situation: Situation) -> float:
    draft = Draft(situation, [], SPECIALISTS_FOLLOW)
    begin = perf_counter()
    deciding._asked(draft, POLICIES["matching"])
    return (perf_counter() - begin) * 1e3


def weighed_at(times: RoadTimes, known: GroundReach, situation: Situation) -> Weighed:
    """Weigh a situation as the policy does."""
    reach = known.reach(Draft(situation, []))
    return weighed(situation, times, reach)


def weighed(situation: Situation, times: RoadTimes, reach: Reach | None, parts: Sequence[Incident] = ()) -> Weighed:
    """Return the matrix that the policy makes least; `parts` are those that may yet be called."""
    policy = POLICIES["matching"]
    assert isinstance(policy, Matching)
    question = policy.asks(situation)
    assert question is not None
    times_s = times.matrix(question.origins, question.incidents, Profile.SIREN)
    return policy.weighed(situation, times_s, reach, parts)


def one_crew_gap(situations: Iterator[Weighed]) -> Row:
    """The flow on its few arcs against an assignment on the whole matrix, in whole weighted seconds: none differs."""
    found = [(cost_of(w, assign(w)), best_cost(w)) for w in situations]
    gaps = np.array([_percent(ours, best) for ours, best in found])
    note = f"{len(gaps)} situations, {int((gaps != 0).sum())} not the best; swaps and diversions included"
    return {**row("decision.gap_one_crew_percent", gaps, 100, target=0), "value": float(gaps.max()), "note": note}


def cover_gap(times: RoadTimes, region: Moments, rng: np.random.Generator) -> Row:
    """The cover made additive against the cover that is truly left, by trying all crews: 6 calls and 12 crews."""
    ours, best = (np.array(column) for column in zip(*_corners(times, region, rng), strict=True))
    gaps = (ours / best - 1) * 100
    total = float((ours.sum() / best.sum() - 1) * 100)
    note = f"{len(gaps)} situations, {int((gaps > 1e-9).sum())} not the best, the worst by {gaps.max():.2f} %"
    return {**row("decision.gap_percent", gaps, 100, target=1), "value": round(total, 4), "note": note}


def _corners(times: RoadTimes, region: Moments, rng: np.random.Generator) -> Iterator[tuple[float, float]]:
    """Yield what the policy's choice truly costs, and the best choice."""
    for _ in range(COVER_SITUATIONS):
        situation = next(corner(region, rng).situations(CORNER, rng))
        reach = GroundReach(times).reach(Draft(situation, []))
        assert reach is not None
        known = weighed(situation, times, reach)
        yield promised(known, reach), truly_best(known, reach)


def gap_bound(times: RoadTimes, known: GroundReach, situations: Iterator[Situation]) -> Row:
    """How far from the best a decision about 30 waiting calls can be at most, proven for each situation.

    What several crews leave uncovered together is never less than the sum of what each base loses (the expected wait
    is supermodular), so that the least such sum is a bound for every plan.
    """
    gaps = []
    for situation in situations:
        reach = known.reach(Draft(situation, []))
        assert reach is not None
        made = weighed(situation, times, reach)
        gaps.append(_percent(promised(made, reach), least_bound(made, reach)))
    note = f"{len(gaps)} situations of 30 waiting calls, proven for each; the widest {max(gaps):.2f} %"
    return {**row("decision.gap_bound_percent", np.array(gaps), 50, target=1), "note": note}


def two_crews_gap(times: RoadTimes, known: GroundReach, situations: Iterator[Situation]) -> Row:
    """How far from the best first responders and specialists behind them are chosen at most, proven for each situation.

    Calls and parts that nobody can answer cost every plan the same, and are left out of what the gap is a part of.
    """
    gaps, calls = [], []
    for situation in situations:
        severe = followed(situation, situation.waiting(), SPECIALISTS_FOLLOW)
        if not severe:
            continue
        reach = known.reach(Draft(situation, []))
        made = weighed(situation, times, reach, [part for call in severe for part in call.parts])
        found = paired_calls(made, severe)
        assert found.value is not None
        assert found.bound is not None
        pairs = found.value % (WORST_COST * (len(made.rank) + 1))
        gaps.append(100 * (found.value - found.bound) / pairs)
        calls.append(len(severe))
    note = (
        f"{len(gaps)} situations of 30 waiting calls, {np.mean(calls):.1f} of them severe, "
        f"{sum(gap > 0 for gap in gaps)} not proven to be the best, the worst {max(gaps):.2f} %"
    )
    return {**row("decision.two_crews_gap_percent", np.array(gaps), 100, target=1), "note": note}


def _percent(ours: float, best: float) -> float:
    return (ours / best - 1) * 100 if best else float(ours != best)


def peers(known: Weighed) -> Mapping[str, float]:
    """Milliseconds of two solvers for the bare matrix, without roads, weighing, changes and reasons."""
    cost = np.rint(np.minimum(known.cost, WORST_COST))
    tails, heads = (axis.astype(np.int32) for axis in np.indices(cost.shape).reshape(2, -1))
    return {
        "scipy linear_sum_assignment, ms": _median_ms(lambda: linear_sum_assignment(cost)),
        "OR-Tools SimpleMinCostFlow, ms": _median_ms(lambda: _bare_flow(tails, heads, cost)),
    }


def _bare_flow(tails: NDArray[np.int32], heads: NDArray[np.int32], cost: Floats) -> None:
    calls, crews = cost.shape
    flow, sink = SimpleMinCostFlow(), calls + crews
    flow.add_arcs_with_capacity_and_unit_cost(
        tails, heads + np.int32(calls), np.ones(cost.size, dtype=np.int64), cost.ravel().astype(np.int64)
    )
    last = np.arange(calls, sink, dtype=np.int32)
    ones = np.ones(crews, dtype=np.int64)
    flow.add_arcs_with_capacity_and_unit_cost(last, np.full(crews, sink, dtype=np.int32), ones, ones * 0)
    flow.set_nodes_supplies(np.arange(calls, dtype=np.int32), np.ones(calls, dtype=np.int64))
    flow.set_node_supply(sink, -calls)
    assert flow.solve() == flow.OPTIMAL


def _median_ms(ask: Callable[[], object]) -> float:
    found = []
    for _ in range(30):
        begin = perf_counter()
        ask()
        found.append((perf_counter() - begin) * 1e3)
    return round(float(np.median(found)), 2)


def pair(name: str, milliseconds: Floats, peers: Mapping[str, float] | None = None) -> list[Row]:
    """The median and the 99th percentile, each with its target."""
    return [
        {**row(f"{name}_p50_ms", milliseconds, 50, target=20), "peers": dict(peers or {})},
        row(f"{name}_p99_ms", milliseconds, 99, target=60),
    ]


def row(name: str, values: Floats, percentile: float, *, target: float) -> Row:
    """One line of the report: a percentile, beside the median and the 99th."""
    return {
        "name": name,
        "value": round(float(np.percentile(values, percentile)), 4),
        "unit": name.rsplit("_", 1)[1].replace("percent", "%"),
        "median": round(float(np.median(values)), 4),
        "p99": round(float(np.percentile(values, 99)), 4),
        "target": target,
        "peers": {},
        "situations": len(values),
    }
