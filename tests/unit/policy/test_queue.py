"""Who is served first, under either order."""

import pytest

from dispatch.policy.matching import Matching
from dispatch.policy.nearest import Nearest
from dispatch.policy.queue import QueueOrder, queue
from tests.builders import a_crew, a_situation, an_incident, times_of

CALLS = [
    an_incident("c10", 3, waits_s=900),
    an_incident("c9", 3, waits_s=900),
    an_incident("young", 1),
    an_incident("mid", 2, waits_s=600),
]


@pytest.mark.parametrize(
    ("order", "served"),
    [(QueueOrder.URGENCY, ["young", "mid", "c9", "c10"]), (QueueOrder.FIFO, ["c9", "c10", "mid", "young"])],
)
def test_ids_break_ties_by_their_numbers(order: QueueOrder, served: list[str]) -> None:
    assert [i.id for i in queue(a_situation(incidents=CALLS), order)] == served


@pytest.mark.parametrize("policy", [Nearest, Matching])
@pytest.mark.parametrize(("order", "first"), [(QueueOrder.URGENCY, "young"), (QueueOrder.FIFO, "c9")])
def test_a_single_crew_goes_to_whoever_is_first_in_the_queue(
    policy: type[Nearest | Matching], order: QueueOrder, first: str
) -> None:
    situation = a_situation(crews=[a_crew("A")], incidents=CALLS)
    times = times_of(situation, {("A", call.id): 60.0 for call in CALLS})
    made = policy(order=order)(situation, times).recommendations
    assert [m.incident for m in made] == [i.id for i in queue(situation, order)]
    assert [m.incident for m in made if m.crew == "A"] == [first]
