"""A surface over the data square beside the towers that follow it, their difference, and a cut through both."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetricsF, QImage, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from mlpviz.data.area import HALF_WIDTH
from mlpviz.engine import number
from mlpviz.engine.approximation.towers import TowerPicture
from mlpviz.nn.arrays import Array
from mlpviz.views.approximation.curve_view import CurveView
from mlpviz.views.approximation.frame import Align
from mlpviz.views.controls.label import LiveLabel
from mlpviz.views.look.colors import packed
from mlpviz.views.look.theme import Theme

GAP, HEAD = 16, 24
NAMES = ("Surface", "Towers", "Towers − surface")
SHORT_NAMES = {"Surface": "Surface", "Towers": "Towers", "Towers − surface": "Difference"}


class Squares(QWidget):
    """Three squares on one scale of colours; pointing at one, or a key, cuts all of them along x₁."""

    cut_moved = Signal(float)
    """The x₂ of the cut."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        """Begin empty."""
        super().__init__(parent)
        self._theme = theme
        self._pictures: list[Array] = []
        self._limit, self._cut = 1.0, 0.0
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAccessibleName("Surface, towers and their difference")
        self.setToolTip("Point at a place: the curve below is the cut through it. ↑ ↓ move the cut.")
        theme.changed.connect(self.update)

    def show_picture(self, picture: TowerPicture) -> None:
        """Show a surface and its towers."""
        self._pictures = [picture.surface, picture.towers, picture.towers - picture.surface]
        self._limit = float(max(np.abs(picture.surface).max(), np.abs(picture.towers).max())) or 1.0
        self.update()

    def show_cut(self, x2: float) -> None:
        """Mark where they are cut."""
        self._cut = x2
        self.update()

    def height_for(self, wide: int) -> int:
        """How high squares are that take all of a width."""
        return round((wide - 2 * GAP) / 3 + 2 * HEAD * max(1.0, self._theme.text_scale))

    def sizeHint(self) -> QSize:
        return QSize(700, 280)

    def minimumSizeHint(self) -> QSize:
        """Three small squares."""
        return QSize(340, 130)

    def _squares(self) -> list[QRectF]:
        head = HEAD * max(1.0, self._theme.text_scale)
        side = min((self.width() - 2 * GAP) / 3, self.height() - 2 * head)
        left = (self.width() - 3 * side - 2 * GAP) / 2
        return [QRectF(left + at * (side + GAP), head, side, side) for at in range(3)]

    def paintEvent(self, event: QPaintEvent) -> None:
        theme, colors = self._theme, self._theme.palette
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        shades = packed(colors.lut("forward")[:, :3].astype(np.float64))
        for square, name, values in zip(self._squares(), NAMES, self._pictures, strict=False):
            places = np.rint((values / self._limit * 0.5 + 0.5) * 255)
            pixels = np.ascontiguousarray(shades[np.clip(places, 0, 255).astype(np.intp)][::-1])
            rows, columns = pixels.shape
            image = QImage(pixels.data, columns, rows, 4 * columns, QImage.Format.Format_RGB32)
            painter.drawImage(square, image)
            painter.setPen(QPen(colors.color("line2"), theme.line("hairline")))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(square)
            y = square.center().y() - self._cut / HALF_WIDTH * square.height() / 2
            painter.setPen(QPen(colors.color("hl"), 1.6))
            painter.drawLine(round(square.left()), round(y), round(square.right()), round(y))
            painter.setFont(theme.font("s", weight=600))
            painter.setPen(colors.color("t1"))
            above = QRectF(square.left(), 0, square.width(), square.top() - 4)
            fits = QFontMetricsF(painter.font()).horizontalAdvance(name) <= square.width() + GAP / 2
            told = int(Align.AlignLeft | Align.AlignBottom | Qt.TextFlag.TextDontClip)
            painter.drawText(above, told, name if fits else SHORT_NAMES[name])
            most = float(np.abs(values).max())
            painter.setFont(theme.font("xs"))
            painter.setPen(colors.color("t3"))
            high = QFontMetricsF(painter.font()).height()
            below = QRectF(square.left(), square.bottom() + 4, square.width(), high)
            painter.drawText(below, int(Align.AlignLeft), f"up to ±{number.plain(most, 3)}")

    def _x2_at(self, y: float) -> float:
        square = self._squares()[0]
        share = (square.center().y() - y) / max(1.0, square.height())
        return 2.0 * min(max(share, -0.5), 0.5) * HALF_WIDTH

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """The cut goes along."""
        if any(square.contains(event.position()) for square in self._squares()):
            self.cut_moved.emit(self._x2_at(event.position().y()))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Up and down move the cut."""
        step = {Qt.Key.Key_Up: 0.1, Qt.Key.Key_Down: -0.1}.get(Qt.Key(event.key()))
        if step is None:
            event.ignore()
            return
        self.cut_moved.emit(min(max(round(self._cut + step, 6), -HALF_WIDTH), HALF_WIDTH))


class TowerView(QWidget):
    """The squares over a cut through surface and towers."""

    cut_moved = Signal(float)
    """The x₂ where both are to be cut."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        """Begin empty."""
        super().__init__(parent)
        self.squares = Squares(theme)
        self._title = LiveLabel("", "title")
        self.cut = CurveView(theme, small=True)
        self.cut.setAccessibleName("Cut through surface and towers")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self.squares)
        column.addWidget(self._title)
        column.addWidget(self.cut, 1)
        self.squares.cut_moved.connect(self.cut_moved)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give the squares as much height as their width can use, at most three fifths."""
        super().resizeEvent(event)
        wanted = self.squares.height_for(self.width())
        self.squares.setFixedHeight(min(wanted, round(0.6 * self.height())))

    def show_picture(self, picture: TowerPicture) -> None:
        """Show a surface and its towers."""
        self.squares.show_picture(picture)

    def show_cut(self, x2: float, surface: Array, x: Array, towers: Array) -> None:
        """Show the cut at x₂: the surface at the usual places, (121,), and the towers at x (n,)."""
        self.squares.show_cut(x2)
        self._title.setText(f"Cut along x₁ at x₂ = {number.fixed(x2, 2)}")
        self.cut.show_target(surface)
        self.cut.show_output(x, towers)
