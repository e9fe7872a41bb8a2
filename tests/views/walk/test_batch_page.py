"""The page of a batch: what its ledger, votes, square and network show, and what a click or a key asks for."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QColor, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from mlpviz.engine.experiment import LayerSpec, NetworkSpec, Plan, preset
from mlpviz.engine.run import Run
from mlpviz.engine.telling.batch.story import BatchStory
from mlpviz.engine.telling.narrator import Narrator
from mlpviz.state.commands import commands
from mlpviz.views.look.colors import READABLE, contrast
from mlpviz.views.look.palette import palette, themes
from mlpviz.views.walk.batch import places
from mlpviz.views.walk.batch.cell_look import CellLook
from mlpviz.views.walk.batch.cell_numbers import format_of
from mlpviz.views.walk.batch.page import BatchPage
from tests.seen_text import faults, seen_texts

LEFT = Qt.MouseButton.LeftButton
KEYS = [(row.name, key) for row in commands() if row.context == "batch" for key in row.keys]
SIGNALS = {
    "batch_first": "first_requested", "batch_back": "back_requested", "batch_next": "next_requested",
    "batch_enter": "next_requested", "batch_part": "part_requested", "batch_other": "batch_requested",
    "batch_previous": "previous_batch_requested", "batch_last": "last_requested", "batch_column": "column_moved",
    "batch_column_back": "column_moved", "batch_fold": "fold_requested", "batch_deeper": "deeper_requested",
    "batch_shallower": "shallower_requested", "batch_leave": "leave_requested",
    "batch_play": "play_requested", "batch_slower": "speed_requested", "batch_faster": "speed_requested",
}  # fmt: skip


def story_of(layers=(3, 1), **plan):
    """The ledger of the next batch, after two epochs on XOR."""
    spec = NetworkSpec((*(LayerSpec(units, "Tanh") for units in layers[:-1]), LayerSpec(layers[-1], "Sigmoid")), seed=3)
    run = Run(replace(preset("XOR", per_class=16), network=spec, plan=Plan(**plan)), arithmetic="layers")
    run.epoch()
    run.epoch()
    return BatchStory(Narrator(run.walk()))


@pytest.fixture(scope="module")
def five():
    """2–3–1 with Adam, weight decay and clipping: a batch of five, as on the board."""
    return story_of(optimizer="Adam", learning_rate=0.05, batch_size=5, l2=0.02, clip=0.4)


@pytest.fixture
def page(qtbot, theme, five):
    return opened(qtbot, theme, five, row=len(five) - 2)


def opened(qtbot, theme, story, row=0, column=0, size=(1352, 820)):
    made = BatchPage(theme)
    qtbot.addWidget(made)
    made.resize(*size)
    made.fit_to(size[0], folded=size[0] < 1192, low=size[1] < 712)
    made.show()
    made.show_story(story, row, column)
    QApplication.processEvents()  # else it is painted before it is laid out
    return made


def cell(page, row, column):
    """The middle of a cell, in px of the ledger."""
    ruled = page.ledger.ruled()
    across = next(place for place in ruled.columns if place.item.column == column)
    along = next(place for place in ruled.rows if place.row == row)
    return QPoint(round(across.middle), round(along.middle))


def texts(widget):
    return [seen.text for seen in seen_texts(widget)]


# ---- what it shows ---------------------------------------------------------------------------------------------------


def test_that_every_number_of_the_ledger_is_that_of_its_row(page, five):
    shown = texts(page.ledger)
    for row in ("sum", "mean", "clip", "step"):
        values = five.rows[five.row_of(row)].values
        written = [f"{value:.3f}".replace("-", "−") for value in values]
        assert not [text for text in written if text.removeprefix("−0.000") and text not in shown]
    assert "Five gradients become one step" in shown
    assert "2–3–1 · 13 parameters" in shown


def test_that_rows_to_come_show_what_stands_there_now(qtbot, theme, five):
    page = opened(qtbot, theme, five, row=2)
    sheet, last = page.ledger.sheet(), len(five) - 1
    old = five.narrator.walk.before

    assert sheet.text(last, 0, before=True) == sheet.formats[last].text(five.narrator.recorded.old_value(1, 0, 0))
    memory = five.row_of("memory")
    assert sheet.now[memory].tolist() == old.memory[0, five.columns.order].tolist()
    assert sheet.text(five.row_of("sum"), 0, before=True) == ""
    assert page.votes.sentence() == five.sentence(2, 0)
    assert f"{five.rows[5].values[0]:.3f}".replace("-", "−") not in texts(page.ledger)


def test_that_a_step_goes_to_the_ledger_the_bars_the_equation_and_the_network(page, five):
    page.show_row(2)

    assert page.ledger.row == 2
    assert page.dock.told().heading == five.told(2, 0).heading
    assert page.dock.scrubber.count_text() == f"3 / {len(five)}"
    assert page.side.network.shown_row() == 2
    assert page.side.network.what() == r"\partial L/\partial w"
    page.show_row(len(five) - 1)
    assert five.rows[page.side.network.shown_row()].kind == "step"
    assert page.side.network.what() == r"\Delta w"


def test_that_another_column_is_followed_everywhere(qtbot, page, five):
    with qtbot.waitSignal(page.column_requested) as caught:
        qtbot.mouseClick(page.ledger.viewport(), LEFT, pos=cell(page, 1, 7))
    assert caught.args == [7]
    page.show_column(7)

    assert page.dock.told() == five.told(len(five) - 2, 7)
    assert list(page.votes.votes().values()) == list(five.votes(7))
    assert "bias" not in page.ledger.accessibleDescription()
    assert page.ledger.cell_text(0, 8).startswith("Sample 1, bias of h1.3: ")


def test_that_samples_without_a_row_of_their_own_stand_in_one(qtbot, theme):
    story = story_of(optimizer="SGD", batch_size=20)
    page = opened(qtbot, theme, story, row=12)

    assert [row.kind for row in story.rows][11:] == ["sample", "others", "sum", "mean", "step", "weights"]
    shown = texts(page)
    assert "8 more" in shown
    assert "Mean so far" not in shown
    assert not any(text.startswith(("L2", "Clip")) for text in shown)
    page.show_row(13)
    assert page.dock.steps.lines()[0].text == "Samples arrive"


def test_that_a_gradient_below_the_limit_is_said_to_be_short_enough(qtbot, theme):
    story = story_of(optimizer="SGD", batch_size=4, clip=100.0)
    page = opened(qtbot, theme, story, row=len(story) - 1)

    assert page.ledger.sheet().noted(story.row_of("clip")) == "short enough"
    assert page.votes.votes()[story.row_of("clip")].note == "short enough"
    assert "short enough" in texts(page)


def test_that_small_numbers_are_written_as_multiples_of_a_power_of_ten():
    form = format_of([np.array([2.4e-5, -1.1e-5, 0.0])])

    assert (form.exponent, form.note) == (-5, "10⁻⁵")
    assert [form.text(value) for value in (2.4e-5, -1.1e-5, 0.0)] == ["2.40", "−1.10", "0"]
    assert format_of([np.array([0.5, -0.25])]).text(-0.25, plus=True) == "−0.250"
    assert format_of([np.array([0.5, -0.25])]).text(0.5, plus=True) == "+0.500"
    assert format_of([np.array([4e7])]).text(4e7) == "4.00"
    assert format_of([np.array([1.0, np.inf])]).text(np.inf) == "∞"


def test_that_numbers_can_be_read_on_every_ground():
    look = CellLook()
    for name in themes():
        for kind in ("backward", "forward", "grey"):
            for share in np.linspace(-1, 1, 101) if kind != "grey" else np.linspace(0, 1, 51):
                ground, ink = look.of(palette(name), kind, float(share))
                assert contrast(ink, ground) >= READABLE
    light = palette("light")
    assert _greener(look.of(light, "backward", -0.8)[0]) > 0 > _greener(look.of(light, "backward", 0.8)[0])


def _greener(color: QColor) -> int:
    return color.green() - color.red()


# ---- room ------------------------------------------------------------------------------------------------------------


def test_that_columns_scroll_by_whole_ones_and_the_chosen_one_stays_in_sight(qtbot, theme):
    story = story_of((6, 4, 1), optimizer="SGD", batch_size=4)
    page = opened(qtbot, theme, story, size=(936, 620))
    bar = page.ledger.horizontalScrollBar()

    assert bar.maximum() > 0
    for column in (len(story.columns) - 1, 20, 0):
        page.show_column(column)
        seen = [place.item.column for place in page.ledger.ruled().columns]
        assert column in seen
        assert seen == list(range(seen[0], seen[0] + len(seen)))


def test_that_a_large_network_folds_its_layers_and_opens_the_unit_that_is_followed(qtbot, theme):
    story = story_of((12, 8, 1), optimizer="SGD", batch_size=4)
    page = opened(qtbot, theme, story)
    ledger, columns = page.ledger, story.columns

    assert ledger.folded() == {1, 2, 3}
    shown = [place.item for place in ledger.ruled().columns]
    assert [item.layer for item in shown if item.column < 0] == [1, 2, 3]
    assert {columns.place(item.column)[:2] for item in shown if item.column >= 0} == {(1, 0)}
    norm = story.norms(0)[1]
    assert ledger.sheet().formats[0].text(float(norm)) in texts(ledger)

    page.show_column(columns.at(2, 5, -1))
    shown = [place.item for place in ledger.ruled().columns]
    assert {columns.place(item.column)[:2] for item in shown if item.column >= 0} == {(2, 5)}

    page.dock.setFocus()
    qtbot.keyClick(page.dock, Qt.Key.Key_F)
    assert ledger.folded() == {1, 3}
    title = ledger.ruled().columns[0]
    qtbot.mouseClick(ledger.viewport(), LEFT, pos=QPointF(title.middle, ledger.ruled().heads[0] + 5).toPoint())
    assert ledger.folded() == {3}


def test_that_rows_scroll_to_the_one_that_is_shown(qtbot, theme, five):
    page = opened(qtbot, theme, five, size=(936, 470))

    for row in (len(five) - 1, 4, 0):
        page.show_row(row)
        assert row in [place.row for place in page.ledger.ruled().rows]
    assert page.ledger.verticalScrollBar().maximum() > 0


def test_that_columns_and_rows_are_laid_out_in_groups():
    items = [places.Item(1, unit, 2 * unit + at) for unit in range(2) for at in range(2)] + [places.Item(2, 0, 4)]

    found = places.columns_in(items, 0, 0, 100.0, 1000.0, 40.0)
    gaps = [two.left - one.right for one, two in zip(found, found[1:], strict=False)]
    assert gaps == [0.0, places.UNIT_GAP, 0.0, places.LAYER_GAP]
    assert found[-1].right - 100.0 == places.extent_of(items, 40.0)
    assert places.last_first(items, 0, 97.0, 40.0) == 3
    assert places.last_first(items, 0, 95.0, 40.0) == 4
    assert [place.item.column for place in places.columns_in(items, 0, 3, 0.0, 97.0, 40.0)] == [3, 4]


def test_that_no_text_of_the_page_is_cut_or_crosses_another(qtbot, theme, five):
    page, found = opened(qtbot, theme, five), list[str]()
    for size, text, name in (((1352, 820), 1.0, "light"), ((1278, 688), 1.0, "dark"), ((936, 620), 1.0, "dark"),
                             ((936, 620), 1.5, "light"), ((1352, 820), 1.5, "dark"), ((1278, 688), 2.0, "light"),
                             ((936, 620), 2.0, "dark"), ((1832, 1000), 2.0, "light")):  # fmt: skip
        theme.choose(name)
        theme.set_text_scale(text)
        page.resize(*size)
        page.fit_to(size[0], folded=size[0] < 1192, low=size[1] < 712)
        for row in (8, len(five) - 2):
            page.show_row(row)
            QApplication.processEvents()
            found += [f"{size}, text {text}, row {row}: {fault}" for fault in faults(seen_texts(page))]
    assert not found, "\n".join(found)


# ---- what it asks for ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("name", "key"), KEYS, ids=[f"{key}-{name}" for name, key in KEYS])
def test_that_each_key_of_a_batch_asks_for_its_step(qtbot, theme, five, name, key):
    page = opened(qtbot, theme, five, row=3)
    page.dock.setFocus()

    with qtbot.waitSignal(getattr(page.dock, SIGNALS[name]), timeout=1000):
        QTest.keySequence(page.dock, QKeySequence(key))


def test_that_a_sample_is_gone_into_from_its_row_its_bar_and_its_marker(qtbot, page, five):
    ruled, asked = page.ledger.ruled(), list[object]()
    page.sample_requested.connect(asked.append)

    middle = round(ruled.rows[1].middle)
    qtbot.mouseClick(page.ledger.viewport(), LEFT, pos=QPoint(30, middle))
    qtbot.mouseClick(page.votes, LEFT, pos=QPoint(30, middle))
    square = page.side.square
    qtbot.mouseClick(square, LEFT, pos=square.place(int(five.narrator.walk.indices[1])).toPoint())

    assert asked == [1, 1, 1]


def test_that_another_row_is_gone_to_from_its_title_its_step_and_its_cell_of_the_strip(qtbot, page, five):
    asked, row = list[object](), five.row_of("mean")
    page.row_requested.connect(asked.append)

    middle = round(next(place for place in page.ledger.ruled().rows if place.row == row).middle)
    qtbot.mouseClick(page.ledger.viewport(), LEFT, pos=QPoint(30, middle))
    section = page.dock.scrubber.sections()[1]
    qtbot.mouseClick(page.dock.scrubber, LEFT, pos=QPointF(section.cells[1].left + 5, 14).toPoint())
    line = page.dock.steps.visualItemRect(page.dock.steps.item(0))
    qtbot.mouseClick(page.dock.steps.viewport(), LEFT, pos=line.center())

    assert asked == [row, row, 0]


def test_that_pointing_lights_row_marker_and_bar_together(qtbot, page, five):
    lit: list[list[object]] = [[], [], []]
    for view, found in zip((page.ledger, page.votes, page.side.square), lit, strict=True):
        view.hovered.connect(found.append)
    place = page.ledger.ruled().rows[2]

    qtbot.mouseMove(page.ledger.viewport(), QPoint(30, round(place.middle)))
    assert lit[0] == [2]
    assert page.votes._hovered == page.side.square._hovered_row == 2
    assert "Open sample 3" in texts(page)
    assert any(text.endswith(" operations inside") for text in texts(page))
    qtbot.mouseMove(page.ledger.viewport(), QPoint(30, 2))
    assert lit[0] == [2, -1]
    assert page.side.square._hovered_row == -1


def test_that_of_samples_side_by_side_the_one_of_the_row_has_its_number(qtbot, theme):
    story = story_of(optimizer="SGD", batch_size=24)
    square = opened(qtbot, theme, story).side.square
    crowded = [row.sample for row in story.rows if row.sample >= 0 and row.sample not in square.numbered()]

    assert crowded
    for sample in crowded:
        square.show_row(story.row_of_sample(sample))
        assert sample in square.numbered()


def test_that_the_last_row_offers_to_keep_the_update(qtbot, page, five):
    page.show_row(len(five) - 1)

    assert page.dock.buttons.next.text() == "Keep update"
    with qtbot.waitSignal(page.dock.keep_requested):
        qtbot.mouseClick(page.dock.buttons.next, LEFT)
    page.dock.setFocus()
    with qtbot.waitSignal(page.dock.keep_requested):
        qtbot.keyClick(page.dock, Qt.Key.Key_Return)
    assert not page.dock.buttons.part.isEnabled()


def test_that_the_bars_of_the_samples_lie_end_to_end(page, five):
    from mlpviz.views.walk.batch.votes_panel import _Axis

    votes = page.votes.votes()
    axis = _Axis(five, list(votes.values()), 60.0, 260.0)
    for one, two in zip(range(4), range(1, 5), strict=True):
        assert axis.at(votes[one], votes[one].end) == axis.at(votes[two], votes[two].start)
    assert axis.at(votes[4], votes[4].end) == pytest.approx(axis.at(votes[5], votes[5].end))
    assert all(59.9 <= axis.at(vote, value) <= 260.1 for vote in votes.values() for value in (vote.start, vote.end))
