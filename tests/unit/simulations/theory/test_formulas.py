"""Figures that stand in textbooks and tables, and limits that must hold."""

from math import exp, inf

import numpy as np
import pytest

from simulations.theory.erlang import erlang_b, erlang_c
from simulations.theory.hypercube import MOST_CREWS, Districts, exact
from simulations.theory.larson import nearly
from simulations.theory.queues import Crewed, busy_probability, waits_by_urgency
from simulations.theory.square_root import nearest_m


def test_erlang_b_of_two_crews_and_one_erlang_is_a_fifth() -> None:
    assert erlang_b(2, 1.0) == pytest.approx(0.2)


def test_erlang_b_equals_its_definition() -> None:
    terms = np.cumprod([1.0, *(7.5 / np.arange(1, 11))])
    assert erlang_b(10, 7.5) == pytest.approx(terms[-1] / terms.sum(), rel=1e-12)


def test_erlang_c_of_two_crews_and_one_erlang_is_a_third() -> None:
    assert erlang_c(2, 1.0) == pytest.approx(1 / 3)


def test_erlang_c_of_one_crew_is_its_load() -> None:
    assert erlang_c(1, 0.37) == pytest.approx(0.37)


def test_crews_that_cannot_keep_up_let_everybody_wait_for_ever() -> None:
    busy = Crewed(calls_per_s=0.01, service_s=1_000, crews=10)
    assert (busy.wait_probability, busy.wait_mean_s, busy.wait_beyond(1e9)) == (1.0, inf, 1.0)


def test_one_crew_waits_as_pollaczek_and_khinchine_say() -> None:
    steady = Crewed(calls_per_s=0.0005, service_s=1_200, crews=1, service_cv=0.5)
    assert steady.wait_mean_s == pytest.approx(0.6 * 1_200 * (1 + 0.25) / 2 / (1 - 0.6))


def test_the_tail_of_the_wait_adds_up_to_its_mean() -> None:
    queue = Crewed(calls_per_s=0.003, service_s=1_200, crews=5)
    seconds = np.arange(0, 40_000, 2.0) + 1.0
    assert sum(queue.wait_beyond(each) for each in seconds) * 2.0 == pytest.approx(queue.wait_mean_s, rel=1e-6)
    assert queue.queue_mean == pytest.approx(queue.calls_per_s * queue.wait_mean_s)
    assert queue.utilisation == pytest.approx(0.72)


def test_no_calls_make_no_wait() -> None:
    idle = Crewed(calls_per_s=0.0, service_s=1_200, crews=2)
    assert (idle.wait_mean_s, idle.wait_beyond(0.0)) == (0.0, 0.0)


def test_a_queue_without_crews_is_refused() -> None:
    with pytest.raises(ValueError, match="crews=0"):
        Crewed(calls_per_s=1.0, service_s=1.0, crews=0)


def test_classes_of_one_urgency_wait_as_all_do_in_the_mean() -> None:
    rates = (0.0004, 0.0003, 0.0002)
    waits = waits_by_urgency(rates, 1_200, 2)
    alike = Crewed(calls_per_s=sum(rates), service_s=1_200, crews=2).wait_mean_s
    assert np.average(waits, weights=rates) == pytest.approx(alike)
    assert list(waits) == sorted(waits)


def test_only_the_classes_that_do_not_fit_wait_for_ever() -> None:
    first, second = waits_by_urgency((0.001, 0.001), 1_200, 2)
    assert first < inf
    assert second == inf


def test_the_number_at_work_is_poisson() -> None:
    assert busy_probability(2.0, 3) == pytest.approx(exp(-2) * 8 / 6)
    assert [busy_probability(0.0, busy) for busy in (0, 1)] == [1.0, 0.0]


def test_four_times_the_crews_halve_the_distance() -> None:
    assert nearest_m(1e8, 25) == pytest.approx(1_000)
    assert nearest_m(1e8, 100) == pytest.approx(500)


def alike(crews: int, busy: float, *, queue: bool) -> Districts:
    """Return one district for each crew, which asks for the others in turn: by symmetry all are as busy as the mean."""
    order = (np.arange(crews)[:, None] + np.arange(crews)) % crews
    return Districts(
        calls_per_s=np.full(crews, busy), preference=order, services_per_s=np.full(crews, 1.0), queue=queue
    )


@pytest.mark.parametrize("solve", [exact, nearly])
@pytest.mark.parametrize("queue", [True, False])
def test_crews_that_are_asked_alike_are_busy_alike(solve: type[exact], queue: bool) -> None:
    districts = alike(5, 0.6, queue=queue)
    found = solve(districts)
    delayed = (erlang_c if queue else erlang_b)(5, 3.0)
    assert found.delayed == pytest.approx(delayed)
    assert found.by_crew == pytest.approx(np.full(5, 0.6 * (1 if queue else 1 - delayed)))
    assert found.sent.sum() == pytest.approx(1 - delayed)


def test_two_crews_and_one_district_solve_by_hand() -> None:
    """States none, first, second, both at one call an hour and one service an hour: 2/5, 3/10, 1/10, 1/5."""
    one = Districts(calls_per_s=np.ones(1), preference=np.array([[0, 1]]), services_per_s=np.ones(2), queue=False)
    found = exact(one)
    assert found.by_crew == pytest.approx([0.5, 0.3])
    assert found.sent[0] == pytest.approx([0.5, 0.3])
    assert found.delayed == pytest.approx(0.2)


def test_the_quicker_crew_is_less_busy_at_the_same_calls() -> None:
    order = np.array([[0, 1], [1, 0]])
    found = exact(
        Districts(calls_per_s=np.full(2, 0.3), preference=order, services_per_s=np.array([1.0, 2.0]), queue=True)
    )
    assert found.by_crew[0] > found.by_crew[1]


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"preference": np.zeros((2, 2), int)}, "each crew once"),
        ({"preference": np.zeros((1, 2), int)}, "a row a district"),
        ({"calls_per_s": np.full(2, 1.0)}, "grow for ever"),
    ],
)
def test_districts_that_cannot_be_are_refused(changed: dict[str, np.ndarray], said: str) -> None:
    good = {"calls_per_s": np.full(2, 0.1), "preference": np.array([[0, 1], [1, 0]]), "services_per_s": np.ones(2)}
    with pytest.raises(ValueError, match=said):
        Districts(**{**good, **changed}, queue=True)


def test_too_many_crews_for_an_exact_answer_are_refused() -> None:
    with pytest.raises(ValueError, match=f"{MOST_CREWS} are the most"):
        exact(alike(MOST_CREWS + 1, 0.5, queue=True))


def test_the_approximation_wants_crews_that_are_alike() -> None:
    order = np.array([[0, 1], [1, 0]])
    with pytest.raises(ValueError, match="alike"):
        nearly(
            Districts(calls_per_s=np.full(2, 0.3), preference=order, services_per_s=np.array([1.0, 2.0]), queue=True)
        )
