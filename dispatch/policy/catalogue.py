"""The policies by name, and their parameters as a person writes them: checked, with the defaults beside them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from msgspec.structs import fields

from dispatch.domain.crew import DAY_S
from dispatch.domain.errors import PolicyInvalid
from dispatch.domain.incident import Urgency
from dispatch.policy.eligibility import EligibilityParameters
from dispatch.policy.matching import Matching, MatchingParameters
from dispatch.policy.nearest import Nearest
from dispatch.policy.queue import QueueOrder
from dispatch.policy.types import Policy

HEAVIEST = 10_000
"""The greatest weight of an urgency: keeps the sums of the solver far inside 64 bits."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameter:
    """What may be written for a parameter. `read` returns the value, or None for what is not allowed."""

    allowed: str
    default: str
    read: Callable[[Any], Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Entry:
    parameters: Mapping[str, Parameter]
    build: Callable[[Mapping[str, Any]], Policy]


def policy(name: str, parameters: Mapping[str, Any] | None) -> Policy:
    """Return the policy of this name; what `parameters` does not set has its default. Raises `PolicyInvalid`."""
    entry = _CATALOGUE.get(name)
    if entry is None:
        raise PolicyInvalid(f"политики «{name}» нет; есть: {', '.join(POLICY_NAMES)}", parameter=None)
    return entry.build({key: _value(name, entry, key, value) for key, value in (parameters or {}).items()})


def _value(name: str, entry: _Entry, key: str, value: Any) -> Any:
    known = entry.parameters.get(key)
    if known is None:
        text = f"политика {name}: параметра «{key}» нет; есть: {', '.join(entry.parameters)}"
        raise PolicyInvalid(text, parameter=key)
    read = known.read(value)
    if read is None:
        text = f"политика {name}: {key} = {value!r}: нужно {known.allowed}; по умолчанию {known.default}"
        raise PolicyInvalid(text, parameter=key)
    return read


def _seconds(value: Any) -> float | None:
    number = isinstance(value, int | float) and not isinstance(value, bool)
    return float(value) if number and 0 <= value <= DAY_S else None


def _order(value: Any) -> QueueOrder | None:
    return QueueOrder(value) if value in [*QueueOrder] else None


def _weights(value: Any) -> Mapping[Urgency, int] | None:
    """Read a table by urgency; what it leaves out has its default."""
    if not isinstance(value, Mapping) or not value.keys() <= Urgency.__members__.keys():
        return None
    if not all(type(weight) is int and 1 <= weight <= HEAVIEST for weight in value.values()):
        return None
    default = MatchingParameters().urgency_weight
    return MappingProxyType({urgency: value.get(urgency.name, default[urgency]) for urgency in Urgency})


_WEIGHED = MappingProxyType(
    {
        field.name: Parameter(
            allowed=f"число секунд от 0 до {DAY_S:.0f}",
            default=f"{getattr(EligibilityParameters(), field.name):g}",
            read=_seconds,
        )
        for field in fields(EligibilityParameters)
    }
)
_ORDER = Parameter(allowed=f"одно из: {', '.join(QueueOrder)}", default=QueueOrder.URGENCY.value, read=_order)
_URGENCY_WEIGHT = Parameter(
    allowed=f"таблица {', '.join(Urgency.__members__)} с целыми от 1 до {HEAVIEST}",
    default=", ".join(f"{urgency.name} = {weight}" for urgency, weight in MatchingParameters().urgency_weight.items()),
    read=_weights,
)


def _nearest(values: Mapping[str, Any]) -> Policy:
    order, weighed = _split(values)
    return Nearest(parameters=EligibilityParameters(**weighed), order=order)


def _matching(values: Mapping[str, Any]) -> Policy:
    order, weighed = _split({key: value for key, value in values.items() if key != "urgency_weight"})
    weights = values.get("urgency_weight", MatchingParameters().urgency_weight)
    eligibility = EligibilityParameters(**weighed)
    return Matching(parameters=MatchingParameters(urgency_weight=weights, eligibility=eligibility), order=order)


def _split(values: Mapping[str, Any]) -> tuple[QueueOrder, dict[str, float]]:
    return values.get("order", QueueOrder.URGENCY), {key: value for key, value in values.items() if key != "order"}


_CATALOGUE: Mapping[str, _Entry] = MappingProxyType(
    {
        "nearest": _Entry(parameters={"order": _ORDER, **_WEIGHED}, build=_nearest),
        "matching": _Entry(
            parameters={"order": _ORDER, "urgency_weight": _URGENCY_WEIGHT, **_WEIGHED}, build=_matching
        ),
    }
)

POLICY_NAMES = tuple(_CATALOGUE)
"""The policies that can be asked for. A new one is a file of its own and one entry above."""
