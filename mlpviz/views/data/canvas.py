"""The data canvas: the square on which points are drawn and on which the network shows what it makes of them."""

from __future__ import annotations

import itertools

import numpy as np
from PySide6.QtCore import QEvent, QRectF, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QEnterEvent, QFocusEvent, QKeyEvent, QMouseEvent, QWheelEvent
from PySide6.QtWidgets import QWidget

from mlpviz.data.points import PointSet
from mlpviz.engine import number
from mlpviz.engine.experiment import Experiment
from mlpviz.engine.places import area_of
from mlpviz.nn.arrays import Array
from mlpviz.state.picture_maker import Picture, Probe
from mlpviz.views.data.answer import Reading, reading
from mlpviz.views.data.canvas_hand import Hand
from mlpviz.views.data.canvas_points import NOBODY, Indices
from mlpviz.views.data.canvas_tools import TOOLS, SprayTool, Tool
from mlpviz.views.data.canvas_view import CanvasView, wheel_steps
from mlpviz.views.data.snap import Snapping
from mlpviz.views.data.snap_grid import SnapBadge, SnapLines
from mlpviz.views.look.theme import Theme

NO_POINTS = "No points yet. Draw some, or choose a preset."
ONE_CLASS = "All points are in one class. Add a second class to learn a border."
NUMBERS = "These samples carry numbers to predict, not classes. Choose a preset to draw points again."
NOT_TWO = "These samples have {} inputs. The canvas can show samples with two."
ONE_INPUT = "These samples have one input. The canvas can show samples with two."
WORDS_MS = 900
"""For how long the ring tells its radius."""


class Canvas(CanvasView):
    """Shows points and surface; asks for points to be added, moved and erased.

    An edit is on screen at once: the canvas applies it to its own copy of the points exactly as the document will.
    """

    add_requested = Signal(object, int, int)
    """Inputs (m, 2), their class 0…5, and the stroke."""
    move_requested = Signal(object, object, int)
    """Indices (m,), where these points shall stand (m, 2), and the stroke."""
    erase_requested = Signal(object, int)
    """Indices (m,), and the stroke."""
    stroke_finished = Signal()
    """The button came up, or a key's edit is done."""
    probe_requested = Signal(object)
    """The input under the pointer or the crosshair, (2,); None when they are over nothing."""
    tool_shown = Signal(str)
    """The tool that acts now, also while another one is held for the moment."""
    selection_changed = Signal(object)
    """Which points are selected now, (m,)."""

    _strokes = itertools.count(1)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, parent)
        self._experiment: Experiment | None = None
        self._reading: Reading | None = None
        self._shown = PointSet(np.empty((0, 2)), np.empty(0))
        self._selected = NOBODY
        self._tools: dict[str, Tool] = {kind.name: kind(self) for kind in TOOLS}
        self._chosen, self._held = "point", False
        self._label, self._classes = 0, 2
        self._stroke = 0
        self._editable = False
        self.snapping = Snapping()
        for layer in (SnapLines(theme, self.plane, self.snapping), SnapBadge(theme, self.plane, self.snapping)):
            self.scene().addItem(layer)
            self._layers += (layer,)
        self._hand = Hand(self, self._overlay)
        self._hand.probe_requested.connect(self.probe_requested)
        self._silence = QTimer(self)
        self._silence.setSingleShot(True)
        self._silence.timeout.connect(self._fall_silent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName("Data canvas")
        self.setCursor(Qt.CursorShape.CrossCursor)

    # what is shown

    def show_experiment(self, experiment: Experiment) -> None:
        """Show the points of an experiment."""
        self._experiment, self._reading = experiment, reading(experiment)
        self._classes = max(2, self._reading.classes, experiment.points.classes)
        self._label = min(self._label, self._classes - 1)
        self._editable = experiment.points.labels is not None and experiment.network.inputs == 2
        if experiment.points != self._shown:  # usually they are what is shown already
            if len(experiment.points) != len(self._shown):
                self._selected = NOBODY
            self._hand.stop_nudging()
            self._hand.drop()  # a stroke under way meant other points
            self._show_points(experiment.points)
        self.snapping.show_area(area_of(experiment))
        self._overlay.show_tool(self.tool() if self._editable else None)
        self._show_words()
        self._summarise()

    def show_picture(self, picture: Picture | None) -> None:
        """Show what a network answers all over the square; None clears the surface."""
        super().show_picture(picture)
        self._summarise()

    def show_probe(self, probe: Probe | None) -> None:
        """Tell the network's answer at the pointer or the crosshair."""
        at = self._overlay.looked_at()
        if at is not None:
            known = probe is not None and self._reading is not None
            rows = self._reading.rows(probe.answer) if known and self._reading and probe else None
            self._overlay.show_card(at, rows)

    def show_pinned(self, place: Array | None) -> None:
        """Mark an input that was typed in."""
        self._overlay.show_pinned(place)

    @Slot(bool)
    def show_test(self, shown: bool) -> None:
        """Show or hide the test points."""
        self._points.show_test(shown)
        if not shown and len(self._selected):
            self.select(self._selected[~self._shown.test[self._selected]])

    def _show_points(self, points: PointSet) -> None:
        self._shown = points
        flat = points.x.shape[1] == 2
        self._points.show_points(points if flat else PointSet(np.empty((0, 2)), np.empty(0)), self._selected)

    def _show_words(self) -> None:
        points, inputs = self._shown, self._shown.x.shape[1]
        unseen = ONE_INPUT if inputs == 1 else NOT_TWO.format(inputs)
        self._overlay.show_message(unseen if inputs != 2 else "" if len(points) else NO_POINTS)
        one_class = points.labels is not None and len(points) > 0 and points.labels.min() == points.labels.max()
        numbers = points.targets is not None and inputs == 2 and len(points) > 0
        self._overlay.show_notice(NUMBERS if numbers else ONE_CLASS if one_class else "")
        self._ground.update()

    def summary(self) -> str:
        """The canvas in words, for those who do not see it."""
        points = self._shown
        parts = ["Decision surface" if self._picture is not None else "Points", f"{points.train_count} train points"]
        if points.test_count:
            parts.append(f"{points.test_count} test points")
        accuracy = self._picture.snapshot.scores.test_accuracy if self._picture is not None else float("nan")
        if np.isfinite(accuracy):
            parts.append(f"test accuracy {number.percent(accuracy, 0)}")
        words = (self._overlay.message(), self._overlay.notice())
        return ". ".join([", ".join(parts), *(word for word in words if word)])

    def _summarise(self) -> None:
        summary = self.summary()
        if summary != self.accessibleDescription():
            self.setAccessibleDescription(summary)

    # what is chosen

    @Slot(str)
    def choose_tool(self, name: str) -> None:
        """Use the tool "point", "spray", "move" or "erase"; raises KeyError for another name."""
        self._chosen = self._tools[name].name
        self._change_tool()

    def hold_erase(self, held: bool) -> None:
        """Erase for as long as a key is held."""
        if held != self._held and not self._hand.busy:
            self._held = held
            self._change_tool()

    def set_snap(self, on: bool) -> None:
        """Put clicks and moves on the grid from now on, or where they are made."""
        self.snapping.on = on
        self._show_grid()

    def choose_grid(self, grid: str) -> None:
        """Use the grid "coarse", "medium" or "fine"."""
        self.snapping.choose(grid)
        self._show_grid()

    def hold_snap(self, held: bool) -> None:
        """Put clicks on the grid for as long as Shift is held; with other tools it means something else."""
        held = held and self._editable and self.tool_name() == "point"
        if held != self.snapping.held:
            self.snapping.held = held
            self._show_grid()

    def _show_grid(self) -> None:
        for layer in self._layers:
            layer.update()
        self._overlay.refresh()

    def tool_name(self) -> str:
        """The tool that acts now."""
        return "erase" if self._held else self._chosen

    def tool(self) -> Tool:
        """The tool that acts now."""
        return self._tools[self.tool_name()]

    @Slot(int)
    def choose_class(self, label: int) -> None:
        """Draw points of class 0…5 from now on."""
        self._label = min(max(0, label), self._classes - 1)

    def label(self) -> int:
        """The class to draw with."""
        return self._label

    def next_label(self) -> int:
        """The class after it, which the right button draws."""
        return (self._label + 1) % self._classes

    def can_edit(self) -> bool:
        """Whether points can be drawn here."""
        return self._editable

    def _change_tool(self) -> None:
        if self.tool_name() != "move":
            self.select(NOBODY)
        self.setCursor(self.tool().cursor)
        self._overlay.show_tool(self.tool() if self._editable else None)
        self.tool_shown.emit(self.tool_name())

    # what tools and hand may ask

    def points(self) -> PointSet:
        """The points as they are shown."""
        return self._shown

    def selection(self) -> Indices:
        """Which points are selected."""
        return self._selected

    def near(self, place: Array, pixels: float) -> Indices:
        """The visible points within so many px, nearest first."""
        if not len(self._shown):
            return NOBODY
        away = np.hypot(*(self._shown.x - place).T)
        close = np.flatnonzero((away <= self.plane.length(pixels)) & self._points.visible())
        return close[np.argsort(away[close], kind="stable")]

    def inside(self, area: QRectF) -> Indices:
        """The visible points in a rectangle of x₁ and x₂."""
        x = self._shown.x
        across = (x[:, 0] >= area.left()) & (x[:, 0] <= area.right())
        return np.flatnonzero(across & (x[:, 1] >= area.top()) & (x[:, 1] <= area.bottom()) & self._points.visible())

    def select(self, indices: Indices) -> None:
        """Select these points; arrow keys move them, Delete erases them."""
        if not np.array_equal(indices, self._selected):
            self._selected = np.asarray(indices, dtype=np.intp)
            self._hand.stop_nudging()
            self._points.show_points(self._shown, self._selected)
            self.selection_changed.emit(self._selected)

    def begin_stroke(self) -> None:
        """What follows is one step of undo."""
        self._hand.stop_nudging()
        self._stroke = next(self._strokes)

    def end_stroke(self) -> None:
        """It is complete."""
        self.stroke_finished.emit()

    def add(self, x: Array, label: int) -> None:
        """Add points (m, 2) of a class."""
        self._edit(self._shown.with_points(x, label))
        self.add_requested.emit(x, label, self._stroke)

    def move(self, indices: Indices, x: Array) -> None:
        """Put points where they shall stand."""
        if len(indices):
            self._edit(self._shown.moved(indices, x))
            self.move_requested.emit(indices, x, self._stroke)

    def erase(self, indices: Indices) -> None:
        """Erase points."""
        if len(indices):
            self._selected = NOBODY
            self._edit(self._shown.without(indices))
            self.erase_requested.emit(indices, self._stroke)

    @Slot()
    def erase_selection(self) -> None:
        """Erase what is selected."""
        if self._editable and len(self._selected):
            self.begin_stroke()
            self.erase(self._selected)
            self.end_stroke()

    @Slot(int, int)
    def nudge(self, across: int, up: int) -> None:
        """Move the selection, or else the crosshair, by so many steps of 0.05."""
        self._hand.nudge(across, up)

    def _edit(self, points: PointSet) -> None:
        self._show_points(points)
        self._show_words()

    # events

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Begin a stroke, or pan with the middle button."""
        event.accept()
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        if event.button() == Qt.MouseButton.MiddleButton:
            self.begin_pan(event)
        else:
            self._hand.press(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Two quick clicks are two clicks."""
        self.mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Go on with what the pointer does."""
        event.accept()
        if not self.pan(event):
            self._hand.move(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """End a stroke or a pan."""
        event.accept()
        if event.button() == Qt.MouseButton.MiddleButton and self.end_pan():
            self.setCursor(self.tool().cursor)
        else:
            self._hand.release(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Ring and density for the spray, else as any canvas."""
        steps, tool = wheel_steps(event), self.tool()
        shifted = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        zooming = event.modifiers() & Qt.KeyboardModifier.ControlModifier
        if not zooming and steps and self._editable and tool.wheel(steps, shifted=shifted):
            event.accept()
            if isinstance(tool, SprayTool):
                self._overlay.show_words(tool.words())
                self._silence.start(WORDS_MS)
        else:
            super().wheelEvent(event)

    @Slot()
    def _fall_silent(self) -> None:
        self._overlay.show_words("")

    def enterEvent(self, event: QEnterEvent) -> None:
        """The pointer takes over from the arrow keys."""
        super().enterEvent(event)
        self._hand.put_crosshair(None)

    def leaveEvent(self, event: QEvent) -> None:
        """The pointer is over nothing."""
        super().leaveEvent(event)
        self.hold_snap(False)
        self._hand.leave()

    def event(self, event: QEvent) -> bool:
        """Claim the keys that mean something here before they become shortcuts of the window."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and self._hand.claims(event):
            event.accept()
            return True
        return bool(super().event(event))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows, Enter, Escape and Delete act here; Shift shows the grid."""
        if event.key() == Qt.Key.Key_Shift and self._hand.crosshair is None and self._overlay.pointer() is not None:
            self.hold_snap(True)
        if self._hand.claims(event):
            self._hand.key(event)
        else:
            event.ignore()

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        """Shift came up."""
        if event.key() == Qt.Key.Key_Shift:
            self.hold_snap(False)
        event.ignore()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """The crosshair goes with the focus."""
        super().focusOutEvent(event)
        if event.reason() not in (Qt.FocusReason.PopupFocusReason, Qt.FocusReason.ActiveWindowFocusReason):
            self._hand.put_crosshair(None)
        self.hold_erase(False)
