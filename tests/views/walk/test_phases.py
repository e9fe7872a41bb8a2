"""Whole phases on the page of the step-through: all of a phase is lit, and every operation has its line."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QApplication

from mlpviz.engine.examples import example
from mlpviz.engine.experiment import Experiment, LayerSpec, NetworkSpec, Plan, preset
from mlpviz.engine.run import Run
from mlpviz.engine.telling.narration import Mark, Narrator
from mlpviz.engine.telling.phase_story import PhaseStory
from mlpviz.engine.telling.whole_walk import rows_of
from mlpviz.views.look.theme import Theme
from mlpviz.views.walk.dock.dock import WHOLE, WalkDock
from mlpviz.views.walk.graph.graph_panel import WalkGraph


@pytest.fixture
def theme(qapp) -> Theme:
    theme = Theme("dark")
    theme.apply(qapp)
    return theme


@pytest.fixture(scope="module")
def batch() -> Narrator:
    return Narrator(Run(preset("XOR")).walk())


def dock_at(qtbot, theme, narrator, index, *, width=1440) -> WalkDock:
    dock = WalkDock(theme)
    qtbot.addWidget(dock)
    dock.resize(width, dock.height())
    dock.show_walk(narrator, narrator.operations)
    dock.show_by_phase(True)
    dock.show_index(index)
    dock.show()
    return dock


def phases(narrator: Narrator) -> list[int]:
    """The last operation of every phase of the first sample, and of the update."""
    return [phase.start + phase.count - 1 for phase in narrator.operations.phases(0)]


# ---- what is told ----------------------------------------------------------------------------------------------------


def test_that_every_operation_of_a_phase_has_its_line_with_the_numbers_of_the_walk(batch):
    for phase in batch.operations.phases(0)[:-1]:
        story = PhaseStory(batch, phase)
        assert len(story) == phase.count
        for at in range(phase.count):
            line, told = story.line(at, 4), batch.tell(phase.start + at, 4)
            row = next(rows_of(told, 20, 4))
            assert line.index == phase.start + at
            assert line.value == told.result
            assert (f"= {line.numbers}", f"{line.sign} {line.result}") == (row.numbers, row.result)
            assert line.symbol == batch.label(phase.start + at)


def test_that_a_phase_lights_everything_that_its_operations_use(batch):
    for phase in batch.operations.phases(0)[:-1]:
        lit = set(PhaseStory(batch, phase).told.marks)
        used = {mark for at in range(phase.start, phase.start + phase.count) for mark in batch.tell(at).marks}
        if phase.move != "backward":
            assert used <= lit
        else:  # what arrived on the edges is used too, and was lit as it came
            assert {mark for mark in used if mark.layer >= phase.layer} <= lit


def test_that_backward_every_unit_of_the_layer_shows_its_error_signal(batch):
    phase = next(one for one in batch.operations.phases(3) if one.title == "Backward · layer 2")

    terms = PhaseStory(batch, phase).terms

    assert [term.mark for term in terms] == [Mark("unit", 2, unit) for unit in range(4)]
    assert [term.value for term in terms] == batch.recorded.deltas[2][3].tolist()


def test_that_the_sentence_of_a_phase_names_what_is_there():
    mazur = Narrator(Run(example("mazur").experiment).walk())
    said = [PhaseStory(mazur, phase).sentence for phase in mazur.operations.phases(0)]

    assert "Its activation, sigmoid, turns the sum" in said[0]
    assert said[2] == "The error says in one number how far the answer is from its target."
    assert said[-1].startswith("The optimizer moves every weight by its step")  # its biases stay fixed
    linked = Narrator(Run(preset("XOR")).walk())
    last = PhaseStory(linked, linked.operations.phases(0)[2])
    assert last.sentence.endswith("The loss turns these sums into probabilities.")


# ---- the dock --------------------------------------------------------------------------------------------------------


def test_that_the_dock_counts_phases_and_its_strip_has_a_cell_for_each(qtbot, theme, batch):
    dock = dock_at(qtbot, theme, batch, phases(batch)[5])

    assert dock.phase.isVisible()
    assert not dock.equation.isVisible()
    assert dock.scrubber.count_text() == "6 / 141"
    assert [section.part.count for section in dock.scrubber.sections()] == [1] * 8
    assert dock.accessibleDescription().startswith("Phase 6 of 141.")
    assert [row.phase is not None for row in dock.steps.shown_rows()] == [True] * 8
    assert dock.buttons.next.toolTip() == "Do the next phase (→ or Enter)"
    assert dock.buttons.part.toolTip() == WHOLE


def test_that_a_cell_asks_for_the_first_operation_of_its_phase(qtbot, theme, batch):
    dock = dock_at(qtbot, theme, batch, phases(batch)[0])
    update = batch.operations.samples * batch.operations.per_sample

    with qtbot.waitSignal(dock.index_requested) as asked:
        dock.scrubber.index_requested.emit(4)
    assert asked.args == [batch.operations.phases(0)[4].start]
    with qtbot.waitSignal(dock.index_requested) as asked:
        dock.scrubber.index_requested.emit(140)
    assert asked.args == [update]
    with qtbot.waitSignal(dock.index_requested) as asked:
        dock.scrubber.index_requested.emit(7 * 3 + 2)
    assert asked.args == [batch.operations.phases(3)[2].start]


def test_that_a_line_is_lit_with_its_place_on_the_graph_and_a_click_asks_for_its_operation(qtbot, theme, batch):
    dock = dock_at(qtbot, theme, batch, phases(batch)[0])
    lines = dock.phase.lines
    qtbot.waitUntil(lambda: len(lines.shown()) > 3)
    place = QPoint(40, 2 * lines.line_height() + 5)

    moved = QMouseEvent(
        QEvent.Type.MouseMove, QPointF(place), lines.viewport().mapToGlobal(QPointF(place)), Qt.MouseButton.NoButton,
        Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier)
    with qtbot.waitSignal(dock.hovered) as pointed:
        QApplication.sendEvent(lines.viewport(), moved)
    assert pointed.args == [Mark("unit", 1, 2)]
    with qtbot.waitSignal(dock.operation_requested) as asked:
        qtbot.mouseClick(lines.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert asked.args == [2]


def test_that_long_phases_are_scrolled_by_key_and_told_to_their_end(qtbot, theme, batch):
    dock = dock_at(qtbot, theme, batch, phases(batch)[5])
    lines = dock.phase.lines
    qtbot.waitUntil(lambda: lines.verticalScrollBar().maximum() > 0)

    for _ in range(12):
        qtbot.keyClick(dock, Qt.Key.Key_PageDown)
    assert lines.shown()[-1] == 39
    qtbot.keyClick(dock, Qt.Key.Key_PageUp)
    assert lines.shown()[-1] < 39
    assert lines.accessibleDescription().endswith("; and 28 more")


def test_that_words_alone_leave_the_lines_out(qtbot, theme, batch):
    dock = dock_at(qtbot, theme, batch, phases(batch)[0])

    dock.show_level("words")
    assert not dock.phase.lines.isVisible()
    assert dock.phase.note().startswith("Every unit adds up")
    dock.show_level("numbers")
    assert dock.phase.lines.isVisible()


def test_that_a_dock_shows_single_operations_again(qtbot, theme, batch):
    dock = dock_at(qtbot, theme, batch, phases(batch)[0])

    dock.show_by_phase(False)
    dock.show_index(5)

    assert dock.equation.isVisible()
    assert dock.scrubber.count_text() == "6 / 2\u2009151"
    assert dock.buttons.part.isEnabled()


# ---- the graph -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("units", [4, 40])
def test_that_the_graph_lights_a_phase_of_any_width(qtbot, theme, units):
    experiment = Experiment(
        preset("XOR").points, NetworkSpec([LayerSpec(units), LayerSpec(units), LayerSpec(1, "Sigmoid")]), Plan())
    narrator = Narrator(Run(experiment).walk())
    graph = WalkGraph(theme)
    qtbot.addWidget(graph)
    graph.resize(760, 500)
    graph.show_by_phase(True)
    graph.show_walk(narrator, narrator.operations)

    for index in phases(narrator):
        graph.show_index(index)
        graph.grab()
        scene = graph.canvas.scene
        assert scene is not None
        assert scene.whole
        assert scene.result_mark is None
        assert graph.canvas.accessibleDescription().startswith(narrator.operations.phase_of(index).title)
    scene = graph.canvas.scene
    assert scene is not None
    assert all(scene.is_touched(Mark("edge", 1, unit, source)) for unit in range(units) for source in (0, 1))
