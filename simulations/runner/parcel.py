"""A task on its way to a worker: pickled once, small, opened once in each process."""

import io
import pickle
import zlib
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any


class _Pickler(pickle.Pickler):
    """Knows the one kind of frozen value of the house that pickle does not."""

    def reducer_override(self, value: Any) -> Any:
        """Write a read-only mapping as what it shows."""
        return (_frozen, (dict(value),)) if isinstance(value, MappingProxyType) else NotImplemented


def packed(value: Any) -> bytes:
    """Return the value as compressed bytes."""
    out = io.BytesIO()
    _Pickler(out, protocol=pickle.HIGHEST_PROTOCOL).dump(value)
    return zlib.compress(out.getvalue())


def unpacked(parcel: bytes) -> Any:
    """Return the value. Only for parcels of this very run: they come through a pipe of our own or over mutual TLS."""
    return pickle.loads(zlib.decompress(parcel))  # noqa: S301 (see above)


def _frozen(value: dict[Any, Any]) -> Mapping[Any, Any]:
    return MappingProxyType(value)
