"""What a scenario may say about more than one crew to one place."""

from pathlib import Path

import pytest

from dispatch.domain.capability import CrewCapability
from dispatch.domain.parts import Victims
from simulations.scenario import check, read
from simulations.scenario.model import GeneratedDemand, SeveralCrews
from tests.unit.simulations.scenario.instance import region_scenario

BURST = """
[[burst]]
name = "автобус"
begin = "2025-03-03T10:00:00"
place = "Тихвин"
calls = 1
complaint = "road-accident"
"""


def test_one_crew_answers_each_call_unless_it_is_written(tmp_path: Path) -> None:
    assert read(region_scenario(tmp_path, "")).several_crews == SeveralCrews()


def test_what_is_written_is_read(tmp_path: Path) -> None:
    text = (
        "[several_crews]\nfirst_responder = true\nask = { road-accident = 0.1 }\nask_need = ['basic']\n"
        + BURST
        + "victims = { red = 2, yellow = 3, children = 1 }\n"
    )
    found = read(region_scenario(tmp_path, text))
    several = SeveralCrews(first_responder=True, ask={"road-accident": 0.1}, ask_need=frozenset({CrewCapability.BASIC}))
    assert found.several_crews == several
    assert isinstance(found.demand, GeneratedDemand)
    assert found.demand.bursts[0].victims == Victims(red=2, yellow=3, children=1)


@pytest.mark.parametrize(
    ("text", "field"),
    [
        ("[several_crews]\nfirst = true\n", "several_crews.first"),
        ("[several_crews]\nfirst_responder = 1\n", "several_crews.first_responder"),
        ("[several_crews]\nask = { crash = 0.1 }\n", "several_crews.ask.crash"),
        ("[several_crews]\nask = { burn = 2 }\n", "several_crews.ask.burn"),
        ("[several_crews]\nask_need = ['surgeon']\n", "several_crews.ask_need"),
        (BURST + "victims = { blue = 1 }\n", "burst.0.victims.blue"),
        (BURST + "victims = { red = -1 }\n", "burst.0.victims.red"),
        (BURST + "victims = { red = 1, children = 2 }\n", "burst.0.victims.children"),
    ],
    ids=lambda value: value if value[0] != "[" and "\n" not in value else "",
)
def test_what_cannot_be_is_named(tmp_path: Path, text: str, field: str) -> None:
    findings = check(region_scenario(tmp_path, text))
    assert findings
    assert all(field in finding for finding in findings), findings
