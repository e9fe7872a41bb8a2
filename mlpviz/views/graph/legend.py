"""The legend under the graph: only the colour bars that the current lens uses, with their limits."""

from __future__ import annotations

import math
from collections.abc import Callable

from PySide6.QtCore import QEvent, QPointF, QRectF, Qt, Slot
from PySide6.QtGui import QFontMetricsF, QHelpEvent, QLinearGradient, QPainter, QPaintEvent, QPen, QPixmap
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from mlpviz.engine import number
from mlpviz.engine.edge_lenses import EdgeLens, Weights
from mlpviz.views.graph import booked_mark
from mlpviz.views.graph.edge_look import EdgeValues
from mlpviz.views.graph.nodes import dead_mark
from mlpviz.views.graph.nodes.thumbnail_frame import paint_bias
from mlpviz.views.look.drawing import records
from mlpviz.views.look.theme import Theme
from mlpviz.views.look.typeset import Typesetter

Align = Qt.AlignmentFlag
HEIGHT = 64
LEFT, GAP = 16.0, 24.0
EDGE_WIDTH, BIAS_WIDTH, DEAD_WIDTH, BOOKED_WIDTH = 152.0, 72.0, 84.0, 118.0
BAR_WIDTH, BAR_HEIGHT = 176.0, 8.0
BAR_WIDTH_OF_TWO = 136.0
WIDER = 12.0
"""Px by which a bar grows where its ends are long."""
BIAS_TIP = (
    "The tick under a node is its bias: right of the middle is positive. Drag it, or turn the wheel over it."
)


class Legend(QWidget):
    """Draws the bars; the limits are those of the values it was given."""

    def __init__(self, theme: Theme, typesetter: Typesetter, values: EdgeValues, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self._typesetter, self._values = theme, typesetter, values
        self._lens: EdgeLens = Weights()
        self._areas: list[tuple[str, QRectF, str]] = []
        """Each part: its name, where it is, its tip."""
        self._dead = self._booked = False
        self._told: tuple[object, ...] = ()
        self._kept = QPixmap()
        self._kept_for: object = None
        self._bars: list[tuple[EdgeLens, QRectF]] = []
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setAccessibleName("Legend")
        theme.changed.connect(self.restyle)
        self.restyle()

    @property
    def lens(self) -> EdgeLens:
        """The lens whose bars are shown."""
        return self._lens

    def bars(self) -> list[str]:
        """The names of the bars shown."""
        return [shown.quantity for shown in self._shown()]

    def areas(self) -> dict[str, QRectF]:
        """Where each part is drawn."""
        return {name: area for name, area, _ in self._areas}

    def tip_at(self, point: QPointF) -> str:
        """What the part under a point means; "" beside all parts."""
        return next((tip for _, area, tip in self._areas if area.contains(point)), "")

    def limits(self) -> list[str]:
        """The upper end of each bar shown, as written."""
        return [number.signed(self._values.limit(shown), 3) for shown in self._shown()]

    def _shown(self) -> list[EdgeLens]:
        """The lens, and the one of its casing: each has a bar."""
        return [self._lens, *([self._lens.casing] if self._lens.casing is not None else [])]

    def show_lens(self, lens: EdgeLens, *, dead: bool = False, booked: bool = False) -> None:
        """Show the bars of a lens with the present limits.

        `dead`: explain the mark of units that never fire; `booked`: what the loss account lights.
        """
        self._lens, self._dead, self._booked = lens, dead, booked
        told = (lens, self._values.penalized, dead, booked, *self.limits())
        if told != self._told:
            self._told = told
            ends = ", ".join(f"{name} to {limit}" for name, limit in zip(self.bars(), self.limits(), strict=True))
            self.setAccessibleDescription(ends)
            self.update()

    @Slot()
    def restyle(self) -> None:
        """Take sizes from the theme again."""
        self._kept_for = None
        self.setFixedHeight(round(HEIGHT * max(1.0, self._theme.text_scale)))
        self.update()

    def event(self, event: QEvent) -> bool:
        """Explain what is under the pointer."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            QToolTip.showText(event.globalPos(), self.tip_at(QPointF(event.pos())), self)
            return True
        return super().event(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the limits of the bars over what is kept of them."""
        plan, painter = self._plan(), QPainter(self)
        if records(painter):
            self._paint_ground(painter, plan)
        else:
            painter.drawPixmap(0, 0, self._ground(plan))
        for lens, bar in self._bars:
            limit = self._values.limit(lens)
            for value, align in ((-limit, Align.AlignLeft), (limit, Align.AlignRight)):
                text = number.signed(value, 3) if limit else ""
                self._write(painter, "xs", "t3", bar.left(), bar.center().y(), bar.width(), text, align)

    def _ground(self, plan: tuple[float, bool, int, bool, float]) -> QPixmap:
        """Everything but the limits, which alone change while a network trains."""
        ratio = self.devicePixelRatioF()
        key = (self._lens, self._values.penalized, self._dead, self._booked, plan, self.size().toTuple(), ratio)
        if key != self._kept_for:
            self._kept_for, self._kept = key, self._bare(plan, ratio)
        return self._kept

    def _bare(self, plan: tuple[float, bool, int, bool, float], ratio: float) -> QPixmap:
        drawn = QPixmap(self.size() * ratio)
        drawn.setDevicePixelRatio(ratio)
        painter = QPainter(drawn)
        self._paint_ground(painter, plan)
        painter.end()
        return drawn

    def _paint_ground(self, painter: QPainter, plan: tuple[float, bool, int, bool, float]) -> None:
        painter.fillRect(self.rect(), self._theme.palette.color("canvas"))
        self._areas, self._bars = [], []
        self._paint_bare(painter, *plan)

    def _paint_bare(self, painter: QPainter, x: float, edge: bool, marks: int, bias: bool, width: float) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if edge and self._lens.casing is not None:
            self._paint_edge(painter, x, self._lens, self._lens.casing)
            x += EDGE_WIDTH * self._scale() + GAP
        for lens in self._shown():
            self._paint_bar(painter, x, width, lens)
            x += width + GAP
        for mark_width, paint in self._marks()[:marks]:
            paint(painter, x)
            x += mark_width * self._scale() + GAP
        if bias:
            self._paint_bias(painter, x)

    def _marks(self) -> list[tuple[float, Callable[[QPainter, float], None]]]:
        """What there is to explain beside the bars: its width with the usual text, and what draws it."""
        dead = [(DEAD_WIDTH, self._paint_dead)] if self._dead else []
        return [*dead, *([(BOOKED_WIDTH, self._paint_booked)] if self._booked else [])]

    def _plan(self) -> tuple[float, bool, int, bool, float]:
        """Where to begin, whether edge, how many marks and whether bias are explained, and the width of a bar.

        The numbers come first: with large text in a narrow column the bias goes, then the edge, last the marks.
        """
        cased, least = self._lens.casing is not None, self.least()
        count = len(self._shown())
        widths = [width for width, _ in self._marks()]
        every = len(widths)
        fewer = [(False, marks, False) for marks in reversed(range(every + 1))]
        for edge, marks, bias in ((cased, every, True), (cased, every, False), *fewer):
            taken = LEFT + (EDGE_WIDTH * self._scale() + GAP if edge else 0.0)
            taken += sum(GAP + width * self._scale() for width in widths[:marks])
            taken += GAP * (count - 1) + (GAP + BIAS_WIDTH * self._scale() if bias else 0.0) + LEFT
            room = (self.width() - taken) / count
            if room >= least:
                break
        usual = (BAR_WIDTH if count == 1 else BAR_WIDTH_OF_TWO) * self._scale()
        needed = WIDER * math.ceil(least / WIDER)  # in steps, so that nothing trembles with the last digit
        return LEFT, edge, marks, bias, max(72.0, min(max(usual, needed), room))

    def least(self) -> float:
        """Room for the title of a bar, and for both its ends with the zero between them."""
        small, usual = QFontMetricsF(self._theme.font("xs")), QFontMetricsF(self._theme.font("s"))
        ends = max(small.horizontalAdvance(limit) for limit in self.limits())
        size = self._theme.text_px("s") * 1.15
        titles = (
            usual.horizontalAdvance(lens.quantity) + 5 + self._typesetter.extent(self._values.symbol(lens), size).width
            for lens in self._shown()
        )
        return max(2 * ends + small.horizontalAdvance("0") + 12, *titles)

    def _scale(self) -> float:
        return max(1.0, self._theme.text_scale)

    def _rows(self) -> tuple[float, float, float]:
        scale = self._scale()
        return 19.0 * scale, 35.0 * scale, 49.0 * scale

    def _write(
        self, painter: QPainter, role: str, token: str, x: float, middle: float, width: float, text: str, align: Align
    ) -> None:
        painter.setFont(self._theme.font(role))
        painter.setPen(self._theme.palette.color(token))
        half = 11 * self._scale()
        painter.drawText(QRectF(x, middle - half, width, 2 * half), int(align | Align.AlignVCenter), text)

    def _paint_bar(self, painter: QPainter, x: float, width: float, lens: EdgeLens) -> None:
        title, middle, ends = self._rows()
        colors = self._theme.palette
        note = lens.note if lens is self._lens and self._values.symbol(lens) == lens.symbol else ""
        self._write(painter, "s", "t2", x, title, width, lens.quantity, Align.AlignLeft)
        words = painter.fontMetrics().horizontalAdvance(lens.quantity) + 5
        size = self._theme.text_px("s") * 1.15
        place = QPointF(x + words, title + size * 0.33)
        covered = self._typesetter.draw(painter, self._values.symbol(lens), colors.color("t2"), size, place)
        painter.setFont(self._theme.font("s"))
        if note and covered.right() + 8 + painter.fontMetrics().horizontalAdvance(note) <= x + width:
            self._write(painter, "s", "t3", x, title, width, note, Align.AlignRight)
        self._paint_map(painter, QRectF(x, middle - BAR_HEIGHT / 2, width, BAR_HEIGHT), lens)
        self._write(painter, "xs", "t3", x, ends, width, "0", Align.AlignHCenter)
        self._bars.append((lens, QRectF(x, ends - 5, width, 10)))
        self._areas.append((lens.quantity, QRectF(x, 0, width, self.height()), lens.tip))

    def _paint_map(self, painter: QPainter, bar: QRectF, lens: EdgeLens) -> None:
        gradient = QLinearGradient(bar.topLeft(), bar.topRight())
        for step in range(25):
            gradient.setColorAt(step / 24, self._theme.palette.shade(lens.map, step / 12 - 1))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(gradient)
        painter.drawRoundedRect(bar, 2, 2)
        painter.setPen(QPen(self._theme.palette.color("ctl"), 1))
        x = round(bar.center().x()) + 0.5
        painter.drawLine(QPointF(x, bar.top()), QPointF(x, bar.bottom()))

    def _paint_edge(self, painter: QPainter, x: float, core: EdgeLens, casing: EdgeLens) -> None:
        title, _, _ = self._rows()
        colors = self._theme.palette
        inner, outer = core.quantity.lower(), casing.quantity.lower()
        self._write(painter, "s", "t2", x, title - 5, EDGE_WIDTH * self._scale(), "Edge", Align.AlignLeft)
        top = title + 10 * self._scale()
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colors.shade(casing.map, 0.62))
        painter.drawRect(QRectF(x, top, 40, 2.5))
        painter.drawRect(QRectF(x, top + 10.5, 40, 2.5))
        painter.setBrush(colors.shade(core.map, 0.78))
        painter.drawRect(QRectF(x, top + 3.5, 40, 6))
        painter.setPen(QPen(colors.color("ctl"), 1))
        painter.drawLine(QPointF(x + 41, top + 6.5), QPointF(x + 47, top + 6.5))
        below = top + 6.5 + 16.0 * self._scale()
        painter.drawPolyline([QPointF(x + 22, top + 14), QPointF(x + 22, below), QPointF(x + 47, below)])
        self._write(painter, "xs", "t2", x + 50, top + 6.5, 110 * self._scale(), f"core: {inner}", Align.AlignLeft)
        self._write(painter, "xs", "t2", x + 50, below, 110 * self._scale(), f"casing: {outer}", Align.AlignLeft)
        area = QRectF(x, 0, EDGE_WIDTH * self._scale(), self.height())
        self._areas.append(("Edge", area, f"The core shows the {inner}, the casing around it the {outer}."))

    def _paint_dead(self, painter: QPainter, x: float) -> None:
        title, middle, ends = self._rows()
        side, width = dead_mark.LARGEST * self._scale(), DEAD_WIDTH * self._scale()
        self._write(painter, "s", "t2", x, title - 5, width, "Unit", Align.AlignLeft)
        dead_mark.paint_dead_mark(painter, self._theme, QRectF(x, middle - 2 - side / 2, side, side))
        self._write(painter, "xs", "t2", x + side + 6, middle - 2, width - side - 6, dead_mark.WORDS, Align.AlignLeft)
        self._write(painter, "xs", "t3", x, ends, width, dead_mark.SHORT, Align.AlignLeft)
        self._areas.append(("Dead unit", QRectF(x, 0, width, self.height()), dead_mark.ABOUT))

    def _paint_booked(self, painter: QPainter, x: float) -> None:
        title, middle, ends = self._rows()
        width, side = BOOKED_WIDTH * self._scale(), 22.0 * self._scale()
        self._write(painter, "s", "t2", x, title - 5, width, "Loss account", Align.AlignLeft)
        for y, share, words in ((middle - 3, -0.5, booked_mark.LOWERED), (ends, 0.5, booked_mark.RAISED)):
            booked_mark.paint_sample(painter, self._theme, QRectF(x, y - 4, side, 8), share)
            self._write(painter, "xs", "t2", x + side + 6, y, width - side - 6, words, Align.AlignLeft)
        self._areas.append(("Loss account", QRectF(x, 0, width, self.height()), booked_mark.ABOUT))

    def _paint_bias(self, painter: QPainter, x: float) -> None:
        title, middle, ends = self._rows()
        self._write(painter, "s", "t2", x, title - 5, BIAS_WIDTH * self._scale(), "Bias", Align.AlignLeft)
        paint_bias(painter, self._theme, QRectF(x, middle - 7, 34, 9), 0.62, 1.0)
        self._write(painter, "xs", "t3", x, ends, BIAS_WIDTH * self._scale(), "under node", Align.AlignLeft)
        self._areas.append(("Bias", QRectF(x, 0, BIAS_WIDTH * self._scale(), self.height()), BIAS_TIP))
