from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QRectF
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QStyleOptionGraphicsItem

from mlpviz.engine.experiment import LayerSpec, NetworkSpec
from mlpviz.views.graph.edge_look import EdgeLook
from mlpviz.views.graph.edges import EdgeItem
from mlpviz.views.graph.thumbnail_layout import thumbnail_layout
from mlpviz.views.graph.wires import Wires

ALL = np.arange(3)
MAPS = ("forward", "backward")


def look(**changed):
    none = np.zeros(3, dtype=bool)
    made = EdgeLook(
        MAPS, np.array([1.0, 2.0, 3.0]), np.array([-0.5, 0.1, 0.9]), np.array([0.0, 0.5, 1.0]),
        np.array([0.2, -0.2, 0.4]), none, ALL, none, none, none,
    )  # fmt: skip
    given: dict[str, Any] = {name: np.array(value) for name, value in changed.items()}
    return replace(made, **given)


@pytest.mark.parametrize("changed", [
    {"core_width": [1.05, 2.0, 3.0]}, {"core_share": [-0.495, 0.1, 0.9]}, {"casing_width": [0.0, 0.55, 1.0]},
])  # fmt: skip
def test_that_edges_resemble_others_that_differ_by_less_than_is_seen(changed):
    assert look(**changed).resembles(look(), ALL)


@pytest.mark.parametrize("changed", [
    {"core_width": [1.5, 2.0, 3.0]}, {"core_share": [0.5, 0.1, 0.9]}, {"casing_width": [0.5, 0.5, 1.0]},
    {"casing_share": [-0.2, -0.2, 0.4]}, {"broken": [True, False, False]}, {"held": [True, False, False]},
    {"marked": [True, False, False]}, {"cut": [True, False, False]}, {"core_width": [np.nan, 2.0, 3.0]},
])  # fmt: skip
def test_that_one_edge_that_looks_different_is_noticed(changed):
    assert not look(**changed).resembles(look(), ALL)
    assert look(**changed).resembles(look(), np.array([1, 2])), "the others look as they did"


def test_that_weights_do_not_resemble_gradients():
    assert not replace(look(), maps=("backward", "backward")).resembles(look(), ALL)


class Drawing:
    """Edges of a network with three units and then one: nine of them, in two gaps."""

    def __init__(self, theme):
        spec = NetworkSpec((LayerSpec(3), LayerSpec(1, "Sigmoid")))
        self.wires = Wires(thumbnail_layout(spec.widths, 400, 300), spec)
        self.item = EdgeItem(theme)
        self.item.set_wires(self.wires, QRectF(0, 0, 400, 300))
        self.widths = np.full(9, 2.0)

    def show(self):
        """What is painted with the present widths: the pixels of the first gap, and those of the second."""
        none, nothing = np.zeros(9, dtype=bool), np.zeros(9)
        self.item.set_look(
            EdgeLook(MAPS, self.widths.copy(), np.full(9, 0.8), nothing, nothing, none, np.arange(9), none, none, none)
        )
        image = QImage(400, 300, QImage.Format.Format_RGB32)
        image.fill(0)
        painter = QPainter(image)
        self.item.paint(painter, QStyleOptionGraphicsItem())
        painter.end()
        pixels = np.frombuffer(image.constBits(), np.uint32).reshape(300, 400)
        (left, right, _), (start, stop, _) = self.wires.gaps
        return pixels[:, int(left) : int(right)].copy(), pixels[:, int(start) : int(stop)].copy()


def test_that_only_the_gap_in_which_an_edge_looks_different_is_drawn_anew(qapp, theme, monkeypatch):
    monkeypatch.setattr("mlpviz.views.graph.edges.time", Ticks())  # a busy machine would leave a gap for the next turn
    drawing = Drawing(theme)
    before = drawing.show()

    drawing.widths[0] += 0.05
    drawing.widths[8] += 3.0
    after = drawing.show()

    assert np.array_equal(after[0], before[0])
    assert not np.array_equal(after[1], before[1])


def test_that_many_small_changes_are_seen_in_the_end(qapp, theme):
    drawing = Drawing(theme)
    before = drawing.show()[0]

    for _ in range(20):
        drawing.widths[0] += 0.05
        after = drawing.show()[0]

    drawing.item.restyle()
    assert not np.array_equal(after, before)
    assert np.abs(after.view(np.uint8).astype(int) - drawing.show()[0].view(np.uint8)).mean() < 0.2


class Ticks:
    """A clock on which a tenth of a millisecond passes whenever it is read."""

    def __init__(self):
        self.now = 0.0

    def monotonic(self):
        self.now += 0.0001
        return self.now


def crowd(theme):
    """An item with 304 edges in three gaps; how to draw it with one width, and its gaps as painted."""
    spec = NetworkSpec((LayerSpec(16), LayerSpec(16), LayerSpec(1, "Sigmoid")))
    wires = Wires(thumbnail_layout(spec.widths, 900, 2400), spec)
    item, count = EdgeItem(theme), len(wires)
    item.set_wires(wires, QRectF(0, 0, 900, 2400))
    assert count == 304

    def drawn_with(width):
        none, nothing = np.zeros(count, dtype=bool), np.zeros(count)
        shares = np.linspace(-1.0, 1.0, count)
        item.set_look(
            EdgeLook(MAPS, np.full(count, width), shares, nothing, nothing, none, np.arange(count), none, none, none)
        )

    def painted():
        image = QImage(900, 2400, QImage.Format.Format_RGB32)
        image.fill(0)
        painter = QPainter(image)
        item.paint(painter, QStyleOptionGraphicsItem())
        painter.end()
        pixels = np.frombuffer(image.constBits(), np.uint32).reshape(2400, 900)
        return [pixels[:, int(left) + 1 : int(right)].copy() for left, right, _ in wires.gaps]

    return item, drawn_with, painted


def test_that_a_gap_too_full_for_one_frame_is_shown_only_when_it_is_whole(qapp, theme, monkeypatch):
    monkeypatch.setattr("mlpviz.views.graph.edges.time", clock := Ticks())
    item, drawn_with, painted = crowd(theme)
    drawn_with(1.0)
    thin = painted()
    item.restyle()
    drawn_with(4.0)
    item.restyle()
    thick = painted()

    drawn_with(1.0)
    item.restyle()
    painted()
    drawn_with(4.0)
    frames = [painted()]
    clock.now += 1.0
    while frames[-1][1].tobytes() != thick[1].tobytes() and len(frames) < 100:
        item.turns.due.emit()
        frames.append(painted())

    assert 3 < len(frames) < 100, "so full a gap takes many turns"
    for frame in frames:
        for gap in range(3):
            assert frame[gap].tobytes() in (thin[gap].tobytes(), thick[gap].tobytes())


def test_that_the_last_look_is_shown_in_the_end_though_a_gap_was_begun_with_another(qapp, theme, monkeypatch):
    monkeypatch.setattr("mlpviz.views.graph.edges.time", clock := Ticks())
    item, drawn_with, painted = crowd(theme)
    drawn_with(2.0)
    painted()
    drawn_with(4.0)
    painted()

    drawn_with(3.0)
    painted()
    clock.now += 1.0
    for _ in range(40):
        item.turns.due.emit()
        last = painted()

    item.restyle()
    assert [gap.tobytes() for gap in last] == [gap.tobytes() for gap in painted()]


def test_that_nothing_is_left_of_the_edges_of_another_network(qapp, theme):
    def drawn(item, *units):
        spec = NetworkSpec((*map(LayerSpec, units), LayerSpec(1, "Sigmoid")))
        wires = Wires(thumbnail_layout(spec.widths, 400, 300), spec)
        count, area = len(wires), QRectF(0, 0, 400, 300)
        none, nothing = np.zeros(count, dtype=bool), np.zeros(count)
        item.set_wires(wires, area)
        item.set_look(EdgeLook(MAPS, np.full(count, 2.0), np.full(count, 0.8), nothing, nothing, none,
                               np.arange(count), none, none, none))  # fmt: skip
        image = QImage(400, 300, QImage.Format.Format_RGB32)
        painter = QPainter(image)
        item.paint(painter, QStyleOptionGraphicsItem())
        painter.end()
        return bytes(image.constBits())

    item = EdgeItem(theme)
    before = drawn(item, 4, 2)

    assert drawn(item, 2) == drawn(EdgeItem(theme), 2) != before
