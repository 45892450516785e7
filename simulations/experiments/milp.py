"""How location models are solved: exactly, and the same on every machine."""

from collections.abc import Sequence
from dataclasses import dataclass

from ortools.math_opt.python import mathopt

from simulations.experiments.errors import OutOfReach

NODES = 20_000
"""Budget of branch and bound, in nodes and not in seconds, so that every machine gives the same answer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Solved:
    """The values of the variables that were asked for, whole numbers. `optimal`: proven within the budget."""

    values: tuple[int, ...]
    optimal: bool


def solved(model: mathopt.Model, variables: Sequence[mathopt.Variable]) -> Solved:
    """Solve with a fixed amount of work. Raises `OutOfReach` when the model has no answer."""
    budget = mathopt.SolveParameters(node_limit=NODES, threads=1, random_seed=0)
    found = mathopt.solve(model, mathopt.SolverType.GSCIP, params=budget)
    if not found.has_primal_feasible_solution():
        raise OutOfReach(f"{model.name}: {found.termination.reason.name}: другого ответа нет / no other answer is left")
    values = tuple(round(value) for value in found.variable_values(variables))
    return Solved(values=values, optimal=found.termination.reason is mathopt.TerminationReason.OPTIMAL)
