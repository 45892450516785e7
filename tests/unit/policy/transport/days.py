"""Days of planned transport for tests: a builder of requests, a plane where a kilometre takes a minute, random days."""

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np

from dispatch.domain.capability import CrewKind
from dispatch.domain.crew import Crew
from dispatch.domain.ids import CrewId, TransportId
from dispatch.domain.situation import Situation
from dispatch.domain.transport import (
    Mobility,
    Transport,
    TransportKind,
    TransportRequest,
    TransportStep,
    TransportUse,
    Window,
)
from dispatch.domain.transporting import TransportBook
from dispatch.policy.transport.framing import frame, places
from dispatch.policy.transport.parameters import TransportParameters
from dispatch.policy.transport.problem import Problem
from routing.types import LatLon, Profile, TravelTimeMatrix, great_circle_m
from tests.builders import NOON, VERSION, a_crew, a_situation

MINUTE_S = 60.0
QUICK = TransportParameters(insertions=5_000, failures=5_000)


def km(east: float, north: float = 0.0) -> LatLon:
    """Return the point so many kilometres from the middle of the plane, which lies on the equator."""
    return LatLon(lat=north / 111.195, lon=east / 111.195)


def minutes(value: float) -> float:
    """Return the moment so many minutes after noon."""
    return NOON + value * MINUTE_S


def within(begin: float, end: float) -> Window:
    """Return a window in minutes after noon."""
    return Window(from_at=minutes(begin), until_at=minutes(end))


def a_request(name: str = "t1", **more: Any) -> TransportRequest:
    """Return a way of ten kilometres from the middle, any time in the next four hours, ten minutes at both ends."""
    known: dict[str, Any] = {
        "kind": TransportKind.TRANSFER,
        "requested_at": NOON - 3_600,
        "origin": km(0),
        "destination": km(10),
        "pickup": within(0, 240),
        "delivery": None,
    }
    return TransportRequest(**{"id": TransportId(name), **known, **more})


def a_transport_crew(name: str = "501", east: float = 0.0, **more: Any) -> Crew:
    """Return a crew whose base is so many kilometres east."""
    return a_crew(name, home=km(east), **more)


def a_day(
    crews: Iterable[Crew],
    requests: Iterable[TransportRequest | Transport],
    *,
    uses: Mapping[str, TransportUse] | None = None,
    **more: Any,
) -> Situation:
    """Return the situation at noon; unless `uses` says otherwise every crew is set aside for transport."""
    found = tuple(crews)
    chosen = uses if uses is not None else {crew.id: TransportUse.SET_ASIDE for crew in found}
    open_ones = [t if isinstance(t, Transport) else Transport(request=t) for t in requests]
    book = TransportBook(
        requests={t.request.id: t for t in open_ones},
        uses={CrewId(crew): use for crew, use in chosen.items()},
    )
    return a_situation(crews=found, transport=book, **more)


def matrix(named: Mapping[str, LatLon]) -> TravelTimeMatrix:
    """Return the minutes of the plane: one for each kilometre, in a straight line."""
    points = list(named.values())
    seconds = np.array([[great_circle_m(a, b) / 1_000 * MINUTE_S for b in points] for a in points])
    return TravelTimeMatrix(
        origins=tuple(named),
        destinations=tuple(named),
        seconds=seconds.reshape(len(points), len(points)),
        profile=Profile.ORDINARY,
        weights_version=VERSION,
    )


def the_problem(situation: Situation, parameters: TransportParameters = QUICK) -> Problem:
    """Return the question of a day."""
    return frame(situation, matrix(places(situation)), parameters)


def promised(request: TransportRequest, crew: str, at_minute: float, **more: Any) -> Transport:
    """Return a request that people have been told a time for."""
    at = minutes(at_minute)
    known: dict[str, Any] = {"step": TransportStep.CONFIRMED, "pickup_at": at, "promised_at": at}
    return Transport(**{"request": request, "crew": CrewId(crew), **known, **more})


def on_board(request: TransportRequest, crew: str) -> Transport:
    """Return a request whose patient is in the vehicle."""
    return Transport(
        request=request, crew=CrewId(crew), step=TransportStep.ON_BOARD, times={TransportStep.ON_BOARD: NOON}
    )


def a_random_day(seed: int, *, count: int = 12, crew_count: int = 3) -> Situation:
    """Return a day with every kind of patient, some of them there and back, some free to share."""
    rng = np.random.default_rng(seed)
    crews = [
        a_transport_crew(
            f"50{n}", float(rng.uniform(-20, 20)), kind=CrewKind.FELDSHER, vehicle_class=str(rng.choice(["A", "B"]))
        )
        for n in range(crew_count)
    ]
    requests: list[TransportRequest] = []
    while len(requests) < count:
        name, begin = f"t{len(requests):03}", float(rng.uniform(0, 420))
        there = a_request(
            name,
            kind=TransportKind(str(rng.choice([*TransportKind]))),
            origin=km(*rng.uniform(-30, 30, 2)),
            destination=km(*rng.uniform(-30, 30, 2)),
            pickup=within(begin, begin + float(rng.uniform(20, 120))),
            mobility=Mobility(str(rng.choice([*Mobility]))),
            escorts=int(rng.integers(0, 2)),
            may_share=bool(rng.random() < 0.6),
        )
        requests.append(there)
        if rng.random() < 0.3 and len(requests) < count:
            requests.append(_back(there, begin + 240))
    return a_day(crews, requests)


def _back(there: TransportRequest, begin: float) -> TransportRequest:
    return a_request(
        f"{there.id}-back",
        origin=there.destination,
        destination=there.origin,
        pickup=within(begin, begin + 90),
        mobility=there.mobility,
        may_share=there.may_share,
        return_of=there.id,
    )
