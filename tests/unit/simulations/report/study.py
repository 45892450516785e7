"""A made-up study over the real region: what a report is written about when nothing has been simulated."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from dispatch.domain.ids import CrewId
from dispatch.domain.incident import Urgency
from dispatch.domain.region import Region
from routing.types import MapInfo, Profile
from simulations.durations import Durations
from simulations.experiments.arms import Arm
from simulations.experiments.compare import HEADLINES, Comparison
from simulations.experiments.differences import differences
from simulations.experiments.stopping import Stopping
from simulations.metrics import Yardstick, table
from simulations.report import Shown, Study, gathered
from simulations.results import CallRows, CrewRows, Results
from simulations.runner.task import Outcome
from simulations.scenario.model import GeneratedDemand, GreatCircle, Scenario, Source

START = 1_795_348_800.0
DAY_S = 86_400.0
DAYS = 7

MAP = MapInfo(
    path="map.osm.pbf",
    checksum="5ccb65053da0aa11",
    date="2026-11-01",
    licence="© OpenStreetMap contributors, ODbL 1.0",
    schematic=True,
    junctions=1,
    edges=2,
    turns=3,
    length_km=4.0,
    synthetic_km={"schematic": 3225.0},
    bounds=(27.7, 58.4, 35.7, 61.3),
    left_out={},
)


def a_scenario(region: Region, **more: object) -> Scenario:
    known = {
        "name": "today",
        "title": "Как сегодня",
        "path": Path("today.toml"),
        "region": region,
        "start_at": START,
        "warm_up_s": DAY_S,
        "horizon_s": DAYS * DAY_S,
        "replications": 4,
        "seed": 112,
        "roads": GreatCircle(speed_mps={Profile.SIREN: 15.0, Profile.ORDINARY: 12.0}, detour=1.35),
        "demand": GeneratedDemand(),
        "durations": Durations(),
        "targets_s": dict.fromkeys(Urgency, 1_200.0),
        "cost_per_crew_hour": 2_100.0,
        "sources": (
            Source(part="demand.profile", text="og47.ru: вызовы за неделю", assumed=False),
            Source(part="durations.turnout", text="допущение: 90 с в среднем", assumed=True),
        ),
    }
    return Scenario(**{**known, **more})  # type: ignore[arg-type]


def a_result(scenario: Scenario, replication: int, *, quicker: float = 1.0, calls: int = 1_500) -> Results:
    """Return made-up rows: the farther from Saint Petersburg, the longer; `quicker` scales Всеволожский район."""
    rng = np.random.default_rng([scenario.seed, replication])
    region = scenario.region
    names = tuple(district.name for district in region.districts)
    homes = [place for place in region.places if place.district in names]
    weight = np.array([max(place.population, 50) for place in homes], dtype=float)
    chosen = rng.choice(len(homes), calls, p=weight / weight.sum())
    lat = np.array([homes[at].at.lat for at in chosen]) + rng.normal(0, 0.01, calls)
    lon = np.array([homes[at].at.lon for at in chosen]) + rng.normal(0, 0.02, calls)
    district = np.array([names.index(homes[at].district) for at in chosen], dtype=np.int16)
    received = np.sort(START + rng.uniform(0, (DAYS + 1) * DAY_S, calls))
    far = np.hypot(lat - 59.93, (lon - 30.31) * 0.5)
    urgency = rng.choice([1, 2, 3, 4], calls, p=[0.1, 0.39, 0.4, 0.11]).astype(np.int16)
    doezd = (500 + 260 * far + 150 * urgency) * rng.lognormal(0, 0.4, calls)
    doezd = np.where(district == names.index("Всеволожский район"), doezd * quicker, doezd)
    hour = (received + region.utc_offset_s) % DAY_S / 3600
    doezd = doezd * (1 + 0.15 * np.cos((hour - 18) / 24 * 2 * np.pi))
    at_scene = received + doezd
    transported = rng.random(calls) < 0.26
    left = np.where(transported, at_scene + 1_800, np.nan)
    there = left + 1_200
    queue = np.where(transported, rng.exponential(240, calls), np.nan)
    crews = len(region.crews)
    busy = rng.uniform(0.2, 0.6, crews) * DAYS * DAY_S
    hospitals = tuple(hospital.id for hospital in region.hospitals)
    return Results(
        scenario=scenario.name,
        replication=replication,
        policy=scenario.policy.name,
        seed=scenario.seed,
        counted_s=DAYS * DAY_S,
        calls=CallRows(
            ids=tuple(f"c{number}" for number in range(calls)),
            counted=received >= START + DAY_S,
            districts=names,
            district=district,
            complaints=tuple(complaint.code for complaint in region.complaints),
            complaint=rng.integers(0, len(region.complaints), calls).astype(np.int16),
            urgency=urgency,
            true_urgency=urgency,
            crews=tuple(crew.id for crew in region.crews),
            crew=rng.integers(0, crews, calls).astype(np.int16),
            hospitals=hospitals,
            hospital=np.where(transported, rng.integers(0, len(hospitals), calls), -1).astype(np.int16),
            lat=lat,
            lon=lon,
            received_at=received,
            reported_at=received + 90,
            notified_at=received + 120,
            en_route_at=received + 200,
            at_scene_at=at_scene,
            at_patient_at=at_scene + 60,
            left_scene_at=left,
            at_destination_at=there,
            care_transferred_at=there + queue + 900,
            available_at=np.where(transported, there + queue + 1_200, at_scene + 1_800),
            eta_s=doezd - 150,
            queue_at_hospital_s=queue,
            gave_up=np.zeros(calls, dtype=np.bool_),
            attempts=np.ones(calls, dtype=np.int16),
            reasons=((),) * calls,
        ),
        crews=CrewRows(
            ids=tuple(crew.id for crew in region.crews),
            kinds=tuple(crew.kind for crew in region.crews),
            stations=tuple(crew.station for crew in region.crews),
            on_shift_s=np.full(crews, DAYS * DAY_S),
            busy_s=busy,
            overtime_s=rng.exponential(600, crews),
            driving_s=busy * 0.4,
            calls=rng.poisson(9, crews).astype(np.int64),
            moves=np.zeros(crews, dtype=np.int64),
        ),
        commands=calls * 9,
        events=calls * 12,
        refused=0,
        open_calls=0,
        fallbacks={},
    )


def an_arm(name: str, scenario: Scenario, *, quicker: float = 1.0, replications: int = 4) -> Shown:
    results = [a_result(scenario, number, quicker=quicker) for number in range(replications)]
    yardstick = Yardstick.of(scenario)
    outcomes = tuple(
        Outcome(
            task=scenario.name,
            scenario=scenario.name,
            policy="nearest",
            replication=number,
            digest=f"{number:064}",
            figures=table(result, yardstick),
            rows=None,
        )
        for number, result in enumerate(results)
    )
    arm = Arm(name=name, scenario=scenario, policy=scenario.policy, outcomes=outcomes)
    return Shown(arm=arm, evidence=gathered(results, yardstick))


def a_study(region: Region, *, others: int = 1, replications: int = 4) -> Study:
    base = a_scenario(region)
    crew = next(crew for crew in region.crews if crew.station == "kudrovo")
    more = replace(region, crews=(*region.crews, replace(crew, id=CrewId("9901"))))
    second = a_scenario(more, name="kudrovo", title="Вторая бригада в Кудрово", path=Path("kudrovo.toml"))
    shown = [an_arm("Как сегодня", base, replications=replications)]
    for number in range(others):
        name = "Вторая бригада в Кудрово" if number == 0 else f"Вариант {number + 1}"
        shown.append(an_arm(name, second, quicker=0.8 - 0.1 * number, replications=replications))
    return Study(
        title="Вторая бригада в Кудрово" if others else "Как сегодня",
        comparison=a_comparison([one.arm for one in shown]),
        arms=tuple(shown),
        command="doezd compare data/scenarios/today.toml data/scenarios/kudrovo_second_crew.toml --replications 4",
        made_at=START,
        map=MAP,
        versions={"Доезд": "0.1.0", "Python": "3.11"},
    )


def a_comparison(arms: Sequence[Arm]) -> Comparison:
    rule = Stopping(minimum=len(arms[0].outcomes), maximum=len(arms[0].outcomes))
    return Comparison(
        arms=tuple(arms),
        metrics=HEADLINES,
        differences=differences(arms[0], arms[1:], HEADLINES, rule.confidence),
        stopping=rule,
        reached=True,
    )
