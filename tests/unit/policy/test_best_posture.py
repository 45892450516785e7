"""Where all idle crews should stand, on a straight road with three bases."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from dispatch.application.posture import PostureDesk
from dispatch.domain.assignment import Milestone
from dispatch.domain.crew import Crew, Shift
from dispatch.domain.ids import CrewId
from dispatch.domain.situation import Situation
from dispatch.domain.tempo import Tempo
from dispatch.policy.best_posture import BestPosture, placeable_at
from dispatch.policy.cover import CoverParameters, busy_share, hour, posture_of
from dispatch.policy.reach import Reach
from dispatch.policy.relocation import RelocationParameters
from tests.builders import a_situation, an_incident
from tests.properties.line import BASES, GROUND, LineTimes, a_line_crew, at, driving

PLACES = (0, 20, 45)
"""Minutes along the road where the bases of the line stand."""

FAR = RelocationParameters(farthest_s=7_200.0)
OFTEN = Tempo(gap_s=60.0)


def a_crew_at(number: int, minute: int, **more: object) -> Crew:
    return a_line_crew(number, minute, **more)


def a_line(*crews: Crew, **more: object) -> Situation:
    return a_situation(**{"crews": crews, "ground": GROUND, "tempo": OFTEN, **more})  # type: ignore[arg-type]  # a builder


def proposed(
    situation: Situation, parameters: RelocationParameters = FAR, *, with_soon_free: bool = False
) -> tuple[Reach, BestPosture]:
    found = PostureDesk(LineTimes()).proposal(situation, parameters, with_soon_free=with_soon_free)
    assert found is not None
    return found


def test_crews_heaped_up_at_one_base_are_spread_over_the_others() -> None:
    reach, found = proposed(a_line(*(a_crew_at(number, 0) for number in range(3))))
    assert found.now.crews.tolist() == [3, 0, 0]
    assert found.best.crews.tolist() == [1, 1, 1]
    assert {reach.bases[move.to_base] for move in found.moves} == {"base20", "base45"}
    assert [reach.bases[move.from_base or 0] for move in found.moves] == ["base0", "base0"]
    assert found.best.wait_s < found.now.wait_s
    assert found.drive_s == sum(move.drive_s for move in found.moves) == (20 + 45) * 60
    reason = found.moves[0].reasons[0]
    assert reason.params["seconds"] == pytest.approx(found.moves[0].saves_s, abs=0.05)


def test_crews_that_stand_well_stay() -> None:
    _, found = proposed(a_line(*(a_crew_at(number, minute) for number, minute in enumerate(PLACES))))
    assert (found.moves, found.drive_s, found.gain_s) == ((), 0.0, 0.0)
    assert found.best.wait_s == found.now.wait_s


def test_nobody_is_moved_when_hardly_anybody_calls() -> None:
    _, found = proposed(a_line(*(a_crew_at(number, 0) for number in range(3)), tempo=Tempo(gap_s=1e6)))
    assert found.moves == ()


def test_nobody_is_sent_farther_than_asked_for() -> None:
    reach, found = proposed(
        a_line(*(a_crew_at(number, 0) for number in range(3))), RelocationParameters(farthest_s=1_200.0)
    )
    assert [reach.bases[move.to_base] for move in found.moves] == ["base20"]


def test_a_crew_whose_shift_ends_soon_stays() -> None:
    ends_soon = Shift(start_s=0.0, end_s=12.5 * 3_600)
    crews = [a_crew_at(number, 0, shift=ends_soon) for number in range(3)]
    _, found = proposed(a_line(*crews))
    assert found.moves == ()


def test_a_crew_that_hands_a_patient_over_is_placed_when_asked_for() -> None:
    crew, incident, job = driving(a_crew_at(1, 45), an_incident("call", at=at(45)), Milestone.AT_DESTINATION)
    situation = a_line(a_crew_at(0, 0), crew, incidents=[incident], assignments={job.id: job})
    assert list(placeable_at(situation, with_soon_free=False)) == ["0"]
    _, without = proposed(situation)
    reach, found = proposed(situation, with_soon_free=True)
    (placed,) = [move for move in found.moves if move.crew == CrewId("1")]
    assert placed.from_base is None
    assert reach.bases[placed.to_base] != "base0"
    assert (without.best.crews.sum(), found.best.crews.sum()) == (1, 2)


def test_without_a_ground_there_is_no_proposal() -> None:
    situation = a_situation(crews=[a_crew_at(0, 0)])
    assert PostureDesk(LineTimes()).proposal(situation, FAR, with_soon_free=False) is None


def test_without_crews_nothing_moves() -> None:
    _, found = proposed(a_line())
    assert found.moves == ()
    assert found.now.wait_s == pytest.approx(5_400 + 600)


def best_of_all(situation: Situation, reach: Reach) -> float:
    """Return the greatest gain over all placements of all crews, ways paid for as the policy does."""
    crews = list(situation.crews.values())
    calls = situation.tempo.calls_per_s * FAR.horizon_s

    def wait_s(bases: tuple[int, ...]) -> float:
        counts = np.bincount(bases, minlength=len(PLACES)).astype(np.int64)
        return posture_of(counts, busy_share(situation), hour(situation), reach, CoverParameters()).wait_s

    own = tuple(list(BASES).index(crew.station) for crew in crews)
    ways = [[abs(PLACES[base] - PLACES[to]) * 60 for to in range(len(PLACES))] for base in own]
    now = wait_s(own)

    def gain(bases: tuple[int, ...]) -> float:
        moved = [crew for crew, base in enumerate(bases) if base != own[crew]]
        cost = sum(FAR.move_s + FAR.distance * ways[crew][bases[crew]] for crew in moved)
        return calls * (now - wait_s(bases)) - cost

    return max(gain(bases) for bases in product(range(len(PLACES)), repeat=len(crews)))


@settings(deadline=None, max_examples=60)
@given(
    st.lists(st.sampled_from(PLACES), min_size=1, max_size=5),
    st.sampled_from([60.0, 200.0, 1_000.0]),
    st.sampled_from([0, 3, 7]),
)
def test_what_is_proposed_never_costs_more_than_it_saves_and_is_nearly_the_best(
    places: list[int], gap_s: float, hours: int
) -> None:
    crews = [a_crew_at(number, minute) for number, minute in enumerate(places)]
    situation = replace(a_line(*crews, tempo=Tempo(gap_s=gap_s)), utc_offset_s=hours * 3_600.0)
    reach, found = proposed(situation)
    best = best_of_all(situation, reach)
    assert -1e-6 <= found.gain_s <= best + 1e-6
    assert found.gain_s >= 0.8 * best - 1e-6
    assert found.best.crews.sum() == len(crews)
    assert proposed(situation)[1].moves == found.moves
