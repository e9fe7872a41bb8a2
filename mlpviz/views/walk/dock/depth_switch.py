"""The switch above the buttons of every dock: how deep one looks, from the epoch down to a single operation."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QHBoxLayout, QSizePolicy, QWidget

from mlpviz.state.commands import DEPTHS
from mlpviz.views.look.theme import Theme

TIPS = ("A step is a batch", "A step is a row of the ledger: what becomes of the gradients of one batch",
        "A step is a phase of one sample", "A step is one number")  # fmt: skip
LONG = 60.0
"""Px of letters as designed that the place in a depth may take."""
EDGE, TRACK, PAD, LEAST = 12, 2, 8, 3
"""Px at the sides, around the entries, between the words of two entries, and so at the least."""


class DepthSwitch(QWidget):
    """Four entries in one track; the chosen one is raised. `depth_requested` carries the name of another."""

    depth_requested = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._group = QButtonGroup(self)
        self._entries: dict[str, DepthEntry] = {}
        row = QHBoxLayout(self)
        row.setContentsMargins(EDGE + TRACK, TRACK, EDGE + TRACK, TRACK)
        row.setSpacing(0)
        for at, ((name, text), tip) in enumerate(zip(DEPTHS, TIPS, strict=True)):
            ways = [way for way, there in (("↑", at > 0), ("↓", at + 1 < len(DEPTHS))) if there]
            entry = DepthEntry(theme, name, text, f"{tip} ({' and '.join(ways)} change the depth)", self)
            self._entries[name] = entry
            self._group.addButton(entry)
            row.addWidget(entry)
        self._group.buttonClicked.connect(self._ask)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setAccessibleName("Depth")
        self.show_depth("operation", {})
        theme.changed.connect(self.restyle)

    def show_depth(self, depth: str, places: Mapping[str, str]) -> None:
        """Show a depth as chosen, and where one is in each: "6 of 8", "– of 5"; KeyError for a name without entry."""
        for name, entry in self._entries.items():
            entry.show_place(places.get(name, ""))
            entry.setFocusPolicy(Qt.FocusPolicy.StrongFocus if name == depth else Qt.FocusPolicy.ClickFocus)
        self._entries[depth].setChecked(True)
        self.setAccessibleDescription(f"{self._entries[depth].title} {places.get(depth, '')}".strip())
        self.fit()

    def shown(self) -> str:
        """The name of the depth shown."""
        return next(name for name, entry in self._entries.items() if entry.isChecked())

    def entry(self, depth: str) -> DepthEntry:
        """The button of a depth."""
        return self._entries[depth]

    @Slot()
    def restyle(self) -> None:
        """Take colours and sizes from the theme again."""
        self.fit()
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """Two lines high."""
        return QSize(264, 2 * self._theme.line_px("xs") + 6 + 2 * TRACK)

    def minimumSizeHint(self) -> QSize:
        """As high, and as narrow as need be."""
        return QSize(0, self.sizeHint().height())

    def fit(self) -> None:
        """Share the width by the length of the words; where it is too little, only the chosen entry has its word."""
        entries = list(self._entries.values())
        room = self.width() - 2 * (EDGE + TRACK)
        for entry in entries:
            entry.shorten(False)
        if sum(entry.words() + LEAST for entry in entries) > room:
            for entry in entries:
                entry.shorten(not entry.isChecked())
        words = [entry.words() for entry in entries]
        spare = max(0.0, room - sum(words)) / len(entries)
        edges = [round(sum(words[:at]) + at * spare) for at in range(len(entries) + 1)]
        for entry, left, right in zip(entries, edges, edges[1:], strict=False):
            entry.setFixedWidth(max(1, right - left))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Share the width anew."""
        self.fit()
        super().resizeEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the track."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._theme.palette.color("sel"))
        radius = self._theme.radius("control")
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(EDGE, 0, -EDGE, 0), radius, radius)

    @Slot(QAbstractButton)
    def _ask(self, entry: DepthEntry) -> None:
        self.depth_requested.emit(entry.name)


class DepthEntry(QAbstractButton):
    """One entry: the name of a depth, and below where one is in it."""

    def __init__(self, theme: Theme, name: str, title: str, tip: str, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme, self.name, self.title = theme, name, title
        self.place = ""
        self._short = False
        self.setCheckable(True)
        self.setToolTip(tip)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding)

    def show_place(self, place: str) -> None:
        """Say where one is in this depth."""
        self.place = place
        self.setAccessibleName(f"{self.title} {place}".strip())
        self.update()

    def shorten(self, short: bool) -> None:
        """Show the first letter alone, or the word."""
        self._short = short
        self.update()

    def words(self) -> float:
        """The width of the longer line, in the weight of the chosen entry so that choosing moves nothing."""
        metrics = QFontMetricsF(self._font(strong=True))
        shown = self._lines()
        return max(metrics.horizontalAdvance(line) for line in shown) + (0 if self._short else 1)

    def sizeHint(self) -> QSize:
        """As wide as its words."""
        return QSize(round(self.words()) + PAD, 2 * self._theme.line_px("xs") + 6)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the ground of the chosen entry, and both lines."""
        painter, colors, chosen = QPainter(self), self._theme.palette, self.isChecked()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if chosen:
            painter.setPen(QPen(colors.color("choice_line"), self._theme.line("hairline")))
            painter.setBrush(colors.color("raised_choice"))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 5, 5)
        line = float(self._theme.line_px("xs"))
        shown = [text for text in self._lines() if text]
        top = (self.height() - len(shown) * line) / 2
        for at, text in enumerate(shown):
            painter.setFont(self._font(strong=chosen and (at == 0 or bool(self.place))))
            painter.setPen(colors.color("t1" if chosen or self.underMouse() else "t2" if at == 0 else "t3"))
            painter.drawText(QRectF(0, top + at * line, self.width(), line), Qt.AlignmentFlag.AlignCenter, text)

    def _lines(self) -> Sequence[str]:
        """What stands above each other: a long place loses its "of …" first."""
        if self._short:
            return self.title[0], ""
        metrics, place = QFontMetricsF(self._font(strong=True)), self.place
        room = max(metrics.horizontalAdvance(self.title), LONG * self._theme.text_scale)
        if metrics.horizontalAdvance(place) > room:
            place = place.partition(" of ")[0]
        return self.title, place

    def _font(self, *, strong: bool) -> QFont:
        return self._theme.font("xs", weight=600 if strong else 400)
