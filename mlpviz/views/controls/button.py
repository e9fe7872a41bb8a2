"""Buttons with an icon that keeps the theme's colours."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, Slot
from PySide6.QtGui import QIcon, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QPushButton, QSizePolicy, QToolButton, QWidget

from mlpviz.views.controls.label import set_property
from mlpviz.views.look import icons
from mlpviz.views.look.theme import Theme

_ICON_TOKENS = {"primary": "onink", "dashed": "t2", "unit": "t2"}


class Button(QPushButton):
    """A push button of a role: primary, outline, ghost, chip or dashed; its icon stands before or after the text."""

    def __init__(
        self,
        theme: Theme,
        text: str = "",
        role: str = "outline",
        *,
        icon: str | None = None,
        trailing: bool = False,
        tip: str = "",
        large: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(text, parent)
        self._theme = theme
        self._icon = icon if icon is None else icons.known(icon)
        self._role = role
        self._trailing = trailing
        self.setProperty("role", role)
        self.setProperty("large", large)
        self.setToolTip(tip)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        if trailing:
            self.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
        self.restyle()
        theme.changed.connect(self.restyle)

    def set_icon(self, name: str | None) -> None:
        """Show another icon, or none."""
        self._icon = name if name is None else icons.known(name)
        self.restyle()

    def set_role(self, role: str) -> None:
        """Become a button of another role, for example outline instead of primary."""
        self._role = role
        set_property(self, "role", role)
        self.restyle()

    @Slot()
    def restyle(self) -> None:
        """Take icon and size from the theme again."""
        small = self._role in ("dashed", "chip")
        size = round((12 if small else 16) * max(1.0, self._theme.text_scale))
        # Qt puts icon and text 4 px apart and offers no say in it: the room is made inside the picture.
        room = 0 if not self.text() else 2 if small else 5
        before, after = (room, 0) if self._trailing else (0, room)
        self.setIconSize(QSize(size + room, size))
        if self._icon is None:
            self.setIcon(QIcon())
        else:
            token = _ICON_TOKENS.get(self._role, "t1")
            self.setIcon(icons.icon(self._icon, self._theme, size, token, (before, after)))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the dashes too, which a stylesheet cannot space."""
        super().paintEvent(event)
        if self._role == "dashed":
            _paint_dashes(self, self._theme, 12.0)


class IconButton(QToolButton):
    """A square button with an icon alone, in the role icon (outlined), ghost, unit or dashed.

    The tip is also its accessible name.
    """

    def __init__(
        self,
        theme: Theme,
        icon: str,
        tip: str,
        *,
        role: str = "icon",
        size: int | None = None,
        checkable: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._icon = icons.known(icon)
        self._role = role
        self._size = size
        self.setProperty("role", role)
        self.setProperty("square", True)
        self.setToolTip(tip)
        self.setAccessibleName(tip.split("\n")[0])
        self.setCheckable(checkable)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.restyle()
        theme.changed.connect(self.restyle)

    def set_icon(self, name: str, tip: str | None = None) -> None:
        """Show another icon and, if given, another tip."""
        self._icon = icons.known(name)
        if tip is not None:
            self.setToolTip(tip)
            self.setAccessibleName(tip.split("\n")[0])
        self.restyle()

    @Slot()
    def restyle(self) -> None:
        """Take icon and size from the theme again."""
        grown = max(1.0, self._theme.text_scale)
        side = self._theme.px("control_height") if self._size is None else round(self._size * grown)
        drawn = round(side * (0.56 if side >= 28 else 0.6))
        self.setFixedSize(side, side)
        self.setIconSize(QSize(drawn, drawn))
        self.setIcon(icons.icon(self._icon, self._theme, drawn, _ICON_TOKENS.get(self._role, "t1")))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the dashes too, which a stylesheet cannot space."""
        super().paintEvent(event)
        if self._role == "dashed":
            _paint_dashes(self, self._theme, self._theme.radius("control"))


def _paint_dashes(widget: QWidget, theme: Theme, radius: float) -> None:
    painter = QPainter(widget)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    pen = QPen(theme.palette.color("ctl"), theme.line("control"))
    pen.setDashPattern([length / pen.widthF() for length in theme.dash("affordance")])
    painter.setPen(pen)
    frame = QRectF(widget.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
    reach = min(radius, frame.height() / 2)
    painter.drawRoundedRect(frame, reach, reach)
