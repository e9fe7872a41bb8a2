"""The legend under the graph: only the colour bars that the current lens uses, with their limits."""

from __future__ import annotations

import math

from PySide6.QtCore import QEvent, QPointF, QRectF, Qt, Slot
from PySide6.QtGui import QFontMetricsF, QHelpEvent, QLinearGradient, QPainter, QPaintEvent, QPen, QPixmap
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from mlpviz.views.graph.edge_look import EdgeValues, Lens
from mlpviz.views.graph.node_frame import paint_bias
from mlpviz.views.look import number
from mlpviz.views.look.theme import Theme
from mlpviz.views.look.typeset import Typesetter

Align = Qt.AlignmentFlag
HEIGHT = 64
LEFT, GAP = 16.0, 24.0
EDGE_WIDTH, BIAS_WIDTH = 152.0, 72.0
BAR_WIDTH, BAR_HEIGHT = 176.0, 8.0
BAR_WIDTH_OF_TWO = 136.0
WIDER = 12.0
"""Px by which a bar grows where its ends are long."""

_BARS = {
    "weights": (("forward", "Weight", "w", "width = |w|"),),
    "gradients": (("backward", "Gradient", r"{\partial}L/{\partial}w", "width = |∂L/∂w|"),),
    "both": (
        ("forward", "Weight", "w", "width = |w|"),
        ("backward", "Gradient", r"{\partial}L/{\partial}w", ""),
    ),
    "update": (("backward", "Last update", r"\Delta w", "width = |Δw|"),),
}
_TIPS = {
    "Weight": "Blue edges have a positive weight, orange ones a negative. Zero is almost the background.\n"
    "Pale edges are frozen, alone (with a small square) or with their layer; dotted ones are cut.",
    "Gradient": "Magenta: a larger weight raises the loss, so the step will lower the weight.\n"
    "Green: a larger weight lowers the loss, so the step will raise it.",
    "Last update": "Magenta: the weight rose in the last step shown. Green: it fell.",
    "Edge": "The core shows the weight, the casing around it the gradient.",
    "Bias": "The tick under a node is its bias: right of the middle is positive. Drag it, or turn the wheel over it.",
}


class Legend(QWidget):
    """Draws the bars; the limits are those of the values it was given."""

    def __init__(self, theme: Theme, typesetter: Typesetter, values: EdgeValues, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self._typesetter, self._values = theme, typesetter, values
        self._lens: Lens = "weights"
        self._areas: list[tuple[str, QRectF]] = []
        self._told: tuple[object, ...] = ()
        self._kept = QPixmap()
        self._kept_for: object = None
        self._bars: list[tuple[str, QRectF]] = []
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setAccessibleName("Legend")
        theme.changed.connect(self.restyle)
        self.restyle()

    @property
    def lens(self) -> Lens:
        """The lens whose bars are shown."""
        return self._lens

    def bars(self) -> list[str]:
        """The names of the bars shown."""
        return [bar[1] for bar in _BARS[self._lens]]

    def areas(self) -> dict[str, QRectF]:
        """Where each part is drawn."""
        return dict(self._areas)

    def limits(self) -> list[str]:
        """The upper end of each bar shown, as written."""
        return [number.signed(self._limit(bar[1]), 3) for bar in _BARS[self._lens]]

    def show_lens(self, lens: Lens) -> None:
        """Show the bars of a lens with the present limits."""
        self._lens = lens
        told = (lens, *self.limits())
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
            tips = [_TIPS[name] for name, area in self._areas if area.contains(QPointF(event.pos()))]
            QToolTip.showText(event.globalPos(), tips[0] if tips else "", self)
            return True
        return super().event(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the limits of the bars over what is kept of them."""
        plan, ratio = self._plan(), self.devicePixelRatioF()
        key = (self._lens, plan, self.size().toTuple(), ratio)
        if key != self._kept_for:
            self._kept_for, self._kept = key, self._bare(plan, ratio)
        painter = QPainter(self)
        painter.drawPixmap(0, 0, self._kept)
        for name, bar in self._bars:
            limit = self._limit(name)
            for value, align in ((-limit, Align.AlignLeft), (limit, Align.AlignRight)):
                text = number.signed(value, 3) if limit else ""
                self._write(painter, "xs", "t3", bar.left(), bar.center().y(), bar.width(), text, align)

    def _bare(self, plan: tuple[float, bool, bool, float], ratio: float) -> QPixmap:
        """Everything but the limits, which alone change while a network trains."""
        drawn = QPixmap(self.size() * ratio)
        drawn.setDevicePixelRatio(ratio)
        drawn.fill(self._theme.palette.color("canvas"))
        painter = QPainter(drawn)
        self._areas, self._bars = [], []
        self._paint_bare(painter, *plan)
        painter.end()
        return drawn

    def _paint_bare(self, painter: QPainter, x: float, edge: bool, bias: bool, width: float) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if edge:
            self._paint_edge(painter, x)
            x += EDGE_WIDTH * self._scale() + GAP
        for kind, name, latex, note in _BARS[self._lens]:
            self._paint_bar(painter, x, width, kind, name, latex, note)
            x += width + GAP
        if bias:
            self._paint_bias(painter, x)

    def _plan(self) -> tuple[float, bool, bool, float]:
        """Where to begin, whether edge and bias are explained, and the width of a bar.

        The numbers come first: with large text in a narrow column the bias goes, then the edge.
        """
        both, least = self._lens == "both", self.least()
        count = len(_BARS[self._lens])
        for edge, bias in ((both, True), (both, False), (False, False)):
            taken = LEFT + (EDGE_WIDTH * self._scale() + GAP if edge else 0.0)
            taken += GAP * (count - 1) + (GAP + BIAS_WIDTH * self._scale() if bias else 0.0) + 8
            room = (self.width() - taken) / count
            if room >= least:
                break
        usual = (BAR_WIDTH if count == 1 else BAR_WIDTH_OF_TWO) * self._scale()
        needed = WIDER * math.ceil(least / WIDER)  # in steps, so that nothing trembles with the last digit
        return LEFT, edge, bias, max(72.0, min(max(usual, needed), room))

    def least(self) -> float:
        """Room for the title of a bar, and for both its ends with the zero between them."""
        small, usual = QFontMetricsF(self._theme.font("xs")), QFontMetricsF(self._theme.font("s"))
        ends = max(small.horizontalAdvance(limit) for limit in self.limits())
        size = self._theme.text_px("s") * 1.15
        titles = (
            usual.horizontalAdvance(name) + 5 + self._typesetter.extent(latex, size).width
            for _, name, latex, _ in _BARS[self._lens]
        )
        return max(2 * ends + small.horizontalAdvance("0") + 12, *titles)

    def _limit(self, name: str) -> float:
        values = self._values
        return {"Weight": values.weight_limit, "Gradient": values.gradient_limit}.get(name, values.update_limit).value

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

    def _paint_bar(
        self, painter: QPainter, x: float, width: float, kind: str, name: str, latex: str, note: str
    ) -> None:
        title, middle, ends = self._rows()
        colors = self._theme.palette
        self._write(painter, "s", "t2", x, title, width, name, Align.AlignLeft)
        words = painter.fontMetrics().horizontalAdvance(name) + 5
        size = self._theme.text_px("s") * 1.15
        place = QPointF(x + words, title + size * 0.33)
        covered = self._typesetter.draw(painter, latex, colors.color("t2"), size, place)
        painter.setFont(self._theme.font("s"))
        if note and covered.right() + 8 + painter.fontMetrics().horizontalAdvance(note) <= x + width:
            self._write(painter, "s", "t3", x, title, width, note, Align.AlignRight)
        self._paint_map(painter, QRectF(x, middle - BAR_HEIGHT / 2, width, BAR_HEIGHT), kind)
        self._write(painter, "xs", "t3", x, ends, width, "0", Align.AlignHCenter)
        self._bars.append((name, QRectF(x, ends - 5, width, 10)))
        self._areas.append((name, QRectF(x, 0, width, self.height())))

    def _paint_map(self, painter: QPainter, bar: QRectF, kind: str) -> None:
        gradient = self._map(kind)
        gradient.setStart(bar.topLeft())
        gradient.setFinalStop(bar.topRight())
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(gradient)
        painter.drawRoundedRect(bar, 2, 2)
        painter.setPen(QPen(self._theme.palette.color("ctl"), 1))
        x = round(bar.center().x()) + 0.5
        painter.drawLine(QPointF(x, bar.top()), QPointF(x, bar.bottom()))

    def _map(self, kind: str) -> QLinearGradient:
        colors = self._theme.palette
        shade = colors.forward if kind == "forward" else colors.backward
        gradient = QLinearGradient()
        for step in range(25):
            gradient.setColorAt(step / 24, shade(step / 12 - 1))
        return gradient

    def _paint_edge(self, painter: QPainter, x: float) -> None:
        title, _, _ = self._rows()
        colors = self._theme.palette
        self._write(painter, "s", "t2", x, title - 5, EDGE_WIDTH * self._scale(), "Edge", Align.AlignLeft)
        top = title + 10
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colors.backward(0.62))
        painter.drawRect(QRectF(x, top, 40, 2.5))
        painter.drawRect(QRectF(x, top + 10.5, 40, 2.5))
        painter.setBrush(colors.forward(0.78))
        painter.drawRect(QRectF(x, top + 3.5, 40, 6))
        painter.setPen(QPen(colors.color("ctl"), 1))
        painter.drawLine(QPointF(x + 41, top + 6.5), QPointF(x + 47, top + 6.5))
        below = top + 6.5 + 16.0 * self._scale()
        painter.drawPolyline([QPointF(x + 22, top + 14), QPointF(x + 22, below), QPointF(x + 47, below)])
        self._write(painter, "xs", "t2", x + 50, top + 6.5, 110 * self._scale(), "core: weight", Align.AlignLeft)
        self._write(painter, "xs", "t2", x + 50, below, 110 * self._scale(), "casing: gradient", Align.AlignLeft)
        self._areas.append(("Edge", QRectF(x, 0, EDGE_WIDTH * self._scale(), self.height())))

    def _paint_bias(self, painter: QPainter, x: float) -> None:
        title, middle, ends = self._rows()
        self._write(painter, "s", "t2", x, title - 5, BIAS_WIDTH * self._scale(), "Bias", Align.AlignLeft)
        paint_bias(painter, self._theme, QRectF(x, middle - 7, 34, 9), 0.62, 1.0)
        self._write(painter, "xs", "t3", x, ends, BIAS_WIDTH * self._scale(), "under node", Align.AlignLeft)
        self._areas.append(("Bias", QRectF(x, 0, BIAS_WIDTH * self._scale(), self.height())))
