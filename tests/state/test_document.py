from __future__ import annotations

from dataclasses import replace

import pytest

from mlpviz.engine.experiment import Plan, preset
from mlpviz.engine.history import History
from mlpviz.engine.reports import report
from mlpviz.engine.run import Run
from mlpviz.state.document import Document, Moment

START = preset("XOR", per_class=5)


@pytest.fixture
def document(qapp):
    return Document(START)


@pytest.fixture
def said(document):
    """Every signal of the document, in order."""
    log: list[tuple[str, object]] = []
    for name in ("changed", "settled", "replaced"):
        getattr(document, name).connect(Ear(log, name))
    return log


class Ear:
    def __init__(self, log, name):
        self.log, self.name = log, name

    def __call__(self, what):
        self.log.append((self.name, what))


def rate(value):
    return replace(START, plan=Plan("Adam", value, 20))


def dragged(x):
    return replace(START, points=START.points.moved([0], [[x, x]]))


def test_that_an_edit_changes_the_experiment_and_settles_at_once(document, said):
    document.edit("Change the learning rate", rate(0.5))

    assert document.experiment == rate(0.5)
    assert said == [("changed", rate(0.5)), ("settled", rate(0.5))]
    assert document.undo_stack.undoText() == "Change the learning rate"


def test_that_undo_and_redo_swap_the_experiments(document, said):
    document.edit("one", rate(0.1))
    document.edit("two", rate(0.2))

    document.undo_stack.undo()
    assert document.experiment == rate(0.1)
    document.undo_stack.undo()
    assert document.experiment is START
    document.undo_stack.redo()
    document.undo_stack.redo()

    assert document.experiment == rate(0.2)
    assert [what for name, what in said if name == "settled"] == [
        *(rate(0.1), rate(0.2)),
        *(rate(0.1), START),
        *(rate(0.1), rate(0.2)),
    ]


def test_that_an_edit_that_changes_nothing_leaves_nothing_to_undo(document, said):
    document.edit("the same", preset("XOR", per_class=5))

    assert document.undo_stack.count() == 0
    assert said == []


def test_that_one_drag_is_one_step_of_undo(document):
    for x in (0.1, 0.2, 0.3):
        document.edit("Move a point", dragged(x), stroke=7)
    document.end_stroke()

    assert document.undo_stack.count() == 1
    document.undo_stack.undo()
    assert document.experiment is START
    document.undo_stack.redo()
    assert document.experiment == dragged(0.3)


def test_that_two_drags_are_two_steps_of_undo(document):
    document.edit("Move a point", dragged(0.1), stroke=1)
    document.edit("Move a point", dragged(0.2), stroke=2)

    document.undo_stack.undo()

    assert document.experiment == dragged(0.1)


def test_that_edits_without_a_drag_never_merge(document):
    document.edit("one", rate(0.1))
    document.edit("two", rate(0.2))

    assert document.undo_stack.count() == 2


def test_that_a_drag_settles_once_when_it_ends(document, said):
    for x in (0.1, 0.2, 0.3):
        document.edit("Move a point", dragged(x), stroke=7)
    assert [name for name, _ in said] == ["changed"] * 3

    document.end_stroke()

    assert said[3:] == [("settled", dragged(0.3))]


def test_that_undo_of_a_drag_settles_at_once(document, said):
    document.edit("Move a point", dragged(0.1), stroke=7)
    document.end_stroke()
    said.clear()

    document.undo_stack.undo()
    document.undo_stack.redo()

    assert said == [("changed", START), ("settled", START), ("changed", dragged(0.1)), ("settled", dragged(0.1))]


def test_that_an_edit_after_undo_forgets_what_was_undone(document):
    document.edit("one", rate(0.1))
    document.undo_stack.undo()

    document.edit("two", rate(0.2))

    assert not document.undo_stack.canRedo()
    assert document.experiment == rate(0.2)


class TestPlacesInTime:
    @pytest.fixture
    def moments(self):
        run = Run(START)
        history = History()
        history.begin(run.snapshot())
        for _ in range(3):
            run.epoch()
        return Moment(START, run.snapshot(), history), Moment(rate(0.2))

    def test_that_going_to_another_moment_can_be_undone(self, document, said, moments):
        before, after = moments

        document.replace("Reset", before, after)
        document.undo_stack.undo()
        document.undo_stack.redo()

        assert [what for name, what in said if name == "replaced"] == [after, before, after]
        assert [what for name, what in said if name == "changed"] == [rate(0.2), START, rate(0.2)]
        assert document.experiment == rate(0.2)
        assert "settled" not in {name for name, _ in said}, "the moment itself says where training goes on"

    def test_that_a_dragged_weight_is_one_step_of_undo(self, document, said, moments):
        before, _ = moments
        there = [Moment(rate(value)) for value in (0.1, 0.2, 0.3)]

        for moment in there:
            document.replace("Set a weight", before, moment, stroke=3)

        assert document.undo_stack.count() == 1
        said.clear()
        document.undo_stack.undo()
        document.undo_stack.redo()
        assert [what for name, what in said if name == "replaced"] == [before, there[-1]]

    def test_that_an_edit_and_a_change_of_moment_never_merge(self, document, moments):
        before, after = moments

        document.edit("Move a point", dragged(0.1), stroke=3)
        document.replace("Set a weight", before, after, stroke=3)

        assert document.undo_stack.count() == 2


def trained(epochs=50):
    run, history = Run(START), History()
    history.begin(run.snapshot())
    for _ in range(epochs):
        run.epoch()
        history.add(report(run, []))
    return Moment(START, run.snapshot(), history)


def test_that_undo_forgets_the_oldest_steps_when_their_memory_is_used_up(qapp):
    heavy = trained()
    document = Document(START, most_undo_bytes=2 * heavy.nbytes + heavy.nbytes // 2)
    for value in (0.1, 0.2, 0.3, 0.4):
        document.replace(f"Reset {value}", heavy, Moment(rate(value)))
    steps = [document.undo_stack.command(index) for index in range(4)]

    assert [step.isObsolete() for step in steps] == [True, True, False, False]
    document.undo_stack.undo()
    assert document.undo_stack.canUndo()
    document.undo_stack.undo()
    assert not document.undo_stack.canUndo()
    assert document.experiment == START
    document.undo_stack.redo()
    document.undo_stack.redo()
    assert document.experiment == rate(0.4)
    assert not document.undo_stack.canRedo()


def test_that_the_newest_step_can_be_undone_whatever_it_keeps(qapp):
    document = Document(START, most_undo_bytes=0)
    document.edit("one", rate(0.1))
    document.edit("two", rate(0.2))

    document.undo_stack.undo()
    assert document.experiment == rate(0.1)
    assert not document.undo_stack.canUndo()
