"""How many points each class has, with its marker and name."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from mlpviz.data.reading.importing import Imported
from mlpviz.engine import number
from mlpviz.views.data import marker
from mlpviz.views.look.theme import Theme

GAP, MARK = 14.0, 14.0


class ClassCounts(QWidget):
    """Lines of "■ setosa 49   ● versicolor 50"; for values, their range."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._parts: list[tuple[int, str, str]] = []
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def show_result(self, result: Imported) -> None:
        """Count the points of each class."""
        points, naming = result.points, result.naming
        if points.targets is not None:
            low, high = number.plain(points.targets[:, 0].min()), number.plain(points.targets[:, 0].max())
            self._parts = [(marker.NEUTRAL, naming.value_name() or "value", f"{low} to {high}")]
        else:
            labels = points.labels
            assert labels is not None
            self._parts = [
                (look.color if (look := naming.look(label)).color is not None else label,
                 naming.class_name(label), number.count(int((labels == label).sum())))
                for label in range(max(1, result.classes))
            ]  # fmt: skip
        self.setAccessibleName(", ".join(f"{name}: {count}" for _, name, count in self._parts))
        self.updateGeometry()
        self.update()

    def words(self) -> list[str]:
        """What stands there: "setosa 49"."""
        return [f"{name} {count}" for _, name, count in self._parts]

    def sizeHint(self) -> QSize:
        """As many lines as it takes."""
        return QSize(200, self.heightForWidth(self.width() or 300))

    def heightForWidth(self, width: int) -> int:
        """The height of its lines in that width."""
        lines = self._places(float(width))[1]
        return int(lines * self._line())

    def _line(self) -> float:
        return self._theme.line_px("s") + 2.0

    def _places(self, width: float) -> tuple[list[QRectF], int]:
        """Where each part stands, and how many lines there are."""
        plain, bold = (QFontMetricsF(self._theme.font("s", weight=weight)) for weight in (400, 600))
        across, line, found = 0.0, 0, []
        for _, name, count in self._parts:
            taken = min(width, MARK + plain.horizontalAdvance(name) + 5 + bold.horizontalAdvance(count))
            if across and across + taken > width:
                across, line = 0.0, line + 1
            found.append(QRectF(across, line * self._line(), taken, self._line()))
            across += taken + GAP
        return found, line + 1

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        colors, flags = self._theme.palette, int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft)
        for (label, name, count), place in zip(self._parts, self._places(float(self.width()))[0], strict=True):
            marker.draw(painter, colors, label, QPointF(place.left() + 5, place.center().y()), 4.2, cased=False)
            bold = QFontMetricsF(self._theme.font("s", weight=600)).horizontalAdvance(count)
            words = place.adjusted(MARK, 0, -bold - 5, 0)
            painter.setFont(self._theme.font("s"))
            painter.setPen(colors.color("t1"))
            metrics = QFontMetricsF(painter.font())
            painter.drawText(words, flags, metrics.elidedText(name, Qt.TextElideMode.ElideRight, words.width() + 1))
            painter.setFont(self._theme.font("s", weight=600))
            painter.drawText(place.adjusted(place.width() - bold, 0, 4, 0), flags, count)
        painter.end()
