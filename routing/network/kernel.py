"""Inner loops as machine code: a plain function over flat arrays is compiled at its first call and kept on disk.

A kernel runs without the interpreter's lock, so that threads ask and customize side by side. Kernels call only
kernels of their own file: the kept code of a file is renewed when that file changes, and only then.
"""

from collections.abc import Callable
from typing import Any, TypeVar, cast

import numba
import numpy as np

Whole = int | np.integer
"""A whole number as kernels hand it on: numba keeps numpy's types, which say when a sum must stay within 32 bits."""
Function = TypeVar("Function", bound=Callable[..., Any])


def kernel(function: Function) -> Function:
    """Compile a function of numbers, arrays and named tuples of them."""
    try:
        return cast("Function", numba.njit(cache=True, nogil=True)(function))
    except RuntimeError:  # no folder that may be written: each process compiles for itself
        return cast("Function", numba.njit(nogil=True)(function))
