"""The depths of the step-through: up and down keep the place, back undoes next, and a stretch of batches is kept."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mlpviz.bench.bench import Bench
from mlpviz.bench.depths import NAMES, Depths
from mlpviz.engine.experiment import Experiment, Plan, preset
from mlpviz.engine.run import Run
from mlpviz.state import epoch_cursor
from mlpviz.state.walkthrough import Walkthrough
from tests.engine.telling.any_experiment import experiments


class Looking:
    """A walkthrough and its depths, without a trainer."""

    def __init__(self, experiment: Experiment, batches: int = 0) -> None:
        run = Run(experiment, arithmetic="layers")
        for _ in range(batches):
            run.batch()
        self.walkthrough = Walkthrough()
        self.depths = Depths(self.walkthrough)
        self.depths.walk_requested.connect(self.show)
        self.depths.prepare(run.walk())
        self.walkthrough.begin(run.walk())
        self.depths.begin(run.snapshot())

    def show(self, walk):
        self.walkthrough.begin(walk, self.walkthrough.index)
        self.depths.take_walk(walk.before.batch)

    def place(self) -> tuple[object, ...]:
        """Where one is in every depth that is open."""
        depths = self.depths
        ledger = (depths.ledger.index, depths.ledger.column) if depths.ledger.active else None
        batch = depths.epoch.index if depths.epoch.active else self.walkthrough.walk.before.batch
        return depths.depth, batch, ledger, self.walkthrough.index, self.walkthrough.walk.theta.tobytes()


def xor(batch: int = 4, rule: str = "Adam") -> Experiment:
    return Experiment(preset("XOR", per_class=8).points, preset("XOR").network, Plan(rule, 0.05, batch))


@pytest.fixture
def looking(qapp) -> Looking:
    return Looking(xor())


# ---- back and forth --------------------------------------------------------------------------------------------------


@settings(max_examples=25, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(experiments(), st.sampled_from(NAMES), st.integers(0, 40), st.integers(1, 5))
def test_that_back_after_next_is_the_identity_in_every_depth(qapp, experiment, depth, start, steps):
    looking = Looking(experiment)
    looking.depths.choose(depth)
    cursor = looking.depths.cursor
    cursor.go(start)
    steps = min(steps, cursor.count - 1 - cursor.index)
    places = [looking.place()]

    for _ in range(steps):
        cursor.next()
        if looking.place() != places[-1]:
            places.append(looking.place())
    for place in reversed(places[:-1]):
        cursor.back()
        assert looking.place() == place


def test_that_up_and_down_again_comes_back_to_the_same_operation(looking):
    looking.depths.choose("operation")
    for index in (0, 5, 60, 130, looking.walkthrough.operations.per_sample * 2 + 40, looking.walkthrough.count - 3):
        looking.walkthrough.go(index)
        for depth in ("sample", "batch", "epoch"):
            looking.depths.choose(depth)
            assert looking.depths.depth == depth
            looking.depths.choose("operation")
            assert looking.walkthrough.index == index


def test_that_a_step_at_the_depth_of_a_sample_is_a_whole_phase(looking):
    looking.depths.choose("sample")
    walkthrough, seen = looking.walkthrough, list[int]()
    walkthrough.step_shown.connect(seen.append)
    walkthrough.first()

    phases = walkthrough.operations.phases(0)[:-1]
    for _ in range(len(phases) - 1):
        walkthrough.next()
    ends = [phase.start + phase.count - 1 for phase in phases]
    assert [ends[0], *seen][-len(ends):] == ends
    walkthrough.back()
    assert walkthrough.index == ends[-2]
    walkthrough.next_sample()
    assert walkthrough.index == ends[-2] + walkthrough.operations.per_sample
    walkthrough.last()
    assert walkthrough.phase.move == "update"


def test_that_a_row_of_a_sample_leads_into_the_same_phase_of_that_sample(looking):
    looking.depths.choose("operation")
    each = looking.walkthrough.operations.per_sample
    looking.walkthrough.go(30)

    looking.depths.choose("batch")
    assert looking.depths.ledger.index == 0
    looking.depths.ledger.go(2)
    looking.depths.deeper()
    assert looking.depths.depth == "sample"
    looking.depths.deeper()
    assert looking.walkthrough.index == 30 + 2 * each


def test_that_the_rows_behind_the_samples_lead_into_the_update_and_back(looking):
    looking.depths.choose("batch")
    ledger = looking.depths.ledger
    ledger.go(ledger.story.row_of("step"))

    looking.depths.choose("operation")
    assert looking.walkthrough.operation.move == "update"
    looking.depths.choose("batch")
    assert ledger.story.rows[ledger.index].kind == "step"


def test_that_the_ledger_follows_the_weight_of_the_operation(looking):
    looking.depths.choose("operation")
    index = looking.walkthrough.operations.index_of("weight_gradient", 2, 1, 3, 1)
    looking.walkthrough.go(index)

    looking.depths.choose("batch")

    column = looking.depths.ledger.story.columns[looking.depths.ledger.column]
    assert (column.layer, column.unit, column.source) == (2, 1, 3)
    assert looking.depths.ledger.story.rows[looking.depths.ledger.index].sample == 1


def test_that_a_sample_can_be_opened_from_the_ledger(looking):
    looking.depths.choose("batch")
    looking.depths.open_sample(3)

    assert looking.depths.depth == "sample"
    assert looking.walkthrough.operation.sample == 3
    assert looking.walkthrough.phase.title == "Forward · layer 1"


def test_that_a_column_is_chosen_within_the_ledger_only(looking):
    looking.depths.choose("batch")
    ledger, seen = looking.depths.ledger, list[int]()
    ledger.column_shown.connect(seen.append)

    ledger.previous_column()
    ledger.next_column()
    ledger.choose_column(len(ledger.story.columns))
    ledger.choose_column(len(ledger.story.columns) - 1)
    ledger.next_column()

    assert seen == [1, len(ledger.story.columns) - 1]


def test_that_the_parts_of_the_ledger_are_walked_from_start_to_start(looking):
    looking.depths.choose("batch")
    ledger = looking.depths.ledger
    starts = []
    for _ in range(5):
        starts.append(ledger.index)
        ledger.next_part()

    assert starts == [part.start for part in ledger.story.parts] + [len(ledger.story) - 1]


# ---- the batches of an epoch -----------------------------------------------------------------------------------------


def test_that_the_next_batch_keeps_row_and_column(looking):
    looking.depths.choose("batch")
    ledger = looking.depths.ledger
    ledger.go(ledger.story.row_of("mean"))
    ledger.choose_column(7)
    first = ledger.story

    looking.depths.next_batch()

    assert ledger.story is not first
    assert ledger.story.batch == 1
    assert (ledger.story.rows[ledger.index].kind, ledger.column) == ("mean", 7)
    assert np.array_equal(ledger.story.narrator.walk.before.theta, first.narrator.walk.theta)
    looking.depths.previous_batch()
    assert np.array_equal(ledger.story.narrator.walk.theta, first.narrator.walk.theta)
    looking.depths.previous_batch()
    assert ledger.story.batch == 0


def test_that_a_batch_of_the_epoch_opens_its_ledger(looking):
    looking.depths.choose("epoch")
    looking.depths.open_batch(2)

    assert looking.depths.depth == "batch"
    assert looking.depths.ledger.story.batch == 2
    assert looking.depths.updates == 3
    looking.depths.choose("epoch")
    assert looking.depths.epoch.index == 2


def test_that_batches_far_ahead_are_walked_bit_by_bit_and_another_request_stops_that(qtbot, monkeypatch):
    monkeypatch.setattr(epoch_cursor, "BUDGET_MS", 0)  # so that every batch takes longer than it may
    looking = Looking(xor(1))
    looking.depths.choose("epoch")
    epoch, seen = looking.depths.epoch, list[int]()
    epoch.step_shown.connect(seen.append)

    epoch.last()
    assert seen == [1]  # and not yet the last one
    qtbot.waitUntil(lambda: len(seen) > 2)
    epoch.back()
    at = epoch.index
    assert seen[:-1] == list(range(1, len(seen)))
    assert at == len(seen) - 2
    epoch.last()
    qtbot.waitUntil(lambda: epoch.index == epoch.count - 1)


def test_that_the_first_batch_of_an_epoch_begun_is_the_next_one(qapp):
    looking = Looking(xor(), batches=2)
    looking.depths.choose("epoch")

    assert looking.depths.epoch.index == 2
    looking.depths.epoch.first()
    assert looking.depths.epoch.index == 2
    assert looking.depths.updates == 1


# ---- which depth a walk opens in -------------------------------------------------------------------------------------


@pytest.mark.parametrize(("batch", "depth"), [(1, "operation"), (4, "operation"), (12, "sample")])
def test_that_a_walk_opens_in_the_closest_depth_in_which_it_is_short(qapp, batch, depth):
    looking = Looking(xor(batch))

    assert looking.depths.depth == depth
    assert looking.walkthrough.by_phase == (depth == "sample")


def test_that_a_batch_of_very_many_samples_opens_as_a_ledger(qapp):
    looking = Looking(Experiment(preset("XOR", per_class=50).points, preset("XOR").network, Plan(batch_size=100)))

    assert looking.depths.depth == "batch"
    assert looking.depths.ledger.active


# ---- on a bench ------------------------------------------------------------------------------------------------------


@pytest.fixture
def bench(qtbot):
    made = Bench(xor(2))
    qtbot.waitUntil(lambda: made.playhead.snapshot is not None)
    made.stepping.open()
    yield made
    made.close()


def shows(bench: Bench, updates: int) -> Callable[[], bool]:
    def there() -> bool:
        snapshot = bench.playhead.snapshot
        return snapshot is not None and snapshot.updates == updates

    return there


def test_that_keeping_in_the_epoch_trains_on_every_batch_that_was_walked(qtbot, bench):
    depths = bench.stepping.depths
    depths.choose("epoch")
    for _ in range(3):
        depths.epoch.next()
    depths.epoch.back()

    bench.stepping.keep()
    qtbot.waitUntil(shows(bench, 3))
    bench.stepping.show_snapshot(bench.playhead.snapshot)

    run = Run(bench.document.experiment, arithmetic="layers")
    for _ in range(3):
        run.batch()
    assert np.array_equal(bench.playhead.snapshot.theta, run.theta)
    assert np.array_equal(bench.playhead.snapshot.memory, run.descent.memory)
    assert (depths.depth, depths.epoch.index, depths.epoch.story.first) == ("epoch", 3, 3)

    bench.document.undo_stack.undo()
    qtbot.waitUntil(shows(bench, 0))
    assert bench.document.undo_stack.redoText() == "Keep 3 updates"
    bench.document.undo_stack.redo()
    qtbot.waitUntil(shows(bench, 3))
    assert np.array_equal(bench.playhead.snapshot.theta, run.theta)


def test_that_keeping_an_operation_of_a_later_batch_keeps_those_before_it_too(qtbot, bench):
    bench.stepping.depths.choose("operation")
    bench.stepping.depths.next_batch()

    bench.stepping.keep()
    qtbot.waitUntil(shows(bench, 2))

    run = Run(bench.document.experiment, arithmetic="layers")
    run.batch()
    run.batch()
    assert np.array_equal(bench.playhead.snapshot.theta, run.theta)


def test_that_a_key_for_one_step_takes_a_step_of_the_depth_shown(bench):
    depths = bench.stepping.depths
    depths.choose("batch")
    bench.step()
    assert depths.ledger.index == 1
    bench.back()
    assert depths.ledger.index == 0
    depths.choose("epoch")
    bench.forward()
    assert depths.epoch.index == 1


def test_that_the_batch_comes_back_after_one_point_alone(bench):
    stepping = bench.stepping
    stepping.depths.choose("batch")
    stepping.depths.next_batch()
    batch = stepping.walkthrough.walk

    stepping.walk_alone(int(batch.indices[1]))
    assert [row.kind for row in stepping.depths.ledger.story.rows] == ["sample", "memory", "memory", "step", "weights"]
    stepping.walk_batch()

    assert np.array_equal(stepping.walkthrough.walk.theta, batch.theta)
    assert stepping.alone is None
    assert stepping.depths.ledger.story.batch == 1


def test_that_leaving_forgets_the_epoch_and_a_chosen_depth_stays(bench):
    bench.stepping.depths.choose("batch")
    bench.stepping.depths.next_batch()
    bench.stepping.leave()
    assert not bench.stepping.depths.ledger.active
    assert not bench.stepping.depths.epoch.active

    bench.stepping.open()

    assert bench.stepping.depths.depth == "batch"
    assert bench.stepping.depths.ledger.story.batch == 0
