"""Where the crews stand and should stand, asked over HTTP."""

import pytest

from tests.e2e.conftest import problem
from tests.service import Service

ASK = "/api/planners/posture"


@pytest.mark.parametrize("role", ["dispatcher", "senior", "planner"])
def test_those_who_answer_for_the_region_see_how_the_crews_stand(service: Service, role: str) -> None:
    answer = service.client(role).get(ASK)
    assert answer.status_code == 200, answer.text
    found = answer.json()
    assert found["expected_wait_after_s"] <= found["expected_wait_s"]
    assert found["gain_s"] >= 0
    assert sum(base["crews"] for base in found["bases"]) == sum(base["crews_after"] for base in found["bases"]) > 0
    assert {"Подстанция Гатчина"} <= {base["name"] for base in found["bases"]}
    for move in found["moves"]:
        assert move["from"] != move["to"]
        assert move["saves_s"] > 0
        assert move["reasons"][0]["text"]


def test_a_tablet_may_not_ask_how_the_crews_stand(service: Service) -> None:
    assert problem(service.client("integration").get(ASK), 403)["type"].endswith(":forbidden")


def test_the_longer_the_crews_are_to_stand_so_the_more_moves_are_worth_their_way(service: Service) -> None:
    planner = service.client("planner")
    short = planner.get(f"{ASK}?horizon_minutes=5").json()
    long = planner.get(f"{ASK}?horizon_minutes=240&farthest_minutes=90").json()
    assert long["expected_wait_after_s"] <= short["expected_wait_after_s"]
    assert len(long["moves"]) >= len(short["moves"])


@pytest.mark.parametrize(
    "query", ["horizon_minutes=0", "horizon_minutes=x", "farthest_minutes=100000", "farthest_minutes="]
)
def test_a_question_about_the_posture_that_is_none_is_refused_by_its_field(service: Service, query: str) -> None:
    found = problem(service.client("planner").get(f"{ASK}?{query}"), 422)
    assert [query.partition("=")[0]] == [error["field"].rpartition(".")[2] for error in found["errors"]]


def test_asking_changes_nothing(service: Service) -> None:
    planner = service.client("planner")
    before = planner.get(ASK).json()["seq"]
    planner.get(f"{ASK}?with_soon_free=true")
    assert planner.get(ASK).json()["seq"] == before
