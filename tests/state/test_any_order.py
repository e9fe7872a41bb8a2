"""Points, classes and values changed in any order: undo, redo, table and canvas stay true to one document."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from mlpviz.data.naming import ClassLook, Naming
from mlpviz.data.points import PointSet, Recipe
from mlpviz.data.reading.draft import drafted
from mlpviz.data.shapes import SHAPES
from mlpviz.engine.experiment import preset
from mlpviz.engine.places import area_of, places
from mlpviz.engine.run import Run
from mlpviz.state.class_editor import ClassEditor
from mlpviz.state.document import Document, Moment
from mlpviz.state.editor import Editor
from mlpviz.state.playhead import Playhead
from mlpviz.views.data.table_model import PointModel

PLACES = st.tuples(st.floats(-2.9, 2.9), st.floats(-2.9, 2.9))
SHARES = st.floats(0.0, 0.999)
GRID = np.array([[a, b] for a in np.linspace(-3, 3, 5) for b in np.linspace(-3, 3, 5)])
FILES = (
    b"a,b,label\n1,2,red\n3,4,blue\n5,6,green\n7,8,red\n",
    b"x,y\n0,1\n1,2.5\n2,0.25\n3,7.125\n4,1\n5,3\n6,9\n7,1.5\n",
    b"x1;x2;price\n100;2;5000\n200;3;7000,5\n150;1;100\n",
)


class AnyOrder(RuleBasedStateMachine):
    """A document, its editors, a table over it, and a run that follows it as the trainer does."""

    @initialize(name=st.sampled_from(["XOR", "Blobs", "Two hills", "Blank", "Sine"]))
    def begin(self, name):
        self.document = Document(preset(name, per_class=6))
        self.first = self.document.experiment
        self.editor = Editor(self.document, Playhead())
        self.classes = ClassEditor(self.editor)
        self.table = PointModel(self.first)
        self.table.points_requested.connect(self.editor.put_points)
        self.refusals: list[str] = []
        self.editor.refused.connect(self.refusals.append)
        self.run_ = Run(self.first)
        self.document.changed.connect(self.table.show_experiment)
        self.document.settled.connect(self.adjust)
        self.document.replaced.connect(self.start_again)
        self.stroke = 0

    def adjust(self, experiment):
        self.run_.adjust(experiment)

    def start_again(self, moment: Moment):
        self.run_ = Run(moment.experiment)

    @property
    def now(self):
        return self.document.experiment

    def some(self, share):
        return int(share * len(self.now.points))

    @property
    def has_classes(self):
        return self.now.points.labels is not None

    def ratio(self, first, second):
        """ln of the answer for one class over that for another, all over the square."""
        p = self.run_.predict(GRID[:, : self.now.network.inputs])
        p = np.concatenate([1 - p, p], axis=1) if p.shape[1] == 1 else p
        return np.log(p[:, second]) - np.log(p[:, first])

    # what can be done

    @rule(at=st.lists(PLACES, min_size=1, max_size=3), share=SHARES, value=st.floats(-2, 2))
    def draw(self, at, share, value):
        self.stroke += 1
        x = np.array(at)
        if self.has_classes and self.now.network.inputs == 2:
            self.editor.add_points(x, int(share * self.now.network.classes), self.stroke)
        elif not self.has_classes and self.now.points.targets.shape[1] == 1:
            self.editor.add_values(x[:, : self.now.network.inputs], value, self.stroke)
        self.document.end_stroke()

    @rule(at=PLACES, share=SHARES)
    def drag(self, at, share):
        if len(self.now.points):
            self.stroke += 1
            for part in (0.5, 1.0):
                self.editor.move_points(np.array([self.some(share)]), part * np.array([at]), self.stroke)
            self.document.end_stroke()

    @rule(share=SHARES)
    def erase(self, share):
        if len(self.now.points):
            self.editor.erase_points(np.array([self.some(share)]))

    @rule(share=SHARES, column=st.integers(0, 1), number=st.sampled_from(["0.1", "−7,25", "1e3", "text", "250"]))
    def type_in_the_table(self, share, column, number):
        if len(self.now.points):
            row = int(self.table.rows_of(np.array([self.some(share)]))[0])
            self.table.setData(self.table.index(row, 1 + min(column, self.now.network.inputs - 1)), number)

    @precondition(lambda self: self.has_classes and self.now.network.classes < 6)
    @rule()
    def add_a_class(self):
        before = self.ratio(0, 1)
        self.classes.add()
        assert self.ratio(0, 1) == pytest.approx(before, abs=1e-9)

    @precondition(lambda self: self.has_classes and self.now.network.classes > 2)
    @rule(share=SHARES)
    def remove_a_class(self, share):
        label = int(share * self.now.network.classes)
        left = [one for one in range(self.now.network.classes) if one != label]
        before, colors = self.ratio(left[0], left[1]), [self.now.class_color(one) for one in left]
        self.classes.remove(label)
        assert self.ratio(0, 1) == pytest.approx(before, abs=1e-9)
        assert [self.now.class_color(one) for one in range(len(left))] == colors

    @precondition(lambda self: self.has_classes)
    @rule(share=SHARES, to=SHARES)
    def move_a_class(self, share, to):
        count = self.now.network.classes
        label, place = int(share * count), int(to * count)
        order = [one for one in range(count) if one != label]
        order.insert(place, label)
        before = self.ratio(order[0], order[1])
        self.classes.move(label, place)
        assert self.ratio(0, 1) == pytest.approx(before, abs=1e-9)

    @precondition(lambda self: self.has_classes)
    @rule(share=SHARES, name=st.sampled_from(["red", "green", "", "class 1"]), color=st.integers(0, 5))
    def name_and_colour(self, share, name, color):
        label = int(share * self.now.network.classes)
        self.classes.rename(label, name)
        self.classes.recolor(label, color)

    @rule(name=st.sampled_from(sorted(SHAPES)))
    def take_a_preset(self, name):
        self.editor.use_recipe(Recipe(name, per_class=4))

    @rule(content=st.sampled_from(FILES))
    def take_a_file(self, content):
        result = drafted(content, "points.csv").result
        assert result is not None
        self.editor.open_points(result)

    @rule(wanted=st.booleans())
    def use_values(self, wanted):
        self.editor.use_values(wanted)

    @rule(share=st.floats(0, 0.5))
    def split(self, share):
        self.editor.split(share)

    @rule()
    def learn(self):
        if self.now.points.train_count:
            self.run_.epoch()

    @rule(steps=st.integers(1, 3))
    def undo(self, steps):
        for _ in range(steps):
            self.document.undo_stack.undo()

    @rule(steps=st.integers(1, 3))
    def redo(self, steps):
        for _ in range(steps):
            self.document.undo_stack.redo()

    # what must always hold

    @invariant()
    def the_network_fits_the_points(self):
        if hasattr(self, "document"):
            assert self.run_.experiment.network.outputs == self.now.network.outputs
            assert self.now.points.classes <= self.now.network.classes

    @invariant()
    def the_table_shows_the_points_and_the_canvas_has_room_for_them(self):
        if hasattr(self, "document"):
            assert self.table.points == self.now.points
            assert self.table.sheet.experiment == self.now
            at = places(self.now.points, self.now.axes)
            inside = area_of(self.now).holds(at)
            drawn = (np.abs(at) <= 3.0).all(axis=1)  # a stroke may leave the area: it is counted at the edge
            assert (inside | drawn).all() or self.now.area is not None

    @invariant()
    def classes_have_names_and_colours_of_their_own(self):
        if hasattr(self, "document") and self.has_classes:
            names = [self.now.naming.class_name(label) for label in range(self.now.network.classes)]
            colors = [self.now.class_color(label) for label in range(self.now.network.classes)]
            assert len({name.casefold() for name in names}) == len(names)
            assert len(set(colors)) == len(colors)

    def teardown(self):
        if not hasattr(self, "document"):
            return
        stack, last = self.document.undo_stack, self.now
        while stack.canRedo():
            stack.redo()
        last = self.now
        while stack.canUndo():
            stack.undo()
        assert self.now == self.first
        while stack.canRedo():
            stack.redo()
        assert self.now == last


def test_that_changes_in_any_order_can_be_undone_and_stay_true(qapp):
    run_state_machine_as_test(AnyOrder, settings=settings(max_examples=25, stateful_step_count=16, deadline=None))


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_that_many_changes_in_any_order_can_be_undone_and_stay_true(qapp):
    run_state_machine_as_test(AnyOrder, settings=settings(max_examples=400, stateful_step_count=40, deadline=None))


def test_that_a_name_given_to_the_first_class_stays_with_it_through_everything(qapp):
    document = Document(preset("XOR", per_class=4))
    editor = Editor(document, Playhead())
    classes = ClassEditor(editor)
    classes.rename(0, "red")

    for act in (classes.add, lambda: classes.move(0, 2), lambda: classes.remove(0)):
        act()

    assert document.experiment.naming == Naming(classes=(ClassLook(), ClassLook("red")))
    assert isinstance(document.experiment.points, PointSet)
