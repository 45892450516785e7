import json
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType

import numpy as np
import pytest

from simulations.runner import (
    ChunkFailed,
    Here,
    Keep,
    NowhereToKeep,
    Outcome,
    State,
    StatusFile,
    Task,
    flatten,
    read_rows,
    run_many,
)
from simulations.runner.digest import digest_of
from simulations.runner.parcel import packed, unpacked
from simulations.scenario.model import PolicyChoice
from tests.builders import FixedClock
from tests.unit.simulations.runner.stand_in import Broken, Town, a_town


class Heard:
    def __init__(self) -> None:
        self.total, self.kept, self.computed = 0, [], []

    def expect(self, more: int) -> None:
        self.total += more

    def came(self, outcome: Outcome, *, kept: bool) -> None:
        (self.kept if kept else self.computed).append(outcome.replication)

    def ended(self, state: State, error: str = "") -> None:
        pass


def a_task(count: int = 3, **more: object) -> Task:
    return Task.of(a_town(**more), replications=range(count))


def digests(outcomes: tuple[Outcome, ...]) -> list[str]:
    return [outcome.digest for outcome in outcomes]


def test_the_same_replications_have_the_same_digests_and_different_ones_different_digests():
    once, again = run_many([a_task()], opener=Town), run_many([a_task()], opener=Town)
    assert digests(once) == digests(again)
    assert len(set(digests(once))) == 3


def test_outcomes_come_in_the_order_in_which_they_were_asked_for():
    town = a_town()
    tasks = [Task.of(town, PolicyChoice(name=name), (2, 0)) for name in ("matching", "nearest")]
    found = run_many(tasks, opener=Town)
    assert [(o.policy, o.replication) for o in found] == [
        ("matching", 2),
        ("matching", 0),
        ("nearest", 2),
        ("nearest", 0),
    ]


def test_what_was_kept_is_not_computed_again(tmp_path: Path):
    first, second = Heard(), Heard()
    once = run_many([a_task(2)], opener=Town, checkpoints=tmp_path, progress=first)
    more = run_many([a_task(3)], opener=Town, checkpoints=tmp_path, progress=second)
    assert (first.computed, first.kept) == ([0, 1], [])
    assert (second.computed, second.kept, second.total) == ([2], [0, 1], 3)
    assert digests(more)[:2] == digests(once)
    assert more[0].figures == once[0].figures


def test_a_replication_that_is_asked_for_twice_is_expected_once():
    heard, task = Heard(), a_task(2)
    found = run_many([task, task], opener=Town, progress=heard)
    assert digests(found[:2]) == digests(found[2:])
    assert heard.total == len(heard.computed) == 2


def test_a_torn_checkpoint_is_computed_again(tmp_path: Path):
    once = run_many([a_task(1)], opener=Town, checkpoints=tmp_path, keep=Keep.ROWS)
    kept = next(tmp_path.rglob("*.npz"))
    kept.write_bytes(kept.read_bytes()[:-900])
    heard = Heard()
    again = run_many([a_task(1)], opener=Town, checkpoints=tmp_path, keep=Keep.ROWS, progress=heard)
    assert heard.computed == [0]
    assert digests(again) == digests(once)


def test_a_checkpoint_whose_rows_were_changed_is_computed_again(tmp_path: Path):
    once = run_many([a_task(1)], opener=Town, checkpoints=tmp_path, keep=Keep.ROWS)
    kept = next(tmp_path.rglob("*.npz"))
    with np.load(kept) as file:
        columns = dict(file)
    columns["calls.at_scene_at"] += 1
    np.savez(kept, **columns)
    heard = Heard()
    again = run_many([a_task(1)], opener=Town, checkpoints=tmp_path, keep=Keep.ROWS, progress=heard)
    assert heard.computed == [0]
    assert digests(again) == digests(once)


def test_figures_alone_are_computed_again_when_rows_are_wanted(tmp_path: Path):
    run_many([a_task(1)], opener=Town, checkpoints=tmp_path)
    found = run_many([a_task(1)], opener=Town, checkpoints=tmp_path, keep=Keep.ROWS)
    assert found[0].rows is not None
    assert read_rows(found[0].rows).calls.ids


def test_another_scenario_policy_or_seed_has_checkpoints_of_its_own():
    tasks = [a_task(), a_task(seed=2), a_task(crews=5), Task.of(a_town(), PolicyChoice(name="matching"))]
    assert len({task.key for task in tasks}) == 4
    assert a_task().key == a_task().key


def test_rows_and_reasons_come_back_as_they_were_kept(tmp_path: Path):
    task = a_task(1)
    found = run_many([task], opener=Town, checkpoints=tmp_path, keep=Keep.REASONS)
    assert found[0].rows is not None
    kept, direct = read_rows(found[0].rows), Town(task, None).results(0, reasons=True)
    assert kept.calls.reasons == direct.calls.reasons
    assert kept.calls.ids == direct.calls.ids
    assert np.array_equal(kept.calls.at_scene_at, direct.calls.at_scene_at, equal_nan=True)
    assert kept.crews.kinds == direct.crews.kinds
    assert kept.fallbacks == direct.fallbacks
    assert flatten(kept).digest == found[0].digest


def test_the_digest_does_not_depend_on_whether_reasons_are_kept():
    town = Town(a_task(1), None)
    assert flatten(town.results(0, reasons=True)).digest == flatten(town.results(0, reasons=False)).digest


def test_the_digest_knows_one_nan_and_one_zero():
    results = Town(a_task(1), None).results(0, reasons=False)
    negative = results.calls.queue_at_hospital_s * -0.0
    other = replace(results, calls=replace(results.calls, queue_at_hospital_s=negative))
    zero = replace(results, calls=replace(results.calls, queue_at_hospital_s=np.abs(negative)))
    assert flatten(other).digest == flatten(zero).digest


def test_rows_without_a_folder_are_refused_at_once():
    with pytest.raises(NowhereToKeep, match="checkpoints"):
        run_many([a_task()], opener=Town, keep=Keep.ROWS)


def test_many_short_replications_are_ordered_together():
    orders = []

    class Counting(Here):
        def outcomes(self, wanted):
            orders.extend(wanted)
            return super().outcomes(wanted)

    found = run_many([a_task(40)], opener=Town, engine=Counting())
    assert len(orders) == 20
    assert [outcome.replication for outcome in found] == list(range(40))


def test_an_error_in_a_pool_names_the_replications():
    with pytest.raises(ChunkFailed, match=r"day-nearest-.*повторения 3…3: ValueError: no such day"):
        run_many([a_task(4)], opener=Broken, workers=2)


def test_a_pool_gives_what_one_process_gives():
    assert digests(run_many([a_task(4)], opener=Town, workers=2)) == digests(run_many([a_task(4)], opener=Town))


def test_a_file_is_known_by_its_contents_wherever_it_lies(tmp_path: Path):
    for folder in ("here", "there"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "calls.csv").write_text("id\n1\n")
    one, two = tmp_path / "here/calls.csv", tmp_path / "there/calls.csv"
    assert digest_of(one) == digest_of(two)
    two.write_text("id\n2\n")
    assert digest_of(one) != digest_of(two)


def test_the_order_of_sets_and_mappings_does_not_matter():
    assert digest_of(({"a": 1, "b": 2}, frozenset("xyz"))) == digest_of(({"b": 2, "a": 1}, frozenset("zyx")))
    assert digest_of(1.0) != digest_of(1)
    with pytest.raises(TypeError, match="object has no canonical form"):
        digest_of(object())


def test_read_only_mappings_survive_the_way_to_a_worker():
    assert unpacked(packed(MappingProxyType({"a": (1, 2)}))) == {"a": (1, 2)}


def test_the_status_file_says_how_far_the_run_is(tmp_path: Path):
    clock = FixedClock(100.0)
    status = StatusFile(tmp_path, "День в городке", clock)
    status.expect(0)
    assert json.loads((tmp_path / "status.json").read_text())["state"] == "running"
    found = run_many([a_task(2)], opener=Town, progress=status)
    told = json.loads((tmp_path / "status.json").read_text())
    minutes = [outcome.figures["doezd.mean_s"] / 60 for outcome in found]
    assert (told["done"], told["total"], told["unit"], told["policy"]) == (2, 2, "мин", "nearest")
    assert told["mean"] == pytest.approx(np.mean(minutes))
    assert told["half_width"] == pytest.approx(12.7062 * np.std(minutes, ddof=1) / np.sqrt(2), rel=1e-4)
    status.ended(State.FAILED, "нет места")
    told = json.loads((tmp_path / "status.json").read_text())
    assert (told["state"], told["error"]) == ("failed", "нет места")
