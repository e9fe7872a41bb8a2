"""The middle of a chain: header with the choice of paths, the graph with its strands, and what the colours mean."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from mlpviz.engine.number import count
from mlpviz.engine.telling.naming import network_name
from mlpviz.views.controls import Elided, IconButton, Segmented, label
from mlpviz.views.controls.scroll import scrolling
from mlpviz.views.look.theme import Theme
from mlpviz.views.look.typeset import Typesetter
from mlpviz.views.walk.chain.canvas import ChainCanvas
from mlpviz.views.walk.number_colors import role_color
from mlpviz.views.walk.sentences import ProseLabel

if TYPE_CHECKING:
    from mlpviz.engine.telling.chain_story import ChainStory

HEIGHT = 48
LEGEND = (
    (("gradient", 1.0), ("raises the loss", "raises it")), (("gradient", -1.0), ("lowers it", "lowers it")),
    (("slope", 1.0), ("local slope", "slope")), (("forward", 1.0), ("weight or input +", "weight +")),
    (("forward", -1.0), ("weight −", "−")),
)
"""What each colour means, in words for wide and for narrow windows."""
WIDTH_MEANS = "width = share of the path"


class ChainHeader(QWidget):
    """The weight, the network, which paths are shown, and the way back."""

    path_chosen = Signal(int)
    leave_requested = Signal()

    def __init__(self, theme: Theme, typesetter: Typesetter, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._title = ProseLabel(theme, typesetter, "m", weight=600, bold_math=False)
        self._words = Elided("", "secondary")
        self._caption = label("Paths", "label")
        self.paths: Segmented | None = None
        self._offered = 0
        """Number of paths that can be chosen."""
        self.close_button = IconButton(theme, "close", "Back to the operation (Esc)", role="ghost", size=28)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(16, 0, 10, 0)
        self._row.setSpacing(10)
        self._row.addWidget(self._title, 0, Qt.AlignmentFlag.AlignVCenter)
        self._row.addWidget(self._words, 1)
        self._row.addWidget(self._caption)
        self._row.addWidget(self.close_button)
        self.close_button.clicked.connect(self.leave_requested)
        theme.changed.connect(self.restyle)
        self.restyle()

    def show_story(self, story: ChainStory) -> None:
        """Name another weight and offer its paths."""
        self._title.show_text(f"Chain of ${story.names.weight}$")
        samples = story.narrator.operations.samples
        which = "one sample" if samples == 1 else f"sample {count(story.sample + 1)} of {count(samples)}"
        self._words.setText(f"{network_name(story.narrator.recorded.spec)} · {which}")
        tip = f"Back to the operation (Esc): {count(story.operation + 1)} computes this gradient"
        self.close_button.setToolTip("Back to the operation (Esc)")
        self.close_button.setAccessibleDescription(tip)
        self._offer(story)

    def show_path(self, alone: int) -> None:
        """Show which path is shown alone, without a signal."""
        if self.paths is not None:
            self.paths.choose(str(alone))

    @Slot()
    def restyle(self) -> None:
        """Keep the height that all graphs' headers have."""
        self.setFixedHeight(round(HEIGHT * max(1.0, self._theme.text_scale * 0.8)))

    def minimumSizeHint(self) -> QSize:
        """It folds rather than force the column wide."""
        return QSize(0, HEIGHT)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The caption gives way where it is narrow."""
        super().resizeEvent(event)
        self._fit()

    def _offer(self, story: ChainStory) -> None:
        offered = len(story.chain.paths) if story.names.lettered else 0
        if offered != self._offered:
            self._offered = offered
            if self.paths is not None:
                self._row.removeWidget(self.paths)
                self.paths.hide()
                self.paths.deleteLater()
                self.paths = None
            if offered:
                self._make_paths(["Both" if offered == 2 else "All", *map(story.names.letter, range(offered))])
        self.show_path(-1)
        self._fit()

    def _make_paths(self, texts: list[str]) -> None:
        tips = ["All paths (0)", *(f"Path {letter} alone ({row})" for row, letter in enumerate(texts[1:], start=1))]
        options = [(str(row), text) for row, text in enumerate(texts, start=-1)]
        self.paths = Segmented(self._theme, options, self, tips=tips)
        self.paths.setAccessibleName("Paths")
        self.paths.chosen.connect(self._report)
        self._row.insertWidget(3, self.paths)

    def _fit(self) -> None:
        segments = 0 if self.paths is None else self.paths.sizeHint().width()
        free = self.width() - segments - self._title.sizeHint().width() - 80
        self._caption.setVisible(self.paths is not None and free > self._caption.sizeHint().width() + 90)

    @Slot(str)
    def _report(self, key: str) -> None:
        self.path_chosen.emit(int(key))


class ChainLegend(QWidget):
    """What the colours and the widths of strands mean."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName("Legend")
        self.setAccessibleDescription("; ".join(texts[0] for _, texts in LEGEND) + f"; {WIDTH_MEANS}")
        theme.changed.connect(self.restyle)

    @Slot()
    def restyle(self) -> None:
        """Take font and colours from the theme again."""
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """One line."""
        return QSize(200, round(32 * max(1.0, self._theme.text_scale)))

    def minimumSizeHint(self) -> QSize:
        """One line."""
        return QSize(60, self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw a stroke and words for each colour, in the longest wording that fits."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(self._theme.font("s"))
        metrics, palette = QFontMetricsF(painter.font()), self._theme.palette
        for length, gap, means in ((0, 22.0, True), (0, 16.0, False), (1, 12.0, False)):
            words = [texts[length] for _, texts in LEGEND]
            needed = sum(metrics.horizontalAdvance(text) + 26 for text in words) + gap * len(words)
            needed += metrics.horizontalAdvance(WIDTH_MEANS) + 10 if means else 0.0
            if needed <= self.width() - 32:
                break
        left, middle = 16.0, round(self.height() / 2)
        for ((role, sign), _), text in zip(LEGEND, words, strict=True):
            color: QColor = role_color(palette, role, sign, True)
            if left + 26 + metrics.horizontalAdvance(text) > self.width():
                break  # very large letters: what is said first matters most
            painter.setPen(QPen(color, 4, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
            painter.drawLine(round(left + 2), middle, round(left + 16), middle)
            painter.setPen(palette.color("t2"))
            width = metrics.horizontalAdvance(text) + 2
            painter.drawText(QRectF(left + 26, 0, width, self.height()), int(Qt.AlignmentFlag.AlignVCenter), text)
            left += 26 + width + gap
        if means:
            painter.setPen(palette.color("t3"))
            place = QRectF(0, 0, self.width() - 16, self.height())
            painter.drawText(place, int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter), WIDTH_MEANS)


class ChainGraph(QWidget):
    """Header, canvas and legend of a chain."""

    def __init__(self, theme: Theme, typesetter: Typesetter, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("surface", "canvas")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.header, self.canvas = ChainHeader(theme, typesetter), ChainCanvas(theme)
        self._scroll = scrolling(self.canvas, along=None)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.header)
        column.addWidget(self._scroll, 1)
        column.addWidget(ChainLegend(theme))

    def show_step(self, story: ChainStory, index: int, alone: int) -> None:
        """Show a step of a chain, with all paths (−1) or one alone."""
        self.canvas.show_step(story, index, alone)
        step = story.steps[index]
        said = f"Step {index + 1} of {len(story.steps)}, {story.names.step(step).strip('$')}."
        self.canvas.setAccessibleDescription(said)
        self._make_room()
        self._bring_into_view()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give the canvas the room it needs."""
        super().resizeEvent(event)
        self._make_room()

    def _make_room(self) -> None:
        self.canvas.make_room(float(self._scroll.viewport().width()))

    def _bring_into_view(self) -> None:
        """Scroll to the factor of this step; at the sum and the check, to the weight."""
        place = self.canvas.place_of_step()
        if place is not None and self._scroll.viewport().size() != self.canvas.size():
            self._scroll.ensureVisible(round(place.x()), round(place.y()), 120, 16)
