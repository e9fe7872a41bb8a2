"""The rail at the left: which workspace is open, and the theme."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QFont, QFontMetricsF, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QSizePolicy, QVBoxLayout, QWidget

from mlpviz.views.look import icons
from mlpviz.views.look.theme import Theme

NARROW = 56
ICON = 20
EDGE, GAP = 8, 4


class Rail(QWidget):
    """One item a workspace, one of them chosen; the theme button stands at the foot."""

    workspace_chosen = Signal(str)
    theme_requested = Signal()

    def __init__(self, theme: Theme, items: Sequence[tuple[str, str, str, str]], parent: QWidget | None = None) -> None:
        """`items` are key, label, icon and description of the workspaces."""
        super().__init__(parent)
        self._theme = theme
        self._narrow = False
        self._group = QButtonGroup(self)
        self._items = {key: RailItem(theme, text, icon, self, tip=tip) for key, text, icon, tip in items}
        self.theme_button = RailItem(theme, "Theme", self._theme_icon(), self, tip="Light or dark", checkable=False)
        column = QVBoxLayout(self)
        column.setContentsMargins(EDGE // 2, EDGE, 0, EDGE // 2)
        column.setSpacing(GAP)
        for item in self._items.values():
            self._group.addButton(item)
            item.moved.connect(self._move)
            column.addWidget(item, 0, Qt.AlignmentFlag.AlignLeft)
        column.addStretch(1)
        column.addWidget(self.theme_button, 0, Qt.AlignmentFlag.AlignLeft)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding)
        self.setAccessibleName("Workspaces")
        self._group.buttonClicked.connect(self._report)
        self.theme_button.clicked.connect(self._ask_for_theme)
        theme.changed.connect(self.restyle)
        if items:
            self.choose(items[0][0])
        self.restyle()

    def choose(self, key: str) -> None:
        """Show a workspace as chosen, without a signal; raises KeyError for an unknown one."""
        self._items[key].setChecked(True)
        self._keep_one_tab_stop()

    def value(self) -> str:
        """The key of the chosen workspace."""
        return next((key for key, item in self._items.items() if item.isChecked()), "")

    def item(self, key: str) -> RailItem:
        """The item of a workspace."""
        return self._items[key]

    def set_narrow(self, narrow: bool) -> None:
        """Show icons alone, with the labels as tooltips."""
        self._narrow = narrow
        self.restyle()

    @Slot()
    def restyle(self) -> None:
        """Take sizes, colours and the theme's own icon again."""
        self.setFixedWidth(NARROW if self._narrow else self._theme.px("rail"))
        self.theme_button.set_icon(self._theme_icon())
        for item in (*self._items.values(), self.theme_button):
            item.set_narrow(self._narrow)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the ground and the line at the right."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), self._theme.palette.color("win"))
        painter.setPen(QPen(self._theme.palette.color("line"), self._theme.line("hairline")))
        painter.drawLine(self.width() - 1, 0, self.width() - 1, self.height())

    def _theme_icon(self) -> str:
        return "theme-light" if self._theme.palette.dark else "theme-dark"

    @Slot(QAbstractButton)
    def _report(self, button: QAbstractButton) -> None:
        self._keep_one_tab_stop()
        self.workspace_chosen.emit(self.value())

    @Slot()
    def _ask_for_theme(self) -> None:
        self.theme_requested.emit()

    @Slot(int)
    def _move(self, step: int) -> None:
        items = list(self._items.values())
        place = next((index for index, item in enumerate(items) if item.hasFocus()), 0)
        target = items[(place + step) % len(items)]
        target.setFocus(Qt.FocusReason.TabFocusReason)
        target.click()

    def _keep_one_tab_stop(self) -> None:
        for item in self._items.values():
            item.setFocusPolicy(Qt.FocusPolicy.StrongFocus if item.isChecked() else Qt.FocusPolicy.ClickFocus)


class RailItem(QAbstractButton):
    """An icon over a label; the chosen one has a darker ground and a bar at its left."""

    moved = Signal(int)

    def __init__(
        self, theme: Theme, text: str, icon: str, parent: QWidget | None = None, *, tip: str = "",
        checkable: bool = True,
    ) -> None:  # fmt: skip
        super().__init__(parent)
        self._theme, self._icon, self._tip, self._narrow = theme, icons.known(icon), tip, False
        self.setText(text)
        self.setAccessibleName(text)
        self.setCheckable(checkable)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def set_icon(self, icon: str) -> None:
        """Show another icon."""
        self._icon = icons.known(icon)
        self.update()

    def set_narrow(self, narrow: bool) -> None:
        """Show the icon alone, the label in the tooltip."""
        self._narrow = narrow
        self.setToolTip(f"{self.text()}: {self._tip[:1].lower()}{self._tip[1:]}" if narrow else self._tip)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """As the design wants it, wider and higher with larger text."""
        if self._narrow:
            return QSize(48, 48)
        grown = max(1.0, self._theme.text_scale)
        return QSize(round(self._theme.px("rail_item.0") * grown), round(self._theme.px("rail_item.1") * grown))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw ground, bar, icon and label."""
        colors = self._theme.palette
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        area = QRectF(self.rect())
        lit = self.isChecked() or self.isDown()
        painter.setPen(Qt.PenStyle.NoPen)
        if lit or self.underMouse():
            painter.setOpacity(1.0 if lit else 0.55)
            painter.setBrush(colors.color("sel"))
            painter.drawRoundedRect(area, self._theme.radius("control"), self._theme.radius("control"))
            painter.setOpacity(1.0)
        if self.isChecked():
            painter.setBrush(colors.color("ink"))
            painter.drawRoundedRect(QRectF(0, area.center().y() - 16, 3, 32), 1.5, 1.5)
        self._paint_inside(painter, area)

    def _paint_inside(self, painter: QPainter, area: QRectF) -> None:
        color = self._theme.palette.color("t1" if self.isChecked() else "t2")
        top = area.center().y() - (ICON / 2 if self._narrow else ICON - 3)
        icons.paint(painter, self._icon, color, QRectF(area.center().x() - ICON / 2, top, ICON, ICON))
        if not self._narrow:
            painter.setFont(self._fitting(self._theme.font("xs", weight=600 if self.isChecked() else 400)))
            painter.setPen(color)
            words = QRectF(-4, top + ICON + 1, area.width() + 8, 18 * max(1.0, self._theme.text_scale))
            painter.drawText(words, int(Qt.AlignmentFlag.AlignCenter), self.text())

    def _fitting(self, font: QFont) -> QFont:
        """A long label is set a little narrower, so that it keeps clear of the bar."""
        room, needed = self.width() - 10, QFontMetricsF(font).horizontalAdvance(self.text())
        if needed > room:
            font.setStretch(max(80, int(100 * room / needed)))
        return font

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Up and down choose the neighbour."""
        if event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down) and self.isCheckable():
            self.moved.emit(-1 if event.key() == Qt.Key.Key_Up else 1)
        else:
            super().keyPressEvent(event)
