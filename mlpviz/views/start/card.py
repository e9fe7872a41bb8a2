"""One card of the start page: a picture, a name, its key, and what it is; all of it is one button."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QImage, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QBoxLayout, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from mlpviz.views.controls.label import Elided, label
from mlpviz.views.data.preset_picture import PresetPicture
from mlpviz.views.look import icons
from mlpviz.views.look.theme import Theme

PICTURE = 46
_ARROWS = {Qt.Key.Key_Left: (-1, 0), Qt.Key.Key_Right: (1, 0), Qt.Key.Key_Up: (0, -1), Qt.Key.Key_Down: (0, 1)}


class Card(QAbstractButton):
    """Enter, Space or a click opens it; arrow keys go to its neighbours."""

    moved = Signal(int, int)
    """Cards to the right and below."""

    def __init__(self, theme: Theme, picture: QWidget, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setAccessibleName(name)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self._texts = QVBoxLayout()
        self._texts.setSpacing(2)
        head = QHBoxLayout()
        head.setSpacing(8)
        title = label(name, "title", self)
        title.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        title.setWordWrap(True)
        head.addWidget(title, 1)
        self._key = label("", "caption", self)
        self._key.hide()
        head.addWidget(self._key, 0, Qt.AlignmentFlag.AlignTop)
        self._texts.addLayout(head)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(10, 9, 10, 9)
        self._row.setSpacing(10)
        self._row.addWidget(picture, 0, Qt.AlignmentFlag.AlignTop)
        self._row.addLayout(self._texts, 1)
        theme.changed.connect(self.update)

    def show_key(self, key: str) -> None:
        """Show the key that opens the same; "" for none."""
        self._key.setText(key)
        self._key.setVisible(bool(key))
        self.setToolTip(key)

    def tell(self, text: str, role: str = "label", *, wrapped: bool = True) -> None:
        """Say something more, in a line of its own."""
        line = label(text, role, self) if wrapped else Elided(text, role, self)
        line.setWordWrap(wrapped)
        self.add(line)
        known = self.accessibleDescription()
        self.setAccessibleDescription(f"{known} {text}".strip())

    def add(self, line: QWidget) -> None:
        """Put something below what is said."""
        self._texts.addWidget(line)

    def finish(self) -> None:
        """Nothing more is said: what there is stands at the top."""
        self._texts.addStretch(1)
        for part in self.findChildren(QWidget):
            part.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def sizeHint(self) -> QSize:
        """What the texts need."""
        return self._layout().totalSizeHint()

    def minimumSizeHint(self) -> QSize:
        """What the texts need at least."""
        return self._layout().totalMinimumSize()

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return self._layout().totalHeightForWidth(width)

    def _layout(self) -> QBoxLayout:
        return self._row

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter opens it, as Space does."""
        if event.key() in _ARROWS:
            self.moved.emit(*_ARROWS[Qt.Key(event.key())])
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, colors = QPainter(self), self._theme.palette
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        lit = self.underMouse() or self.isDown()
        painter.setPen(QPen(colors.color("ctl" if lit else "line2"), self._theme.line("control")))
        painter.setBrush(colors.color("sel" if self.isDown() else "canvas"))
        radius = self._theme.radius("card")
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), radius, radius)


class CardPicture(QWidget):
    """A small framed picture: of a preset, of what a network answers, or an icon."""

    def __init__(self, theme: Theme, *, preset: str = "", icon: str = "open", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self._icon = theme, icons.known(icon)
        self._picture = PresetPicture(theme, preset) if preset else None
        self._image: QImage | None = None
        self.setFixedSize(PICTURE, PICTURE)
        theme.changed.connect(self.update)

    def show_image(self, image: QImage) -> None:
        """Show this in place of the icon."""
        self._image = image
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, colors = QPainter(self), self._theme.palette
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(colors.color("line2"), self._theme.line("control")))
        painter.setBrush(colors.color("panel"))
        frame, radius = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), self._theme.radius("control")
        painter.drawRoundedRect(frame, radius, radius)
        if self._image is not None:
            painter.drawImage(frame.adjusted(1.0, 1.0, -1.0, -1.0), self._image)
        elif self._picture is not None:
            self._picture.paint(painter, frame, self.devicePixelRatioF())
        else:
            place = QRectF(0, 0, 20, 20)
            place.moveCenter(frame.center())
            icons.paint(painter, self._icon, colors.color("t2"), place)
