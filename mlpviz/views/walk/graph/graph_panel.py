"""The network in step mode: header with the edge lens, the graph of the operation, and what its colours mean."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QStackedWidget, QVBoxLayout, QWidget

from mlpviz.engine.edge_lenses import Both
from mlpviz.engine.telling.explanation import Mark
from mlpviz.engine.telling.naming import network_name
from mlpviz.views.controls.scroll import scrolling
from mlpviz.views.graph.graph_header import GraphHeader
from mlpviz.views.look.theme import Theme
from mlpviz.views.walk.graph.canvas import WalkCanvas
from mlpviz.views.walk.graph.listing import GraphListing
from mlpviz.views.walk.number_colors import role_color

if TYPE_CHECKING:
    from mlpviz.engine.telling.narration import Narrator
    from mlpviz.engine.telling.operations import Operations
    from mlpviz.engine.telling.phase_story import PhaseStory

LEGEND = (
    ("gradient", ("flows back: loss gradient +, −", "loss gradient +, −", "gradient +, −")),
    ("slope", ("local slope", "local slope", "slope")),
    ("forward", ("flowed forward: activation, weight +, −", "activation, weight +, −", "forward +, −")),
)
"""What each colour means, in words for wide and for narrow windows."""
MEANS = (
    "Loss gradients flow back: magenta if positive, green if negative.\n"
    "Amber is the local slope.\n"
    "Activations and weights flowed forward: blue if positive, orange if negative."
)
LEAST, LEGEND_FROM = 140, 105
"""Px of height that the panel always has, and from which on, at text of the designed size, the legend is shown."""
STROKE = 14
"""Px of a stroke in one colour."""


class WalkGraph(QWidget):
    """The graph of a walk. `hovered` tells what lies under the pointer, `lens_chosen` what edges should show."""

    hovered = Signal(object)
    lens_chosen = Signal(str)
    chain_requested = Signal(object)
    """The Mark of an edge whose whole chain is asked for."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._by_phase = False
        self.setProperty("surface", "canvas")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.canvas = WalkCanvas(theme)
        self._header = GraphHeader(theme)
        self._scroll = scrolling(self.canvas, along=None)
        self.listing, self._middle = GraphListing(theme), QStackedWidget()
        for part in (self._scroll, self.listing):
            self._middle.addWidget(part)
        self.legend = WalkLegend(theme)
        self.setMinimumHeight(LEAST)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._header)
        column.addWidget(self._middle, 1)
        column.addWidget(self.legend)
        self._header.lens_chosen.connect(self._choose)
        self.canvas.hovered.connect(self.hovered)
        self.listing.hovered.connect(self.hovered)
        self.listing.hovered.connect(self.canvas.show_hovered)
        self.canvas.chain_requested.connect(self.chain_requested)
        self.choose_lens(Both().name)

    def show_walk(self, narrator: Narrator, operations: Operations) -> None:
        """Take up a walk and show its first operation."""
        widths = network_name(narrator.walk.experiment.network)
        samples = len(narrator.walk.x)
        self._header.describe((f"{widths} · batch of {'one' if samples == 1 else samples}", widths))
        self.canvas.show_walk(narrator, operations)
        self._make_room()

    def show_by_phase(self, by_phase: bool) -> None:
        """Light whole phases, or one operation at a time; `show_index` follows."""
        self._by_phase = by_phase

    def show_index(self, index: int) -> None:
        """Show an operation, or the whole phase that it ends."""
        self.canvas.show_index(index, self._phase(index))
        self._make_room()
        self._bring_into_view()
        self._list()

    def show_as_list(self, listed: bool) -> None:
        """Show every unit and edge in words, one a line, or the graph."""
        self._middle.setCurrentWidget(self.listing if listed else self._scroll)
        self._list()

    def _list(self) -> None:
        if self.canvas.scene is not None and self._middle.currentWidget() is self.listing:
            self.listing.show_scene(self.canvas.scene)

    def _phase(self, index: int) -> PhaseStory | None:
        scene = self.canvas.scene
        if scene is None or not self._by_phase:
            return None
        from mlpviz.engine.telling.phase_story import PhaseStory

        return PhaseStory(scene.narrator, scene.operations.phase_of(index))

    def show_hovered(self, mark: Mark | None) -> None:
        """Light what the pointer is on elsewhere."""
        self.canvas.show_hovered(mark)

    def choose_lens(self, name: str) -> None:
        """Look at the edges through a lens, without a signal; `name` is a registered one."""
        self._header.lenses.choose(name)
        self.canvas.choose_lens(name)

    def lens_name(self) -> str:
        """The name of the lens now chosen."""
        return self._header.lenses.value()

    def set_digits(self, digits: int) -> None:
        """Boxes on the graph keep their four decimals; tooltips have all of them."""

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give the canvas the room it needs."""
        super().resizeEvent(event)
        # In a window that is low for such large letters, the graph needs the room more.
        self.legend.setVisible(self.height() >= LEGEND_FROM * self._theme.text_scale)
        self._make_room()

    @Slot(str)
    def _choose(self, name: str) -> None:
        self.canvas.choose_lens(name)
        self.lens_chosen.emit(name)

    def _make_room(self) -> None:
        """Let the canvas be larger than the view where columns or rows need it."""
        self.canvas.make_room(float(self._scroll.viewport().width()))

    def _bring_into_view(self) -> None:
        scene = self.canvas.scene
        if scene is None or self._scroll.viewport().size() == self.canvas.size():
            return
        for mark in reversed(scene.told.marks):
            place = self.canvas.place_of(mark)
            if place is not None:
                self._scroll.ensureVisible(round(place.center().x()), round(place.center().y()), 90, 40)


class WalkLegend(QWidget):
    """What the colours of the step-through mean: what has a sign has two."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName("Legend")
        self.setAccessibleDescription("; ".join(f"{role}: {texts[0]}" for role, texts in LEGEND))
        self.setToolTip(MEANS)
        theme.changed.connect(self.restyle)

    def colors(self, role: str) -> list[QColor]:
        """The colours of a role, the one of positive values first."""
        palette = self._theme.palette
        return [palette.color("hl")] if role == "slope" else [role_color(palette, role, sign, True) for sign in (1, -1)]

    @Slot()
    def restyle(self) -> None:
        """Take font and colours from the theme again."""
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """One line."""
        return QSize(200, 40 if self._theme.text_scale <= 1.0 else round(32 * self._theme.text_scale))

    def minimumSizeHint(self) -> QSize:
        """One line."""
        return QSize(60, self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw a stroke and words for each colour, in the longest wording that fits."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(self._theme.font("s"))
        metrics = QFontMetricsF(painter.font())
        for length in range(3):
            words = [texts[length] for _, texts in LEGEND]
            gap = 24.0 if length == 0 else 16.0
            strokes = sum(len(self.colors(role)) * (STROKE + 6) + 6 for role, _ in LEGEND)
            if sum(map(metrics.horizontalAdvance, words)) + strokes + 2 * gap <= self.width() - 32:
                break
        left, middle = 16.0, round(self.height() / 2)
        for (role, _), text in zip(LEGEND, words, strict=True):
            for color in self.colors(role):
                painter.setPen(QPen(color, 4, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
                painter.drawLine(round(left + 2), middle, round(left + STROKE), middle)
                left += STROKE + 6
            painter.setPen(self._theme.palette.color("t2"))
            width = metrics.horizontalAdvance(text) + 2
            place = QRectF(left + 6, 0, width, self.height())
            painter.drawText(place, int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft), text)
            left += 6 + width + gap
