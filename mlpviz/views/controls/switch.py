"""A switch with its words, plain or in a frame of its own."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Slot
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from mlpviz.views.look.theme import Theme

PILL = QSize(32, 18)
GAP = 8


class Switch(QAbstractButton):
    """On or off: a pill with a knob, the words beside it; `toggled` carries the new state."""

    def __init__(
        self, theme: Theme, text: str = "", *, text_first: bool = False, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._text_first = text_first
        self.setText(text)
        self.setCheckable(True)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self.restyle)
        self.restyle()

    @Slot()
    def restyle(self) -> None:
        """Take font and size from the theme again."""
        self.setFont(self._theme.font("m"))
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """Pill, gap and words, never lower than a hit target."""
        metrics = QFontMetrics(self.font())
        words = metrics.horizontalAdvance(self.text()) + GAP if self.text() else 0
        height = max(PILL.height(), metrics.height(), self._theme.px("hit_target_min"))
        return QSize(PILL.width() + words, height)

    def minimumSizeHint(self) -> QSize:
        """A switch does not shrink."""
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_inside(painter, QRectF(self.rect()))

    def _paint_inside(self, painter: QPainter, area: QRectF) -> None:
        room = PILL.width() + GAP
        words = area.adjusted(0, 0, -room, 0) if self._text_first else area.adjusted(room, 0, 0, 0)
        left = area.right() - PILL.width() if self._text_first else area.left()
        self._paint_pill(painter, QRectF(left, area.center().y() - PILL.height() / 2, PILL.width(), PILL.height()))
        painter.setFont(self.font())
        painter.setPen(self._theme.palette.color("t1" if self.isEnabled() else "t3"))
        painter.drawText(words, int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft), self.text())

    def _paint_pill(self, painter: QPainter, pill: QRectF) -> None:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._pill_color())
        painter.drawRoundedRect(pill, pill.height() / 2, pill.height() / 2)
        reach = pill.height() / 2
        place = pill.right() - reach if self.isChecked() else pill.left() + reach
        painter.setBrush(self._knob_color())
        painter.drawEllipse(QPointF(place, pill.center().y()), reach - 2, reach - 2)

    def _pill_color(self) -> QColor:
        if not self.isEnabled():
            return self._theme.palette.color("line")
        return self._theme.palette.color("on" if self.isChecked() else "off")

    def _knob_color(self) -> QColor:
        return self._theme.palette.color("onink" if self.isChecked() else "knob")


class FramedSwitch(Switch):
    """A switch for a whole mode: in a frame, with the key that turns it, amber while on."""

    def __init__(self, theme: Theme, text: str, key: str = "", parent: QWidget | None = None) -> None:
        self._key = key
        super().__init__(theme, text, parent=parent)

    @Slot()
    def restyle(self) -> None:
        """Take font and size from the theme again."""
        super().restyle()
        self.setFont(self._theme.font("m", weight=600))

    def sizeHint(self) -> QSize:
        """The inside, its padding and the key cap."""
        inside = super().sizeHint()
        cap = self._cap_width() + GAP if self._key else 0
        return QSize(inside.width() + cap + 26, self._theme.px("primary_height"))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw frame, pill, words and key cap."""
        colors = self._theme.palette
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        width = self._theme.line("selection" if self.isChecked() else "control")
        painter.setPen(QPen(colors.color("hl" if self.isChecked() else "line2"), width))
        hovered = "sel" if self.underMouse() and self.isEnabled() else "panel"
        painter.setBrush(colors.color("hlbg" if self.isChecked() else hovered))
        radius = self._theme.radius("control")
        frame = QRectF(self.rect()).adjusted(width / 2, width / 2, -width / 2, -width / 2)
        painter.drawRoundedRect(frame, radius, radius)
        self._paint_inside(painter, QRectF(self.rect()).adjusted(13, 0, -13, 0))
        if self._key:
            self._paint_cap(painter)

    def _cap_width(self) -> int:
        return max(17, QFontMetrics(self._theme.font("xs")).horizontalAdvance(self._key) + 8)

    def _paint_cap(self, painter: QPainter) -> None:
        width = self._cap_width()
        cap = QRectF(self.width() - 13.5 - width, self.height() / 2 - 8.5, width, 17)
        painter.setPen(QPen(self._theme.palette.color("line2"), 1))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(cap, 3, 3)
        painter.setFont(self._theme.font("xs"))
        painter.setPen(self._theme.palette.color("t2"))
        painter.drawText(cap, int(Qt.AlignmentFlag.AlignCenter), self._key)

    def _pill_color(self) -> QColor:
        return self._theme.palette.color("hl") if self.isChecked() and self.isEnabled() else super()._pill_color()

    def _knob_color(self) -> QColor:
        dark_knob = self.isChecked() and self._theme.palette.dark
        return self._theme.palette.color("onink" if dark_knob else "knob")
