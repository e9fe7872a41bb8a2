"""The numbers of one sample: input, target and output, error; empty until the walk has reached them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Slot
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from mlpviz.engine.number import brief, narrow, stepped
from mlpviz.engine.telling.explanation import Mark
from mlpviz.nn.arrays import Array
from mlpviz.views.look.theme import Theme
from mlpviz.views.look.writing import Piece, Writing
from mlpviz.views.walk.sentences import spoken

if TYPE_CHECKING:
    from mlpviz.engine.telling.narration import Narrator
    from mlpviz.engine.telling.operations import Operations

CAPTION_HEIGHT, ROW_HEIGHT, TOTAL_HEIGHT = 27, 24, 32
MARGIN = 16
MOST = 8
"""More inputs or outputs than this end in a line that says how many follow."""


@dataclass(frozen=True)
class Line:
    """A caption, a value, or the total under its rule."""

    kind: str
    symbol: str
    value: str = ""
    before: str = ""
    """In front of the value, quieter: the target of an output."""
    short_value: str = ""
    short_before: str = ""
    """Both with few digits, for a column that has no room for more."""

    @property
    def height(self) -> int:
        """Its height at the usual text size."""
        return {"caption": CAPTION_HEIGHT, "row": ROW_HEIGHT, "more": ROW_HEIGHT, "total": TOTAL_HEIGHT}[self.kind]


class SampleValues(QWidget):
    """A list of names at the left and numbers at the right."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._writing = Writing(theme)
        self._narrator: Narrator | None = None
        self._index, self._digits = 0, 9
        self._lines: list[Line] = []
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName("Values of this sample")
        theme.changed.connect(self.restyle)

    def show_walk(self, narrator: Narrator, operations: Operations) -> None:
        """Take up a walk."""
        self._narrator = narrator
        self.show_index(0)

    def show_index(self, index: int) -> None:
        """Show what is known of the sample once this operation is done."""
        self._index = index
        self._fill()

    def set_digits(self, digits: int) -> None:
        """Show so many decimals."""
        self._digits = digits
        self._fill()

    def lines(self) -> list[Line]:
        """What is shown."""
        return self._lines

    def summary(self) -> str:
        """The values in words, for a screen reader."""
        told = []
        for line in self._lines:
            if line.kind in ("row", "total"):
                target = f"target {line.before}, " if line.before else ""
                told.append(f"{spoken(line.symbol)}: {target}{line.value or 'not yet computed'}")
        return "; ".join(told)

    def sizeHint(self) -> QSize:
        """As high as its lines."""
        return QSize(200, round(sum(line.height for line in self._lines) * self._scale()))

    def minimumSizeHint(self) -> QSize:
        """As high as its lines."""
        return QSize(120, self.sizeHint().height())

    @Slot()
    def restyle(self) -> None:
        """Take fonts and colours from the theme again."""
        self.updateGeometry()
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        top = 0.0
        for line in self._lines:
            height = line.height * self._scale()
            self._paint(painter, QRectF(MARGIN, top, self.width() - 2 * MARGIN, height), line)
            top += height

    def _paint(self, painter: QPainter, place: QRectF, line: Line) -> None:
        palette = self._theme.palette
        strong = line.kind == "total" or bool(line.before)
        if line.kind == "total":
            painter.setPen(QPen(palette.color("ctl"), self._theme.line("hairline")))
            painter.drawLine(place.topLeft() + QPointF(0, 3), place.topRight() + QPointF(0, 3))
            place = place.adjusted(0, 6, 0, 0)
        if line.kind in ("caption", "more"):
            color = palette.color("t3")
            pieces = [Piece(text, color, math=bool(at)) for at, text in enumerate(_parts(line.symbol))]
            if self._writing.width(pieces, "s") > place.width():
                del pieces[1:]
            self._writing.draw(painter, pieces, place.adjusted(0, 3, 0, 0), "s", Qt.AlignmentFlag.AlignLeft)
            return
        self._writing.draw(
            painter, [Piece(line.symbol, palette.color("t1"), math=True)], place, "m", Qt.AlignmentFlag.AlignLeft)
        room = place.width() - self._writing.width([Piece(line.symbol, palette.color("t1"), math=True)]) - 6
        forms = [self._number_pieces(value, before, strong) for value, before in (
            (line.value, line.before), (line.value, line.short_before), (line.short_value, line.short_before))]
        if line.short_before:  # very large letters: the output alone, or while it is unknown the target
            only = self._number_pieces(line.short_value, "", strong)
            forms.append(only or [Piece(line.short_before, palette.color("t2"))])
        tries = [(pieces, role) for pieces in forms for role in ("m", "s", "xs")]
        pieces, role = next((one for one in tries if self._writing.width(*one) <= room), tries[-1])
        self._writing.draw(painter, pieces, place, role, Qt.AlignmentFlag.AlignRight)

    def _number_pieces(self, value: str, before: str, strong: bool) -> list[Piece]:
        palette = self._theme.palette
        pieces = [Piece(f"{before} →", palette.color("t2"))] if before else []
        return [*pieces, *([Piece(value, palette.color("t1"), strong=strong)] if value else [])]

    def _fill(self) -> None:
        if self._narrator is None:
            return
        before = self._lines
        self._lines = [*self._inputs(self._narrator), *self._outputs(self._narrator), *self._errors(self._narrator)]
        if len(self._lines) != len(before):
            self.updateGeometry()
        if self._lines != before:  # on the way back nothing of it changes
            self.update()

    def _inputs(self, narrator: Narrator) -> list[Line]:
        walk, at = narrator.walk, narrator.sample(self._index)
        spec, scaled = walk.experiment.network, walk.experiment.scaling.inputs is not None
        given = self._rows("Features" if spec.features else "Scaled" if scaled else "Input", walk.x[at], narrator)
        if not (spec.features or scaled):
            return given
        point = walk.experiment.points.x[walk.indices[at]]
        rows = [self._row(f"x_{axis + 1}", value) for axis, value in enumerate(point[:MOST])]
        return [Line("caption", "Input"), *rows, *_more(len(point)), *given]

    def _rows(self, caption: str, values: Array, narrator: Narrator) -> list[Line]:
        rows = []
        for unit, value in enumerate(values[:MOST]):
            rows.append(self._row(narrator.names.unit(0, unit), value))
        return [Line("caption", caption), *rows, *_more(len(values))]

    def _outputs(self, narrator: Narrator) -> list[Line]:
        layer = narrator.names.layers
        known = narrator.graph_values(self._index)
        t = narrator.walk.t[narrator.sample(self._index)]
        rows = []
        for unit, target in enumerate(t[:MOST]):
            answer = known.get(Mark("unit", layer, unit), {}).get("a")
            row = self._row(narrator.names.unit(layer, unit), answer)
            rows.append(replace(row, before=_target(float(target)), short_before=brief(float(target))))
        return [Line("caption", "Target → output"), *rows, *_more(len(t)), *self._unscaled(narrator, known)]

    def _unscaled(self, narrator: Narrator, known: Mapping[Mark, Mapping[str, float]]) -> list[Line]:
        """Targets and outputs in the units of the points, where the network learns scaled ones."""
        walk, layer = narrator.walk, narrator.names.layers
        columns, targets = walk.experiment.scaling.targets, walk.experiment.points.targets
        if columns is None or targets is None:
            return []
        rows, t = [], targets[walk.indices[narrator.sample(self._index)]]
        for unit, target in enumerate(t[:MOST].tolist()):
            answer = known.get(Mark("unit", layer, unit), {}).get("a")
            meant = None if answer is None else answer * columns.spread[unit] + columns.mean[unit]
            row = self._row(narrator.names.unit(layer, unit), meant)
            rows.append(replace(row, before=_target(target), short_before=brief(target)))
        return [Line("caption", "The same, not scaled"), *rows, *_more(len(t))]

    def _errors(self, narrator: Narrator) -> list[Line]:
        layer, outputs = narrator.names.layers, len(narrator.walk.t[0])
        known = narrator.graph_values(self._index).get(Mark("loss", layer + 1, 0), {})
        rows = []
        if outputs > 1:
            for unit in range(min(outputs, MOST)):
                rows.append(self._row(narrator.names.part(unit), known.get(str(unit + 1))))
            rows += _more(outputs)
        total = self._row(narrator.names.loss, known.get("L"), "total")
        return [Line("caption", f"Error ${error_formula(narrator)}$"), *rows, total]

    def _row(self, symbol: str, value: float | None, kind: str = "row") -> Line:
        if value is None:
            return Line(kind, symbol)
        return Line(kind, symbol, narrow(value, self._digits), short_value=brief(value))

    def _scale(self) -> float:
        return max(1.0, self._theme.text_scale)


def error_formula(narrator: Narrator) -> str:
    """What one output adds to the error, in the letters of this network."""
    loss, names = narrator.walk.experiment.network.loss, narrator.names
    letter = names.unit(names.layers, 0)[0]
    if names.linked and names.widths[-1] == 1:
        return rf"-t \ln {letter} - (1 - t) \ln(1 - {letter})"
    outputs = names.widths[-1]
    mean = rf"\tfrac{{1}}{{{outputs}}}" if outputs > 1 else ""
    formula = loss.formula.replace(r"\sum_k", "").replace(r"\frac{1}{K}", mean)
    return formula.replace("a_k", letter).replace("_k", "").strip()


def _target(value: float) -> str:
    return stepped(value, 9, 0) if value == round(value) else stepped(value, 9)


def _more(count: int) -> list[Line]:
    return [Line("more", f"… {count - MOST} more")] if count > MOST else []


def _parts(text: str) -> list[str]:
    """Words, then mathematics."""
    words, _, rest = text.partition("$")
    return [words.strip(), rest.rstrip("$")] if rest else [words]

