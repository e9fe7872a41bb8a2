"""The columns beside the graph of a chain: sample, weight and settings at the left, loss and shares at the right."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from mlpviz.engine.number import count, power_of_ten, stepped
from mlpviz.engine.telling.chain_check import EXPONENTS
from mlpviz.views.controls import Combo, Elided, Segmented, label, rule
from mlpviz.views.controls.scroll import scrolling
from mlpviz.views.look.theme import Theme
from mlpviz.views.look.typeset import Typesetter
from mlpviz.views.look.writing import Piece, Writing
from mlpviz.views.walk.chain.share_bars import ShareBars
from mlpviz.views.walk.columns.curve import WalkCurve
from mlpviz.views.walk.columns.sample import DIGITS
from mlpviz.views.walk.columns.values import SampleValues
from mlpviz.views.walk.number_colors import faded, role_color
from mlpviz.views.walk.sentences import Prose, ProseLabel, spoken

if TYPE_CHECKING:
    from mlpviz.engine.telling.chain_story import ChainStory

MARGIN = 16


class WeightCard(QWidget):
    """The weight of the chain in an amber frame: its name, its value, and what it joins."""

    def __init__(self, theme: Theme, typesetter: Typesetter, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self._typesetter, self._writing = theme, typesetter, Writing(theme)
        self._story: ChainStory | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName("Weight")
        theme.changed.connect(self.restyle)

    def show_story(self, story: ChainStory) -> None:
        """Show another weight."""
        self._story = story
        where = spoken(story.where)
        self.setAccessibleDescription(f"{story.names.weight_text} = {stepped(story.value)}, {where}")
        self.restyle()

    @Slot()
    def restyle(self) -> None:
        """Take fonts and colours from the theme again."""
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """Two or three lines in a frame."""
        lines = 2 if self._tall else 1
        return QSize(200, lines * (self._theme.line_px("m") + self._theme.line_px("s")) + 28)

    @property
    def _tall(self) -> bool:
        """Whether name and value have a line each, because letters are large."""
        return self._theme.text_scale > 1.5

    def minimumSizeHint(self) -> QSize:
        """As high as it is."""
        return QSize(120, self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw frame, name, value and place."""
        if self._story is None:
            return
        painter, colors = QPainter(self), self._theme.palette
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        frame = QRectF(self.rect()).adjusted(MARGIN + 0.5, 0.5, -MARGIN - 0.5, -0.5)
        painter.setPen(QPen(colors.color("hl"), self._theme.line("control")))
        painter.setBrush(faded(colors.color("hl"), 0.14))
        painter.drawRoundedRect(frame, self._theme.radius("control"), self._theme.radius("control"))
        inner = frame.adjusted(10, 8, -10, -7)
        first = QRectF(inner.left(), inner.top(), inner.width(), self._theme.line_px("m") + 4)
        value = role_color(colors, "forward", self._story.value, False)
        px, left = float(round(self._theme.text_px("m") * 1.12)), Qt.AlignmentFlag.AlignLeft
        place = Qt.AlignmentFlag.AlignVCenter | left
        name = self._typesetter.draw(painter, self._story.names.weight, colors.color("t1"), px, first, place)
        if self._tall:
            first.translate(0, self._theme.line_px("m"))
        room = first.width() - (0 if self._tall else name.width() + 8)
        texts = [stepped(self._story.value, digits) for digits in (6, 4, 2)]
        text = next((one for one in texts if self._writing.width([Piece(one, value, strong=True)]) <= room), texts[-1])
        self._writing.draw(painter, [Piece(text, value, strong=True)], first, "m", Qt.AlignmentFlag.AlignRight)
        prose = Prose(self._typesetter, self._story.where, self._theme.font("s"))
        below = QRectF(inner.left(), first.bottom() + 2, inner.width(), self._theme.line_px("s"))
        prose.paint(painter, below, colors.color("t2"), self._theme.line_px("s"), left)


class WeightColumn(QWidget):
    """Left of the graph: the sample, the weight, the number of its paths, ε and the digits."""

    epsilon_chosen = Signal(int)
    digits_chosen = Signal(int)

    def __init__(self, theme: Theme, typesetter: Typesetter, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setProperty("surface", "panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Expanding)
        self.setAccessibleName("Weight of the chain")
        self._sample, self._weight = QWidget(), QWidget()
        self._which, self._paths = label("", "secondary"), label("", "number")
        self._hint, self._epsilon_label = label("click an edge", "label"), Elided("Difference ε")
        self.values, self.card = SampleValues(theme), WeightCard(theme, typesetter)
        self.epsilon = Combo()
        for exponent in EXPONENTS:
            self.epsilon.addItem(power_of_ten(exponent), exponent)
        self.epsilon.setAccessibleName("Difference ε")
        self.epsilon.setToolTip("How far the weight is moved each way. A small ε shows where rounding begins.")
        self.epsilon.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.digits = Segmented(theme, DIGITS, tips=[f"Numbers with {digits} decimals" for _, digits in DIGITS])
        self.digits.setAccessibleName("Digits")
        self.digits.choose("9")
        self._about = label("", "label")
        self._about.setWordWrap(True)
        self._build()
        self.epsilon.activated.connect(self._choose_epsilon)
        self.digits.chosen.connect(self._choose_digits)

    def show_story(self, story: ChainStory) -> None:
        """Show another chain."""
        samples = story.narrator.operations.samples
        self._which.setText(f"{count(story.sample + 1)} of {count(samples)}")
        self.values.show_walk(story.narrator, story.narrator.operations)
        self.values.show_index(story.operation)
        self.card.show_story(story)
        self._paths.setText(count(story.chain.count))
        self._about.setText(story.words.about())

    def show_epsilon(self, exponent: int) -> None:
        """Show which step ε is used, without a signal."""
        self.epsilon.setCurrentIndex(EXPONENTS.index(exponent))

    def set_digits(self, digits: int) -> None:
        """Show so many decimals, without a signal."""
        self.digits.choose(str(digits))
        self.values.set_digits(digits)

    def sizeHint(self) -> QSize:
        """As wide as the design says."""
        return QSize(self._theme.px("sample_column"), 512)

    def minimumSizeHint(self) -> QSize:
        """What does not fit is scrolled to."""
        return QSize(190, 120)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Say less where the column is narrow."""
        self._hint.setVisible(self.width() >= 220 * self._theme.text_scale)

    @Slot(int)
    def _choose_epsilon(self, row: int) -> None:
        self.epsilon_chosen.emit(int(self.epsilon.itemData(row)))

    @Slot(str)
    def _choose_digits(self, digits: str) -> None:
        self.digits_chosen.emit(int(digits))

    def _build(self) -> None:
        inside = QWidget()
        inside.setProperty("scrolled", True)
        self._column = QVBoxLayout(inside)
        self._column.setContentsMargins(0, 14, 0, 12)
        self._column.setSpacing(10)
        sample = _section(self._sample, label("Sample", "title"), self._which)
        sample.addWidget(self.values)
        weight = _section(self._weight, label("Weight", "title"), self._hint)
        weight.addWidget(self.card)
        weight.addSpacing(8)
        weight.addLayout(_row(Elided("Paths to the loss"), self._paths))
        weight.addLayout(_row(self._epsilon_label, self.epsilon))
        weight.addLayout(_row(Elided("Digits"), self.digits))
        text = QHBoxLayout()
        text.setContentsMargins(MARGIN, 8, MARGIN, 0)
        text.addWidget(self._about)
        weight.addLayout(text)
        for part in (self._sample, rule(), self._weight):
            self._column.addWidget(part)
        self._column.addStretch(1)
        _fill(self, inside)

    def set_low(self, low: bool) -> None:
        """Where the window is low, what is scrolled to is the sample and not the weight."""
        first, last = (self._weight, self._sample) if low else (self._sample, self._weight)
        self._column.insertWidget(0, first)
        self._column.insertWidget(2, last)


class SharesColumn(QWidget):
    """Right of the graph: the loss along the weight, and how the paths share the gradient."""

    def __init__(self, theme: Theme, typesetter: Typesetter, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setProperty("surface", "panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Expanding)
        self.setAccessibleName("Shares of the paths")
        self._title = ProseLabel(theme, typesetter, "m", weight=600, bold_math=False)
        self._others = label("all other weights fixed", "label")
        self._of_all = label("of all pull, whatever its sign", "label")
        self.curve, self.bars = WalkCurve(theme), ShareBars(theme)
        self.curve.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Ignored)
        self._pull, self._why = ProseLabel(theme, typesetter, "s", weight=600), ProseLabel(theme, typesetter, "s", "t2")
        self._build()

    def show_story(self, story: ChainStory, alone: int) -> None:
        """Show another chain, or one of its paths alone."""
        self._title.show_text(story.curve.title if story.curve is not None else "Loss along a weight")
        self.curve.show_curve(story.curve, "This bias does not learn.")
        self.bars.show_story(story, alone)
        short, why = story.words.pull()
        self._pull.show_text(short)
        self._why.show_text(why)

    def pull(self) -> str:
        """How the paths pull, in words."""
        return f"{self._pull.text()} {self._why.text()}"

    def sizeHint(self) -> QSize:
        """As wide as the design says."""
        return QSize(self._theme.px("diagnostics_column"), 512)

    def minimumSizeHint(self) -> QSize:
        """What does not fit is scrolled to."""
        return QSize(240, 160)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Say less where the column is narrow."""
        wide = self.width() >= 320 * self._theme.text_scale
        self._others.setVisible(wide)
        self._of_all.setVisible(wide)

    def _build(self) -> None:
        inside = QWidget()
        inside.setProperty("scrolled", True)
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, 0, 12)
        column.setSpacing(0)
        column.addLayout(_head(self._title, self._others))
        curve = QHBoxLayout()
        curve.setContentsMargins(12, 0, 16, 8)
        curve.addWidget(self.curve)
        column.addLayout(curve, 1)
        column.addWidget(rule())
        column.addLayout(_head(label("Share of each path", "title"), self._of_all))
        column.addWidget(self.bars)
        for text in (self._pull, self._why):
            line = QHBoxLayout()
            line.setContentsMargins(MARGIN, 4 if text is self._pull else 0, MARGIN, 0)
            line.addWidget(text)
            column.addLayout(line)
        _fill(self, inside)


def _fill(widget: QWidget, inside: QWidget) -> None:
    outer = QVBoxLayout(widget)
    outer.setContentsMargins(0, 0, 0, 0)
    outer.addWidget(scrolling(inside))


def _section(widget: QWidget, title: QLabel, note: QLabel) -> QVBoxLayout:
    widget.setProperty("scrolled", True)
    column = QVBoxLayout(widget)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(0)
    column.addLayout(_row(title, note))
    column.addSpacing(6)
    return column


def _row(words: QLabel, control: QWidget) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setContentsMargins(MARGIN, 2, MARGIN, 2)
    row.addWidget(words, 1)
    row.addWidget(control)
    return row


def _head(title: QWidget, note: QWidget) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setContentsMargins(MARGIN, 14, MARGIN, 4)
    row.setSpacing(8)
    row.addWidget(title)
    row.addStretch(1)
    row.addWidget(note)
    return row
