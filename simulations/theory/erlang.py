"""Erlang's formulas: what share of calls meets all crews busy.

`load` is the offered load in erlangs: calls per second × mean seconds that a crew is taken.
"""


def erlang_b(crews: int, load: float) -> float:
    """Return the share of calls lost when nobody waits (M/G/c/c); it depends on the mean service time alone.

    By the recursion B(c) = load·B(c-1) / (c + load·B(c-1)), which loses no digits. Raises `ValueError`.
    """
    if crews < 0 or load < 0:
        raise ValueError(f"crews={crews}, load={load}: both are from 0 up")
    lost = 1.0
    for crew in range(1, crews + 1):
        lost = load * lost / (crew + load * lost)
    return lost


def erlang_c(crews: int, load: float) -> float:
    """Return the share of calls that wait when all wait (M/M/c); 1 when the crews cannot keep up."""
    if load >= crews:
        return 1.0
    lost = erlang_b(crews, load)
    return crews * lost / (crews - load * (1 - lost))
