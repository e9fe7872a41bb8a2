from __future__ import annotations

import itertools

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QFontMetricsF, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QPushButton

from mlpviz.data.points import PointSet
from mlpviz.engine.examples import EXAMPLES
from mlpviz.engine.experiment import Experiment, LayerSpec, NetworkSpec, Plan, preset
from mlpviz.engine.number import stepped
from mlpviz.engine.run import Run
from mlpviz.engine.telling.narration import Narrator
from mlpviz.engine.telling.operations import Operations
from mlpviz.state.commands import commands
from mlpviz.views.walk.dock.arithmetic import Arithmetic
from mlpviz.views.walk.dock.code import LiveValues
from mlpviz.views.walk.dock.dock import KEEP, WalkDock
from mlpviz.views.walk.dock.equation import REHEARSAL
from mlpviz.views.walk.dock.equation_rows import TermRows
from mlpviz.views.walk.dock.phase_list import PhaseList
from mlpviz.views.walk.dock.preview import Preview
from mlpviz.views.walk.dock.scrubber import WalkScrubber
from mlpviz.views.walk.dock.source import CodeLines
from mlpviz.views.walk.dock.syntax import spans
from mlpviz.views.walk.dock.walk_buttons import WalkButtons
from mlpviz.views.walk.sentences import ProseLabel, spoken

CHAIN = 17
"""The operation of the reference case that works out ∂E/∂w₅."""
LAST = 38


@pytest.fixture(scope="module")
def mazur():
    return Narrator(Run(EXAMPLES["Mazur 2-2-2"].experiment).walk())


@pytest.fixture(scope="module")
def batch():
    spec = NetworkSpec((LayerSpec(6), LayerSpec(4), LayerSpec(1, "Sigmoid")))
    run = Run(Experiment(preset("Spiral").points, spec, Plan("Adam", learning_rate=0.01, batch_size=20)))
    run.epoch()
    return Narrator(run.walk())


def opened(qtbot, theme, narrator, index, width=1352):
    dock = WalkDock(theme)
    qtbot.addWidget(dock)
    dock.resize(width, dock.height())
    dock.show_walk(narrator, Operations(narrator.walk))
    dock.show_index(index)
    dock.show()
    dock.activateWindow()
    dock.take_focus()
    qtbot.waitUntil(dock.hasFocus)
    return dock


@pytest.fixture
def dock(qtbot, theme, mazur):
    return opened(qtbot, theme, mazur, CHAIN)


def button(dock, text):
    return next(one for one in dock.findChildren(QPushButton) if one.text() == text)


# ---- what it shows ---------------------------------------------------------------------------------------------------


def test_that_the_reference_case_shows_its_printed_digits(dock):
    told = dock.findChild(TermRows).accessibleDescription()

    assert told.endswith("0.082167041 = 0.138498562 · 0.593269992")
    assert "0.35891648" in dock.findChild(Preview).accessibleName()
    assert "✓ printed 0.082167041  ·  operation 18 of 39" in [label.text() for label in dock.findChildren(QLabel)]
    assert dock.equation.question() == "How much does $w_5$ change the error?"


def test_that_four_digits_shorten_every_number(dock):
    dock.set_digits(4)

    assert dock.findChild(TermRows).accessibleDescription().endswith("0.0822 = 0.1385 · 0.5933")
    assert "0.0822" in dock.findChild(LiveValues).accessibleDescription()


@pytest.mark.parametrize("loss", ["CrossEntropy", "SquaredError"])
@pytest.mark.parametrize(("z", "target"), [(24.0, 0.0), (24.0, 1.0), (40.0, 1.0)])
def test_that_the_long_numbers_of_a_saturated_unit_are_drawn_and_not_cut(qtbot, theme, z, target, loss):
    network = NetworkSpec((LayerSpec(1, "Sigmoid"),), inputs=1, theta=(z, 0.0), loss=loss)
    walk = Run(Experiment(PointSet([[1.0]], targets=[[target]]), network, Plan("Adam", batch_size=1))).walk()
    dock = opened(qtbot, theme, Narrator(walk), 0)
    rows = dock.findChild(TermRows)

    for index, digits in itertools.product(range(len(Operations(walk))), (4, 9)):
        dock.set_digits(digits)
        dock.show_index(index)
        dock.grab()
        metrics = QFontMetricsF(rows._value_font())
        for column in rows._columns:
            assert column.term.value is None or metrics.horizontalAdvance(column.number) < rows._box(column).width()


def test_that_the_signs_between_rounded_numbers_are_those_of_the_told_equation(qtbot, theme):
    network = NetworkSpec((LayerSpec(1, "Sigmoid"),), inputs=1, theta=(40.0, 0.0))
    run = Run(Experiment(PointSet([[1.0]], targets=[[0.0]]), network, Plan("SGD", batch_size=1)))
    dock = opened(qtbot, theme, Narrator(run.walk()), 1)
    rows = dock.findChild(TermRows)

    assert rows.accessibleDescription().endswith("; 1 ≈ 1 / ( 1 + exp( − 40 ) )")
    dock.show_index(2)
    assert rows.accessibleDescription().endswith("; 40 = 0 · −4.24835·10⁻¹⁸ − 1 · −40")


def test_that_only_the_current_phase_is_unfolded(dock):
    rows = dock.findChild(PhaseList).shown_rows()

    assert [row.phase.short for row in rows if row.phase] == [
        "Forward 1", "Forward 2", "Loss", "Backward 2", "Backward 1", "Update",
    ]  # fmt: skip
    inside = [(row.state, row.start, row.count) for row in rows if row.phase is None]
    assert inside == [("done", 11, 6), ("current", 17, 1), ("open", 18, 3)]


def test_that_rows_never_outgrow_the_list_in_a_wide_layer(qtbot, theme, batch):
    operations = Operations(batch.walk)
    dock = opened(qtbot, theme, batch, 0)
    for phase in operations.phases(0):
        dock.show_index(phase.start + phase.count // 2)
        rows = dock.findChild(PhaseList).shown_rows()
        assert len([row for row in rows if row.phase is None]) <= 5
        assert sum(row.count for row in rows if row.phase is None) == phase.count


def test_that_the_current_line_of_the_running_source_is_marked(dock, mazur):
    source = mazur.tell(CHAIN).source
    lines = dock.findChild(CodeLines)

    assert lines.current_text() == source.lines[source.current - source.first].strip()
    assert "dW" in lines.current_text()


def test_that_an_update_shows_the_arithmetic_of_the_optimizer(qtbot, theme, batch):
    dock = opened(qtbot, theme, batch, len(batch.operations) - 1)
    arithmetic = dock.findChild(Arithmetic)

    assert arithmetic.isVisible()
    assert arithmetic.accessibleDescription().count(";") == len(batch.tell(len(batch.operations) - 1).arithmetic) - 1


def test_that_an_update_says_that_it_is_only_a_rehearsal(dock):
    assert dock.equation.note() == ""

    dock.show_index(LAST)

    assert dock.equation.note().endswith(REHEARSAL)


def test_that_the_strip_names_the_sample_of_a_batch(qtbot, theme, batch):
    dock = opened(qtbot, theme, batch, 2 * batch.operations.per_sample)

    assert dock.scrubber.place_text() == "epoch 1, sample 3 of 20"


def test_that_a_strip_with_more_operations_than_pixels_keeps_every_operation(qtbot, theme, batch):
    dock = opened(qtbot, theme, batch, 0, width=400)
    operations = batch.operations

    for section in dock.findChild(WalkScrubber).sections():
        cells = section.cells
        assert sum(cell.count for cell in cells) == section.part.count
        assert all(cell.width >= 2.9 for cell in cells)
    assert len(operations) > 400


def test_that_the_columns_stay_inside_a_small_dock(qtbot, theme, mazur):
    dock = opened(qtbot, theme, mazur, CHAIN, width=968)
    dock.set_low(True)

    assert dock.height() == 216 + 44
    assert dock.code.geometry().right() <= dock.width()
    assert dock.left.width() + dock.equation.width() + dock.code.width() <= dock.width()
    buttons = dock.findChild(WalkButtons)
    assert all(one.geometry().right() <= buttons.width() for one in buttons.findChildren(QPushButton))


def test_that_a_change_of_theme_keeps_what_is_shown(dock, theme):
    theme.choose("dark")
    dock.show_index(CHAIN + 1)

    assert dock.findChild(TermRows).accessibleDescription().count("=") == 2


# ---- what it asks for ------------------------------------------------------------------------------------------------

SIGNALS = {
    "walk_first": "first_requested", "walk_back": "back_requested", "walk_next": "next_requested",
    "walk_enter": "next_requested", "walk_phase": "phase_requested", "walk_sample": "sample_requested",
    "walk_last": "last_requested", "walk_leave": "leave_requested",
    "walk_chain": "chain_requested", "walk_show": "show_requested",
    "walk_deeper": "deeper_requested", "walk_shallower": "shallower_requested",
}  # fmt: skip
KEYS = [(row.name, key) for row in commands() if row.name in SIGNALS for key in row.keys]


@pytest.mark.parametrize(("name", "key"), KEYS, ids=[f"{key}-{name}" for name, key in KEYS])
def test_that_each_key_of_the_table_asks_for_its_step(qtbot, dock, name, key):
    with qtbot.waitSignal(getattr(dock, SIGNALS[name]), timeout=1000):
        QTest.keySequence(dock, QKeySequence(key))


def test_that_keys_act_while_a_button_of_the_dock_has_the_focus(qtbot, dock):
    back = dock.findChild(WalkButtons).back
    back.setFocus()
    qtbot.waitUntil(back.hasFocus)

    with qtbot.waitSignal(dock.next_requested, timeout=1000):
        qtbot.keyClick(back, Qt.Key.Key_Right)
    with qtbot.waitSignal(dock.back_requested, timeout=1000):
        qtbot.keyClick(back, Qt.Key.Key_Return)

    assert back.hasFocus()


@pytest.mark.parametrize(
    ("text", "signal"), [("Next", "next_requested"), ("Phase", "phase_requested"), ("Sample", "sample_requested")]
)
def test_that_each_button_asks_for_its_step(qtbot, dock, text, signal):
    with qtbot.waitSignal(getattr(dock, signal), timeout=1000):
        qtbot.mouseClick(button(dock, text), Qt.MouseButton.LeftButton)


def test_that_nothing_lies_before_the_first_operation(dock):
    dock.show_index(0)

    assert not dock.findChild(WalkButtons).back.isEnabled()
    assert not dock.findChild(WalkButtons).first.isEnabled()


def test_that_the_last_step_offers_to_keep_the_update(qtbot, dock):
    dock.show_index(LAST)

    with qtbot.waitSignal(dock.keep_requested, timeout=1000):
        qtbot.mouseClick(button(dock, KEEP), Qt.MouseButton.LeftButton)
    with qtbot.waitSignal(dock.keep_requested, timeout=1000):
        qtbot.keyClick(dock, Qt.Key.Key_Return)
    with qtbot.assertNotEmitted(dock.keep_requested), qtbot.assertNotEmitted(dock.next_requested):
        qtbot.keyClick(dock, Qt.Key.Key_Right)


def test_that_hovering_an_operand_names_its_place_on_the_graph(qtbot, dock):
    rows = dock.findChild(TermRows)
    term, box = next((term, box) for term, box in rows.boxes() if term.role == "forward")

    with qtbot.waitSignal(dock.hovered, timeout=1000) as caught:
        qtbot.mouseMove(rows, box.center().toPoint())
    assert caught.args == [term.mark]
    with qtbot.waitSignal(dock.hovered, timeout=1000) as caught:
        qtbot.mouseMove(rows, QPoint(rows.width() - 1, 1))
    assert caught.args == [None]


def test_that_a_click_on_a_cell_goes_to_its_operation(qtbot, dock):
    strip = dock.findChild(WalkScrubber)
    cell = strip.sections()[1].cells[2]

    with qtbot.waitSignal(dock.index_requested, timeout=1000) as caught:
        qtbot.mouseClick(strip, Qt.MouseButton.LeftButton, pos=QPoint(round(cell.left + cell.width / 2), 14))

    assert caught.args == [6]


def test_that_dragging_along_the_strip_asks_for_each_operation_once(qtbot, dock):
    strip = dock.findChild(WalkScrubber)
    asked: list[int] = []
    dock.index_requested.connect(asked.append)
    cells = [cell for section in strip.sections()[:2] for cell in section.cells]
    centers = [QPointF(cell.left + cell.width / 2, 14).toPoint() for cell in cells]

    qtbot.mousePress(strip, Qt.MouseButton.LeftButton, pos=centers[0])
    for center in centers[1:]:
        qtbot.mouseMove(strip, center)
        qtbot.mouseMove(strip, center + QPoint(1, 0))
    qtbot.mouseRelease(strip, Qt.MouseButton.LeftButton, pos=centers[-1])

    assert asked == list(range(8))


def test_that_a_click_on_a_phase_goes_to_its_first_operation(qtbot, dock):
    steps = dock.findChild(PhaseList)
    place = steps.visualItemRect(steps.item(1)).center()

    with qtbot.waitSignal(dock.index_requested, timeout=1000) as caught:
        qtbot.mouseClick(steps.viewport(), Qt.MouseButton.LeftButton, pos=place)

    assert caught.args == [4]


def test_that_a_click_on_a_line_goes_to_the_first_operation_it_does(qtbot, theme, batch):
    operations = batch.operations
    gradient = operations.index_of("weight_gradient", 2, 3, 5, sample=4)
    bias = operations.index_of("bias_gradient", 2, sample=4)
    dock = opened(qtbot, theme, batch, gradient)
    lines = dock.findChild(CodeLines)
    place = lines.place_of(batch.tell(bias).source.current)

    with qtbot.waitSignal(dock.index_requested, timeout=1000) as caught:
        qtbot.mouseClick(lines.viewport(), Qt.MouseButton.LeftButton, pos=place.center().toPoint())

    assert caught.args == [bias]


def test_that_a_line_that_does_nothing_by_itself_leads_nowhere(qtbot, dock, mazur):
    lines = dock.findChild(CodeLines)
    place = lines.place_of(mazur.tell(CHAIN).source.first)

    with qtbot.assertNotEmitted(dock.index_requested):
        qtbot.mouseClick(lines.viewport(), Qt.MouseButton.LeftButton, pos=place.center().toPoint())


def test_that_a_part_of_the_graph_lights_its_operand(dock, mazur):
    term = next(term for term in mazur.tell(CHAIN).terms if term.role == "forward")
    rows = dock.findChild(TermRows)
    before = rows.grab().toImage()

    dock.show_hovered(term.mark)

    assert rows.grab().toImage() != before


def test_that_a_wide_sum_is_broken_instead_of_cut(qtbot, theme, batch):
    dock = opened(qtbot, theme, batch, batch.operations.index_of("sum", 2))
    rows = dock.findChild(TermRows)

    assert rows.row_count() == 2
    assert max(box.right() for _, box in rows.boxes()) <= dock.equation.viewport().width() - 48


@pytest.mark.parametrize("scale", [1.0, 1.5])
@pytest.mark.parametrize("width", [200, 300, 420])
def test_that_the_code_pane_cuts_no_line(qtbot, theme, batch, width, scale):
    theme.set_text_scale(scale)
    view = CodeLines(theme)
    qtbot.addWidget(view)
    view.resize(round(width * scale), 300)
    view.show()
    operations = Operations(batch.walk)
    for kind in sorted({operations[index].kind for index in range(len(operations))}):
        told = batch.tell(next(at for at in range(len(operations)) if operations[at].kind == kind))
        view.show_source(told.source, told.called, ())

        for line in view._lines:
            rows = [row for row in view._rows if row.line is line]
            written = "".join(text for row in rows for text, _ in row.spans)
            assert written.lstrip() == line.text.lstrip()  # a deep indent is shown less deep where it is narrow
            for row in rows:
                metrics = QFontMetricsF(view._font() if line.number else view._small())
                text = "".join(text for text, _ in row.spans).rstrip()
                assert row.indent + metrics.horizontalAdvance(text) <= view._room(line) + 0.5, text


@pytest.mark.parametrize("height", [130, 141, 152, 300])
def test_that_the_code_pane_draws_whole_rows_and_the_current_line_among_them(qtbot, theme, batch, height):
    view = CodeLines(theme)
    qtbot.addWidget(view)
    view.resize(300, height)
    view.show()
    for index in (0, 40, 70):
        told = batch.tell(index)
        view.show_source(told.source, told.called, ())

        shown = view._in_sight()
        assert any(view._rows[at].line.current for at in shown)
        assert all(-1 <= view._place(at).top() < view._place(at).bottom() <= height + 1 for at in shown)
        ground = theme.palette.color("hlbg").name()
        picture = view.grab().toImage()
        rows = sum(picture.pixelColor(298, y).name() == ground for y in range(picture.height()))
        assert rows >= 23 * sum(view._rows[at].line.current for at in shown) - 1


# ---- words and numbers -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "digits", "text"),
    [
        (0.4, 9, "0.40"), (0.4, 4, "0.40"), (0.082167041, 9, "0.082167041"), (0.59327, 4, "0.5933"),
        (0.597000012, 4, "0.5970"), (-0.038098237, 9, "−0.038098237"), (0.00043857, 4, "0.0004386"), (0.0, 9, "0"),
        (float("nan"), 9, "NaN"),
    ],
)  # fmt: skip
def test_that_numbers_keep_what_was_chosen_and_round_what_was_computed(value, digits, text):
    assert stepped(value, digits) == text


def test_that_words_with_mathematics_can_be_spoken():
    assert spoken("How much does $w_5$ change the error?") == "How much does w₅ change the error?"


def test_that_source_is_told_apart_by_kind():
    line = dict(spans(["def backward(self, dz):"])[0])

    assert (line["def"], line["backward"], line["self"], line["dz"]) == ("keyword", "definition", "self", "text")


def test_that_a_docstring_of_several_lines_is_prose():
    kinds = [{kind for text, kind in line if text.strip()} for line in spans(['"""One', "two = 3", '"""', "x = 1"])]

    assert kinds[:3] == [{"self"}, {"self"}, {"self"}]
    assert kinds[3] != {"self"}


def test_that_a_slip_of_the_source_is_marked_and_explained_where_a_tick_would_stand(qtbot, theme):
    narrator = Narrator(Run(EXAMPLES["Rashid, one weight"].experiment).walk())
    index = narrator.operations.index_of("weight_gradient", 1, 0, 0)
    assert index is not None

    dock = opened(qtbot, theme, narrator, index)

    reason = "The source prints 0.04969 without the minus sign that it names just before."
    place = next(one for one in dock.findChildren(QLabel) if one.text().startswith("≠ printed 0.04969"))
    assert place.toolTip() == reason
    assert reason in dock.equation.accessibleDescription()
    assert reason in [one.text() for one in dock.equation.findChildren(ProseLabel) if one.isVisible()]
