"""The numbers at the contours of a landscape: none stands on a path."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QRectF
from PySide6.QtGui import QImage, QPainter

from mlpviz.engine.landscape.relief import Relief
from mlpviz.views.landscape.crossing import crossed
from mlpviz.views.landscape.frame import Frame
from mlpviz.views.landscape.ground import LossGround
from mlpviz.views.look.theme import Theme

WIDTH, HEIGHT = 400, 300


@pytest.fixture
def ground(qapp):
    return LossGround(Theme("light"))


@pytest.fixture
def frame():
    made = Frame()
    made.lay(QRectF(0, 0, WIDTH, HEIGHT))
    made.show((np.array([0.0, 0.0]), np.array([4.0, 3.0])))
    return made


@pytest.fixture
def slope():
    """The loss grows to the right, so every contour is upright and would bear its number at half its height."""
    x = np.linspace(0.0, 4.0, 41)
    return Relief(x, np.linspace(0.0, 3.0, 31), np.broadcast_to(10.0 ** (x - 2), (31, 41)), True)


def painted(ground, frame, relief, placed, path):
    """The picture with numbers that found places beside one path, while another one runs there now."""
    image = QImage(WIDTH, HEIGHT, QImage.Format.Format_RGB32)
    painter = QPainter(image)
    ground.paint(painter, frame, relief, 1.0, placed)
    ground.paint_numbers(painter, [], path)
    painter.end()
    return np.frombuffer(image.constBits(), np.uint8).reshape(HEIGHT, WIDTH, 4)[:, :, :3].astype(int)


def touches(line, box):
    """By looking at many points of the line."""
    share = np.linspace(0.0, 1.0, 2001)[:, None]
    pieces = [a + share * (b - a) for a, b in zip(line[:-1], line[1:], strict=True)]
    return any(((at >= [box.left(), box.top()]) & (at <= [box.right(), box.bottom()])).all(axis=1).any()
               for at in pieces)  # fmt: skip


def test_that_a_line_crosses_the_boxes_in_which_some_of_its_points_lie():
    random = np.random.default_rng(5)
    met = set()
    for _ in range(40):
        line = random.uniform(0, 100, (4, 2)).round()
        boxes = [QRectF(*random.uniform(0, 90, 2), *random.uniform(3, 30, 2)) for _ in range(5)]
        expected = [touches(line, box) for box in boxes]
        assert crossed(line, boxes).tolist() == expected
        met |= set(expected)
    assert met == {True, False}
    level = np.array([[0.0, 50.0], [np.nan, np.nan], [0.0, 10.0], [100.0, 10.0]])
    boxes = [QRectF(20, 40, 10, 20), QRectF(20, 5, 10, 10), QRectF(20, 12, 10, 10)]
    assert crossed(level, boxes).tolist() == [False, True, False]
    assert crossed(level, boxes, room=3.0).tolist() == [False, True, True]


def test_that_numbers_at_contours_stand_beside_the_paths(ground, frame, slope):
    path = frame.pixels(np.array([[0.0, 1.4], [2.0, 1.6], [4.0, 1.4]]))
    painted(ground, frame, slope, [], [])
    free = ground.numbers
    assert any(touches(path, mark.box) for mark in ground.marks)
    again = LossGround(Theme("light"))
    painted(again, frame, slope, [path], [path])
    assert again.numbers == free
    assert not any(touches(path, mark.box) for mark in again.marks)


def test_that_a_contour_goes_on_where_a_path_has_taken_the_place_of_its_number(ground, frame, slope):
    bare = painted(ground, frame, slope, [], [])
    box = ground.marks[0].box
    path = np.array([[box.left(), box.center().y()], [box.right(), box.center().y()]])
    over = painted(ground, frame, slope, [], [path])
    inside = slice(round(box.top()) + 1, round(box.bottom()) - 1), slice(round(box.left()), round(box.right()))
    column = np.abs(over[inside] - bare[inside]).sum(axis=2)
    x = round(box.center().x() - box.left())
    assert (column[:, x - 2:x + 2].max(axis=1) > 30).sum() >= len(column) - 3
    dark = over[inside].sum(axis=2)
    assert (dark[:, x - 2:x + 2].min(axis=1) + 60 < dark[:, [1, -2]].min(axis=1)).all()
