"""The right of a chain's dock: the same gradient without the chain rule, by moving the weight a little both ways."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Slot
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from mlpviz.engine.number import fixed, plain
from mlpviz.engine.telling.chain_words import aligned, verdict
from mlpviz.views.look import icons
from mlpviz.views.look.theme import Theme
from mlpviz.views.look.typeset import Typesetter
from mlpviz.views.walk.number_colors import role_color
from mlpviz.views.walk.sentences import Prose

if TYPE_CHECKING:
    from mlpviz.engine.telling.chain_check import ChainCheck
    from mlpviz.engine.telling.chain_story import ChainStory

TITLES = ("Checked without the chain rule", "Without the chain rule", "The check")
ABOUT = "Nudge ${}$ both ways, run the network forward twice, and divide by the distance."
PLACES = 12
EDGE = 16.0
NONE = "–"
Align = Qt.AlignmentFlag


class CheckPanel(QWidget):
    """Formula, both losses, both gradients, and how far they agree."""

    def __init__(self, theme: Theme, typesetter: Typesetter, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self._typesetter = theme, typesetter
        self._story: ChainStory | None = None
        self._check: ChainCheck | None = None
        self._digits, self._low = 9, False
        self._stacked = False
        """Whether there is no room for a number beside its name."""
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Expanding)
        self.setAccessibleName(TITLES[0])
        theme.changed.connect(self.restyle)

    def show_check(self, story: ChainStory, exponent: int) -> None:
        """Show the check of a chain with the step ε = 10^exponent."""
        self._story, self._check = story, story.check(exponent)
        self.restyle()

    def set_digits(self, digits: int) -> None:
        """Show both gradients with so many decimals."""
        self._digits = digits
        self.restyle()

    def set_low(self, low: bool) -> None:
        """Spare room where the window is low."""
        self._low = low
        self.restyle()

    def rows(self) -> list[tuple[str, str]]:
        """What is written: name and value of both losses and of both gradients."""
        if self._story is None or self._check is None:
            return []
        check, letter = self._check, "w" if self._story.place.source >= 0 else "b"
        loss, taken = self._story.narrator.names.loss, check.verdict not in ("kink", "not finite")
        numeric, backprop = aligned([check.difference.value, check.gradient], self._digits)
        summed = self._story.names.sum() if self._story.chain.count < 4 else ""
        return [
            (f"${loss}({letter} + \\varepsilon)$", _loss(check.difference.more)),
            (f"${loss}({letter} - \\varepsilon)$", _loss(check.difference.less)),
            ("central difference", numeric if taken else NONE),
            ("chain rule, " + summed if summed else "chain rule", backprop),
        ]

    def verdict(self) -> tuple[str, str, str]:
        """On the badge, under the numbers, and what explains it."""
        return ("", "", "") if self._check is None else verdict(self._check, self._digits)

    @property
    def agrees(self) -> bool:
        """Whether both are the same up to what rounding allows."""
        return self._check is not None and self._check.verdict == "agree"

    def minimumSizeHint(self) -> QSize:
        """What does not fit is scrolled to."""
        return QSize(200, round(sum(self._heights(compact=True)) + 12))

    def sizeHint(self) -> QSize:
        """As high as its lines."""
        return QSize(380, round(sum(self._heights(compact=self._low)) + 16))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Where it is too narrow for names beside numbers, numbers stand under their names."""
        super().resizeEvent(event)
        self.restyle()

    @Slot()
    def restyle(self) -> None:
        """Take fonts and colours from the theme again."""
        measure = QFontMetricsF(self._theme.font("s", weight=600)).horizontalAdvance
        room = self.width() - 2 * EDGE
        font = self._theme.font("m")
        self._stacked = any(Prose(self._typesetter, name, font).width() + measure(value) + 10 > room
                            for name, value in self.rows())
        told = "; ".join(f"{name.strip('$')} {value}" for name, value in self.rows())
        self.setAccessibleDescription(f"{told}. {' '.join(self.verdict())}".replace("\\varepsilon", "ε"))
        self.updateGeometry()
        self.update()

    def _heights(self, *, compact: bool) -> tuple[float, ...]:
        """Title, formula, losses, gradients, verdict."""
        line, rows = self._theme.line_px, 4 if self._stacked else 2
        if compact:
            return line("m") + 8, line("m") * 2.2, rows * (line("m") + 1), rows * (line("value") + 1), line("s") * 2 + 4
        losses, gradients = rows * (line("m") + 4) + 6, rows * (line("value") + 5) + 8
        return line("m") + 18, line("m") * 3.4, losses, gradients, line("s") * 2 + 6

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw everything from top to bottom."""
        if self._story is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        heights = self._heights(compact=False)
        compact = sum(heights) + 8 > self.height()
        heights = self._heights(compact=compact)
        top, room = 4.0 if compact else 6.0, self.width() - 2 * EDGE
        places = []
        for height in heights:
            places.append(QRectF(EDGE, top, room, height))
            top += height
        places[-1].setBottom(max(places[-1].bottom(), self.height() - 6.0))
        self._paint_title(painter, places[0])
        self._paint_formula(painter, places[1])
        rows = self.rows()
        self._paint_rows(painter, places[2], rows[:2], "m")
        self._paint_rows(painter, places[3], rows[2:], "value")
        self._paint_verdict(painter, places[4])

    def _paint_title(self, painter: QPainter, place: QRectF) -> None:
        left = self._paint_badge(painter, place)
        painter.setFont(self._theme.font("m", weight=600))
        painter.setPen(self._theme.palette.color("t1"))
        metrics = QFontMetricsF(painter.font())
        free = left - place.left() - 8
        title = next((title for title in TITLES if metrics.horizontalAdvance(title) <= free), TITLES[-1])
        title = metrics.elidedText(title, Qt.TextElideMode.ElideRight, max(0.0, free))
        painter.drawText(place, int(Align.AlignLeft | Align.AlignVCenter), title)

    def _paint_badge(self, painter: QPainter, place: QRectF) -> float:
        """Draw the verdict in a pill at the right; returns where it begins."""
        colors, text = self._theme.palette, self.verdict()[0]
        painter.setFont(self._theme.font("s", weight=600))
        metrics = QFontMetricsF(painter.font())
        tick = 18.0 if self.agrees else 0.0
        width, height = metrics.horizontalAdvance(text) + tick + 20, metrics.height() + 6
        pill = QRectF(place.right() - width, place.center().y() - height / 2, width, height)
        ink = self._ink()
        ground = QColor(ink)
        ground.setAlphaF(0.14)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(ground)
        painter.drawRoundedRect(pill, height / 2, height / 2)
        if self.agrees:
            icons.paint(painter, "check", ink, QRectF(pill.left() + 9, pill.center().y() - 7, 14, 14))
        painter.setPen(ink if self.agrees else colors.color("t1"))
        painter.drawText(pill.adjusted(10 + tick, 0, -8, 0), int(Align.AlignVCenter), text)
        return pill.left()

    def _ink(self) -> QColor:
        assert self._check is not None
        return self._theme.palette.color("ok" if self.agrees else "bad" if self._check.verdict == "differ" else "hl")

    def _paint_formula(self, painter: QPainter, place: QRectF) -> None:
        assert self._story is not None
        colors, loss = self._theme.palette, self._story.narrator.names.loss
        letter = "w" if self._story.place.source >= 0 else "b"
        top = rf"{loss}({letter} + \varepsilon) - {loss}({letter} - \varepsilon)"
        latex, px = rf"\frac{{{top}}}{{2\,\varepsilon}}", float(round(min(19.0, place.height() * 0.36)))
        extent = self._typesetter.extent(latex, px)
        self._typesetter.draw(painter, latex, colors.color("t1"), px, place, Align.AlignLeft | Align.AlignVCenter)
        about = Prose(self._typesetter, ABOUT.format(letter), self._theme.font("s"))
        beside = place.adjusted(extent.width + 16, 0, 0, 0)
        line = float(self._theme.line_px("s"))
        if beside.width() >= about.widest_word():
            lines = len(about.lines(beside.width()))
            if lines * line <= place.height() + 8:
                beside.setTop(place.center().y() - lines * line / 2)
                about.paint(painter, beside, colors.color("t2"), line, Align.AlignLeft)

    def _paint_rows(self, painter: QPainter, place: QRectF, rows: list[tuple[str, str]], role: str) -> None:
        colors, line = self._theme.palette, place.height() / 2
        strong, stacked = role == "value", self._stacked
        names = [Prose(self._typesetter, name, self._theme.font("m")) for name, _ in rows]
        font = self._row_font(role, rows, names, place.width())
        painter.setPen(QPen(colors.color("line"), self._theme.line("hairline")))
        if role == "value":
            painter.drawLine(place.topLeft(), place.topRight())
        for at, (prose, (_, value)) in enumerate(zip(names, rows, strict=True)):
            here = QRectF(place.left(), place.top() + at * line, place.width(), line)
            half = line / 2 if stacked else line
            prose.paint(painter, here.adjusted(0, 0, 400, 0), colors.color("t2"), half, Align.AlignLeft)
            here.setTop(here.bottom() - half)
            painter.setFont(font)
            painter.setPen(self._value_ink(value) if strong else colors.color("t1"))
            painter.drawText(here, int(Align.AlignRight | Align.AlignVCenter), value)

    def _row_font(self, role: str, rows: list[tuple[str, str]], names: list[Prose], width: float) -> QFont:
        """The font in which all values fit beside their names."""
        for one in (role, "m", "s", "xs"):
            font = self._theme.font(one, weight=600 if role == "value" else 400)
            measure = QFontMetricsF(font).horizontalAdvance
            pairs = zip(names, rows, strict=True)
            beside = 0.0 if self._stacked else 1.0
            if all(beside * (name.width() + 10) + measure(value) <= width for name, (_, value) in pairs):
                break
        return font

    def _value_ink(self, value: str) -> QColor:
        sign = 1.0 if value.startswith("+") else -1.0
        neutral = value in (NONE, "0")
        return self._theme.palette.color("t2") if neutral else role_color(self._theme.palette, "gradient", sign, True)

    def _paint_verdict(self, painter: QPainter, place: QRectF) -> None:
        colors, (_, said, why) = self._theme.palette, self.verdict()
        painter.setPen(QPen(colors.color("line"), self._theme.line("hairline")))
        painter.drawLine(place.topLeft(), place.topRight())
        painter.setFont(self._theme.font("s", weight=600))
        metrics, line = QFontMetricsF(painter.font()), float(self._theme.line_px("s"))
        painter.setPen(self._ink() if self.agrees else colors.color("t1"))
        first = QRectF(place.left(), place.top() + 3, place.width(), line + 2)
        painter.drawText(first, int(Align.AlignLeft | Align.AlignVCenter), said)
        prose = Prose(self._typesetter, why, self._theme.font("s"))
        used = metrics.horizontalAdvance(said) + 16 if said else 0.0
        if prose.width() <= place.width() - used:
            left = place.right() - prose.width() if said else place.left()
            prose.paint(painter, QRectF(QPointF(left, first.top()), first.bottomRight()), colors.color("t2"),
                        first.height(), Align.AlignLeft)
        else:
            below = first.translated(0, line if said else 0.0)
            prose.paint(painter, below, colors.color("t2"), line, Align.AlignLeft)


def _loss(value: float) -> str:
    """A loss with so many decimals that the difference of two can be seen."""
    size = abs(value)
    return fixed(value, PLACES) if size < 1e3 else plain(value, 15)
