"""Policies by name, and what is said to whoever writes a parameter wrong."""

from typing import Any

import pytest

from dispatch.domain.errors import PolicyInvalid
from dispatch.domain.incident import Urgency
from dispatch.policy.catalogue import POLICY_NAMES, policy
from dispatch.policy.cover import CoverParameters
from dispatch.policy.eligibility import EligibilityParameters
from dispatch.policy.matching import Matching, MatchingParameters
from dispatch.policy.nearest import Nearest
from dispatch.policy.objective import ObjectiveParameters
from dispatch.policy.queue import QueueOrder
from dispatch.policy.redeciding import RedecidingParameters
from dispatch.policy.relocation import RelocationParameters


@pytest.mark.parametrize("name", POLICY_NAMES)
def test_a_policy_answers_to_the_name_it_was_asked_for_by(name: str) -> None:
    assert policy(name, None).name == policy(name, {}).name == name


def test_what_is_not_written_has_its_default() -> None:
    assert policy("nearest", None) == Nearest()
    assert policy("matching", None) == Matching()


def test_every_parameter_reaches_the_policy() -> None:
    weighed = {"missing_capability_s": 1, "spare_capability_s": 2.5, "typical_job_s": 3, "overtime_s": 0}
    eligibility = EligibilityParameters(**weighed)
    assert policy("nearest", {"order": "fifo", **weighed}) == Nearest(parameters=eligibility, order=QueueOrder.FIFO)
    weights = {Urgency.P1: 9, Urgency.P2: 16, Urgency.P3: 4, Urgency.P4: 2}
    parameters = MatchingParameters(
        objective=ObjectiveParameters(urgency_weight=weights, cover=0.5),
        eligibility=eligibility,
        redeciding=RedecidingParameters(most_changes=1),
        cover=CoverParameters(late_s=10.0),
        relocation=RelocationParameters(night=(22, 7), horizon_s=60.0),
    )
    asked = {
        "order": "fifo",
        "urgency_weight": {"P1": 9, "P4": 2},
        "cover": 0.5,
        "most_changes": 1,
        "cover_late_s": 10,
        "relocation_night": [22, 7],
        "relocation_horizon_s": 60,
        **weighed,
    }
    assert policy("matching", asked) == Matching(parameters=parameters, order=QueueOrder.FIFO)


def test_an_unknown_name_is_answered_with_those_there_are() -> None:
    with pytest.raises(PolicyInvalid, match=r"«nearst» нет; есть: nearest, matching") as refused:
        policy("nearst", None)
    assert refused.value.parameter is None


def test_an_unknown_parameter_is_answered_with_those_there_are() -> None:
    with pytest.raises(PolicyInvalid, match=r"«orders» нет; есть: order, missing_capability_s") as refused:
        policy("nearest", {"orders": "fifo"})
    assert refused.value.parameter == "orders"
    with pytest.raises(PolicyInvalid, match="urgency_weight"):
        policy("nearest", {"urgency_weight": {"P1": 1}})


@pytest.mark.parametrize(
    ("parameter", "value", "said"),
    [
        ("order", "lifo", "одно из: urgency, fifo; по умолчанию urgency"),
        ("order", 1, "одно из"),
        ("missing_capability_s", -1, "число секунд от 0 до 86400; по умолчанию 180"),
        ("missing_capability_s", True, "число секунд"),
        ("overtime_s", float("nan"), "по умолчанию 600"),
        ("overtime_s", float("inf"), "число секунд"),
        ("overtime_s", 10**400, "число секунд"),
        ("typical_job_s", "long", "по умолчанию 2400"),
        ("cover", -0.1, "число от 0 до 1000; по умолчанию 0.1"),
        ("most_changes", 1.5, "целое от 0 до 100; по умолчанию 2"),
        ("relocation_night", [23, 24], "два часа суток от 0 до 23, например [23, 6]; по умолчанию [23, 6]"),
        ("relocation_night", "23-6", "два часа суток"),
        ("urgency_weight", {"P5": 1}, "таблица P1, P2, P3, P4 с целыми от 1 до 1000; по умолчанию P1 = 64"),
        ("urgency_weight", {"P1": 0}, "целыми"),
        ("urgency_weight", {"P1": 1.5}, "целыми"),
        ("urgency_weight", [64, 16, 4, 1], "таблица"),
    ],
)
def test_a_wrong_value_is_answered_with_what_is_allowed_and_the_default(parameter: str, value: Any, said: str) -> None:
    with pytest.raises(PolicyInvalid) as refused:
        policy("matching", {parameter: value})
    assert f"{parameter} = {value!r}" in str(refused.value)
    assert said in str(refused.value)
    assert refused.value.parameter == parameter
