"""The loss over all epochs as a track with a playhead, to be dragged along."""

from __future__ import annotations

import math
from collections.abc import Sequence

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import (
    QFont,
    QFontMetrics,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from mlpviz.engine import number
from mlpviz.engine.events import Event
from mlpviz.engine.history import History
from mlpviz.views.look.theme import Theme
from mlpviz.views.plots import plot_style
from mlpviz.views.plots.track_curves import Paths, TrackCurves
from mlpviz.views.plots.track_range import TrackRange

LEFT, RIGHT = 18, 24
"""Free px beside the track, room for half of the playhead's label."""
TICK_ROOM = 110
UNDER = 0.1
"""How much of the train curve's colour fills the area under it."""
FLAG_REACH = 5
TIP = (
    "Drag to look at an earlier epoch. Drag with Shift to choose a range, which the plots then show; its ends can be "
    "dragged at the top, or set at the epoch on screen (Shift+J, Shift+K). Esc takes it away."
)
RING = 2
"""Px that the ring around a focused label takes."""


class Track(QWidget):
    """Draws what is recorded and asks for the epoch under the pointer."""

    epoch_requested = Signal(int, bool)
    """An epoch, and whether the learner is still dragging."""
    range_requested = Signal(object)
    """First and last epoch of a Shift drag, or None for all."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._history: History | None = None
        self._epoch, self._newest, self._approximate = 0, 0, False
        self._low = False
        self._right = RIGHT
        self._asked: int | None = None
        self._range = TrackRange(theme)
        self._curves = TrackCurves(theme.dash("test"))
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)  # nothing behind it need be painted first
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        # The playhead's label shows who has the keyboard; a ring around the track would be cut by the window's edge.
        self.setProperty("focus_ring", False)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setMouseTracking(True)
        self.setAccessibleName("Timeline")
        self.setToolTip(TIP)
        theme.changed.connect(self.restyle)

    @Slot()
    def restyle(self) -> None:
        """Take colours from the theme again."""
        self.update()

    def sizeHint(self) -> QSize:
        """As wide as there is room."""
        return QSize(480, self._theme.px("timeline"))

    def minimumSizeHint(self) -> QSize:
        """Room for a few epochs."""
        return QSize(160, 40)

    def set_low(self, low: bool) -> None:
        """Be drawn flatter."""
        self._low = low
        self.update()

    def set_right_margin(self, margin: int) -> None:
        """Free px at the right."""
        if margin != self._right:
            self._right = margin
            self.update()

    def show_history(self, history: History) -> None:
        """Show the losses recorded so far."""
        self._history = history

    def show_playhead(self, epoch: int, newest: int, approximate: bool) -> None:
        """Place the playhead."""
        self._epoch, self._newest, self._approximate = epoch, newest, approximate
        self.update()

    def show_range(self, epochs: tuple[int, int] | None, looping: bool) -> None:
        """Show the range that is chosen, or none, and whether it is played over and over."""
        if (epochs, looping) != (self._range.epochs, self._range.looping):
            self._range.epochs, self._range.looping = epochs, looping
            self.update()

    def flags(self) -> tuple[Event, ...]:
        """The changes that are marked."""
        return () if self._history is None else self._history.events

    @property
    def dragging(self) -> bool:
        """Whether the learner holds the playhead."""
        return self._asked is not None

    # geometry

    def area(self) -> QRectF:
        """Where the curves are drawn."""
        top, height = (5.0, 27.0) if self._low else (7.0, 46.0)
        grown = (self.height() - self._rest()) - top
        return QRectF(LEFT, top, max(self.width() - LEFT - self._right, 1), max(height, grown) if grown > 0 else height)

    def _rest(self) -> float:
        return 24.0 * max(1.0, self._theme.text_scale) + (0 if self._low else 3)

    def x_of(self, epoch: float) -> float:
        """Pixel of an epoch."""
        area = self.area()
        return area.left() + epoch / max(self._newest, 1) * area.width()

    def epoch_at(self, x: float) -> int:
        """The epoch nearest to a pixel."""
        area = self.area()
        share = min(max((x - area.left()) / area.width(), 0.0), 1.0)
        return round(share * self._newest)

    # mouse and keys

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Start to scrub, or with Shift to select a range."""
        if event.button() != Qt.MouseButton.LeftButton:
            return
        if event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            self._range.begin(event.position().x())
        elif not self._range.take_edge(event.position(), self.area(), self.x_of):
            self._request(event.position().x(), dragging=True)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._range.dragged:
            self._range.drag(event.position().x())
            self.update()
        elif self._asked is not None:
            self._request(event.position().x(), dragging=True)
        else:
            edge = self._range.edge_at(event.position(), self.area(), self.x_of)
            shape = Qt.CursorShape.PointingHandCursor if edge is None else Qt.CursorShape.SizeHorCursor
            self.setCursor(shape)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Ask for the exact epoch, or for the range."""
        if event.button() != Qt.MouseButton.LeftButton:
            return
        if self._range.dragged:
            first, last = map(self.epoch_at, self._range.let_go())
            self.range_requested.emit((first, last) if last > first else None)
            self.update()
        elif self._asked is not None:
            self._asked = None
            self.epoch_requested.emit(self.epoch_at(event.position().x()), False)

    def _request(self, x: float, *, dragging: bool) -> None:
        epoch = self.epoch_at(x)
        if epoch != self._asked:
            self._asked = epoch
            self.epoch_requested.emit(epoch, dragging)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows step one epoch, page keys a tenth, Home and End go to the ends."""
        page = max(1, self._newest // 10)
        targets: dict[int, int] = {
            Qt.Key.Key_Left: self._epoch - 1,
            Qt.Key.Key_Right: self._epoch + 1,
            Qt.Key.Key_PageUp: self._epoch - page,
            Qt.Key.Key_PageDown: self._epoch + page,
            Qt.Key.Key_Home: 0,
            Qt.Key.Key_End: self._newest,
        }
        target = targets.get(event.key())
        if target is None:
            super().keyPressEvent(event)
            return
        target = min(max(target, 0), self._newest)
        if target != self._epoch:
            self.epoch_requested.emit(target, False)

    def event(self, event: QEvent) -> bool:
        """Tell what a flag stands for, or what can be done here."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            QToolTip.showText(event.globalPos(), self._told_at(event.pos().x()) or self.toolTip(), self)
            return True
        return super().event(event)

    def changes_at(self, epoch: int) -> str:
        """What was changed at an epoch; "" if nothing was."""
        return ", ".join(flag.text for flag in self.flags() if flag.epoch == epoch)

    def _told_at(self, x: float) -> str:
        near = [flag for flag in self.flags() if abs(self.x_of(flag.epoch) - x) <= FLAG_REACH]
        return "\n".join(f"Epoch {number.count(flag.epoch)}: {flag.text}" for flag in near)

    def tell_changes(self, epoch: int) -> None:
        """Say what was changed at an epoch, as the pointer over its flag would."""
        at = QPointF(self.x_of(epoch), self.area().top())
        QToolTip.showText(self.mapToGlobal(at).toPoint(), self._told_at(at.x()), self)

    # drawing

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw track, curves, flags, numbers and playhead."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), self._theme.palette.color("panel"))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        area = self.area()
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._theme.palette.color("win"))
        painter.drawRoundedRect(area, 2, 2)
        if self._history is not None and len(self._history.losses):
            self._paint_curves(painter, area, self._history)
        self._paint_flags(painter, area)
        self._range.paint(painter, area, self.x_of)
        bubble = self._bubble(area)
        self._paint_numbers(painter, area, bubble)
        self._paint_playhead(painter, area, bubble)

    def _paint_curves(self, painter: QPainter, area: QRectF, history: History) -> None:
        paths = self._curves.paths(history.losses, self._newest, area, self.devicePixelRatioF())
        here = self.x_of(self._epoch)
        painter.save()
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setClipRect(QRectF(area.left() - 2, area.top(), here - area.left() + 2, area.height() + 2))
        self._fill(painter, paths.under, "t1", UNDER)
        self._fill(painter, paths.test_band, "t2")
        self._fill(painter, paths.train_band, "t1")
        painter.setPen(self._line_pen("t2", "node_border"))
        paths.test.draw(painter)
        painter.setPen(self._line_pen("t1", "curve_secondary"))
        paths.train.draw(painter)
        self._paint_zeros(painter, paths, area)
        if self._epoch < self._newest:
            painter.setClipRect(QRectF(here, area.top(), area.right() - here + 1, area.height() + 2))
            self._fill(painter, paths.train_band, "ctl")
            painter.setPen(self._line_pen("ctl", "control"))
            paths.train.draw(painter)
        painter.restore()

    def _paint_zeros(self, painter: QPainter, paths: Paths, area: QRectF) -> None:
        """Mark exact zeros at the bottom, with the word "0" before them."""
        colors = self._theme.palette
        for zeros, line, fill in ((paths.test_zeros, "t2", "panel"), (paths.train_zeros, "t1", "t1")):
            plot_style.paint_zeros(painter, zeros, area.bottom() - 3, colors.color(line), colors.color(fill))
        if len(paths.train_zeros) or len(paths.test_zeros):
            painter.setFont(self._theme.font("xs"))
            painter.setPen(colors.color("t3"))
            words = QRectF(0, area.bottom() - 13, area.left() - 5, 20)
            painter.drawText(words, int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter), "0")

    def _fill(self, painter: QPainter, band: QPainterPath, token: str, share: float = plot_style.BAND) -> None:
        # Without smooth edges, which cost far more than they show under the curve itself.
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        painter.fillPath(band, plot_style.faint(self._theme, token, share))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)

    def _line_pen(self, token: str, line: str) -> QPen:
        color, width = self._theme.palette.color(token), self._theme.line(line)
        return QPen(color, width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.FlatCap)

    def _paint_flags(self, painter: QPainter, area: QRectF) -> None:
        color = self._theme.palette.color("t3")
        for flag in self.flags():
            if flag.epoch > self._newest:
                continue
            x = round(self.x_of(flag.epoch)) + 0.5
            painter.setPen(QPen(color, 1))
            painter.drawLine(QPointF(x, area.top()), QPointF(x, area.bottom()))
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(color)
            reach = 7.0 if x + 7 < area.right() else -7.0
            tip = QPointF(x + reach, area.top() + 3.5)
            painter.drawPolygon([QPointF(x, area.top()), tip, QPointF(x, area.top() + 7)])

    def _paint_numbers(self, painter: QPainter, area: QRectF, bubble: QRectF) -> None:
        colors = self._theme.palette
        taken = [bubble]
        if self._range.epochs is not None and not self._range.dragged:
            self._write_epochs(painter, self._range.epochs, self._theme.font("xs", weight=600), "t1", taken)
        ticks = self._ticks(area)
        painter.setPen(QPen(colors.color("ctl"), 1))
        for x in map(self.x_of, ticks):
            painter.drawLine(QPointF(round(x) + 0.5, area.bottom() + 1), QPointF(round(x) + 0.5, area.bottom() + 4))
        self._write_epochs(painter, list(map(round, ticks)), self._theme.font("xs"), "t3", taken)

    def _write_epochs(
        self, painter: QPainter, epochs: Sequence[int], font: QFont, token: str, taken: list[QRectF]
    ) -> None:
        """Write these epochs under the track, except where something stands already; adds what they take."""
        painter.setFont(font)
        painter.setPen(self._theme.palette.color(token))
        metrics = QFontMetrics(font)
        for epoch in epochs:
            text = number.count(epoch)
            width, height = metrics.horizontalAdvance(text) + 4, metrics.height()
            words = QRectF(self.x_of(epoch) - width / 2, taken[0].center().y() - height / 2, width, height)
            if not any(words.intersects(other.adjusted(-2, 0, 2, 0)) for other in taken):
                painter.drawText(words, int(Qt.AlignmentFlag.AlignCenter), text)
                taken.append(words)

    def _ticks(self, area: QRectF) -> Sequence[float]:
        most = max(2, int(area.width() / TICK_ROOM))
        return plot_style.even_ticks(0.0, float(self._newest), most, whole=True) if self._newest else [0.0]

    def playhead_text(self) -> str:
        """What the playhead's label says."""
        return f"≈ {number.count(self._epoch)}" if self._approximate else number.count(self._epoch)

    def _bubble(self, area: QRectF) -> QRectF:
        metrics = QFontMetrics(self._theme.font("s", weight=600))
        width = max(36.0, metrics.horizontalAdvance(self.playhead_text()) + 16.0)
        height = metrics.height() + (2 if self._low else 3)
        middle = self.x_of(self._epoch)
        inset = width / 2 + RING
        middle = min(max(middle, inset), self.width() - inset)
        return QRectF(middle - width / 2, area.bottom() + 3, width, height)

    def _paint_playhead(self, painter: QPainter, area: QRectF, bubble: QRectF) -> None:
        colors = self._theme.palette
        x = self.x_of(self._epoch)
        painter.setPen(QPen(colors.color("hl"), self._theme.line("playhead")))
        painter.drawLine(QPointF(x, area.top()), QPointF(x, bubble.top() + 1))
        y = self._curves.height_at(self._epoch)
        if math.isfinite(y):
            painter.setPen(QPen(colors.color("panel"), 1.5))
            painter.setBrush(colors.color("hl"))
            painter.drawEllipse(QPointF(x, y), 4.5, 4.5)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colors.color("hl"))
        painter.drawRoundedRect(bubble, self._theme.radius("small"), self._theme.radius("small"))
        painter.setFont(self._theme.font("s", weight=600))
        painter.setPen(colors.color("onink" if colors.dark else "t1"))
        painter.drawText(bubble, int(Qt.AlignmentFlag.AlignCenter), self.playhead_text())
        if self.hasFocus():
            painter.setPen(QPen(colors.color("ink"), self._theme.line("focus")))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(bubble.adjusted(-1, -1, 1, 1), 5, 5)
