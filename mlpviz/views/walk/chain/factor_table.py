"""The factors of every path as rows of boxes, as on paper; neighbours that share a factor share a box."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QHelpEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from mlpviz.engine.number import agrees, count, shown, stepped
from mlpviz.engine.telling.chain_steps import runs
from mlpviz.engine.telling.chain_words import aligned, signed
from mlpviz.engine.telling.naming import plain_of
from mlpviz.views.look.theme import Theme
from mlpviz.views.look.typeset import Typesetter
from mlpviz.views.walk.chain.letter_badge import paint_letter
from mlpviz.views.walk.chain.scene import ChainScene
from mlpviz.views.walk.number_colors import faded

if TYPE_CHECKING:
    from mlpviz.engine.telling.chain_story import ChainStory
    from mlpviz.engine.telling.explanation import Mark

FEWEST, MIDDLE = 4, 6
"""Decimals of factors where there is no room for more."""
ROOMY = 4
"""So many of the sizes are tried before decimals are given up."""
SIZES = (
    (15, 20, 11, 20.0), (14, 19, 9, 16.0), (13, 18, 7, 14.0), (12, 16, 5, 11.0), (11, 14, 4, 8.0), (11, 13, 3, 6.0),
)  # fmt: skip
"""Px of numbers and symbols, padding in a box and gap between boxes, from the roomiest."""
ROW, LEAST_ROW = 34.0, 16.0
BADGE = 26.0
SUM = -1
"""In place of the row of a path: the sum of all."""
Align = Qt.AlignmentFlag


@dataclass(frozen=True)
class Box:
    """One number in a box, of one path or several."""

    place: QRectF
    text: str
    color: QColor
    tip: str
    known: bool
    now: bool = False
    strong: bool = False
    """A result: outlined more strongly."""
    mark: Mark | None = None
    """Its place on the graph."""


class FactorTable(QWidget):
    """A row a path: δ, weights and slopes in turn, the input, and their product; below them the sum."""

    path_requested = Signal(int)
    hovered = Signal(object)
    """The Mark of the factor under the pointer, or None."""

    def __init__(self, theme: Theme, typesetter: Typesetter, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self._typesetter = theme, typesetter
        self._scene: ChainScene | None = None
        self._digits, self._room = 9, QSize(600, 150)
        self._size, self._factor_digits = SIZES[0], FEWEST
        self._measured: dict[tuple[object, ...], list[tuple[float, float]]] = {}
        self._signs: dict[int, str] = {}
        self._written: tuple[object, ...] = ()
        """The chain and the decimals that the signs hold for."""
        self._lefts: list[float] = []
        self._widths: list[float] = []
        self._row, self._gap = ROW, 5.0
        self._boxes: list[Box] = []
        self._over: Mark | None = None
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)
        self.setAccessibleName("Factors of every path")
        theme.changed.connect(self.restyle)

    def show_step(self, story: ChainStory, index: int, alone: int) -> None:
        """Show a step of a chain, with all paths (−1) or one alone."""
        self._scene = ChainScene(self._theme, story, index, alone)
        self.restyle()

    def set_digits(self, digits: int) -> None:
        """Show products with so many decimals."""
        self._digits = digits
        self.restyle()

    def set_room(self, room: QSize) -> None:
        """Fit into so many px if that can be done legibly."""
        if room != self._room:
            self._room = room
            self.restyle()

    def boxes(self) -> list[Box]:
        """Every box, for tests and tooltips."""
        return self._boxes

    def current(self) -> QRectF | None:
        """The box of this step."""
        return next((box.place for box in self._boxes if box.now), None)

    def sentences(self) -> list[str]:
        """Every row in plain text: "A: −0.4378 · −0.5604 · … = −0.1305"."""
        scene = self._scene
        if scene is None:
            return []
        told = []
        for row in scene.rows:
            path, letter = scene.paths[row], scene.story.names.letter(row)
            factors = " · ".join(stepped(factor.value, self._factor_digits) for factor in path.factors)
            begin = f"{letter}: " if letter else ""
            told.append(f"{begin}{factors} {self._sign(row)} {signed(path.product, self._digits)}")
        if scene.story.chain.more:
            told.append(f"{count(scene.story.chain.more)} more = {signed(scene.story.chain.rest, self._digits)}")
        if scene.story.names.lettered:
            told.append(f"{scene.story.names.sum()} {self._sum_sign()} {signed(scene.story.chain.total, self._digits)}")
        return told

    @Slot()
    def restyle(self) -> None:
        """Lay everything out again, as large as it fits."""
        if self._scene is None:
            return
        self._choose_size(self._scene)
        written = self._scene.story, self._digits, self._factor_digits
        if written != self._written:
            self._signs, self._written = {}, written
        lines = len(self._scene.rows) + (1.3 if self._summed_up() else 0) + bool(self._scene.story.chain.more)
        pitch = (self._room.height() - self._head() - 8) / lines
        grown = max(1.0, min(1.25, self._theme.text_scale))
        self._gap = 5.0 if pitch > 24 * grown else 2.0
        self._row = min(ROW * grown, max(LEAST_ROW * grown, pitch - self._gap))
        if self._row < self._size[0] + 5:  # many rows: smaller numbers
            self._size = (max(SIZES[-1][0], int(self._row - 5)), *self._size[1:])
            self._place_columns(self._scene)
        self._boxes = list(self._made(self._scene))
        self.setAccessibleDescription("; ".join(self.sentences()))
        self.updateGeometry()
        self.update()

    def _choose_size(self, scene: ChainScene) -> None:
        """As many decimals as are asked for, in large numbers; else smaller ones, at last with few decimals."""
        grown = min(1.25, max(1.0, self._theme.text_scale))
        tries = [(digits, size) for digits in (self._digits, MIDDLE) for size in SIZES[:ROOMY] if digits > FEWEST]
        for self._factor_digits, size in [*tries, *((FEWEST, size) for size in SIZES)]:
            self._size = tuple(round(one * grown) for one in size)  # type: ignore[assignment]
            self._place_columns(scene)
            if self._extent() <= self._room.width():
                return

    def sizeHint(self) -> QSize:
        """As large as the table."""
        bottom = max((box.place.bottom() for box in self._boxes), default=0.0)
        return QSize(math.ceil(self._extent()), math.ceil(bottom) + 3)

    def minimumSizeHint(self) -> QSize:
        """The same: what does not fit is scrolled to."""
        return self.sizeHint()

    # places

    def _columns(self, scene: ChainScene) -> list[str]:
        """The symbol over each column, the product last."""
        names = scene.story.names
        return [*(names.column(at) for at in range(scene.story.steps.columns)), names.short_gradient]

    def _place_columns(self, scene: ChainScene) -> None:
        digits, symbol, pad, gap = self._size
        left = BADGE if scene.story.names.lettered else 1.0
        self._lefts, self._widths = [], []
        for number, sign in self._widths_at_one(scene):
            self._lefts.append(left)
            self._widths.append(max(number * digits + 2 * pad + 1, sign * symbol + 2))
            left += self._widths[-1] + gap

    def _widths_at_one(self, scene: ChainScene) -> list[tuple[float, float]]:
        """The widest number and the symbol of each column, in letters of 1 px: both grow with their letters."""
        key = scene.story, self._digits, self._factor_digits, self._theme.text_scale
        if key not in self._measured:
            if len(self._measured) > 2 * ROOMY:
                self._measured.clear()
            measure = QFontMetricsF(self._font(600, SIZES[0][0])).horizontalAdvance
            columns = [[stepped(path.factors[at].value, self._factor_digits) for path in scene.paths]
                       for at in range(scene.story.steps.columns)]
            self._measured[key] = [
                (max(map(measure, texts)) / SIZES[0][0], self._typesetter.extent(latex, 100.0).width / 100.0)
                for texts, latex in zip([*columns, self._results(scene)], self._columns(scene), strict=True)
            ]
        return self._measured[key]

    def _extent(self) -> float:
        return self._lefts[-1] + self._widths[-1] + 2 if self._lefts else 0.0

    def _head(self) -> float:
        return self._size[1] * 1.75

    def _top(self, line: float) -> float:
        return self._head() + line * (self._row + self._gap)

    def _summed_up(self) -> bool:
        return self._scene is not None and self._scene.story.names.lettered

    # boxes

    def _made(self, scene: ChainScene) -> Iterator[Box]:
        rows, last = scene.rows, scene.story.steps.columns
        paths = tuple(scene.paths[row] for row in rows)
        for column in range(last):
            for first, lines in runs(paths, column):
                factor = paths[first].factors[column]
                known = any(scene.known(rows[first + line], column) for line in range(lines))
                place = QRectF(self._lefts[column], self._top(first), self._widths[column],
                               lines * (self._row + self._gap) - self._gap)
                tip = f"{plain_of(scene.story.names.factor(factor))} = {stepped(factor.value)}"
                now = scene.current() == factor
                text, mark = stepped(factor.value, self._factor_digits), scene.story.names.mark(factor)
                yield Box(place, text, scene.ink(factor), tip, known, now, mark=mark)
        texts = self._results(scene)
        for line, row in enumerate(rows):
            strong = not self._summed_up()
            yield self._result(scene, line, (paths[line].product, texts[row]), scene.finished(row), strong=strong)
        below = float(len(rows))
        if scene.story.chain.more:
            yield self._result(scene, below, (scene.story.chain.rest, texts[-2]), scene.summed)
            below += 1
        if self._summed_up():
            now = scene.story.steps[scene.index].kind == "sum"
            total = scene.story.chain.total, texts[-1]
            yield self._result(scene, below + 0.3, total, scene.summed, strong=True, now=now)

    def _results(self, scene: ChainScene) -> list[str]:
        """The products of all paths, the rest and the sum, with their digits under each other."""
        chain = scene.story.chain
        return aligned([*(path.product for path in chain.paths), chain.rest, chain.total], self._digits)

    def _result(
        self, scene: ChainScene, line: float, result: tuple[float, str], known: bool, *, strong: bool = False,
        now: bool = False,
    ) -> Box:
        value, text = result
        place = QRectF(self._lefts[-1], self._top(line), self._widths[-1], self._row)
        ink = scene.gradient_ink(value)
        return Box(place, text, ink, signed(value, 9), known, now, strong=strong)

    # events

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """The letter of a row shows its path alone, or all again."""
        scene = self._scene
        if scene is None or event.position().x() > BADGE or not scene.story.names.lettered:
            return
        line = int((event.position().y() - self._head()) // (self._row + self._gap))
        if 0 <= line < len(scene.rows):
            self.path_requested.emit(-1 if scene.alone >= 0 else scene.rows[line])

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Light on the graph what is under the pointer."""
        found = next((box for box in self._boxes if box.place.contains(event.position())), None)
        self._set_over(None if found is None else found.mark)

    def leaveEvent(self, event: QEvent) -> None:
        """Light nothing."""
        self._set_over(None)

    def _set_over(self, mark: Mark | None) -> None:
        if mark != self._over:
            self._over = mark
            self.hovered.emit(mark)

    def event(self, event: QEvent) -> bool:
        """Tell a factor's name and its number in full."""
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            found = next((box for box in self._boxes if box.place.contains(QPointF(event.pos()))), None)
            QToolTip.showText(event.globalPos(), found.tip if found is not None and found.known else "", self)
            return True
        return super().event(event)

    # painting

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw symbols, boxes, signs and letters."""
        scene = self._scene
        if scene is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for at, latex in enumerate(self._columns(scene)):
            place = QRectF(self._lefts[at], 0, self._widths[at], self._head() - 4)
            self._typesetter.draw(painter, latex, self._head_ink(scene, at), float(self._size[1]), place,
                                  Align.AlignCenter)
        for box in self._boxes:
            self._paint_box(painter, box)
        for line, row in enumerate(scene.rows):
            self._paint_row(painter, scene, line, row)
        if self._summed_up():
            self._paint_sum(painter, scene)

    def _head_ink(self, scene: ChainScene, at: int) -> QColor:
        if at == scene.story.steps.columns:
            return scene.gradient_ink(scene.story.chain.gradient)
        factors = {path.factors[at] for path in scene.paths}
        kind = scene.paths[0].factors[at].kind
        same_sign = len({factor.value < 0 for factor in factors}) == 1
        return scene.ink(scene.paths[0].factors[at]) if same_sign or kind == "slope" else scene.palette.color("t2")

    def _paint_box(self, painter: QPainter, box: Box) -> None:
        colors, radius = self._theme.palette, self._theme.radius("control")
        if not box.known:
            pen = QPen(colors.color("hl" if box.now else "line2"), self._theme.line("hairline"))
            pen.setDashPattern([3, 3])
            painter.setPen(pen)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(box.place, radius, radius)
            return
        accent = colors.color("hl") if box.now else box.color
        width = self._theme.line("focus" if box.now or box.strong else "control")
        painter.setPen(QPen(accent if box.now or box.strong else faded(accent, 0.6), width))
        painter.setBrush(faded(box.color, 0.14))
        painter.drawRoundedRect(box.place.adjusted(width / 2, width / 2, -width / 2, -width / 2), radius, radius)
        painter.setPen(box.color)
        painter.setFont(self._font(600))
        painter.drawText(box.place, int(Align.AlignCenter), box.text)

    def _paint_row(self, painter: QPainter, scene: ChainScene, line: int, row: int) -> None:
        top = self._top(line)
        if scene.story.names.lettered:
            side = min(18.0, self._row - 2)
            square = QRectF(2, top + (self._row - side) / 2, side, side)
            ink = scene.gradient_ink(scene.paths[row].product)
            paint_letter(painter, self._theme, square, scene.story.names.letter(row), ink)
        painter.setPen(self._theme.palette.color("t2"))
        painter.setFont(self._font(400))
        last = scene.story.steps.columns
        sign = self._sign(row) if scene.finished(row) else "="
        for at in range(1, last + 1):
            right = self._lefts[at]
            gap = QRectF(self._lefts[at - 1] + self._widths[at - 1], top, 0, self._row)
            gap.setRight(right)
            painter.drawText(gap, int(Align.AlignCenter), "·" if at < last else sign)

    def _paint_sum(self, painter: QPainter, scene: ChainScene) -> None:
        colors, more, right = self._theme.palette, scene.story.chain.more, self._lefts[-1]
        line = float(len(scene.rows))
        painter.setFont(self._font(600))
        if more:
            painter.setPen(colors.color("t2"))
            place = QRectF(0, self._top(line), right - 6, self._row)
            painter.drawText(place, int(Align.AlignRight | Align.AlignVCenter), f"{count(more)} more, sum =")
            line += 1
        y = self._top(line) + 0.15 * (self._row + self._gap) - 2
        painter.setPen(QPen(colors.color("t2"), self._theme.line("hairline")))
        painter.drawLine(QPointF(right, y), QPointF(right + self._widths[-1], y))
        painter.setPen(colors.color("t1"))
        place = QRectF(0, self._top(line + 0.3), right - 6, self._row)
        said = f"{scene.story.names.sum()} {self._sum_sign() if scene.summed else '='}"
        painter.drawText(place, int(Align.AlignRight | Align.AlignVCenter), said)
        shared = [box for box in self._boxes if box.place.height() > self._row + 1]
        note = "Tall boxes are shared by " + ("both paths." if len(scene.paths) == 2 else "their paths.")
        painter.setFont(self._theme.font("xs"))
        metrics = QFontMetricsF(painter.font())
        used = QFontMetricsF(self._font(600)).horizontalAdvance(said)
        if shared and metrics.horizontalAdvance(note) < right - 30 - used:
            painter.setPen(colors.color("t2"))
            painter.drawText(place, int(Align.AlignLeft | Align.AlignVCenter), note)

    # numbers

    def _sign(self, row: int) -> str:
        """"=" where the factors that are written give the product that is written."""
        assert self._scene is not None
        if row not in self._signs:
            path = self._scene.paths[row]
            written = math.prod(shown(factor.value, self._factor_digits) for factor in path.factors)
            self._signs[row] = "=" if agrees(written, path.product, self._digits) else "≈"
        return self._signs[row]

    def _sum_sign(self) -> str:
        assert self._scene is not None
        if SUM not in self._signs:
            chain = self._scene.story.chain
            addends = [path.product for path in chain.paths] + ([chain.rest] if chain.more else [])
            written = math.fsum(shown(value, self._digits) for value in addends if math.isfinite(value))
            self._signs[SUM] = "=" if agrees(written, chain.total, self._digits) else "≈"
        return self._signs[SUM]

    def _font(self, weight: int, px: int = 0) -> QFont:
        font = self._theme.font("m", weight=weight)
        font.setPixelSize(px or self._size[0])
        return font
