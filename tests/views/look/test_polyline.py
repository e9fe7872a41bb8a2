from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPen, QPolygonF

from mlpviz.views.look.polyline import Dashes, Polyline

SIZE = 120


def drawn(draw, width=1.5):
    """How dark each pixel becomes under black lines with smooth edges, 0…1."""
    image = QImage(SIZE, SIZE, QImage.Format.Format_RGB32)
    image.fill(QColor("white"))
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(QColor("black"), width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.FlatCap))
    draw(painter)
    painter.end()
    pixels = np.frombuffer(image.constBits(), np.uint8).reshape(SIZE, SIZE, 4)
    return 1.0 - pixels[:, :, 0] / 255.0


def as_qt_joins(x, y):
    def draw(painter):
        painter.drawPolyline(QPolygonF([QPointF(*place) for place in zip(x.tolist(), y.tolist(), strict=True)]))

    return draw


@pytest.mark.parametrize("curve", [
    lambda s: (5 + 110 * s, 40 + 20 * np.sin(9 * s)),
    lambda s: (60 + 50 * s * np.cos(14 * s), 60 + 50 * s * np.sin(14 * s)),
], ids=["wave", "spiral"])  # fmt: skip
@pytest.mark.parametrize("width", [1.5, 3.5])
def test_that_a_line_of_many_pieces_looks_as_one_that_qt_joins(curve, width):
    x, y = curve(np.linspace(0.0, 1.0, 90))

    difference = drawn(Polyline(x, y).draw, width) - drawn(as_qt_joins(x, y), width)

    assert np.abs(difference).mean() < 0.005
    assert np.abs(difference).max() < 0.35  # a speck where two pieces meet
    assert abs(difference.sum()) < 0.06 * drawn(as_qt_joins(x, y), width).sum()


def test_that_a_line_breaks_where_a_value_is_no_number():
    x = np.array([10.0, 40.0, np.nan, 80.0, 110.0])

    found = drawn(Polyline(x, np.full(5, 60.0)).draw)

    assert found[59:61, 12:38].max(axis=0).min() > 0.5
    assert found[59:61, 82:108].max(axis=0).min() > 0.5
    assert found[:, 42:78].max() == 0.0


def test_that_a_point_between_two_gaps_is_a_dot():
    found = drawn(Polyline(np.array([10.0, np.nan, 60.0, np.nan, 110.0]), np.full(5, 60.0)).draw)

    dark = np.flatnonzero(found.max(axis=0))
    assert {10, 60, 110} <= {column + step for column in dark.tolist() for step in (0, 1)}
    assert len(dark) <= 9


@pytest.mark.parametrize("count", [0, 1])
def test_that_less_than_two_points_are_no_line(count):
    assert drawn(Polyline(np.full(count, 60.0), np.full(count, 60.0)).draw).sum() < 5.0


def test_that_dashes_are_drawn_and_left_free_by_turns_along_the_line():
    found = drawn(Dashes(np.array([10.0, 60.0, 110.0]), np.full(3, 60.0), 10.0, 5.0).draw).max(axis=0)

    for begin in range(10, 100, 15):
        assert found[begin + 1 : begin + 9].min() > 0.5
        assert found[begin + 11 : begin + 14].max() == 0.0
