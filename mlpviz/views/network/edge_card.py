"""The card of one edge: its weight, its gradient, its last change, and how they came about."""

from __future__ import annotations

import math

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QColor, QFontMetricsF, QMouseEvent, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from mlpviz.engine import number
from mlpviz.views.controls.button import Button, IconButton
from mlpviz.views.graph.edge_facts import EdgeFacts, Floats
from mlpviz.views.look.theme import Theme
from mlpviz.views.look.typeset import Typesetter
from mlpviz.views.network.nudge_row import NudgeRow

Align = Qt.AlignmentFlag
WIDTH, HEIGHT = 320, 123
ROW, GAP = 28, 6
"""Height of a row of buttons of a pinned card, and what is free under it."""
CURVES_FROM = 254
"""Width from which there is room for the two curves beside the numbers."""
ONE_LINE_FROM = 266
"""Width from which the result of a nudge stands beside its buttons."""
TYPE_TIP = "Click to type a weight"
FREEZE_TIP = "A frozen weight keeps its value while the others learn."
CUT_TIP = "A cut edge has weight 0 and keeps it, as if it were not there."
IS_CUT = "A cut edge has the weight 0. Join it first."
JOIN_TIP = "The edge is there again; its weight starts from 0."
EDGE, INSET = 4, 12
"""Px around a card on the smallest board, and beside its buttons."""
LEAST_WIDTH = 296
"""Where two cards stand side by side in a narrow column."""
SHADE = 0.66
"""Place of swatches and curves on their map: which sign it is, readable on the card."""


class EdgeCard(QWidget):
    """Lies over a corner of the graph; a pinned one stays and can be closed."""

    closed = Signal(int)
    """Entry of theta whose card is no longer wanted."""
    freeze_requested = Signal(int, bool)
    """Entry of theta, and whether it is to be held."""
    cut_requested = Signal(int, bool)
    """Entry of theta, and whether its edge is to be cut."""
    nudge_requested = Signal(int, int)
    """Entry of theta, and the direction of a nudge, 1 or −1."""
    edit_requested = Signal(int, object)
    """Entry of theta whose weight is to be typed, and the card itself, which has the place for it."""

    def __init__(self, theme: Theme, typesetter: Typesetter, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme, self._typesetter, self._board = theme, typesetter, parent
        self._facts: EdgeFacts | None = None
        self._pinned = self._has_rows = False
        self._curves = True
        self._close = IconButton(theme, "close", "Unpin this edge", role="ghost", size=24, parent=self)
        self._close.clicked.connect(self._report)
        self._close.hide()
        self.freeze = Button(theme, "", "chip", parent=self)
        self.cut = Button(theme, "", "chip", parent=self)
        self.nudges = NudgeRow(theme, self)
        self.nudges.hide()
        self.nudges.nudge_requested.connect(self._report_nudge)
        self.setMouseTracking(True)
        for button, report in ((self.freeze, self._report_freeze), (self.cut, self._report_cut)):
            button.clicked.connect(report)
            button.hide()
        theme.changed.connect(self.restyle)
        self.restyle()

    @property
    def facts(self) -> EdgeFacts | None:
        """What is shown."""
        return self._facts

    @property
    def pinned(self) -> bool:
        """Whether it stays."""
        return self._pinned

    def show_facts(self, facts: EdgeFacts, *, pinned: bool) -> None:
        """Tell of an edge."""
        self._facts, self._pinned = facts, pinned
        self._close.setVisible(pinned)
        self._show_buttons(facts, shown=pinned and facts.bundled == 1)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents, not pinned)
        self.setAccessibleName(f"Edge {facts.name}")
        gradient = "gradient with penalty" if facts.penalized else "gradient"
        self.setAccessibleDescription(
            f"weight {number.signed(facts.weight)}, {gradient} {number.signed(facts.gradient)}, "
            f"last change {number.signed(facts.change)}{', ' + facts.state if facts.state else ''}"
        )
        self.update()

    def _show_buttons(self, facts: EdgeFacts, *, shown: bool) -> None:
        self.freeze.setText("Unfreeze weight" if facts.frozen else "Freeze weight")
        self.freeze.setToolTip(IS_CUT if facts.cut else FREEZE_TIP)
        self.freeze.setEnabled(not facts.cut)
        self.cut.setText("Join edge" if facts.cut else "Cut edge")
        self.cut.setToolTip(JOIN_TIP if facts.cut else CUT_TIP)
        if shown != self._has_rows:
            self._has_rows = shown
            self.restyle()
        self.nudges.show_cut(facts.cut)

    @Slot()
    def restyle(self) -> None:
        """Take sizes from the theme again."""
        scale = max(1.0, self._theme.text_scale)
        board = self._board.width()
        usual = WIDTH if board >= 2 * WIDTH + 40 else min(WIDTH, max(LEAST_WIDTH, (board - 40) // 2))
        width = min(round(usual * scale), max(board - 2 * EDGE, round(CURVES_FROM * scale / 2)))
        self._curves = width >= CURVES_FROM * scale
        bottom, row, gap = round(HEIGHT * scale) - 1, round(ROW * scale), round(GAP * scale)
        lines = 1 if width >= ONE_LINE_FROM * scale else 2
        room = self._board.height() - 2 * EDGE
        for parts, height in (((self.nudges,), lines * row), ((self.freeze, self.cut), row)):
            shown = self._has_rows and bottom + height + gap <= max(room, 0)
            for at, part in enumerate(parts):
                part.setVisible(shown)
                side = (width - 2 * INSET - 8 * (len(parts) - 1)) // len(parts)
                part.setGeometry(INSET + at * (side + 8), bottom, side, height)
            bottom += height + gap if shown else 0
        self.nudges.restyle(lines)
        self.setFixedSize(QSize(width, bottom + 4 if self._has_rows else bottom + 1))
        self._close.move(self.width() - self._close.width() - 4, 4)
        self.update()

    def number_place(self) -> QRectF:
        """Where the weight is written."""
        scale = max(1.0, self._theme.text_scale)
        return QRectF((158.0 - 90.0) * scale, (46.5 - 11.0) * scale, 92.0 * scale, 22.0 * scale)

    @property
    def _can_type(self) -> bool:
        return self._pinned and self._facts is not None and self._facts.bundled == 1 and not self._facts.cut

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Show that the weight can be typed."""
        over = self._can_type and self.number_place().contains(event.position())
        self.setCursor(Qt.CursorShape.IBeamCursor if over else Qt.CursorShape.ArrowCursor)
        self.setToolTip(TYPE_TIP if over else "")

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A click on the weight lets another one be typed."""
        if event.button() == Qt.MouseButton.LeftButton and self.number_place().contains(event.position()):
            if self._can_type and self._facts is not None:
                self.edit_requested.emit(self._facts.index, self)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the card."""
        if self._facts is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        colors = self._theme.palette
        painter.setPen(QPen(colors.color("ctl"), self._theme.line("control")))
        painter.setBrush(colors.color("raised" if colors.dark else "panel"))
        radius = self._theme.radius("card")
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), radius, radius)
        scale = max(1.0, self._theme.text_scale)
        self._paint_title(painter, self._facts, scale)
        self._paint_rows(painter, self._facts, scale)
        if self._curves:
            self._paint_curves(painter, self._facts, scale)

    def _paint_title(self, painter: QPainter, facts: EdgeFacts, scale: float) -> None:
        colors = self._theme.palette
        base = 23.0 * scale
        x = 13.0
        name = facts.name
        if facts.source:
            size = self._theme.text_px("m") * 1.15
            covered = self._typesetter.draw(painter, facts.source, colors.color("t1"), size, QPointF(x, base))
            x = covered.right() + 5
            name = name[name.index("→") :]
        painter.setFont(self._theme.font("m", weight=600))
        painter.setPen(colors.color("t1"))
        painter.drawText(QPointF(x, base), name)
        if facts.bundled > 1:
            x += painter.fontMetrics().horizontalAdvance(name) + 8
            painter.setFont(self._theme.font("xs"))
            painter.setPen(colors.color("t3"))
            painter.drawText(QPointF(x, base), f"strongest of {facts.bundled}")
        painter.setFont(self._theme.font("s"))
        painter.setPen(colors.color("t3"))
        right = self.width() - (self._close.width() + 6.0 if self._pinned else 13.0)
        area = QRectF(right - 200, base - 15 * scale, 200, 20 * scale)
        note = "click to pin" if not self._pinned else "" if facts.cut else "drag to edit"
        note = " · ".join(part for part in (facts.state, note) if part)
        if facts.bundled == 1:
            painter.drawText(area, int(Align.AlignRight | Align.AlignVCenter), note)

    def _paint_rows(self, painter: QPainter, facts: EdgeFacts, scale: float) -> None:
        colors = self._theme.palette
        right = 158.0 * scale
        slope = r"\mathit{gradient}" if facts.penalized else r"{\partial}L/{\partial}w"  # of the loss alone
        rows = (
            ("w", facts.weight, colors.forward),
            (slope, facts.gradient, colors.backward),
            (r"\mathit{last}\ \Delta w", facts.change, colors.backward),
        )
        for row, (latex, value, shade) in enumerate(rows):
            middle = (46.5 + 24.0 * row) * scale
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(shade(SHADE * _sign(value)) if _sign(value) else colors.color("line2"))
            painter.drawRoundedRect(QRectF(13, middle - 5, 10, 10), 2.5, 2.5)
            size = self._theme.text_px("m") * 1.1
            self._typesetter.draw(painter, latex, colors.color("t2"), size, QPointF(31, middle + 4 * scale))
            painter.setFont(self._theme.font("s", weight=500, code=True))
            painter.setPen(colors.color("t1" if math.isfinite(value) else "bad"))
            area = QRectF(right - 90 * scale, middle - 10 * scale, 90 * scale, 20 * scale)
            text = number.steady(value)
            painter.drawText(area, int(Align.AlignRight | Align.AlignVCenter), text)
            if row == 0 and self._can_type:
                left = right - painter.fontMetrics().horizontalAdvance(text.strip())
                painter.setPen(QPen(colors.color("ctl"), 1.0, Qt.PenStyle.DotLine))
                painter.drawLine(QPointF(left, middle + 8 * scale), QPointF(right, middle + 8 * scale))

    def _paint_curves(self, painter: QPainter, facts: EdgeFacts, scale: float) -> None:
        left, right = 174.0 * scale, self.width() - 13.0
        first, last = (int(facts.epochs[0]), int(facts.epochs[-1])) if len(facts.epochs) else (0, 0)
        span = f"weight, epochs {number.count(first)}–{number.count(last)}" if len(facts.epochs) else "weight"
        if QFontMetricsF(self._theme.font("xs")).horizontalAdvance(span) > right - left:
            span = span.replace(", epochs", "")
        colors = self._theme.palette
        for top, text, values, shade in (
            (38.0, span, facts.weights, colors.forward), (80.0, "gradient", facts.gradients, colors.backward),
        ):
            painter.setFont(self._theme.font("xs"))
            painter.setPen(colors.color("t3"))
            painter.drawText(QPointF(left, (top + 2.0) * scale), text)
            area = QRectF(left, (top + 8) * scale, right - left, 20 * scale)
            sign = _sign(float(values[-1])) if len(values) else 0
            color = shade(SHADE * sign) if sign else colors.color("t3")
            paint_sparkline(painter, self._theme, area, facts.epochs, values, color)

    @Slot()
    def _report(self) -> None:
        if self._facts is not None:
            self.closed.emit(self._facts.index)

    @Slot(int)
    def _report_nudge(self, direction: int) -> None:
        if self._facts is not None:
            self.nudge_requested.emit(self._facts.index, direction)

    @Slot()
    def _report_freeze(self) -> None:
        if self._facts is not None:
            self.freeze_requested.emit(self._facts.index, not self._facts.frozen)

    @Slot()
    def _report_cut(self) -> None:
        if self._facts is not None:
            self.cut_requested.emit(self._facts.index, not self._facts.cut)


def paint_sparkline(
    painter: QPainter, theme: Theme, area: QRectF, epochs: Floats, values: Floats, color: QColor
) -> None:
    """A small curve with a dotted line at zero and a dot at its end."""
    known = np.isfinite(values)
    epochs, values = epochs[known], values[known]
    low, high = (min(0.0, float(values.min())), max(0.0, float(values.max()))) if len(values) else (0.0, 0.0)
    height = (high - low) or 1.0
    zero = area.bottom() - (0.0 - low) / height * area.height()
    painter.setPen(QPen(theme.palette.color("line2"), 1.0, Qt.PenStyle.DotLine))
    painter.drawLine(QPointF(area.left(), zero), QPointF(area.right(), zero))
    if not len(values):
        return
    span = float(epochs[-1] - epochs[0]) or 1.0
    xs = area.left() + (epochs - epochs[0]) / span * (area.width() - 3)
    ys = area.bottom() - (values - low) / height * area.height()
    path = QPainterPath(QPointF(float(xs[0]), float(ys[0])))
    for x, y in zip(xs[1:].tolist(), ys[1:].tolist(), strict=True):
        path.lineTo(x, y)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(color, 1.5))
    painter.drawPath(path)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(color)
    painter.drawEllipse(QPointF(float(xs[-1]), float(ys[-1])), 3, 3)


def _sign(value: float) -> int:
    return (value > 0) - (value < 0)
