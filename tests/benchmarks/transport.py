"""How good and how quick plans of transport are. `run` gives rows for the benchmark runner; seeds are fixed."""

from time import process_time
from typing import Any

from dispatch.policy.transport.insertion import insertion
from dispatch.policy.transport.parameters import TransportParameters
from dispatch.policy.transport.planning import plan_transport
from dispatch.policy.transport.problem import cost
from dispatch.policy.transport.solving import improve
from tests.unit.policy.transport.days import a_random_day, the_problem

REQUESTS, CREWS, SEEDS = 60, 8, (4, 5)
LONG = TransportParameters(solutions=400, failures=400_000)
"""The long run that stands for the best that is known."""

Row = dict[str, Any]


def run() -> list[Row]:
    """Plan days of 60 requests for 8 crews, and look how much a search four times as long still finds."""
    took, gaps, behind = [], [], []
    for seed in SEEDS:
        problem = the_problem(a_random_day(seed, count=REQUESTS, crew_count=CREWS), TransportParameters())
        began = process_time()
        plan = plan_transport(problem)
        took.append(process_time() - began)
        longest = the_problem(a_random_day(seed, count=REQUESTS, crew_count=CREWS), LONG)
        best = min(plan.cost_s, float(cost(longest, improve(longest, insertion(longest))) or plan.cost_s))
        gaps.append(100 * (plan.cost_s / best - 1))
        behind.append(100 * (plan.insertion_s / plan.cost_s - 1))
    peers = {"insertion_percent_dearer": round(sum(behind) / len(behind), 1)}
    return [
        _row("transport.60x8_plan_cpu_s", sum(took) / len(took), max(took), "s", {}),
        _row("transport.60x8_gap_percent", sum(gaps) / len(gaps), max(gaps), "%", peers),
    ]


def _row(name: str, value: float, worst: float, unit: str, peers: dict[str, float]) -> Row:
    return {
        "name": name,
        "value": round(value, 2),
        "unit": unit,
        "p99": round(worst, 2),
        "target": None,
        "peers": peers,
    }
