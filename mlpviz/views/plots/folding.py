"""A plot that can fold to one line with its title and its most telling number."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QVBoxLayout, QWidget

from mlpviz.views.controls.button import IconButton
from mlpviz.views.look import icons
from mlpviz.views.look.theme import Theme

HEIGHT, EDGE, CHEVRON, GAP = 44, 16, 14, 8


class FoldLine(QAbstractButton):
    """The line: an arrow, the title, and the number at the right. A click asks to unfold."""

    def __init__(self, theme: Theme, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._number = ""
        self.setText(title)
        self.setToolTip(f"Show {title[0].lower()}{title[1:]}")
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self.restyle)

    @Slot()
    def restyle(self) -> None:
        """Take sizes and colours from the theme again."""
        self.updateGeometry()
        self.update()

    def show_number(self, text: str) -> None:
        """Write what stands at the right."""
        if text != self._number:
            self._number = text
            self.setAccessibleName(f"{self.text()}, {text}")
            self.update()

    def number(self) -> str:
        """What stands at the right."""
        return self._number

    def sizeHint(self) -> QSize:
        """One line."""
        return QSize(200, round(HEIGHT * max(1.0, self._theme.text_scale)))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw arrow, title and number; the number gives way first."""
        painter, colors = QPainter(self), self._theme.palette
        if self.underMouse():
            painter.fillRect(self.rect(), colors.color("sel"))
        size = round(CHEVRON * max(1.0, self._theme.text_scale))
        arrow = icons.icon("chevron-right", self._theme, size, "t2")
        arrow.paint(painter, EDGE, (self.height() - size) // 2, size, size)
        middle = int(Qt.AlignmentFlag.AlignVCenter)
        words = QRectF(self.rect()).adjusted(EDGE + size + GAP, 0, -EDGE, 0)
        painter.setFont(self._theme.font("s", weight=600))
        painter.setPen(colors.color("t1"))
        room = round(words.width())
        title = painter.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, room)
        painter.drawText(words, middle | int(Qt.AlignmentFlag.AlignLeft), title)
        room -= painter.fontMetrics().horizontalAdvance(title) + GAP
        painter.setFont(self._theme.font("xs"))
        painter.setPen(colors.color("t2"))
        if painter.fontMetrics().horizontalAdvance(self._number) <= room:
            painter.drawText(words, middle | int(Qt.AlignmentFlag.AlignRight), self._number)


class Folding(QWidget):
    """A section that always shows its content, or, while `set_foldable`, the line until it is unfolded."""

    arranged = Signal(bool)
    """Whether only the line is shown from now on."""

    def __init__(self, theme: Theme, title: str, content: QWidget, parent: QWidget | None = None) -> None:
        """Fold `content` to a line with this title. The content gives the button `fold` a place."""
        super().__init__(parent)
        self.line, self._content = FoldLine(theme, title), content
        self.fold = IconButton(theme, "chevron-up", f"Fold {title[0].lower()}{title[1:]}", role="ghost", size=24)
        self._foldable = self._unfolded = False
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.line)
        column.addWidget(content)
        self.line.clicked.connect(self._unfold)
        self.fold.clicked.connect(self._fold)
        self._arrange()

    @property
    def folded(self) -> bool:
        """Whether only the line is shown."""
        return self._foldable and not self._unfolded

    def set_foldable(self, foldable: bool) -> None:
        """Fold to a line, or show the content without any line."""
        if foldable != self._foldable:
            self._foldable = foldable
            self._arrange()

    @Slot()
    def _unfold(self) -> None:
        self._unfolded = True
        self._arrange()
        self.fold.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot()
    def _fold(self) -> None:
        self._unfolded = False
        self._arrange()
        self.line.setFocus(Qt.FocusReason.OtherFocusReason)

    def _arrange(self) -> None:
        self.line.setVisible(self.folded)
        self._content.setVisible(not self.folded)
        self.fold.setVisible(self._foldable)
        policy = QSizePolicy.Policy
        self.setSizePolicy(policy.Expanding, policy.Fixed if self.folded else policy.Preferred)
        self.arranged.emit(self.folded)
