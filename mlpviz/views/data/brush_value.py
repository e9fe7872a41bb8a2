"""The value that new points get: a knob on the colour map, and a field to type it into."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent, QLinearGradient, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QSizePolicy, QToolTip, QWidget

from mlpviz.engine import number
from mlpviz.engine.typed_number import read_number
from mlpviz.engine.value_scale import ValueScale
from mlpviz.views.controls.whole_text import width_for_text
from mlpviz.views.look.theme import Theme

STEPS = 20
"""How many steps a key takes from the middle of the map to its end."""
FIELD, LEAST_BAR = 62, 56
STOPS = 17
BAR, KNOB = 6.0, 7.0


class BrushValue(QWidget):
    """Bar and field; `value_chosen` carries the value to draw with."""

    value_chosen = Signal(float)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._scale, self._value, self._touched = ValueScale(), 0.6, False
        self._bar = ValueBar(theme, self)
        self._field = QLineEdit(self)
        self._field.setAccessibleName("Brush value")
        self._field.setToolTip("The value of the points you draw (+ and −). The right button draws its negative.")
        self._field.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(self._bar, 1)
        row.addWidget(self._field)
        self._bar.value_chosen.connect(self.take)
        self._field.editingFinished.connect(self._read)
        theme.changed.connect(self.restyle)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.restyle()
        self._show()

    def show_scale(self, scale: ValueScale) -> None:
        """Another colour map; a value that the learner did not choose moves to the same place on it."""
        if scale == self._scale:
            return
        share, self._scale = self._scale.share(self._value), scale
        if not self._touched:
            self._value = _rounded(scale.middle + share * scale.reach, scale)
            self.value_chosen.emit(self._value)
        self._show()

    def value(self) -> float:
        """The value to draw with."""
        return self._value

    @Slot(float)
    def take(self, value: float) -> None:
        """Draw with this value from now on."""
        self._touched = True
        if value != self._value:
            self._value = value
            self.value_chosen.emit(value)
        self._show()

    @Slot()
    def keep(self) -> None:
        """The learner has drawn with this value: it no longer follows the colour map."""
        self._touched = True

    @Slot(float)
    def show_value(self, value: float) -> None:
        """Show a value that was picked from a point, without a signal."""
        self._value, self._touched = value, True
        self._show()

    def step(self, by: int) -> None:
        """A little more or less."""
        self.take(_rounded(self._value + by * self._scale.reach / STEPS, self._scale))

    @Slot()
    def restyle(self) -> None:
        """Take sizes from the theme again."""
        self._field.setFixedSize(max(self._least(), width_for_text(self._field)), self._theme.px("control_height"))
        self._bar.update()

    def minimumSizeHint(self) -> QSize:
        """A bar that can still be dragged, and the field."""
        return QSize(LEAST_BAR + 8 + self._field.width(), self._theme.px("control_height"))

    def _show(self) -> None:
        self._bar.show_value(self._scale, self._value)
        self._field.setText(self._written())
        self._field.setCursorPosition(0)
        self._field.setFixedWidth(max(self._least(), width_for_text(self._field)))

    def _written(self) -> str:
        """With its sign, where 0 is in the middle."""
        return number.plain(self._value) if self._scale.middle else number.signed(self._value)

    def _least(self) -> int:
        return round(FIELD * max(1.0, self._theme.text_scale))

    @Slot()
    def _read(self) -> None:
        if self._field.text() == self._written():
            return
        try:
            self.take(read_number(self._field.text()))
        except ValueError as problem:
            QToolTip.showText(self._field.mapToGlobal(self._field.rect().bottomLeft()), str(problem), self._field)
            self._show()


class ValueBar(QWidget):
    """The colour map with a knob on it."""

    value_chosen = Signal(float)

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._scale, self._value = ValueScale(), 0.0
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAccessibleName("Brush value")
        self.setToolTip("The value of the points you draw (+ and −). The right button draws its negative.")

    def show_value(self, scale: ValueScale, value: float) -> None:
        """Put the knob at a value; beyond the map it stands at its end."""
        self._scale, self._value = scale, value
        self.setAccessibleDescription(number.signed(value))
        self.update()

    def sizeHint(self) -> QSize:
        """As in the design."""
        return QSize(128, self._theme.px("control_height"))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """The knob jumps to the pointer."""
        if event.button() == Qt.MouseButton.LeftButton:
            self._take(event.position().x())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """And follows it."""
        if event.buttons() & Qt.MouseButton.LeftButton:
            self._take(event.position().x())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Left and right are a step, Home and End the ends."""
        step = self._scale.reach / STEPS
        wanted = {
            Qt.Key.Key_Left: self._value - step, Qt.Key.Key_Right: self._value + step,
            Qt.Key.Key_Home: self._scale.low, Qt.Key.Key_End: self._scale.high,
        }.get(Qt.Key(event.key()))  # fmt: skip
        if wanted is None:
            super().keyPressEvent(event)
        else:
            self.value_chosen.emit(_rounded(min(max(wanted, self._scale.low), self._scale.high), self._scale))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        colors, groove = self._theme.palette, self._groove()
        shades = QLinearGradient(groove.topLeft(), groove.topRight())
        for at in range(STOPS):
            shades.setColorAt(at / (STOPS - 1), colors.forward(2.0 * at / (STOPS - 1) - 1.0))
        painter.setPen(QPen(colors.color("line2"), self._theme.line("control")))
        painter.setBrush(shades)
        painter.drawRoundedRect(groove, BAR / 2, BAR / 2)
        middle = groove.center().x()
        painter.setPen(QPen(colors.color("t2"), 1.0))
        painter.drawLine(QPointF(middle, groove.top() - 1), QPointF(middle, groove.bottom() + 1))
        share = min(max(self._scale.share(self._value), -1.0), 1.0)
        painter.setPen(QPen(colors.color("t1"), 2.0))
        painter.setBrush(colors.forward(share))
        across = groove.left() + (share + 1.0) / 2.0 * groove.width()
        painter.drawEllipse(QPointF(across, groove.center().y()), KNOB, KNOB)
        painter.end()

    def _groove(self) -> QRectF:
        return QRectF(KNOB + 1, self.height() / 2 - BAR / 2, max(1.0, self.width() - 2 * (KNOB + 1)), BAR)

    def _take(self, x: float) -> None:
        groove = self._groove()
        share = min(max((x - groove.left()) / groove.width(), 0.0), 1.0)
        self.value_chosen.emit(_rounded(self._scale.low + share * 2.0 * self._scale.reach, self._scale))


def _rounded(value: float, scale: ValueScale) -> float:
    """To a hundredth of the power of ten that the map reaches, so that the value can be read whole."""
    return float(f"{round(value / _unit(scale)) * _unit(scale):.12g}")


def _unit(scale: ValueScale) -> float:
    return float(f"1e{int(f'{scale.reach:e}'.partition('e')[2]) - 2}")
