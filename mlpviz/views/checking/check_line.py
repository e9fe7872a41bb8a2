"""One line that says whether backprop and differences of the loss agree at the epoch on show."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, Slot
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from mlpviz.engine import number
from mlpviz.engine.gradient_check import GradientCheck
from mlpviz.engine.snapshot_check import AGREES
from mlpviz.views.look import icons
from mlpviz.views.look.theme import Theme

HEIGHT, EDGE, ICON, GAP = 34, 16, 14, 8
TITLE, WAITING = "Gradient check", "when training rests"


class CheckLine(QAbstractButton):
    """The largest relative error of the check. A click asks for its entries."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        """Nothing has been checked yet."""
        super().__init__(parent)
        self._theme = theme
        self._check: GradientCheck | None = None
        self._count = 0
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self.restyle)
        self.show_check(None, 0)

    @Slot()
    def restyle(self) -> None:
        """Take sizes and colours from the theme again."""
        self.updateGeometry()
        self.update()

    def show_check(self, check: GradientCheck | None, count: int) -> None:
        """Show the result for the snapshot on show, whose gradient has `count` entries; None while it is not known."""
        if check is self._check and count == self._count and self.toolTip():
            return
        self._check, self._count = check, count
        self.setAccessibleName(f"{TITLE}: {self.words()}")
        self.setToolTip(self._told())
        self.update()

    @property
    def agrees(self) -> bool | None:
        """Whether all that was checked agrees; None while that is not known, or nothing is large enough to check."""
        if self._check is None or not self._check.checked:
            return None
        return self._check < AGREES

    def words(self) -> str:
        """What stands at the right."""
        if self._check is None:
            return WAITING
        if not self._check.entries:
            return "nothing to check"
        if not self._check.checked:
            return "too small to check"
        error = number.plain(self._check.error, 2)
        return f"{'' if self.agrees else 'differs, '}largest error {error}"

    def _told(self) -> str:
        said = (
            "Backprop against central differences of the loss, at the epoch on show: the largest relative error "
            "|a − n| / (|a| + |n|) of an entry."
        )
        if self._check is None or not self._check.entries:
            return f"{said} It is worked out when training rests."
        found, all_entries = self._check, len(self._check.entries)
        of = "" if all_entries == self._count else f" of {number.count(self._count)}, chosen by a seed"
        left = (found.too_small, "too small to check"), (found.at_kinks, "at a kink"), (found.too_bent, "too bent")
        counts = ", ".join([f"{number.count(found.checked)} compared",
                            *(f"{number.count(count)} {why}" for count, why in left if count)])  # fmt: skip
        entries = number.counted(all_entries, "entry", "entries")
        return f"{said}\n{entries}{of}: {counts}. Click: all entries, the worst first."

    def sizeHint(self) -> QSize:
        """One line."""
        return QSize(200, round(HEIGHT * max(1.0, self._theme.text_scale)))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw mark, title and result; what has no room is left out from the left."""
        painter, colors = QPainter(self), self._theme.palette
        painter.fillRect(self.rect(), colors.color("sel" if self.underMouse() else "panel"))
        size = ICON * max(1.0, self._theme.text_scale)
        mark, ink = {None: ("minus", "t3"), True: ("check", "ok"), False: ("warning", "bad")}[self.agrees]
        place = QRectF(EDGE, (self.height() - size) / 2, size, size)
        icons.paint(painter, mark, colors.color(ink), place)
        middle = int(Qt.AlignmentFlag.AlignVCenter)
        words = QRectF(self.rect()).adjusted(EDGE + size + GAP, 0, -EDGE, 0)
        painter.setFont(self._theme.font("xs"))
        painter.setPen(colors.color("bad" if self.agrees is False else "t2"))
        room, metrics = round(words.width()), painter.fontMetrics()
        title, result = metrics.horizontalAdvance(TITLE), metrics.horizontalAdvance(self.words())
        if title + GAP + result <= room:
            painter.drawText(words, middle | int(Qt.AlignmentFlag.AlignLeft), TITLE)
        shown = metrics.elidedText(self.words(), Qt.TextElideMode.ElideRight, room)
        painter.drawText(words, middle | int(Qt.AlignmentFlag.AlignRight), shown)
