"""A child process that makes one plan of transport: the problem on stdin, the plan on stdout.

The decision worker must never wait for a search that takes seconds, and the solver does not let other threads work.
"""

import sys
from typing import Any

import numpy as np
from msgspec import msgpack
from numpy.typing import NDArray

from dispatch.domain.transport import TransportPlan
from dispatch.policy.transport.planning import plan_transport
from dispatch.policy.transport.problem import Problem

_ENCODER = msgpack.Encoder(enc_hook=lambda array: array.tolist())


def to_wire(value: Problem | TransportPlan) -> bytes:
    """Write a problem or a plan."""
    return _ENCODER.encode(value)


def problem_from(data: bytes) -> Problem:
    """Read a problem. Raises `msgspec.ValidationError`."""
    return msgpack.decode(data, type=Problem, dec_hook=_array)


def plan_from(data: bytes) -> TransportPlan:
    """Read a plan. Raises `msgspec.ValidationError`."""
    return msgpack.decode(data, type=TransportPlan)


def _array(_: type, rows: Any) -> NDArray[np.int64]:
    return np.array(rows, dtype=np.int64)


def main() -> None:
    """Read, plan, write."""
    problem = problem_from(sys.stdin.buffer.read())
    sys.stdout.buffer.write(to_wire(plan_transport(problem)))


if __name__ == "__main__":
    main()
