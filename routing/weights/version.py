"""The name of a set of weights."""

import hashlib
import json

from routing.network.model import Network
from routing.types import WeightsSpec
from routing.weights.table import table_bytes


def weights_version(network: Network, spec: WeightsSpec) -> str:
    """Short hash of all that the weights depend on: map, speed table, specification."""
    said = {
        "speed_factor": sorted((str(name), factor) for name, factor in spec.speed_factor.items()),
        "class_factor": sorted(spec.class_factor.items()),
        "closed_ways": sorted(set(spec.closed_ways)),
    }
    moment = {
        "hour_of_week": spec.hour_of_week,
        "season": spec.season,
    }  # unsaid when unknown, as before they were known
    digest = hashlib.sha256(network.checksum.encode())
    digest.update(table_bytes())
    digest.update(json.dumps(said | {name: each for name, each in moment.items() if each is not None}).encode())
    return digest.hexdigest()[:12]
