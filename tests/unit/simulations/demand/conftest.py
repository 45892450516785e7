"""A scenario of the embedded region, of which a test names only what matters to it."""

from collections.abc import Callable
from datetime import datetime, timedelta, timezone
from math import inf
from pathlib import Path

import pytest

from dispatch.domain.region import Region
from simulations.durations import Durations, read_durations
from simulations.scenario.model import GeneratedDemand, GreatCircle, Scenario, Triage

LENINGRAD = Path(__file__).parents[4] / "data" / "region" / "leningrad"
MOSCOW = timezone(timedelta(hours=3))

Build = Callable[..., Scenario]


@pytest.fixture(scope="session")
def takes() -> Durations:
    return read_durations(LENINGRAD / "durations.toml")


@pytest.fixture(scope="session")
def build(region: Region, takes: Durations) -> Build:
    def scenario(
        *,
        begin: str = "2025-04-14",
        days: float = 7,
        seed: int = 47,
        profile: Path | None = LENINGRAD / "demand.toml",
        durations: Durations = takes,
        triage: Triage | None = None,
        patience_s: float = inf,
        in_region: Region = region,
        **demand: object,
    ) -> Scenario:
        return Scenario(
            name="a week",
            title="Неделя",
            path=Path("week.toml"),
            region=in_region,
            start_at=datetime.fromisoformat(begin).replace(tzinfo=MOSCOW).timestamp(),
            warm_up_s=0.0,
            horizon_s=days * 86_400.0,
            replications=1,
            seed=seed,
            roads=GreatCircle(speed_mps={}),
            demand=GeneratedDemand(profile=profile, **demand),
            durations=durations,
            targets_s={},
            triage=triage or Triage(),
            patience_s=patience_s,
        )

    return scenario
