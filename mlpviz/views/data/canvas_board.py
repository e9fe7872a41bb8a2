"""The points on the canvas as tools take hold of them: what is near, what is selected, and every edit."""

from __future__ import annotations

import itertools

import numpy as np
from PySide6.QtCore import QRectF, Signal
from PySide6.QtWidgets import QWidget

from mlpviz.data.area import Area, around
from mlpviz.data.points import PointSet
from mlpviz.engine.experiment import Experiment
from mlpviz.engine.places import inputs_at, placed, places
from mlpviz.engine.value_scale import PLAIN
from mlpviz.nn.arrays import Array
from mlpviz.views.data.canvas_points import NOBODY, Indices
from mlpviz.views.data.canvas_view import CanvasView
from mlpviz.views.look.theme import Theme

NUDGES = 120.0
"""Steps of an arrow key from one end of the area to the other."""


class CanvasBoard(CanvasView):
    """Keeps its own copy of the points, edits it at once, and asks for the same edit of the document."""

    add_requested = Signal(object, int, int)
    """Inputs (m, 2), their class 0…5, and the stroke."""
    add_values_requested = Signal(object, object, int)
    """Inputs (m, d), their value or values (m,), and the stroke."""
    move_requested = Signal(object, object, int)
    """Indices (m,), at which places these points shall stand (m, 2), and the stroke."""
    erase_requested = Signal(object, int)
    """Indices (m,), and the stroke."""
    stroke_finished = Signal()
    """The button came up, or a key's edit is done."""
    selection_changed = Signal(object)
    """Which points are selected now, (m,)."""

    _strokes = itertools.count(1)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, parent)
        self._experiment: Experiment | None = None
        self._shown = PointSet(np.empty((0, 2)), np.empty(0))
        self._at = np.empty((0, 2))
        self._axes = (0, 1)
        self._scale = PLAIN
        self._value = 0.6
        self._selected = NOBODY
        self._stroke = 0

    def _end_nudging(self) -> None:
        """The next nudge is a step of undo of its own."""

    def _show_words(self) -> None:
        """Say what there is to say about the points."""

    def _show_points(self, points: PointSet) -> None:
        self._shown, self._at = points, places(points, self._axes)
        self._points.show_points(points, self._at, self._selected)
        self._count_beyond()

    def _count_beyond(self) -> None:
        """Tell at each edge how many points lie beyond it."""
        self._beyond.show_places(self._at[self._points.visible()])

    def _follow(self) -> None:
        super()._follow()
        if hasattr(self, "_at"):  # the view is there before its points
            self._count_beyond()

    def _whole(self) -> Area:
        """What is shown at first if that shows all points, else the area around both."""
        if not hasattr(self, "_at") or bool(self._home.holds(self._at).all()):
            return self._home
        corners = np.stack([self._home.corner, self._home.corner + self._home.size])
        return around(np.concatenate([self._at, corners]))

    def points(self) -> PointSet:
        """The points as they are shown."""
        return self._shown

    def places(self) -> Array:
        """Where they lie, (n, 2)."""
        return self._at

    def step(self) -> Array:
        """How far an arrow key moves along both axes, (2,)."""
        return self._home.size / NUDGES

    def selection(self) -> Indices:
        """Which points are selected."""
        return self._selected

    def near(self, place: Array, pixels: float) -> Indices:
        """The visible points within so many px, nearest first."""
        if not len(self._shown):
            return NOBODY
        pointer = self.plane.pixel(place)
        away = np.hypot(*(self.plane.pixels(self._at) - [pointer.x(), pointer.y()]).T)
        close = np.flatnonzero((away <= pixels) & self._points.visible())
        return close[np.argsort(away[close], kind="stable")]

    def inside_all(self) -> Indices:
        """Every visible point."""
        return np.flatnonzero(self._points.visible())

    def inside(self, area: QRectF) -> Indices:
        """The visible points in a rectangle of places."""
        x = self._at
        across = (x[:, 0] >= area.left()) & (x[:, 0] <= area.right())
        return np.flatnonzero(across & (x[:, 1] >= area.top()) & (x[:, 1] <= area.bottom()) & self._points.visible())

    def select(self, indices: Indices) -> None:
        """Select these points; arrow keys move them, Delete erases them."""
        if not np.array_equal(indices, self._selected):
            self._selected = np.asarray(indices, dtype=np.intp)
            self._end_nudging()
            self._points.show_points(self._shown, self._at, self._selected)
            self.selection_changed.emit(self._selected)

    def begin_stroke(self) -> None:
        """What follows is one step of undo."""
        self._end_nudging()
        self._stroke = next(self._strokes)

    def end_stroke(self) -> None:
        """It is complete."""
        self.stroke_finished.emit()

    def add(self, at: Array, label: int) -> None:
        """Add points at places (m, 2): of a class, or, for 0 and 1, of the brush's value and its mirror image."""
        if self._experiment is None:
            return
        x = inputs_at(self._experiment, at)
        if self._shown.targets is None:
            self._edit(self._shown.with_points(x, label))
            self.add_requested.emit(x, label, self._stroke)
            return
        values = at[:, 1] if x.shape[1] == 1 else np.full(len(at), self.brush(label))
        self._edit(self._shown.with_values(x, values))
        self.add_values_requested.emit(x, values, self._stroke)

    def brush(self, label: int) -> float:
        """The value drawn with the left button (0), and with the right one (1): mirrored at the middle of the scale."""
        return 2.0 * self._scale.middle - self._value if label else self._value

    def shade(self, label: int) -> float | None:
        """Where the value of a button lies on the colour map, −1…1; None where points have classes or heights."""
        targets = self._shown.targets
        if targets is None or self._shown.x.shape[1] == 1:
            return None
        return min(max(self._scale.share(self.brush(label)), -1.0), 1.0)

    def move(self, indices: Indices, at: Array) -> None:
        """Put points at the places where they shall stand."""
        if len(indices):
            self._edit(placed(self._shown, indices, at, self._axes))
            self.move_requested.emit(indices, at, self._stroke)

    def erase(self, indices: Indices) -> None:
        """Erase points."""
        if len(indices):
            self._selected = NOBODY
            self._edit(self._shown.without(indices))
            self.erase_requested.emit(indices, self._stroke)

    def _edit(self, points: PointSet) -> None:
        self._show_points(points)
        self._show_words()
