"""Left of the ledger: the batch on the data square, and where its step lands in the network."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Slot
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from mlpviz.engine import number
from mlpviz.views.controls import Elided, label, rule
from mlpviz.views.controls.scroll import scrolling
from mlpviz.views.data import marker
from mlpviz.views.look.theme import Theme
from mlpviz.views.look.typeset import Typesetter
from mlpviz.views.walk.batch.batch_square import LEAST, BatchSquare
from mlpviz.views.walk.batch.sheet import TITLE_TOP, is_low
from mlpviz.views.walk.batch.small_network import SmallNetwork
from mlpviz.views.walk.sentences import ProseLabel

if TYPE_CHECKING:
    from mlpviz.engine.telling.batch.story import BatchStory

MARGIN = 16
FAINT = 0.4
ROOMY, TIGHT = 236, 160
"""Widths of a column that has room for all words, and for the title alone."""


class BatchColumn(QWidget):
    """Shows which points are in the batch, and the numbers of a row as the widths of edges."""

    def __init__(self, theme: Theme, typesetter: Typesetter, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._story: BatchStory | None = None
        self.setProperty("surface", "panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Expanding)
        self.setAccessibleName("Batch")
        self._which, self._width = Elided("", "secondary"), ProseLabel(theme, typesetter, "s", "t3")
        self._biases = label("Biases move too, see the ledger.", "label")
        self._biases.setWordWrap(True)
        self.square, self.network = BatchSquare(theme), SmallNetwork(theme, typesetter)
        self.legend = BatchLegend(theme)
        self._build()
        theme.changed.connect(self._share)

    def show_story(self, story: BatchStory, row: int, column: int) -> None:
        """Show another batch."""
        self._story = story
        samples, points = story.narrator.recorded.samples, story.narrator.walk.experiment.points
        count = number.count(points.train_count)
        self._which.setText(f"{number.count(samples)} of {count} sample{'s' * (points.train_count != 1)}")
        self.square.show_story(story, row)
        self.legend.show_story(story)
        self.legend.setVisible(self.square.isVisibleTo(self) and len(points) > samples)
        self._biases.setVisible(story.narrator.recorded.spec.train_biases)
        self.show_place(row, column)
        self._share()

    def show_place(self, row: int, column: int) -> None:
        """Show another row, or follow another column."""
        if self._story is not None:
            self.square.show_row(row)
            self.network.show_place(self._story, row, column)
            self._tell_width()

    def _tell_width(self) -> None:
        room = self.width() / self._theme.text_scale
        self._width.show_text(f"{'width = ' if room >= ROOMY else ''}$|{self.network.what()}|$")
        self._width.setVisible(room >= TIGHT)

    def sizeHint(self) -> QSize:
        """As wide as the design says."""
        return QSize(self._theme.px("sample_column"), 420)

    def minimumSizeHint(self) -> QSize:
        """What does not fit is scrolled to."""
        return QSize(170, 120)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Share the height between square and network."""
        super().resizeEvent(event)
        self._share()

    @Slot()
    def _share(self) -> None:
        """The square is as wide as the column while the network keeps enough height."""
        others = 2 * self._theme.line_px("m") + 84
        others += self.legend.sizeHint().height() if self.legend.isVisibleTo(self) else 0
        low = is_low(self._theme, self.height())
        self._tell_width()
        margins = self._column.contentsMargins()
        self._column.setContentsMargins(0, round(TITLE_TOP[low]), 0, margins.bottom())
        self._biases.setVisible(not low and self._story is not None
                                and self._story.narrator.recorded.spec.train_biases)  # fmt: skip
        others += 0 if low else self._theme.line_px("s") + 8
        share = (self.height() - others) * (0.5 if low else 0.6)
        self.square.set_most(max(LEAST, min(self.width() - 2.0 * MARGIN, share)))

    def _build(self) -> None:
        inside = QWidget()
        inside.setProperty("scrolled", True)
        column = self._column = QVBoxLayout(inside)
        column.setContentsMargins(0, 13, 0, 8)
        column.setSpacing(0)
        column.addLayout(_row(label("Batch", "title"), self._which))
        column.addSpacing(8)
        column.addWidget(self.square)
        column.addWidget(self.legend)
        column.addSpacing(9)
        column.addWidget(rule())
        column.addSpacing(11)
        column.addLayout(_row(label("Where it lands", "title"), self._width))
        column.addSpacing(6)
        column.addWidget(self.network, 1)
        text = QHBoxLayout()
        text.setContentsMargins(MARGIN, 4, MARGIN, 0)
        text.addWidget(self._biases)
        column.addLayout(text)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(scrolling(inside))


class BatchLegend(QWidget):
    """Strong markers are in this batch, faint ones are not."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._colors: list[int] = []
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName("Strong: in this batch; faint: other samples")
        theme.changed.connect(self.restyle)

    def show_story(self, story: BatchStory) -> None:
        """Use the markers of the classes."""
        experiment = story.narrator.walk.experiment
        labels = experiment.points.labels
        self._colors = [-1] if labels is None else [experiment.class_color(one) for one in sorted(set(labels.tolist()))]
        self.update()

    @Slot()
    def restyle(self) -> None:
        """Take fonts and colours from the theme again."""
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """One line."""
        return QSize(200, self._theme.line_px("s") + 10)

    def minimumSizeHint(self) -> QSize:
        """What does not fit is left out."""
        return QSize(80, self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw both kinds of markers with their words."""
        painter, x = QPainter(self), float(MARGIN)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(self._theme.font("xs"))
        metrics, middle = QFontMetricsF(painter.font()), self.height() / 2 + 3
        for words, strength in (("in this batch", 1.0), ("other samples", FAINT)):
            width = metrics.horizontalAdvance(words)
            if x + 12 * len(self._colors) + width > self.width() - 4:
                return
            painter.setOpacity(strength)
            for color in self._colors:
                marker.draw(painter, self._theme.palette, color, QPointF(x + 4, middle), 4.0)
                x += 12
            painter.setOpacity(1.0)
            painter.setPen(self._theme.palette.color("t2"))
            room = QRectF(x + 2, middle - 10, width + 2, 20)
            painter.drawText(room, int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter), words)
            x += width + 14


def _row(words: QWidget, note: QWidget) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setContentsMargins(MARGIN, 0, MARGIN, 0)
    row.setSpacing(8)
    row.addWidget(words)
    if isinstance(note, QLabel):
        note.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        row.addWidget(note, 1)
    else:
        row.addStretch(1)
        row.addWidget(note)
    return row
