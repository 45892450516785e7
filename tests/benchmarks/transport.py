"""How good and how quick plans of transport are. `run` gives rows for the benchmark runner; seeds are fixed."""

from statistics import median
from time import process_time
from typing import Any

from dispatch.policy.transport.insertion import insertion
from dispatch.policy.transport.parameters import TransportParameters
from dispatch.policy.transport.planning import plan_transport
from dispatch.policy.transport.problem import Problem, cost
from dispatch.policy.transport.regrouping import regroup
from dispatch.policy.transport.solving import improve
from tests.unit.policy.transport.days import a_random_day, the_problem

REQUESTS, CREWS, SEEDS = 60, 20, (4, 5, 6)
LONG = TransportParameters(insertions=1_000_000, failures=1_000_000)
"""The long search that stands for the best that is known: both steps until neither finds anything, twice."""
ROWS = ("transport.60x20_plan_cpu_s", "transport.60x20_gap_percent")
PLAN_CPU_S, GAP_PERCENT = 1.0, 2.0

Row = dict[str, Any]


def run() -> list[Row]:
    """Plan days of 60 requests, and look how much a search without bounds still finds."""
    took, gaps, behind = [], [], []
    for seed in SEEDS:
        day = a_random_day(seed, count=REQUESTS, crew_count=CREWS)
        problem = the_problem(day, TransportParameters())
        began = process_time()
        plan = plan_transport(problem)
        took.append(process_time() - began)
        best = min(plan.cost_s, _best(the_problem(day, LONG)))
        gaps.append(100 * (plan.cost_s / best - 1))
        behind.append(100 * (plan.insertion_s / plan.cost_s - 1))
    peers = {"insertion_percent_dearer": round(median(behind), 1)}
    return [
        _row(ROWS[0], took, ("s", PLAN_CPU_S), {}),
        _row(ROWS[1], gaps, ("%", GAP_PERCENT), peers),
    ]


def _best(problem: Problem) -> float:
    routes = insertion(problem)
    for _ in range(2):
        routes = regroup(problem, improve(problem, routes))
    return float(cost(problem, routes) or 0)


def _row(name: str, values: list[float], unit_and_target: tuple[str, float], peers: dict[str, float]) -> Row:
    unit, target = unit_and_target
    return {
        "name": name,
        "value": round(median(values), 2),
        "unit": unit,
        "min": round(min(values), 2),
        "max": round(max(values), 2),
        "target": target,
        "peers": peers,
    }
