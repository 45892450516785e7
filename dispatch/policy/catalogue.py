"""The policies by name, and their parameters as a person writes them: checked, with the defaults beside them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from types import MappingProxyType
from typing import Any

from msgspec import Struct
from msgspec.structs import fields

from dispatch.domain.crew import DAY_S
from dispatch.domain.errors import PolicyInvalid
from dispatch.domain.incident import Urgency
from dispatch.policy.cover import CoverParameters
from dispatch.policy.eligibility import EligibilityParameters
from dispatch.policy.matching import Matching, MatchingParameters
from dispatch.policy.nearest import Nearest
from dispatch.policy.objective import ObjectiveParameters
from dispatch.policy.queue import QueueOrder
from dispatch.policy.redeciding import RedecidingParameters
from dispatch.policy.relocation import RelocationParameters
from dispatch.policy.soon_free import SoonFreeParameters
from dispatch.policy.types import Policy

HEAVIEST = 1_000
"""The greatest weight of an urgency: keeps the sums of the solver far inside 64 bits."""

MOST_SHARE = 1_000.0
MOST_CHANGES = 100


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


def _up_to(most: float, value: Any) -> float | None:
    number = isinstance(value, int | float) and not isinstance(value, bool)
    return float(value) if number and 0 <= value <= most else None


def _count(value: Any) -> int | None:
    return value if type(value) is int and 0 <= value <= MOST_CHANGES else None


def _hours(value: Any) -> tuple[int, int] | None:
    """Read two hours of the day; equal ones are no night at all."""
    if not isinstance(value, Sequence) or isinstance(value, str) or len(value) != 2:
        return None
    first, last = value
    if not all(type(hour) is int and 0 <= hour < 24 for hour in (first, last)):
        return None
    return first, last


def _order(value: Any) -> QueueOrder | None:
    return QueueOrder(value) if value in [*QueueOrder] else None


def _weights(value: Any) -> Mapping[Urgency, int] | None:
    """Read a table by urgency; what it leaves out has its default."""
    if not isinstance(value, Mapping) or not value.keys() <= Urgency.__members__.keys():
        return None
    if not all(type(weight) is int and 1 <= weight <= HEAVIEST for weight in value.values()):
        return None
    default = ObjectiveParameters().urgency_weight
    return MappingProxyType({urgency: value.get(urgency.name, default[urgency]) for urgency in Urgency})


def _parameter(name: str, default: Any) -> Parameter:
    """Say what may be written for a field of a parameter class, by its name and its default."""
    if name.endswith("_s"):
        return Parameter(
            allowed=f"число секунд от 0 до {DAY_S:.0f}", default=f"{default:g}", read=partial(_up_to, DAY_S)
        )
    if isinstance(default, Mapping):
        weights = ", ".join(f"{urgency.name} = {weight}" for urgency, weight in default.items())
        allowed = f"таблица {', '.join(Urgency.__members__)} с целыми от 1 до {HEAVIEST}"
        return Parameter(allowed=allowed, default=weights, read=_weights)
    if isinstance(default, tuple):
        return Parameter(allowed="два часа суток от 0 до 23, например [23, 6]", default=str([*default]), read=_hours)
    if isinstance(default, int):
        return Parameter(allowed=f"целое от 0 до {MOST_CHANGES}", default=str(default), read=_count)
    return Parameter(
        allowed=f"число от 0 до {MOST_SHARE:.0f}", default=f"{default:g}", read=partial(_up_to, MOST_SHARE)
    )


def _of(defaults: Struct, prefix: str = "") -> Mapping[str, Parameter]:
    return {f"{prefix}{f.name}": _parameter(f.name, getattr(defaults, f.name)) for f in fields(defaults)}


_ORDER = Parameter(allowed=f"одно из: {', '.join(QueueOrder)}", default=QueueOrder.URGENCY.value, read=_order)
_WEIGHED = _of(EligibilityParameters())
_PARTS: Mapping[str, tuple[type[Struct], str]] = MappingProxyType(
    {
        "objective": (ObjectiveParameters, ""),
        "eligibility": (EligibilityParameters, ""),
        "redeciding": (RedecidingParameters, ""),
        "cover": (CoverParameters, "cover_"),
        "relocation": (RelocationParameters, "relocation_"),
        "soon": (SoonFreeParameters, "soon_"),
    }
)
"""The parameter classes of the matching, and what their names begin with."""


def _nearest(values: Mapping[str, Any]) -> Policy:
    weighed = {key: value for key, value in values.items() if key != "order"}
    return Nearest(parameters=EligibilityParameters(**weighed), order=values.get("order", QueueOrder.URGENCY))


def _matching(values: Mapping[str, Any]) -> Policy:
    parts: dict[str, Any] = {name: kind(**_given(values, kind, prefix)) for name, (kind, prefix) in _PARTS.items()}
    return Matching(parameters=MatchingParameters(**parts), order=values.get("order", QueueOrder.URGENCY))


def _given(values: Mapping[str, Any], kind: type[Struct], prefix: str) -> dict[str, Any]:
    return {f.name: values[prefix + f.name] for f in fields(kind) if prefix + f.name in values}


_CATALOGUE: Mapping[str, _Entry] = MappingProxyType(
    {
        "nearest": _Entry(parameters={"order": _ORDER, **_WEIGHED}, build=_nearest),
        "matching": _Entry(
            parameters={
                "order": _ORDER,
                **{k: v for kind, prefix in _PARTS.values() for k, v in _of(kind(), prefix).items()},
            },
            build=_matching,
        ),
    }
)

POLICY_NAMES = tuple(_CATALOGUE)
"""The policies that can be asked for. A new one is a file of its own and one entry above."""
