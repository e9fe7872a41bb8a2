"""The lowest strip of the step dock: one cell an operation, grouped by phase, to click or drag along."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QFontMetricsF, QHelpEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from mlpviz.engine import number
from mlpviz.views.look.theme import Theme

if TYPE_CHECKING:
    from mlpviz.engine.telling.operations import Operations, Phase

EDGE = 16
PITCH = 3.0
"""Cells narrower than this are drawn and picked in groups."""
CELL_GAP = 3.0


@dataclass(frozen=True)
class Cell:
    """A section of the strip and the operations it stands for."""

    left: float
    width: float
    start: int
    count: int


@dataclass(frozen=True)
class Section:
    """The cells of one phase."""

    phase: Phase
    left: float
    width: float
    cells: tuple[Cell, ...]


class WalkScrubber(QWidget):
    """Shows where in the current sample and the update the walk stands; `index_requested` while pressed or dragged."""

    index_requested = Signal(int)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._operations: Operations | None = None
        self._epoch = 0
        self._index = 0
        self._asked = -1
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setAccessibleName("Operations of this step")
        theme.changed.connect(self.restyle)

    def show_walk(self, operations: Operations, epoch: int) -> None:
        """Show another walk, one that starts in `epoch`."""
        self._operations, self._epoch = operations, epoch
        self.update()

    def show_index(self, index: int) -> None:
        """Mark another operation."""
        self._index = index
        self._asked = index
        self.setAccessibleDescription(f"{self.place_text()}, operation {self.count_text()}")
        self.update()

    def place_text(self) -> str:
        """Epoch and sample in words."""
        if self._operations is None:
            return ""
        samples, sample = self._operations.samples, self._operations.sample_of(self._index)
        if sample < 0:
            where = "update" if samples == 1 else f"update from {number.count(samples)} samples"
        else:
            of = "" if samples == 1 else f" of {number.count(samples)}"
            where = f"sample {number.count(sample + 1)}{of}"
        return f"epoch {number.count(self._epoch)}, {where}"

    def count_text(self) -> str:
        """Place and number of operations in the whole walk."""
        if self._operations is None:
            return ""
        return f"{number.count(self._index + 1)} / {number.count(len(self._operations))}"

    def sections(self) -> list[Section]:
        """Every phase with its cells, from left to right."""
        if self._operations is None:
            return []
        phases = self._operations.phases(self._operations.sample_of(self._index))
        left, right = self._span()
        return _laid_out(phases, left, right - left)

    def sizeHint(self) -> QSize:
        """The height that the design gives it."""
        return QSize(600, self._theme.px("step_scrubber"))

    @Slot()
    def restyle(self) -> None:
        """Take colours and sizes from the theme again."""
        self.updateGeometry()
        self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Go to the operation under the pointer."""
        if event.button() == Qt.MouseButton.LeftButton:
            self._ask(event.position().x())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Follow the pointer while it is pressed."""
        if event.buttons() & Qt.MouseButton.LeftButton:
            self._ask(event.position().x())

    def event(self, event: QEvent) -> bool:
        """Tell on hover which operation a cell is."""
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            found = self._cell(float(event.pos().x()))
            text = "" if found is None else f"{found[0].phase.title}, operation {number.count(found[1].start + 1)}"
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
        if self._operations is not None:
            self._paint_words(painter)
            sections = self.sections()
            for position, section in enumerate(sections):
                self._paint_section(painter, section, first=position == 0)

    def _paint_words(self, painter: QPainter) -> None:
        colors, half = self._theme.palette, self.height() / 2
        painter.setFont(self._theme.font("s", weight=600))
        painter.setPen(colors.color("t1"))
        left = QRectF(EDGE, 0, self._words_width(), half + 1)
        painter.drawText(left, Qt.AlignmentFlag.AlignBottom, "This step")
        right = QRectF(0, 0, self.width() - EDGE, self.height())
        painter.drawText(right, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, self.count_text())
        painter.setFont(self._theme.font("xs"))
        painter.setPen(colors.color("t3"))
        place = QFontMetricsF(painter.font()).elidedText(
            self.place_text(), Qt.TextElideMode.ElideRight, self._words_width() + 2)
        painter.drawText(QRectF(EDGE, half + 1, self._words_width() + 4, half), Qt.AlignmentFlag.AlignTop, place)

    def _paint_section(self, painter: QPainter, section: Section, *, first: bool) -> None:
        colors = self._theme.palette
        here = self._index in section.phase
        middle = self.height() * 0.32
        painter.setPen(Qt.PenStyle.NoPen)
        for cell in section.cells:
            now = cell.start <= self._index < cell.start + cell.count
            token = "hl" if now else "t3" if cell.start + cell.count <= self._index else "line2"
            color = colors.color(token)
            if token == "t3":
                color = colors.color("t2")
            height = 12.0 if now else 8.0
            gap = min(CELL_GAP, cell.width * 0.3)
            shape = QRectF(cell.left, middle - height / 2, max(1.0, cell.width - gap), height)
            painter.setBrush(color)
            radius = min(3.0, shape.width() / 4)
            painter.drawRoundedRect(shape, radius, radius)
        if not first:
            painter.setPen(QPen(colors.color("line2"), self._theme.line("hairline")))
            x = round(section.left - CELL_GAP / 2 - 0.5) + 0.5
            painter.drawLine(QPointF(x, middle - 6), QPointF(x, self.height() - 7))
        self._paint_label(painter, section, here)

    def _paint_label(self, painter: QPainter, section: Section, here: bool) -> None:
        font = self._theme.font("xs", weight=600 if here else 400)
        metrics = QFontMetricsF(font)
        room = section.width - CELL_GAP - 4
        text = section.phase.short
        if metrics.horizontalAdvance(text) > room:  # "Backward 2" as "B2" where the phase is narrow
            text = section.phase.short[0] + (str(section.phase.layer) if section.phase.layer else "")
        if metrics.horizontalAdvance(text) > room + 4:
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
        # Room for as many digits as the last operation has, so that the cells stay where they are.
        total = number.count(len(self._operations)) if self._operations is not None else ""
        widest = QFontMetricsF(self._theme.font("s", weight=600)).horizontalAdvance(f"{total} / {total}")
        return EDGE + self._words_width() + 16, self.width() - EDGE - max(width, widest) - 24

    def _words_width(self) -> float:
        metrics = QFontMetricsF(self._theme.font("xs"))
        samples = self._operations.samples if self._operations is not None else 1
        longest = f"epoch {number.count(self._epoch)}, sample {number.count(samples)}"
        if samples > 1:
            longest = max(longest + f" of {number.count(samples)}", f"{longest.partition(',')[0]}, update from "
                          f"{number.count(samples)} samples", key=len)  # fmt: skip
        return min(metrics.horizontalAdvance(longest) + 6, max(96.0, self.width() * 0.22))


class _Distance:
    """How far a cell is from x."""

    def __init__(self, x: float) -> None:
        self._x = x

    def __call__(self, found: tuple[Section, Cell]) -> float:
        cell = found[1]
        return max(cell.left - self._x, 0.0, self._x - cell.left - cell.width)


def _laid_out(phases: Sequence[Phase], left: float, width: float) -> list[Section]:
    """Give every operation the same width; where that is too little, every phase at least a label's room."""
    total = sum(phase.count for phase in phases)
    least = min(28.0, width / max(1, len(phases)))
    shares = _shared([phase.count for phase in phases], width, least)
    made = []
    for phase, room in zip(phases, shares, strict=True):
        cells = max(1, min(phase.count, int(room / PITCH)))
        step = room / cells
        bounds = [phase.start + phase.count * at // cells for at in range(cells + 1)]
        made.append(
            Section(phase, left, room, tuple(
                Cell(left + at * step, step, bounds[at], bounds[at + 1] - bounds[at]) for at in range(cells)
            ))
        )  # fmt: skip
        left += room
    assert total >= len(phases)
    return made


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
