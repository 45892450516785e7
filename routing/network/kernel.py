"""Inner loops as machine code: a plain function over flat arrays is compiled at its first call and kept on disk.

A kernel runs without the interpreter's lock, so that threads ask and customize side by side. Kernels call only
kernels of their own file. What is kept is renewed when that file changes, or a number or a layout that it takes from
another file, and only then; what is kept and cannot be read any more is compiled again.
"""

from collections.abc import Callable
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from typing import Any, TypeVar, cast

import numba
import numpy as np
from numba.core.caching import FunctionCache, IndexDataCacheFile

Whole = int | np.integer
"""A whole number as kernels hand it on: numba keeps numpy's types, which say when a sum must stay within 32 bits."""
Function = TypeVar("Function", bound=Callable[..., Any])
NUMBERS = (bool, int, float, np.generic)


def kernel(function: Function) -> Function:
    """Compile a function of numbers, arrays and named tuples of them."""
    compiled: Any = numba.njit(nogil=True)(function)
    with suppress(RuntimeError):  # no folder that may be written: each process compiles for itself
        compiled._cache = Kept(function)  # noqa: SLF001 what `enable_caching` does, with a cache of our own
    return cast("Function", compiled)


class Kept(FunctionCache):
    """Machine code on disk, under the digest of all it was made of instead of its file's time and size.

    numba reads what is kept before it looks whether it is stale, and fails on a named tuple that was moved or renamed
    meanwhile; and it takes two layouts for one that differ in the order of fields of one type.
    """

    def __init__(self, function: Callable[..., Any]) -> None:
        super().__init__(function)  # type: ignore[no-untyped-call]
        base, stamp = self._impl.filename_base, made_of(function)
        self._cache_file = IndexDataCacheFile(self._cache_path, base, stamp)  # type: ignore[no-untyped-call]

    def load_overload(self, sig: Any, target_context: Any) -> Any:
        """Load the code for a signature, `None` when none is kept or what is kept cannot be read."""
        try:
            return super().load_overload(sig, target_context)  # type: ignore[no-untyped-call]
        except Exception:  # noqa: BLE001 unpickling what an older checkout wrote may raise anything
            self._forget()
            return None

    def save_overload(self, sig: Any, data: Any) -> None:
        """Keep the code for a signature; a disk that takes none is no reason not to run it."""
        try:
            super().save_overload(sig, data)  # type: ignore[no-untyped-call]
        except OSError:
            self.disable()  # type: ignore[no-untyped-call]

    def _forget(self) -> None:
        try:
            self.flush()  # type: ignore[no-untyped-call]
        except OSError:
            self.disable()  # type: ignore[no-untyped-call]


def made_of(function: Callable[..., Any]) -> str:
    """Digest a function's file, and the numbers and the layouts of named tuples that the file knows."""
    digest = sha256(Path(function.__code__.co_filename).read_bytes())
    for name, value in sorted(function.__globals__.items()):
        if isinstance(value, NUMBERS):
            digest.update(f"{name}={value!r}\n".encode())
        elif isinstance(value, type) and issubclass(value, tuple):
            layout = [value.__module__, value.__qualname__, *getattr(value, "_fields", ())]
            digest.update(f"{name}: {' '.join(layout)}\n".encode())
    return digest.hexdigest()
