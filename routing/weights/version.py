"""The name of a set of weights."""

import hashlib
import json
from collections.abc import Sequence

import msgspec

from routing.network.model import Network
from routing.types import Closure, ClosureId, WeightsSpec
from routing.weights.table import table_bytes


def weights_version(
    network: Network, spec: WeightsSpec, learnt: str | None = None, in_force: Sequence[ClosureId] = ()
) -> str:
    """Short hash of all that the weights depend on: map, speed table, specification, the version of what was learnt.

    `in_force` are those of the specification's closures that are.
    """
    said = {
        "speed_factor": sorted((str(name), factor) for name, factor in spec.speed_factor.items()),
        "class_factor": sorted(spec.class_factor.items()),
        "closed_ways": sorted(set(spec.closed_ways)),
    }
    moment = {
        "hour_of_week": spec.hour_of_week,
        "season": spec.season,
        "learnt": learnt,
        "closures": _said(spec.closures, spec.utc_offset_s, in_force) if spec.closures else None,
    }  # unsaid when unknown, as before they were known
    digest = hashlib.sha256(network.checksum.encode())
    digest.update(table_bytes())
    digest.update(json.dumps(said | {name: each for name, each in moment.items() if each is not None}).encode())
    return digest.hexdigest()[:12]


def _said(closures: Sequence[Closure], utc_offset_s: float, in_force: Sequence[ClosureId]) -> list[object]:
    return [msgspec.to_builtins(sorted(closures, key=lambda each: each.id)), utc_offset_s, sorted(in_force)]
