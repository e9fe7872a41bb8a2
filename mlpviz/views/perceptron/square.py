"""The square of a problem: points, lines, the update that was made last, and the hand that changes points."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QEvent, QPointF, QRectF, Qt, QVariantAnimation, Signal, Slot
from PySide6.QtGui import QFocusEvent, QHelpEvent, QKeyEvent, QMouseEvent, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from mlpviz.engine.one_unit import sentences
from mlpviz.engine.one_unit.trial import Trial
from mlpviz.nn.arrays import Array
from mlpviz.nn.perceptron_records import Boundary, Seen
from mlpviz.views.look.plane import Plane
from mlpviz.views.look.theme import Theme
from mlpviz.views.look.typeset import Typesetter
from mlpviz.views.perceptron.square_ground import Ground, ends_of, same_units, view_of
from mlpviz.views.perceptron.square_hand import Hand
from mlpviz.views.perceptron.square_lines import Lines
from mlpviz.views.perceptron.square_points import Dots
from mlpviz.views.perceptron.update_arrows import UpdateArrows, draw_arrow

ARROW = 70.0
"""Length of the weight vector on its line, in px: its direction counts, its numbers are written beside the square."""
TIP = (
    "A left click adds a point of +1, a right click one of −1. Drag moves a point, Del takes the chosen one away.\n"
    "With keys: arrows move the crosshair, Enter adds +1, Shift+Enter −1, Ctrl+arrows move a point, Del erases."
)


class Square(QWidget):
    """Draws a trial and asks for changes of its points."""

    add_requested = Signal(object, int)
    """A place (x₁, x₂) and a target."""
    move_requested = Signal(int, object, int)
    """The index of a point, its new place, and the number of the stroke that moves it."""
    stroke_finished = Signal()
    erase_requested = Signal(int)

    def __init__(self, theme: Theme, typesetter: Typesetter, parent: QWidget | None = None) -> None:
        """Begin empty."""
        super().__init__(parent)
        self._theme, self._typesetter = theme, typesetter
        self._trial: Trial | None = None
        self._update: Seen | None = None
        self._comparing = False
        self.plane = Plane()
        self.hand = Hand(self)
        self._ground, self._arrows = Ground(theme, typesetter, self.plane), UpdateArrows(theme, typesetter, self.plane)
        self._lines, self._dots = Lines(theme, self.plane, self._ground), Dots(theme, self.plane)
        self._turn = QVariantAnimation(self)
        self._turn.setStartValue(0.0)
        self._turn.setEndValue(1.0)
        self._turn.valueChanged.connect(self.update)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setToolTip(TIP)
        self.setAccessibleName("Data square")
        theme.changed.connect(self.update)

    # what it shows

    @property
    def trial(self) -> Trial | None:
        """What is drawn."""
        return self._trial

    @property
    def moving(self) -> bool:
        """Whether the line is still turning."""
        return self._turn.state() == QVariantAnimation.State.Running

    def show_trial(self, trial: Trial, *, turning: bool = False, comparing: bool = False) -> None:
        """Draw how far a trial has come; `turning` lets the line turn to where it is now."""
        self._trial, self._comparing = trial, comparing
        area = trial.problem.area
        self.plane.shown = view_of(area.left, area.right, area.bottom, area.top)
        self.hand.follow(trial.problem)
        self._update = trial.last if trial.last is not None and trial.last.correction else None
        self._turn.stop()
        if turning and self._update is not None and self._theme.ms("line_turn"):
            self._turn.setDuration(self._theme.ms("line_turn"))
            self._turn.start()
        self.setAccessibleDescription(f"{trial.problem.name}. {_told(trial)}")
        self.update()

    def _share(self) -> float:
        """How much of the last update is shown as made."""
        return float(self._turn.currentValue()) if self.moving else 1.0

    def _boundary(self, trial: Trial) -> Boundary | None:
        """The line on show: on its way from the old one to the new."""
        share, update = self._share(), self._update
        if share >= 1.0 or update is None or trial.unit is None:
            return trial.boundary
        weights = tuple(
            float(before) + share * (float(after) - float(before))
            for before, after in zip(update.before, update.after, strict=True)
        )
        return trial.unit.boundary_of(weights)

    # painting

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw ground, sides, grid, lines, points and arrows."""
        side = float(min(self.width(), self.height()))
        self.plane.width = self.plane.height = side
        colors, area, trial = self._theme.palette, QRectF(0.5, 0.5, side - 1, side - 1), self._trial
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setClipRect(QRectF(0, 0, side, side))  # a clip with round corners would make all painting slow
        painter.fillRect(area, colors.color("canvas"))
        boundary = self._boundary(trial) if trial is not None else None
        if boundary is not None:
            self._ground.paint_sides(painter, boundary)
        self._ground.paint_grid(painter)
        self._ground.name_axes()
        if trial is not None and boundary is not None:
            self._lines.paint(painter, trial, boundary, self._share(), comparing=self._comparing)
        if trial is not None:
            self._dots.paint(painter, trial, self.hand.chosen)
            if boundary is not None:
                self._lines.paint_labels(painter)
        self._ground.paint_names(painter)
        if trial is not None:
            self._paint_arrows(painter, trial, boundary)
        self.hand.paint_crosshair(painter, self._theme)
        self._paint_frame(painter, area)

    def _paint_frame(self, painter: QPainter, area: QRectF) -> None:
        """Round the corners: what is painted there takes the colour of the page."""
        colors, frame, corners = self._theme.palette, QPainterPath(), QPainterPath()
        frame.addRoundedRect(area, self._theme.radius("card"), self._theme.radius("card"))
        corners.addRect(area.adjusted(-1, -1, 1, 1))
        painter.fillPath(corners.subtracted(frame), colors.color("canvas"))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(colors.color("line2"), self._theme.line("hairline")))
        painter.drawPath(frame)

    def _paint_arrows(self, painter: QPainter, trial: Trial, boundary: Boundary | None) -> None:
        update = self._update
        if update is not None and same_units(self.plane.shown):
            self._arrows.paint(painter, update, self._share(), self._ground.taken)
            has_bias = trial.unit is not None and trial.unit.bias
            parts = [sentences.bias_part(update, has_bias), self._arrows.caption(update)]
            self._write(painter, "   ".join(part for part in parts if part))
        elif boundary is not None:
            self._paint_weights(painter, boundary)

    def _paint_weights(self, painter: QPainter, boundary: Boundary) -> None:
        """The weight vector stands on its line and points to the side of +1."""
        ends = ends_of(boundary, self.plane)
        if ends is None:
            return
        start, end, normal = ends
        side, along = self.plane.width, (end - start) / (2.0 * (self.plane.width + self.plane.height) * 2.0)
        middle = (start + end) / 2
        center = QPointF(side / 2, side / 2)
        room = QRectF(0, 0, side, side).adjusted(24, 24, -24, -24)
        best, distance = None, float("inf")
        for step in np.linspace(-0.5, 0.5, 81):
            foot = middle + along * float(step) * 2.0 * side
            tip = foot + normal * ARROW
            away = float(np.hypot(*(foot - center).toTuple()))
            if room.contains(foot) and room.contains(tip) and away < distance:
                best, distance = foot, away
        if best is None:
            return
        color, tip = self._theme.palette.class_color(1), best + normal * ARROW
        draw_arrow(painter, best, tip, color, 2.2)
        px = float(self._theme.text_px("m"))
        place = tip + normal * 4.0 + QPointF(-normal.y(), normal.x()) * 12.0
        box = QRectF(place.x() - 9, place.y() - 8, 18, 16)
        ground = self._theme.palette.color("canvas")
        ground.setAlphaF(0.6)
        painter.setBrush(ground)
        painter.drawRoundedRect(box, 3, 3)
        self._typesetter.draw(painter, r"\mathbf{w}", color, px * 1.2, box)

    def _write(self, painter: QPainter, text: str) -> None:
        """Write what no arrow can show into a corner where nothing stands yet."""
        if not text:
            return
        painter.setFont(self._theme.font("s", weight=600))
        metrics = painter.fontMetrics()
        wide, high = metrics.horizontalAdvance(text) + 12, metrics.height() + 4
        side, over_ticks = self.plane.width, self.plane.height - high - 24
        corners = ((6.0, 6.0), (side - wide - 6.0, 6.0), (side - wide - 6.0, over_ticks), (30.0, over_ticks))
        boxes = [QRectF(left, top, wide, high) for left, top in corners]
        free = [box for box in boxes if not any(box.intersects(other) for other in self._ground.taken)]
        if wide > side - 12.0 or not free:  # the card beside the square has all the numbers
            return
        box = free[0]
        ground = self._theme.palette.color("canvas")
        ground.setAlphaF(0.85)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(ground)
        painter.drawRoundedRect(box, 4, 4)
        painter.setPen(self._theme.palette.color("t1"))
        painter.drawText(box, int(Qt.AlignmentFlag.AlignCenter), text)

    # the hand

    def place_at(self, pixel: QPointF) -> Array:
        """The place under a pixel, (2,)."""
        return self.plane.place(pixel)

    def event(self, event: QEvent) -> bool:
        """Keep the keys of the square from the window, and tell of the point under the pointer."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and self.hand.claims(event):
            event.accept()
            return True
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            told = self.hand.told(QPointF(event.pos()))
            QToolTip.showText(event.globalPos(), told or TIP, self)
            return True
        return super().event(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Choose a point, or add one."""
        self.hand.press(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Drag the chosen point."""
        self.hand.move(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """End the drag."""
        self.hand.release(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move the crosshair or a point, add and erase."""
        if self.hand.claims(event):
            self.hand.key(event)
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """The crosshair goes with the focus."""
        super().focusOutEvent(event)
        self.hand.put_crosshair(None)

    @Slot()
    def finish_turn(self) -> None:
        """Show the line where it is now."""
        self._turn.stop()
        self.update()


def _told(trial: Trial) -> str:
    return f"{sentences.heading(trial)}. {' '.join(sentences.plain(line) for line in sentences.lines(trial))}"
