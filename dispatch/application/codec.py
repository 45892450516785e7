"""Commands, events and situations as JSON text, the same bytes for the same value."""

from typing import Any, get_args

import msgspec

from dispatch.application.chain import GENESIS, link
from dispatch.domain.ids import CrewId
from dispatch.domain.messages import CommandBody, Event, Seen
from dispatch.domain.situation import Situation
from routing.types import LatLon

# Sets have no order of their own, and the hash chain needs one.
_ENCODER = msgspec.json.Encoder(order="deterministic")
_EVENTS: dict[str, type[Any]] = {kind.__name__: kind for kind in get_args(Event)}
_BODIES: dict[str, type[Any]] = {kind.__name__: kind for kind in get_args(CommandBody)}


def encode(value: Any) -> str:
    """Write a value as JSON."""
    return _ENCODER.encode(value).decode()


def event_from(kind: str, payload: str) -> Event:
    """Read an event. Raises `KeyError` for a kind this version does not know."""
    event: Event = msgspec.json.decode(payload, type=_EVENTS[kind])
    return event


def body_from(kind: str, payload: str) -> CommandBody:
    """Read a command's body. Raises `KeyError` for a kind this version does not know."""
    body: CommandBody = msgspec.json.decode(payload, type=_BODIES[kind])
    return body


def seen_from(payload: str) -> Seen:
    """Read what a command saw."""
    return msgspec.json.decode(payload, type=Seen)


class _Placed(msgspec.Struct):
    position: LatLon | None = None


class _FirstFormat(msgspec.Struct):
    """What snapshots said elsewhere before they had `positions`: each crew carried its own."""

    crews: dict[CrewId, _Placed]
    positions: msgspec.Raw | msgspec.UnsetType = msgspec.UNSET


def situation_from(payload: str) -> Situation:
    """Read a snapshot, also one of the first format."""
    situation = msgspec.json.decode(payload, type=Situation)
    first = msgspec.json.decode(payload, type=_FirstFormat)
    if first.positions is not msgspec.UNSET:
        return situation
    positions = {crew: placed.position for crew, placed in first.crews.items() if placed.position is not None}
    return msgspec.structs.replace(situation, positions=positions)


def digest(situation: Situation) -> str:
    """Return a fingerprint (hex) of everything in the situation, equal for equal situations.

    Goes through the text once, because 0 and 0.0 are equal but not written alike.
    """
    return link(GENESIS, encode(situation_from(encode(situation))))
