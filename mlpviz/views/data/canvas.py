"""The data canvas: the square on which points are drawn and on which the network shows what it makes of them."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QEvent, QPointF, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QEnterEvent, QFocusEvent, QHelpEvent, QKeyEvent, QMouseEvent, QWheelEvent
from PySide6.QtWidgets import QToolTip, QWidget

from mlpviz.data.area import Area
from mlpviz.engine import number
from mlpviz.engine.experiment import Experiment
from mlpviz.engine.places import area_of, inputs_at
from mlpviz.engine.value_scale import value_scale
from mlpviz.nn.arrays import Array
from mlpviz.state.picture_maker import Picture, Probe
from mlpviz.views.data.answer import Reading, axis_names, place_names, reading
from mlpviz.views.data.canvas_board import CanvasBoard
from mlpviz.views.data.canvas_brushes import TOOLS
from mlpviz.views.data.canvas_hand import Hand
from mlpviz.views.data.canvas_points import NOBODY, Indices
from mlpviz.views.data.canvas_tools import GRASP, Tool
from mlpviz.views.data.canvas_view import wheel_steps
from mlpviz.views.data.snap import Snapping
from mlpviz.views.data.snap_grid import SnapBadge, SnapLines
from mlpviz.views.look.theme import Theme

NO_POINTS = "No points yet. Draw some, or choose a preset."
ONE_CLASS = "All points are in one class. Add a second class to learn a border."
SEVERAL = "Each point carries {} values; colours show the first. Points can be drawn where there is one."
MANY = "Points have {} inputs here, and a place gives only two of them. Type new points in the table."
WORDS_MS = 900
"""For how long the ring tells its radius."""


class Canvas(CanvasBoard):
    """Shows points and surface; asks for points to be added, moved and erased.

    An edit is on screen at once: the canvas applies it to its own copy of the points exactly as the document will.
    """

    value_picked = Signal(float)
    """The value of the point under the pointer, to draw with."""
    probe_requested = Signal(object)
    """The input (d,) under the pointer or the crosshair; None when they are over nothing."""
    tool_shown = Signal(str)
    """The tool that acts now, also while another one is held for the moment."""
    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, parent)
        self._reading: Reading | None = None
        self._tools: dict[str, Tool] = {kind.name: kind(self) for kind in TOOLS}
        self._chosen, self._held = "point", False
        self._label, self._classes = 0, 2
        self._editable = False
        self._own_area: Area | None = None
        self.snapping = Snapping()
        for layer in (SnapLines(theme, self.plane, self.snapping), SnapBadge(theme, self.plane, self.snapping)):
            self.scene().addItem(layer)
            self._layers += (layer,)
        self._hand = Hand(self, self._overlay)
        self._hand.probe_requested.connect(self._ask)
        self._silence = QTimer(self)
        self._silence.setSingleShot(True)
        self._silence.timeout.connect(self._fall_silent)
        self._refused = False
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName("Data canvas")
        self.setCursor(Qt.CursorShape.CrossCursor)

    # what is shown

    def show_experiment(self, experiment: Experiment) -> None:
        """Show the points of an experiment."""
        self._experiment, self._reading = experiment, reading(experiment)
        self._classes = max(2, self._reading.classes, experiment.points.classes)
        self._label = min(self._label, self._classes - 1)
        points, inputs = experiment.points, experiment.network.inputs
        self._editable = inputs <= 2 and (points.targets is None or points.targets.shape[1] == 1)
        self._scale = value_scale(experiment)
        self._points.show_looks(tuple(experiment.class_color(label) for label in range(6)), self._scale)
        other_axes, self._axes = experiment.axes != self._axes, experiment.axes
        self._ground.show_axes(*axis_names(experiment), upwards=inputs > 1 or points.targets is not None)
        self._overlay.show_axes(place_names(experiment))
        # The learner's own stroke leaves the view where it is, also beyond what is shown at first.
        drawn = not other_axes and experiment.points == self._shown and experiment.area == self._own_area
        self._own_area = experiment.area
        self.show_area(area_of(experiment), stay=drawn)
        if experiment.points != self._shown or other_axes:  # usually they are what is shown already
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
            rows = self._reading.rows(probe.answer) if known and self._reading and probe else []
            self._overlay.show_card(at, rows or None)

    @Slot(object)
    def show_ringed(self, indices: Indices) -> None:
        """Ring these points (m,), such as those that are given another class than theirs."""
        self._points.show_ringed(indices)

    def show_sketch(self, line: Array | None) -> None:
        """Draw a line (m, 2) of places that is only thought of, or take it away."""
        self._overlay.show_sketch(line)

    @Slot(object)
    def _ask(self, place: Array | None) -> None:
        if place is None or self._experiment is None:
            self.probe_requested.emit(None)
        else:
            self.probe_requested.emit(inputs_at(self._experiment, place.reshape(1, 2))[0])

    def show_pinned(self, x: Array | None) -> None:
        """Mark an input (d,) that was typed in, if it has a place."""
        self._overlay.show_pinned(None if x is None or len(x) < 2 else x[list(self._axes)])

    @Slot(bool)
    def show_test(self, shown: bool) -> None:
        """Show or hide the test points."""
        self._points.show_test(shown)
        if not shown and len(self._selected):
            self.select(self._selected[~self._shown.test[self._selected]])

    def _end_nudging(self) -> None:
        self._hand.stop_nudging()

    def _show_words(self) -> None:
        points, notice = self._shown, ""
        self._overlay.show_message("" if len(points) else NO_POINTS)
        if points.labels is not None and len(points) > 0 and points.labels.min() == points.labels.max():
            notice = ONE_CLASS
        elif points.targets is not None and points.targets.shape[1] > 1:
            notice = SEVERAL.format(points.targets.shape[1])
        elif self._refused and not self._editable:
            notice = MANY.format(points.x.shape[1])
        self._overlay.show_notice(notice)
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
        r2 = self._picture.snapshot.scores.test_r2 if self._picture is not None else float("nan")
        if np.isfinite(r2):
            parts.append(f"test R² {number.r_squared(r2)}")
        if self._beyond.total():
            parts.append(f"{number.count(self._beyond.total())} beyond the edges")
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
        """The class to draw with; 0 for the value, of which 1 is the mirror image."""
        return self._label if self._shown.targets is None else 0

    def next_label(self) -> int:
        """The class after it, which the right button draws."""
        return (self._label + 1) % self._classes if self._shown.targets is None else 1

    @Slot(float)
    def choose_value(self, value: float) -> None:
        """Draw points of this value from now on."""
        self._value = value
        self._overlay.refresh()

    def can_edit(self) -> bool:
        """Whether points can be drawn here."""
        return self._editable

    def _count_beyond(self) -> None:
        super()._count_beyond()
        self._summarise()

    def _change_tool(self) -> None:
        if self.tool_name() != "move":
            self.select(NOBODY)
        self.setCursor(self.tool().cursor)
        self._overlay.show_tool(self.tool() if self._editable else None)
        self.tool_shown.emit(self.tool_name())

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

    # events

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Begin a stroke, or pan with the middle button."""
        event.accept()
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        if self._beyond.at(event.position()):
            self.fit()
        elif event.modifiers() & Qt.KeyboardModifier.AltModifier and self._pick(self.plane.place(event.position())):
            pass
        elif event.button() == Qt.MouseButton.MiddleButton:
            self.begin_pan(event)
        elif self._editable:
            self._hand.press(event)
        else:
            self._refuse(True)

    def _refuse(self, refused: bool) -> None:
        """Say why points cannot be drawn, or no longer."""
        if refused != self._refused:
            self._refused = refused
            self._show_words()
            self._summarise()

    def _pick(self, place: Array) -> bool:
        """Draw with the value of the point there from now on; False if there is none."""
        near, targets = self.near(place, GRASP), self._shown.targets
        if targets is None or not len(near):
            return False
        self.value_picked.emit(float(targets[near[0], 0]))
        return True

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
        self._refuse(False)

    def viewportEvent(self, event: QEvent) -> bool:
        """A count at an edge says what it means."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            edge = self._beyond.at(QPointF(event.pos()))
            if edge:
                QToolTip.showText(event.globalPos(), self._beyond.tip(edge), self)
                return True
            QToolTip.hideText()
        return bool(super().viewportEvent(event))

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
