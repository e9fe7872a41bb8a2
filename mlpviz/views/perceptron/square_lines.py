"""The lines of a square: earlier ones that fade, the one now, the best so far, and those of other rules."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from mlpviz.engine.one_unit.rule import KINDS
from mlpviz.engine.one_unit.trial import Trial
from mlpviz.nn.perceptron_records import Boundary
from mlpviz.views.look.plane import Plane
from mlpviz.views.look.theme import Theme
from mlpviz.views.perceptron.square_ground import Ground

EARLIER = 12
"""So many earlier lines are drawn."""
NOW, BEST = 3.0, 2.0
"""Widths in px."""
BEST_DASH = (5.0, 3.0)
DASHES = {"adaline": (3.5, 2.0), "logistic": (1.0, 1.5)}
"""Dashes of the lines of other rules, in line widths."""


class Lines:
    """Paints the lines of a trial."""

    def __init__(self, theme: Theme, plane: Plane, ground: Ground) -> None:
        self._theme, self._plane, self._ground = theme, plane, ground
        self._labels: list[tuple[str, Boundary]] = []

    def paint(self, painter: QPainter, trial: Trial, now: Boundary, share: float, *, comparing: bool) -> None:
        """Draw them all; `now` is on its way from the line before, of which `share` has been made."""
        colors, earlier = self._theme.palette, trial.earlier_boundaries(EARLIER)
        for at, boundary in enumerate(earlier, start=1):
            color = colors.color("t3")
            color.setAlphaF(0.12 + 0.5 * at / len(earlier))
            self._ground.paint_line(painter, boundary, QPen(color, 1.2 * self._theme.line("hairline")))
        labels = self._labels = []
        if comparing:
            labels += self._paint_others(painter, trial)
        best = trial.best
        if best is not None and trial.unit is not None and not comparing:
            line = trial.unit.boundary_of(best.weights)
            self._ground.paint_line(painter, line, dashed(colors.color("t1"), BEST, BEST_DASH))
            labels.append(("best so far", line))
        if now.exists:
            self._ground.paint_line(painter, now, QPen(colors.color("t1"), NOW))

    def paint_labels(self, painter: QPainter) -> None:
        """Write what the lines are; over the points, so that none hides it."""
        for text, line in self._labels:
            self._write(painter, text, line, self._ground.taken)

    def _paint_others(self, painter: QPainter, trial: Trial) -> list[tuple[str, Boundary]]:
        labels = []
        for kind, unit in trial.long_runs.items():
            if kind != trial.rule.kind:
                pen = dashed(self._theme.palette.color("t1"), BEST, DASHES[kind])
                self._ground.paint_line(painter, unit.boundary, pen)
                labels.append((KINDS[kind][0].split()[0], unit.boundary))
        return labels

    def _write(self, painter: QPainter, text: str, line: Boundary, taken: list[QRectF]) -> None:
        """Write what a line is where it leaves the square, clear of what stands there already."""
        end = self._ground.end_label(line)
        if end is None:
            return
        painter.setFont(self._theme.font("xs", weight=600))
        metrics, area = painter.fontMetrics(), self._plane.area().adjusted(5, 5, -5, -5)
        box = QRectF(0, 0, metrics.horizontalAdvance(text) + 8, metrics.height() + 2)
        box.moveCenter(end)
        box.moveLeft(min(max(box.left(), area.left()), area.right() - box.width()))
        box.moveTop(min(max(box.top(), area.top()), area.bottom() - box.height()))
        way = 1.0 if box.center().y() < area.center().y() else -1.0
        while any(box.intersects(other) for other in taken) and area.intersects(box):
            box.translate(QPointF(0, way * 3.0))
        taken.append(box)
        ground = self._theme.palette.color("panel")
        painter.setPen(QPen(self._theme.palette.color("line2"), 1))
        painter.setBrush(ground)
        painter.drawRoundedRect(box, 4, 4)
        painter.setPen(self._theme.palette.color("t1"))
        painter.drawText(box, int(Qt.AlignmentFlag.AlignCenter), text)


def dashed(color: QColor, width: float, dashes: tuple[float, ...]) -> QPen:
    """A pen with dashes."""
    pen = QPen(color, width)
    pen.setDashPattern(list(dashes))
    return pen
