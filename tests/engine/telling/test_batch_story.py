"""The ledger of a batch: it adds up, ends in the trained batch bit for bit, and every number of it is told truly."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mlpviz.data.points import PointSet
from mlpviz.engine.examples import example
from mlpviz.engine.experiment import Experiment, LayerSpec, NetworkSpec, Plan, preset
from mlpviz.engine.run import Run
from mlpviz.engine.telling.batch.story import BatchStory
from mlpviz.engine.telling.narration import Narrator, plain_of
from mlpviz.nn.optimizers import optimizers
from tests.engine.telling.any_experiment import experiments
from tests.engine.telling.by_hand import assert_printed, assert_true


def trained(experiment: Experiment, batches: int = 0) -> Run:
    run = Run(experiment, arithmetic="layers")
    for _ in range(batches):
        run.batch()
    return run


def story_of(experiment: Experiment, batches: int = 0) -> BatchStory:
    return BatchStory(Narrator(trained(experiment, batches).walk()))


def place(story: BatchStory, kind: str) -> int:
    row = story.row_of(kind)
    assert row is not None
    return row


def values(story: BatchStory, kind: str) -> np.ndarray:
    return story.rows[place(story, kind)].values


XOR = preset("XOR", per_class=20)


def ledger(plan: Plan, batches: int = 3, **spec) -> BatchStory:
    return story_of(Experiment(XOR.points, NetworkSpec([LayerSpec(3), LayerSpec(1, "Sigmoid")], **spec), plan), batches)


# ---- the numbers -----------------------------------------------------------------------------------------------------


@settings(max_examples=60, deadline=None, derandomize=True)
@given(experiments(), st.integers(0, 3))
def test_that_the_rows_add_up_and_end_in_the_trained_batch_bit_for_bit(experiment, batches):
    run = trained(experiment, batches)
    before = run.theta.copy()
    story = BatchStory(Narrator(run.walk()))
    run.one_update()

    plan, samples, order = experiment.plan, story.narrator.recorded.samples, story.columns.order
    votes = [row.values for row in story.rows if row.kind in ("sample", "others")]
    size = np.maximum(np.sum(np.abs(votes), axis=0), 1e-300)
    total = values(story, "sum") if samples > 1 else votes[0]
    assert (np.abs(np.sum(votes, axis=0) - total) <= 1e-12 * size).all()
    reduced = total / samples if plan.reduction == "mean" and samples > 1 else total
    if plan.reduction == "mean" and samples > 1:
        assert np.array_equal(values(story, "mean"), reduced)
    penalties = sum((row.values for row in story.rows if row.kind in ("l1", "l2")), np.zeros(len(order)))
    held = np.array([column.held for column in story.columns])
    given_ = np.where(held, 0.0, reduced + penalties)
    followed = next((row.values for row in story.rows if row.kind in ("gradient", "clip")), reduced)
    assert np.allclose(followed, story.narrator.walk.scale * given_, rtol=1e-12, atol=1e-15)
    assert np.array_equal(before[order] + values(story, "step"), run.theta[order])
    assert np.array_equal(values(story, "weights"), run.theta[order])
    for row in (row for row in story.rows if row.kind == "memory"):
        kept = plan.optimizer.memory.index(row.letter)
        assert np.array_equal(row.values, run.descent.memory[kept][order])


@settings(max_examples=30, deadline=None, derandomize=True)
@given(experiments(), st.integers(0, 3), st.data())
def test_that_every_number_of_the_ledger_is_told_truly_and_as_it_is_printed(experiment, batches, data):
    story = story_of(experiment, batches)
    columns = data.draw(st.sets(st.integers(0, len(story.columns) - 1), max_size=3))

    for column in columns:
        for at, row in enumerate(story.rows):
            told = story.told(at, column)
            assert told.result == row.values[column]
            assert_true(told.terms)
            for digits in (4, 9):
                assert_printed(story.told(at, column, digits), digits, sure=False)
            assert told.source.current
            assert story.sentence(at, column).endswith(".")
        assert len(story.votes(column)) == len(story.rows) - 1


def test_that_the_row_of_a_sample_is_the_gradient_that_its_operations_compute():
    story = ledger(Plan("Adam", 0.05, 5))
    narrator = story.narrator

    for at, row in enumerate(story.rows[:5]):
        assert row.sample == at
        for number, column in enumerate(story.columns):
            where = column.layer, column.unit, column.source, at
            index = narrator.operations.index_of("bias_gradient" if column.source < 0 else "weight_gradient", *where)
            assert index is not None
            assert narrator.tell(index).result == row.values[number]


def test_that_columns_are_unit_by_unit_and_know_their_place():
    story = ledger(Plan())

    assert [plain_of(column.head) for column in story.columns] == [*["x₁", "x₂", "b"] * 3, "h1.1", "h1.2", "h1.3", "b"]
    assert [plain_of(column.into) for column in story.columns[:4]] == ["h1.1", "h1.1", "h1.1", "h1.2"]
    assert story.columns[-1].layer_title == "Layer 2 · Dense 1 · sigmoid"
    assert sorted(story.columns.order) == list(range(13))
    assert [story.columns.at(*story.columns.place(at)) for at in range(13)] == list(range(13))
    assert story.columns.at(1, 3, 0) is None
    assert len(ledger(Plan(), train_biases=False).columns) == 9


# ---- which rows there are --------------------------------------------------------------------------------------------


ROWS = [
    (Plan("SGD", 0.1, 5), "Sum · Mean | Step | Weights"),
    (Plan("SGD", 0.1, 5, reduction="sum"), "Sum | Step | Weights"),
    (Plan("SGD", 0.1, 1), "Step | Weights"),
    (Plan("SGD", 0.1, 5, l2=0.02), "Sum · Mean · L2 · Gradient | Step | Weights"),
    (Plan("SGD", 0.1, 5, l1=0.1, l2=0.02, clip=0.4), "Sum · Mean · L1 · L2 · Clip | Step | Weights"),
    (Plan("Adam", 0.1, 5, clip=9), "Sum · Mean · Clip | Mean so far · Size so far · Step | Weights"),
    (Plan("Momentum", 0.1, 5), "Sum · Mean | Speed · Step | Weights"),
    (Plan("RMSProp", 0.1, 5), "Sum · Mean | Size so far · Step | Weights"),
    (Plan("AdaGrad", 0.1, 5), "Sum · Mean | Squares so far · Step | Weights"),
]


@pytest.mark.parametrize(("plan", "wanted"), ROWS, ids=[wanted for _, wanted in ROWS])
def test_that_only_what_happens_has_a_row(plan, wanted):
    story = ledger(plan)

    after = [[row.title for row in story.rows[part.start : part.start + part.count]] for part in story.parts[1:]]
    assert " | ".join(" · ".join(titles) for titles in after) == wanted
    assert sum(part.count for part in story.parts) == len(story.rows) == len(story)
    assert [story.part_of(part.start + part.count - 1) for part in story.parts] == list(story.parts)


def test_that_every_optimizer_has_a_row_for_each_of_its_memories():
    for rule in optimizers:
        story = ledger(Plan(rule.__name__, 0.05, 4))
        assert [row.letter for row in story.rows if row.kind == "memory"] == list(rule.memory)
        signs = [row.signed for row in story.rows if row.kind == "memory"]
        assert signs == [not squared for squared in rule().squares()]


def test_that_a_large_batch_shows_the_twelve_longest_gradients_and_the_sum_of_the_others():
    story = ledger(Plan("SGD", 0.1, 20), batches=0)
    lengths = [np.linalg.norm([story.narrator.recorded.gradient(*story.columns.place(column), sample)
                               for column in range(13)]) for sample in range(20)]

    assert [row.kind for row in story.rows[:14]] == [*["sample"] * 12, "others", "sum"]
    longest = sorted(np.argsort(lengths)[-12:])
    assert [row.sample for row in story.rows[:12]] == longest
    assert story.rows[12].title == "8 more"
    assert story.rows[12].samples == tuple(sorted(set(range(20)) - set(longest)))
    assert [story.facts(sample).length for sample in range(20)] == pytest.approx(lengths, rel=1e-12)
    assert story.row_of_sample(int(longest[3])) == 3
    assert story.row_of_sample(story.rows[12].samples[5]) == 12
    with pytest.raises(IndexError, match="sample 20 of 20"):
        story.row_of_sample(20)


def test_that_clipping_says_how_long_the_gradient_was():
    long, short = ledger(Plan("SGD", 0.1, 5, clip=0.01)), ledger(Plan("SGD", 0.1, 5, clip=50))
    length = float(np.linalg.norm(values(long, "mean")))

    note = next(row.note for row in long.rows if row.kind == "clip")
    assert note == f"{length:.3g} to 0.01"
    assert np.linalg.norm(values(long, "clip")) == pytest.approx(0.01, rel=1e-12)
    assert next(row.note for row in short.rows if row.kind == "clip") == "short enough"
    assert np.array_equal(values(short, "clip"), values(short, "mean"))
    row = place(long, "clip")
    assert f"shortened to {100 * 0.01 / length:.0f} %" in long.told(row, 0).sentence
    assert "stays as it is" in short.told(row, 0).sentence


def test_that_rows_of_one_scale_share_their_limit():
    story = ledger(Plan("Adam", 0.05, 5, l2=0.02))

    shared = [row.values for row in story.rows if row.kind not in ("memory", "step", "weights") or row.letter == "m"]
    assert story.limit("gradient") == np.max(np.abs(shared))
    assert story.limit("step") == np.max(np.abs(values(story, "step")))
    for at, row in enumerate(story.rows):
        assert story.own_limit(at) == np.max(np.abs(row.values))
        assert story.norms(at) == pytest.approx([np.linalg.norm(row.values[:9]), np.linalg.norm(row.values[9:])])


# ---- the words -------------------------------------------------------------------------------------------------------


def one_weight(*pulls: float, plan: Plan | None = None, batches: int = 0) -> BatchStory:
    """One linear weight of 0 whose samples have these gradients: x = 1 and targets of the other sign."""
    points = PointSet(np.ones((len(pulls), 1)), targets=-np.array(pulls)[:, None])
    network = NetworkSpec([LayerSpec(1, "Linear")], inputs=1, theta=[0.0, 0.0], loss="SquaredError", train_biases=False)
    return story_of(Experiment(points, network, plan or Plan("SGD", 0.1, len(pulls))), batches)


@pytest.mark.parametrize(("pulls", "said"), [
    ((1, 2, -1, 2), "Sample 3 votes the other way. The other three outvote it, so the mean is +1: "
                    "a larger weight would raise the loss."),
    ((-1, -2), "No sample votes the other way, so the mean is −1.5: a larger weight would lower the loss."),
    ((-1, -1, 8), "Samples 1 and 2 vote the other way. One larger vote outvotes them, so the mean is +2: "
                  "a larger weight would raise the loss."),
    ((1, 1, 1, 1, -9), "Four samples vote the other way. One larger vote outvotes them, so the mean is −1: "
                       "a larger weight would lower the loss."),
    ((1, -1), "The votes cancel each other, so the mean is 0."),
    ((0, 0), "No sample votes on it."),
    ((3,), "The only sample votes +3: a larger weight would raise the loss."),
    ((0, 2, -4), "Sample 2 votes the other way. One other outvotes it, so the mean is −0.667: "
                 "a larger weight would lower the loss."),
    ((0, 2, -3, -3), "Sample 2 votes the other way. Two others outvote it, so the mean is −1: "
                     "a larger weight would lower the loss."),
    ((1, 1, 1, -9, -0.1), "Samples 1, 2 and 3 vote the other way. Two with more weight outvote them, "  # −0.1 is no
                          "so the mean is −1.22: a larger weight would lower the loss."),  # larger vote than 1
])
def test_that_the_votes_are_told_by_who_outvotes_whom(pulls, said):
    story = one_weight(*pulls)

    first = place(story, "sum") if len(pulls) > 1 else 0
    assert story.sentence(first, 0) == said


def test_that_the_step_is_told_with_what_the_optimizer_makes_of_the_votes():
    story = one_weight(3, 1)

    step = place(story, "step")
    assert story.sentence(0, 0) == "Sample 1 asks for a smaller weight."
    assert story.sentence(step, 0).endswith("a larger weight would raise the loss. SGD lowers it by 0.2.")
    assert story.votes(0)[step].note == "w falls, 0 → −0.2"
    assert story.summary == "In 1 column the step follows this batch, or there is none."


def test_that_a_step_against_its_batch_is_said_to_come_from_the_memory():
    # Batches of one sample each: the first two pull up hard, the third pulls down weakly.
    points = PointSet(np.ones((3, 1)), targets=[[8.0], [8.0], [-0.5]])
    network = NetworkSpec([LayerSpec(1, "Linear")], inputs=1, theta=[0.0, 0.0], loss="SquaredError", train_biases=False)
    for seed in range(30):
        run = trained(Experiment(points, network, Plan("Momentum", 0.01, 1, seed=seed)), 2)
        if run.walk().t[0, 0] < 0:
            break
    story = BatchStory(Narrator(run.walk()))

    assert story.against == (0,)
    assert story.summary.startswith("In **1 of 1** columns the step goes against this batch: $v$ remembers earlier")
    assert "against this batch: $v$ remembers earlier batches" in story.sentence(place(story, "step"), 0)
    bar = story.votes(0)[place(story, "memory")]
    kept = 0.9 * run.descent.memory[0][0]
    now = story.rows[0].values[0]
    assert bar.start == 0.0
    assert [bar.kept, bar.end] == pytest.approx([kept, kept + now])
    assert bar.remembered == pytest.approx(abs(kept) / (abs(kept) + abs(now)))


def test_that_the_bars_of_samples_lie_end_to_end_and_a_penalty_begins_where_the_gradient_ends():
    story = ledger(Plan("SGD", 0.1, 5, l2=0.02))

    for column in range(13):
        bars = story.votes(column)
        for one, two in zip(bars[:4], bars[1:5], strict=True):
            assert one.end == two.start
        assert bars[5].start == 0.0
        assert bars[4].end == pytest.approx(bars[5].end, abs=1e-14)
        assert bars[7].start == bars[6].end
        assert bars[7].end == pytest.approx(bars[8].end, abs=1e-14)


def test_that_a_sample_says_its_target_and_its_answer():
    story = ledger(Plan("SGD", 0.1, 5))
    recorded = story.narrator.recorded
    facts = story.facts(2)

    assert facts.target == f"{recorded.walk.t[2, 0]:.0f}"
    assert facts.answer == f"{recorded.answers[2, 0]:.2f}"
    assert facts.loss == recorded.losses[2]
    assert XOR.points.labels is not None
    assert facts.label == XOR.points.labels[facts.point]
    assert facts.operations == story.narrator.operations.per_sample
    classes = story_of(Experiment(preset("Blobs").points, NetworkSpec([LayerSpec(3, "Softmax")]), Plan()))
    label = classes.facts(0).label
    assert classes.facts(0).target == str(label + 1)
    assert classes.facts(0).answer == f"{classes.narrator.recorded.answers[0, label]:.2f}"


def test_that_a_published_new_weight_has_its_printed_digits():
    story = BatchStory(Narrator(Run(example("mazur").experiment).walk()))

    column = story.columns.at(2, 0, 0)
    assert column is not None
    tick = story.told(place(story, "weights"), column).tick
    assert tick is not None
    assert (tick.digits, tick.right) == ("0.35891648", True)
    assert (story.epoch, story.batch, story.batches) == (0, 0, 1)


def test_that_a_diverged_batch_is_told_without_an_exception():
    points = PointSet(np.array([[1e200, -1e200], [1e200, 3.0]]), targets=[[1.0], [-1e300]])
    network = NetworkSpec([LayerSpec(2, "ReLU"), LayerSpec(1, "Linear")], loss="SquaredError", seed=1)
    for plan in (Plan("Adam", 0.1, 2, l1=0.1, clip=1.0), Plan("SGD", 0.1, 2), Plan("AdaGrad", 0.1, 2)):
        story = story_of(Experiment(points, network, plan))
        for column in range(len(story.columns)):
            for row in range(len(story)):
                assert story.told(row, column).sentence
                assert story.sentence(row, column)
            assert story.votes(column)
        assert story.summary
