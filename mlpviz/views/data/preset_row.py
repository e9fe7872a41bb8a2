"""The presets as pictures, side by side."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QFontMetrics, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QGridLayout, QSizePolicy, QWidget

from mlpviz.data.shapes import SHAPES, shapes_shown
from mlpviz.views.data.preset_picture import PresetPicture
from mlpviz.views.look.theme import Theme

OVERHANG = 3
"""The row reaches so many px further out than the column, so that its pictures end where the canvas does."""


class PresetRow(QWidget):
    """The presets of one kind as pictures, side by side."""

    preset_chosen = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._thumbs = {name: Thumb(theme, name, self) for name in SHAPES}
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(16 - OVERHANG, 0, 16 - OVERHANG, 0)
        self._grid.setHorizontalSpacing(0)
        self._values = False
        for thumb in self._thumbs.values():
            thumb.clicked.connect(self._report)
            thumb.moved.connect(self._move)
        theme.changed.connect(self.restyle)
        self.restyle()

    def show_kind(self, *, values: bool) -> None:
        """Show the presets with values, or those with classes."""
        if values != self._values:
            self._values = values
            self.restyle()

    def _shown(self) -> list[Thumb]:
        """The pictures of this kind, in their order."""
        return [self._thumbs[shape.name] for shape in shapes_shown(values=self._values)]

    @Slot()
    def restyle(self) -> None:
        """Two rows where the words have grown too wide for one."""
        shown = self._shown()
        widest = max(thumb.words_width() for thumb in shown)
        per_row = len(shown) if widest <= 46 else len(shown) // 2
        for thumb in self._thumbs.values():
            thumb.setVisible(thumb in shown)
        for index, thumb in enumerate(shown):
            self._grid.addWidget(thumb, index // per_row, index % per_row)
        self._grid.setVerticalSpacing(4 if per_row < len(shown) else 0)  # an empty row would keep its gap
        for column in range(len(shown)):
            self._grid.setColumnStretch(column, 1 if column < per_row else 0)

    def show_choice(self, name: str) -> None:
        """Outline one preset, or none for ""."""
        for thumb in self._thumbs.values():
            thumb.setChecked(thumb.name == name)
        shown = [thumb.name for thumb in self._shown()]
        entered = name if name in shown else shown[0]
        for thumb in self._thumbs.values():
            thumb.setFocusPolicy(Qt.FocusPolicy.StrongFocus if thumb.name == entered else Qt.FocusPolicy.ClickFocus)

    def thumb(self, name: str) -> Thumb:
        """The picture of one preset."""
        return self._thumbs[name]

    @Slot()
    def _report(self) -> None:
        thumb = self.sender()
        if isinstance(thumb, Thumb):
            self.preset_chosen.emit(thumb.name)

    @Slot(int)
    def _move(self, step: int) -> None:
        thumbs = self._shown()
        place = next((index for index, thumb in enumerate(thumbs) if thumb.hasFocus()), 0)
        thumbs[(place + step) % len(thumbs)].setFocus(Qt.FocusReason.TabFocusReason)


class Thumb(QAbstractButton):
    """One preset: its points in small, its name below."""

    moved = Signal(int)

    def __init__(self, theme: Theme, name: str, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self.name = name
        shape = SHAPES[name]
        self._picture = PresetPicture(theme, name)
        self.setText(shape.label)
        self.setAccessibleName(f"Preset {shape.label}")
        number = shapes_shown(values=shape.has_values).index(shape) + 1
        self.setToolTip(f"{shape.about} (Alt+{number})")
        self.setCheckable(True)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self.update)

    def words_width(self) -> int:
        """Room for the name in the weight of the chosen one."""
        return QFontMetrics(self._theme.font("xs", weight=600)).horizontalAdvance(self.text())

    def sizeHint(self) -> QSize:
        """The picture, a gap and a line of text."""
        side = self._theme.px("preset_thumb")
        return QSize(side + 4, side + 4 + 2 + self._theme.line_px("xs"))

    def minimumSizeHint(self) -> QSize:
        """A thumb does not shrink."""
        return self.sizeHint()

    def nextCheckState(self) -> None:
        """What is chosen is told by the experiment, not by the click."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows go to the neighbour, Enter draws."""
        if event.key() in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            self.moved.emit(-1 if event.key() == Qt.Key.Key_Left else 1)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        side = self._theme.px("preset_thumb") + 1
        frame = QRectF(round((self.width() - side) / 2), 1.5, side, side)
        self._paint_frame(painter, frame)
        self._picture.paint(painter, frame, self.devicePixelRatioF())
        chosen = self.isChecked()
        painter.setFont(self._theme.font("xs", weight=600 if chosen else 400))
        painter.setPen(self._theme.palette.color("t1" if chosen else "t2"))
        line = QRectF(-4, frame.bottom() + 2, self.width() + 8, self._theme.line_px("xs") + 2)
        painter.drawText(line, int(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignVCenter), self.text())

    def _paint_frame(self, painter: QPainter, frame: QRectF) -> None:
        colors, chosen, radius = self._theme.palette, self.isChecked(), self._theme.radius("control")
        painter.setPen(QPen(colors.color("line2"), self._theme.line("control")))
        painter.setBrush(colors.color("sel" if self.underMouse() and not chosen else "canvas"))
        painter.drawRoundedRect(frame.adjusted(0.5, 0.5, -0.5, -0.5), radius, radius)
        if chosen:
            painter.setPen(QPen(colors.color("ink"), 2.0))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(frame.adjusted(0, 0, 0, 0), radius, radius)
