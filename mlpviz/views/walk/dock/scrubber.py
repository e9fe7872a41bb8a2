"""The lowest strip of a dock: one cell a step, grouped by part, to click or drag along."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QFontMetricsF, QHelpEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QPixmap
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from mlpviz.engine import number
from mlpviz.views.look.drawing import records
from mlpviz.views.look.theme import Theme

EDGE = 16
PITCH = 3.0
"""Cells narrower than this are drawn and picked in groups."""
CELL_GAP = 3.0


@dataclass(frozen=True)
class StripPart:
    """Steps that belong together: those at start … start + count − 1."""

    title: str
    """The label below: "Forward 1"."""
    short: str
    """The same where that is too long, "F1"; "" for none."""
    start: int
    count: int

    def __contains__(self, index: int) -> bool:
        return self.start <= index < self.start + self.count


@dataclass(frozen=True)
class Strip:
    """What the strip shows: the parts on screen of all the steps that there are."""

    title: str
    """What is stepped through: "This step"."""
    place: str
    """Where it belongs: "epoch 1, sample 3 of 20"."""
    parts: tuple[StripPart, ...]
    total: int
    """How many steps there are; those of the parts, or more."""
    step: str
    """What one is called: "operation"."""
    told: Callable[[int], str]
    """The tooltip of a step."""
    longest: str = ""
    """The longest place that may come, so that the cells stay where they are."""


@dataclass(frozen=True)
class Cell:
    """A section of the strip and the steps it stands for."""

    left: float
    width: float
    start: int
    count: int


@dataclass(frozen=True)
class Section:
    """The cells of one part."""

    part: StripPart
    left: float
    width: float
    cells: tuple[Cell, ...]


class WalkScrubber(QWidget):
    """Shows which of the steps on screen one is at; `index_requested` while pressed or dragged."""

    index_requested = Signal(int)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._strip: Strip | None = None
        self._index = 0
        self._asked = -1
        self._pictures: dict[str, QPixmap] = {}
        self._pictured: tuple[object, ...] = ()
        """What the pictures are of."""
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self.restyle)
        self.restyle()

    def show_strip(self, strip: Strip, index: int) -> None:
        """Mark a step of a strip."""
        self._strip = strip
        self._index = self._asked = index
        self.setAccessibleName(f"{strip.step.capitalize()}s of {strip.title.lower()}")
        self.setAccessibleDescription(f"{self.place_text()}, {strip.step} {self.count_text()}")
        self.update()

    def place_text(self) -> str:
        """Where the steps belong, in words."""
        return "" if self._strip is None else self._strip.place

    def count_text(self) -> str:
        """Place and number of all steps."""
        if self._strip is None:
            return ""
        return f"{number.count(self._index + 1)} / {number.count(self._strip.total)}"

    def sections(self) -> list[Section]:
        """Every part with its cells, from left to right."""
        if self._strip is None:
            return []
        left, right = self._span()
        return list(_laid_out(self._strip.parts, left, right - left))

    def sizeHint(self) -> QSize:
        """The height that the design gives it."""
        return QSize(600, self._theme.px("step_scrubber"))

    @Slot()
    def restyle(self) -> None:
        """Take colours and sizes from the theme again."""
        self.setFixedHeight(self._theme.px("step_scrubber"))
        self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Go to the step under the pointer."""
        if event.button() == Qt.MouseButton.LeftButton:
            self._ask(event.position().x())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Follow the pointer while it is pressed."""
        if event.buttons() & Qt.MouseButton.LeftButton:
            self._ask(event.position().x())

    def event(self, event: QEvent) -> bool:
        """Tell on hover which step a cell is."""
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            found = self._cell(float(event.pos().x()))
            text = "" if found is None or self._strip is None else self._strip.told(found[1].start)
            QToolTip.showText(event.globalPos(), text, self)
            return True
        return super().event(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw words, cells and labels."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        colors = self._theme.palette
        painter.fillRect(self.rect(), colors.color("win"))
        painter.fillRect(QRectF(0, 0, self.width(), self._theme.line("hairline")), colors.color("line"))
        if self._strip is not None:
            self._paint_words(painter, self._strip.title)
            sections = self.sections()
            self._paint_cells(painter, sections)
            for position, section in enumerate(sections):
                self._paint_section(painter, section, first=position == 0)

    def _paint_words(self, painter: QPainter, title: str) -> None:
        colors, half = self._theme.palette, self.height() / 2
        painter.setFont(self._theme.font("s", weight=600))
        painter.setPen(colors.color("t1"))
        left = QRectF(EDGE, 0, self._words_width(), half + 1)
        painter.drawText(left, Qt.AlignmentFlag.AlignBottom, title)
        right = QRectF(0, 0, self.width() - EDGE, self.height())
        painter.drawText(right, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, self.count_text())
        painter.setFont(self._theme.font("xs"))
        painter.setPen(colors.color("t3"))
        place = QFontMetricsF(painter.font()).elidedText(
            self.place_text(), Qt.TextElideMode.ElideRight, self._words_width() + 2)
        painter.drawText(QRectF(EDGE, half + 1, self._words_width() + 4, half), Qt.AlignmentFlag.AlignTop, place)

    def _paint_section(self, painter: QPainter, section: Section, *, first: bool) -> None:
        if not first:
            painter.setPen(QPen(self._theme.palette.color("line2"), self._theme.line("hairline")))
            x = round(section.left - CELL_GAP / 2 - 0.5) + 0.5
            painter.drawLine(QPointF(x, self._middle() - 6), QPointF(x, self.height() - 7))
        self._paint_label(painter, section, self._index in section.part)

    def _paint_cells(self, painter: QPainter, sections: list[Section]) -> None:
        """Cells that are done, the one at work, and those to come. The first and the last are pictures."""
        cells = [cell for section in sections for cell in section.cells]
        now = next((cell for cell in cells if cell.start <= self._index < cell.start + cell.count), None)
        done = [cell for cell in cells if cell.start + cell.count <= self._index]
        split = now.left if now is not None else done[-1].left + done[-1].width if done else 0.0
        rest = split + (now.width if now is not None else 0.0)
        for token, left, right in (("t2", 0.0, split), ("line2", rest, float(self.width()))):
            painter.setClipRect(QRectF(left, 0.0, right - left, self.height()))
            if records(painter):
                self._paint_each(painter, cells, token)
            else:
                painter.drawPixmap(0, 0, self._picture(cells, token, painter.device().devicePixelRatioF()))
        painter.setClipping(False)
        if now is not None:
            self._paint_cell(painter, now, "hl", 12.0)

    def _picture(self, cells: list[Cell], token: str, ratio: float) -> QPixmap:
        """All cells in one colour; from step to step it is the same."""
        key = (tuple(cells), self.size(), ratio, self._theme.palette)
        if key != self._pictured:
            self._pictures, self._pictured = {}, key
        if token not in self._pictures:
            drawn = QPixmap(self.size() * ratio)
            drawn.setDevicePixelRatio(ratio)
            drawn.fill(Qt.GlobalColor.transparent)
            painter = QPainter(drawn)
            self._paint_each(painter, cells, token)
            painter.end()
            self._pictures[token] = drawn
        return self._pictures[token]

    def _paint_each(self, painter: QPainter, cells: list[Cell], token: str) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for cell in cells:
            self._paint_cell(painter, cell, token, 8.0)

    def _paint_cell(self, painter: QPainter, cell: Cell, token: str, height: float) -> None:
        gap = min(CELL_GAP, cell.width * 0.3)
        shape = QRectF(cell.left, self._middle() - height / 2, max(1.0, cell.width - gap), height)
        radius = min(3.0, shape.width() / 4)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._theme.palette.color(token))
        painter.drawRoundedRect(shape, radius, radius)

    def _middle(self) -> float:
        """The line that the cells stand on."""
        return self.height() * 0.32

    def _paint_label(self, painter: QPainter, section: Section, here: bool) -> None:
        font = self._theme.font("xs", weight=600 if here else 400)
        metrics = QFontMetricsF(font)
        room = section.width - CELL_GAP - 4
        text = section.part.title
        if metrics.horizontalAdvance(text) > room:
            text = section.part.short
        if not text or metrics.horizontalAdvance(text) > room + 4:
            return
        painter.setFont(font)
        painter.setPen(self._theme.palette.color("t1" if here else "t3"))
        place = QRectF(section.left, self.height() * 0.5, section.width - CELL_GAP, self.height() * 0.5 - 4)
        painter.drawText(place, Qt.AlignmentFlag.AlignCenter, text)

    def _ask(self, x: float) -> None:
        found = self._cell(x)
        if found is None:
            return
        cell = found[1]
        share = min(max((x - cell.left) / max(cell.width, 1e-9), 0.0), 0.999)
        index = cell.start + int(share * cell.count)
        if index != self._asked:
            self._asked = index
            self.index_requested.emit(index)

    def _cell(self, x: float) -> tuple[Section, Cell] | None:
        """The cell under x, or the nearest one."""
        found = [(section, cell) for section in self.sections() for cell in section.cells]
        if not found:
            return None
        return min(found, key=_Distance(x))

    def _span(self) -> tuple[float, float]:
        width = QFontMetricsF(self._theme.font("s", weight=600)).horizontalAdvance(self.count_text())
        # Room for as many digits as the last step has, so that the cells stay where they are.
        total = number.count(self._strip.total) if self._strip is not None else ""
        widest = QFontMetricsF(self._theme.font("s", weight=600)).horizontalAdvance(f"{total} / {total}")
        return EDGE + self._words_width() + 16, self.width() - EDGE - max(width, widest) - 24

    def _words_width(self) -> float:
        strip, metrics = self._strip, QFontMetricsF(self._theme.font("xs"))
        longest = "" if strip is None else max(strip.place, strip.longest, key=metrics.horizontalAdvance)
        title = QFontMetricsF(self._theme.font("s", weight=600)).horizontalAdvance("" if strip is None else strip.title)
        return max(title + 2, min(metrics.horizontalAdvance(longest) + 6, max(96.0, self.width() * 0.22)))


class _Distance:
    """How far a cell is from x."""

    def __init__(self, x: float) -> None:
        self._x = x

    def __call__(self, found: tuple[Section, Cell]) -> float:
        cell = found[1]
        return max(cell.left - self._x, 0.0, self._x - cell.left - cell.width)


@lru_cache(8)
def _laid_out(parts: tuple[StripPart, ...], left: float, width: float) -> tuple[Section, ...]:
    """Give every step the same width; where that is too little, every part at least a label's room."""
    total = sum(part.count for part in parts)
    least = min(28.0, width / max(1, len(parts)))
    shares = _shared([part.count for part in parts], width, least)
    made = []
    for part, room in zip(parts, shares, strict=True):
        cells = max(1, min(part.count, int(room / PITCH)))
        step = room / cells
        bounds = [part.start + part.count * at // cells for at in range(cells + 1)]
        made.append(
            Section(part, left, room, tuple(
                Cell(left + at * step, step, bounds[at], bounds[at + 1] - bounds[at]) for at in range(cells)
            ))
        )  # fmt: skip
        left += room
    assert total >= len(parts)
    return tuple(made)


def _shared(counts: Sequence[int], width: float, least: float) -> list[float]:
    """Widths in proportion to `counts`, none below `least`."""
    narrow: set[int] = set()
    while True:
        rest = sum(count for at, count in enumerate(counts) if at not in narrow)
        room = width - least * len(narrow)
        found = {at for at, count in enumerate(counts) if at not in narrow and count * room < least * rest}
        if not found:
            return [least if at in narrow else count * room / rest for at, count in enumerate(counts)]
        narrow |= found
