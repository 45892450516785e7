"""A town on the equator whose times anybody can check: one degree is one minute of driving, in a straight line."""

from collections.abc import Iterable, Mapping
from math import inf, nan, pi
from pathlib import Path
from typing import Any

import numpy as np

from dispatch.adapters.memory import MemoryRecord
from dispatch.domain.crew import Crew
from dispatch.domain.ids import HospitalId
from dispatch.domain.incident import Complaint, Urgency
from dispatch.domain.places import Hospital
from dispatch.domain.region import Box, Norms, Region
from routing.types import LatLon, Profile
from simulations.calls import Calls
from simulations.durations import Durations
from simulations.results import Results
from simulations.scenario.model import GeneratedDemand, GreatCircle, Scenario
from simulations.travel.great_circle import GreatCircleTravel
from simulations.world import run
from tests.builders import a_crew

START = 1_795_305_600.0
"""22 November 2026, 00:00 UTC."""

MINUTE_A_DEGREE = GreatCircle(speed_mps=dict.fromkeys(Profile, 1.0), radius_m=180 * 60 / pi)
"""A sphere on which a degree is 60 m, driven at 1 m/s."""

DAY_S = 86_400.0


def at(degrees: float) -> LatLon:
    """Return the point so many minutes of driving east of the middle."""
    return LatLon(lat=0.0, lon=degrees)


def crew(name: str, degrees: float = 0.0, **more: Any) -> Crew:
    """Return a crew whose base is so many minutes east."""
    return a_crew(name, home=at(degrees), **more)


def complaint(code: str, urgency: Urgency) -> Complaint:
    """Return a complaint that any crew and any hospital can answer."""
    return Complaint(
        code=code, name=code, urgency=urgency, crew_need=frozenset(), hospital_need=frozenset(), source="a test"
    )


def town(crews: Iterable[Crew], hospitals: Iterable[Hospital] = ()) -> Region:
    """Return the region of the town."""
    return Region(
        name="Городок",
        utc_offset_s=0.0,
        box=Box(west=-180, south=-90, east=180, north=90),
        neighbours=(),
        attribution=(),
        emergency_phone="112",
        ambulance_phone="103",
        norms=Norms(
            emergency_arrival_s=1_200,
            urgent_arrival_s=2_400,
            urgent_latest_s=2_700,
            answer_latest_s=20,
            answer_mean_s=8,
            service_notified_s=10,
            service_acknowledged_s=30,
            card_entered_s=120,
            crew_notified_s=60,
            sources={},
        ),
        figures=(),
        districts=(),
        stations=(),
        hospitals=tuple(hospitals),
        faps=(),
        crews=tuple(crews),
        complaints=(complaint("ill", Urgency.P2), complaint("dying", Urgency.P1), complaint("unwell", Urgency.P3)),
        call_shares=(),
        places=(),
    )


def scenario(crews: Iterable[Crew], hospitals: Iterable[Hospital] = (), **more: Any) -> Scenario:
    """Return a day in the town."""
    known: dict[str, Any] = {
        "name": "day",
        "title": "День в городке",
        "path": Path("day.toml"),
        "start_at": START,
        "warm_up_s": 0.0,
        "horizon_s": DAY_S,
        "replications": 1,
        "seed": 1,
        "roads": MINUTE_A_DEGREE,
        "demand": GeneratedDemand(),
        "durations": Durations(),
        "targets_s": {},
    }
    return Scenario(**{**known, "region": town(crews, hospitals), **more})


def calls(*rows: Mapping[str, Any]) -> Calls:
    """Return calls; a row names what matters: `minute` of the call, `east` in degrees, `scene` minutes and so on.

    Without more it is an `ill` adult, ten minutes with the patient, who stays at home.
    """
    found = sorted(rows, key=lambda row: float(row["minute"]))

    def minutes(name: str, usual: float) -> Any:
        return np.array([float(row.get(name, usual)) * 60 for row in found])

    codes = ("ill", "dying", "unwell")
    code = np.array([codes.index(row.get("complaint", "ill")) for row in found], dtype=np.int16)
    urgency = np.array([2, 1, 3], dtype=np.int16)[code]
    hospital = tuple(HospitalId(row["hospital"]) if row.get("hospital") else None for row in found)
    return Calls(
        ids=tuple(str(row.get("id", number)) for number, row in enumerate(found)),
        received_at=START + minutes("minute", nan),
        lat=np.zeros(len(found)),
        lon=np.array([float(row.get("east", 0)) for row in found]),
        districts=("Городок",),
        district=np.zeros(len(found), dtype=np.int16),
        complaints=codes,
        complaint=code,
        urgency=urgency,
        true_urgency=urgency,
        child=np.zeros(len(found), dtype=np.bool_),
        handling_s=minutes("handling", 0),
        turnout_s=minutes("turnout", 0),
        walking_s=minutes("walking", 0),
        scene_s=minutes("scene", 10),
        transported=np.array([bool(row.get("transported", row.get("hospital"))) for row in found], dtype=np.bool_),
        handover_s=minutes("handover", 0),
        cleaning_s=minutes("cleaning", 0),
        patience_s=minutes("patience", inf),
        record_s=minutes("record", inf),
        hospital=hospital,
        flags=tuple(frozenset(row.get("flags", ())) for row in found),
    )


def busy_calls(rng: np.random.Generator, count: int, until_minute: float, prefix: str) -> Calls:
    """Draw calls of every kind over some hours, more than few crews can answer at once."""
    rows: list[dict[str, Any]] = [
        {
            "id": f"{prefix}{number:03}",
            "minute": rng.uniform(0, until_minute),
            "east": rng.uniform(-30, 30),
            "complaint": str(rng.choice(["ill", "dying", "unwell"])),
            "scene": rng.exponential(20),
            "transported": rng.random() < 0.3,
            "handover": rng.exponential(15),
            "patience": 90,
        }
        for number in range(count)
    ]
    return calls(*rows)


def day(asked: Scenario, came: Calls, *, record: MemoryRecord | None = None) -> Results:
    """Run the day, with reasons."""
    return run(asked, came, GreatCircleTravel(MINUTE_A_DEGREE), record=record, reasons=True)


def minute(results: Results, name: str) -> list[float]:
    """Return a column of moments as minutes after midnight, rounded to a thousandth."""
    return [round((value - START) / 60, 3) for value in getattr(results.calls, name).tolist()]
