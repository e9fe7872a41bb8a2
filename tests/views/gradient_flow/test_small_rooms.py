"""Gradient flow where there is little room: what stands elsewhere, and what shows that there is more."""

from __future__ import annotations

import math

import pytest
from PySide6.QtCore import QPoint, QRectF, QSize

from mlpviz.engine.experiment import preset
from mlpviz.engine.flow.cell import CellResult, train_cell
from mlpviz.engine.flow.grid import FlowGrid
from mlpviz.engine.pool import Mark
from mlpviz.views.controls.verdict_badge import badge_height, badge_width
from mlpviz.views.gradient_flow.axis import NORMS, axis_of
from mlpviz.views.gradient_flow.cell_painter import PAD, TOP_PAD, cell_pixmap, head_height, is_stacked
from mlpviz.views.gradient_flow.cell_state import CellState, Standing
from mlpviz.views.gradient_flow.grid_view import GridView

GRID = FlowGrid(preset("XOR", per_class=4, test_share=0.0), ["Zeros", "XavierUniform"],
                ["Sigmoid", "ReLU", "Tanh", "LeakyReLU"], layers=2, width=2, epochs=2)  # fmt: skip


@pytest.fixture(scope="module")
def results() -> list[CellResult]:
    with Mark() as mark:
        return [train_cell(job, mark) for job in GRID.jobs()]


def has_color(picture, area, color):
    """Whether some pixel of an area is of a colour, or nearly so."""
    for x in range(math.ceil(area.left()), int(area.right())):
        for y in range(math.ceil(area.top()), int(area.bottom())):
            found = zip(picture.pixelColor(x, y).getRgb()[:3], color.getRgb()[:3], strict=True)
            if all(abs(one - other) <= 12 for one, other in found):
                return True
    return False


def test_that_a_narrow_cell_has_its_loss_below_the_badge_and_a_wide_one_beside_it(theme, results):
    ink, axis = theme.palette.color("t2"), axis_of(NORMS, results)
    for width, below in ((104, True), (190, False)):
        assert is_stacked(theme, width - 2 * PAD) is below
        picture = cell_pixmap(theme, axis, CellState(Standing.DONE, results[2]), QSize(width, 100), 1.0).toImage()
        badge = TOP_PAD + badge_height(theme)
        line = head_height(theme, width - 2 * PAD) - badge_height(theme)
        beside = QRectF(PAD + badge_width(theme, results[2].finding.verdict) + 4, TOP_PAD, width, badge - TOP_PAD)
        assert has_color(picture, beside & QRectF(0, 0, width - PAD, 100), ink) is not below
        assert has_color(picture, QRectF(PAD, badge, 60, line), ink) is below


def test_that_an_edge_behind_which_there_are_more_cells_is_shaded_until_the_end_is_reached(qtbot, theme, results):
    view = GridView(theme)
    qtbot.addWidget(view)
    view.resize(300, 420)
    view.show()
    view.show_grid(GRID.initializers, GRID.activations)
    view.show_cells([CellState(Standing.DONE, result) for result in results], 0, axis_of(NORMS, results))
    qtbot.waitUntil(lambda: not view.pending)
    bar, place = view.horizontalScrollBar(), QPoint(view.viewport().width() - 1, 3)

    shaded = view.viewport().grab().toImage().pixelColor(place)
    bar.setValue(bar.maximum())
    qtbot.waitUntil(lambda: not view.pending)

    assert bar.maximum() > 0
    assert shaded != theme.palette.color("canvas")
    assert view.viewport().grab().toImage().pixelColor(place) == theme.palette.color("canvas")
