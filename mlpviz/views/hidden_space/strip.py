"""Every layer's space as a small square, from the input to the output; one of them is chosen."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QFontMetricsF, QHelpEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from mlpviz.engine.hidden_space.story import layer_name
from mlpviz.views.hidden_space.shown import Shown
from mlpviz.views.hidden_space.space_painter import Parts, SpacePainter, pixels
from mlpviz.views.look.theme import Theme

SIDE, LEAST, ARROW, EDGE = 116.0, 84.0, 32.0, 16.0
"""Px: the side of a small square, its least, the room for the arrow between two, and the edge of the column."""
RADIUS = 2.2
CHOSEN = 2.5
"""Width in px of the frame around the chosen one."""


class SpaceStrip(QWidget):
    """Shows all spaces in small; a click or the arrow keys choose the one that is shown large."""

    chosen = Signal(int)
    """The layer to show large."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        """Show nothing yet."""
        super().__init__(parent)
        self._theme = theme
        self._painter = SpacePainter(theme)
        self._shown: Shown | None = None
        self._layer, self._parts = 0, Parts()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName("Spaces of the layers")
        theme.changed.connect(self.restyle)

    def show_spaces(self, shown: Shown, layer: int, parts: Parts) -> None:
        """Show the spaces of a moment; `layer` is the chosen one."""
        again = self._shown is None or len(self._shown.spaces) != len(shown.spaces)
        self._shown, self._layer, self._parts = shown, layer, parts
        if again:
            self.updateGeometry()
        self.setAccessibleDescription("; ".join(self.words(at) for at in range(len(shown.spaces))))
        self.update()

    def words(self, layer: int) -> str:
        """What is said of a layer's square."""
        assert self._shown is not None
        found = self._shown.findings.get(layer)
        said = f"{layer_name(layer, self._shown.layers)}, {self._units(layer)}"
        return f"{said}: {found.caption}" if found is not None and found.caption else said

    @Slot()
    def restyle(self) -> None:
        """Take colours and sizes from the theme again."""
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """All squares side by side with the words above and below."""
        count = len(self._shown.spaces) if self._shown is not None else 3
        width = 2 * EDGE + count * LEAST + (count - 1) * ARROW
        return QSize(round(width), round(self._head() + self.side() + self._foot()))

    def minimumSizeHint(self) -> QSize:
        """Not narrower: what is around scrolls."""
        return self.sizeHint()

    def side(self) -> float:
        """The side of a square for the width that there is."""
        count = len(self._shown.spaces) if self._shown is not None else 3
        room = (self.width() - 2 * EDGE - (count - 1) * ARROW) / count
        most = SIDE if self.window().height() >= 800 else LEAST
        return max(LEAST, min(most, room))

    def square(self, layer: int) -> QRectF:
        """Where the square of a layer lies; they stand over the whole width."""
        assert self._shown is not None
        count, side = len(self._shown.spaces), self.side()
        step = (self.width() - 2 * EDGE - side) / max(1, count - 1)
        return QRectF(round(EDGE + layer * step) + 0.5, self._head() + 0.5, side - 1, side - 1)

    def resizeEvent(self, event: object) -> None:
        """The height follows from the width."""
        self.setMinimumHeight(self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw all of them."""
        if self._shown is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for layer in range(len(self._shown.spaces)):
            self._paint_one(painter, layer)

    def _paint_one(self, painter: QPainter, layer: int) -> None:
        shown, palette, area = self._shown, self._theme.palette, self.square(layer)
        assert shown is not None
        space, chosen = shown.spaces[layer], layer == self._layer
        if layer == shown.layers and shown.counts is not None:
            self._painter.paint_counts(painter, area, shown.counts, shown.experiment)
        else:
            self._painter.paint(painter, area, space, shown.answers[layer], shown.experiment, self._parts, RADIUS)
            if shown.probe is not None:
                at = pixels(space.view.seen(shown.probe.outputs[layer][None]), space, area)[0]
                self._painter.paint_ring(painter, QPointF(*at), 5.0)
        if chosen:
            painter.setPen(QPen(palette.color("ink"), CHOSEN))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(area.adjusted(-2, -2, 2, 2), 4, 4)
        self._write(painter, layer, area, chosen)
        if layer:
            before = self.square(layer - 1)
            painter.setPen(QPen(palette.color("t2"), 1.4))
            middle = QPointF((before.right() + area.left()) / 2, area.center().y())
            painter.drawPolyline([middle + QPointF(-2.5, -4), middle + QPointF(2, 0), middle + QPointF(-2.5, 4)])

    def _write(self, painter: QPainter, layer: int, area: QRectF, chosen: bool) -> None:
        assert self._shown is not None
        palette, small = self._theme.palette, self._theme.font("s")
        title, units = layer_name(layer, self._shown.layers), self._units(layer)
        strong = self._theme.font("s", weight=600)
        line = self._theme.line_px("s")
        room = QRectF(area.left(), area.top() - line - 4, self._step(area), line)
        painter.setFont(strong)
        painter.setPen(palette.color("t1"))
        painter.drawText(room, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, title)
        width = QFontMetricsF(strong).horizontalAdvance(title)
        metrics = QFontMetricsF(small)
        painter.setFont(small)
        painter.setPen(palette.color("t2"))
        if width + 8 + metrics.horizontalAdvance(units) <= area.width():
            right = QRectF(area.left(), room.top(), area.width(), line)
            painter.drawText(right, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, units)
        painter.setPen(palette.color("t1" if chosen else "t2"))
        wrap = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop | Qt.TextFlag.TextWordWrap
        below = QRectF(area.left(), area.bottom() + 5, self._room(layer), self._foot() - 6)
        painter.drawText(below, int(wrap), self._caption(layer))

    def _caption(self, layer: int) -> str:
        """The words under a square: as many as fit in two lines."""
        found = self._shown.findings.get(layer) if self._shown is not None else None
        if found is None:
            return ""
        metrics, room = QFontMetricsF(self._theme.font("s")), self._room(layer)
        whole, brief = (words.replace(" %", "\u00a0%") for words in (found.caption, found.brief))
        return next((words for words in (whole, brief) if _lines(metrics, words, room) <= 2), "")

    def _room(self, layer: int) -> float:
        """The width for the words under a square."""
        area = self.square(layer)
        return min(self._step(area), self.width() - area.left() - 4)

    def _step(self, area: QRectF) -> float:
        assert self._shown is not None
        count = max(1, len(self._shown.spaces) - 1)
        step = (self.width() - 2 * EDGE - self.side()) / count
        return max(area.width(), step - 8)

    def _units(self, layer: int) -> str:
        assert self._shown is not None
        spec = self._shown.experiment.network
        if layer == 0:
            count = self._shown.spaces[0].units
            return f"{count} feature{'s' * (count > 1)}" if spec.features else f"{count} input{'s' * (count > 1)}"
        return f"{spec.widths[layer]} {spec.layers[layer - 1].activation.label}"

    def _head(self) -> float:
        return self._theme.line_px("s") + 12.0

    def _foot(self) -> float:
        return 2 * self._theme.line_px("s") + 8.0

    # choosing

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Choose the square that was clicked."""
        layer = self.layer_at(event.position())
        if layer is not None and event.button() == Qt.MouseButton.LeftButton:
            self.chosen.emit(layer)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrow keys choose the layer before or behind."""
        steps = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}
        step = steps.get(Qt.Key(event.key()))
        if self._shown is None or step is None or event.modifiers():
            super().keyPressEvent(event)
        else:
            self.chosen.emit(min(max(0, self._layer + step), self._shown.layers))

    def event(self, event: QEvent) -> bool:
        """Claim the arrow keys; say in a tooltip what a square shows."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            if event.key() in (Qt.Key.Key_Left, Qt.Key.Key_Right) and not event.modifiers():
                event.accept()
                return True
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent) and self._shown is not None:
            layer = self.layer_at(QPointF(event.pos()))
            words = "" if layer is None else f"{self.words(layer)}. Click to enlarge."
            QToolTip.showText(event.globalPos(), words, self)
            return True
        return super().event(event)

    def layer_at(self, at: QPointF) -> int | None:
        """The layer whose square is there."""
        if self._shown is None:
            return None
        return next((layer for layer in range(len(self._shown.spaces)) if self.square(layer).contains(at)), None)


def _lines(metrics: QFontMetricsF, words: str, room: float) -> int:
    """How many lines words take."""
    wrapped = metrics.boundingRect(QRectF(0, 0, room, 1000), int(Qt.TextFlag.TextWordWrap), words)
    return 99 if wrapped.width() > room else round(wrapped.height() / metrics.lineSpacing())
