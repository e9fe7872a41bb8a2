"""The dock of a chain: its steps, the factors of every path, the check beside them, and the strip of steps below."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from mlpviz.engine.number import count
from mlpviz.views.controls.label import label, rule
from mlpviz.views.controls.scroll import scrolling
from mlpviz.views.look.theme import Theme
from mlpviz.views.look.typeset import Typesetter
from mlpviz.views.walk.chain.chain_buttons import ChainButtons
from mlpviz.views.walk.chain.chain_scrubber import ChainScrubber
from mlpviz.views.walk.chain.check_panel import CheckPanel
from mlpviz.views.walk.chain.factor_table import FactorTable
from mlpviz.views.walk.chain.step_list import ChainStepList
from mlpviz.views.walk.dock_keys import DockKeys
from mlpviz.views.walk.sentences import ProseLabel, spoken

if TYPE_CHECKING:
    from mlpviz.engine.telling.chain_story import ChainStory

LOW, EDGE = 216, 2
"""Height of the three parts in a low window, and of the amber edge."""
WIDE = 1200
"""From this width on the columns have the widths of the design."""
HEADING = "Backward · chain rule, all the way"
CONTEXT = "chain"
"""Where the commands of this dock act."""


class ChainDock(QWidget):
    """Shows one step of a chain, and asks for others."""

    next_requested = Signal()
    back_requested = Signal()
    first_requested = Signal()
    last_requested = Signal()
    path_requested = Signal()
    weight_requested = Signal()
    previous_weight_requested = Signal()
    leave_requested = Signal()
    step_requested = Signal(int)
    path_chosen = Signal(int)

    def __init__(self, theme: Theme, typesetter: Typesetter, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._story: ChainStory | None = None
        self._index = 0
        self._low: bool | None = None
        self.buttons, self.steps = ChainButtons(theme), ChainStepList(theme, typesetter)
        self.table, self.check = FactorTable(theme, typesetter), CheckPanel(theme, typesetter)
        self.scrubber = ChainScrubber(theme)
        self._heading, self._place = ProseLabel(theme, typesetter, "s", "t2"), label("", "label")
        self._question = ProseLabel(theme, typesetter, "value", "t1", weight=600, bold_math=False)
        self._sentence = ProseLabel(theme, typesetter, "s", "t1")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        # The amber edge shows which part has the keyboard.
        self.setProperty("focus_ring", False)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setAccessibleName("Chain of a weight")
        self._build()
        self._connect()
        theme.changed.connect(self.restyle)
        self.set_low(False)

    # showing

    def show_story(self, story: ChainStory) -> None:
        """Begin another chain; `show_step` follows."""
        self._story = story
        self._question.show_text(story.question)
        self.scrubber.show_story(story)

    def show_step(self, story: ChainStory, index: int, alone: int) -> None:
        """Show a step of a chain, with all paths (−1) or one alone."""
        self._index, total = index, len(story.steps)
        self._heading.show_text(HEADING)
        self._place.setText(f"step {count(index + 1)} of {count(total)}")
        self.buttons.show_place(at_start=index == 0, at_end=index == total - 1)
        self.steps.show_step(story, index)
        self.table.show_step(story, index, alone)
        said = story.words.said(story.steps[index])
        self._sentence.show_text(said)
        self.scrubber.show_index(index)
        self.setAccessibleDescription(f"Step {index + 1} of {total}. {spoken(said)}")
        self._fit()
        place = self.table.current()
        if place is not None:
            middle = place.center().toPoint()
            self._around.ensureVisible(middle.x(), middle.y(), round(place.width()), 12)

    def show_epsilon(self, story: ChainStory, exponent: int) -> None:
        """Show the check with the step ε = 10^exponent."""
        self.check.show_check(story, exponent)

    def set_digits(self, digits: int) -> None:
        """Show 4 or 9 decimals."""
        self.table.set_digits(digits)
        self.check.set_digits(digits)

    def set_low(self, low: bool) -> None:
        """Become lower, for a window below 800 px."""
        if low != self._low:
            self._low = low
            self.steps.set_low(low)
            self.check.set_low(low)
            self._left.setContentsMargins(0, 4 if low else 8, 0, 2)
            self._left.setSpacing(4 if low else 8)
            self.restyle()

    def sentence(self) -> str:
        """What is said about this step."""
        return self._sentence.text()

    def take_focus(self) -> None:
        """Let the keys of the dock act."""
        self.setFocus(Qt.FocusReason.OtherFocusReason)

    # looking

    @Slot()
    def restyle(self) -> None:
        """Take colours and sizes from the theme again."""
        grown = min(1.3, max(1.0, self._theme.text_scale))
        height = round((LOW if self._low else self._theme.px("step_dock")) * grown)
        self.setFixedHeight(height + self._theme.px("step_scrubber"))
        self._share_width()
        self.update()

    def sizeHint(self) -> QSize:
        """As wide as there is room, as high as the design says."""
        return QSize(960, self.height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Share the width anew."""
        self._share_width()
        super().resizeEvent(event)
        self._fit()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the ground and the amber edge that stands over everything that steps."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), self._theme.palette.color("panel"))
        painter.fillRect(QRectF(0, 0, self.width(), EDGE), self._theme.palette.color("hl"))

    def _share_width(self) -> None:
        grown = min(1.3, max(1.0, self._theme.text_scale))
        narrow = self.width() < WIDE
        self._steps.setFixedWidth(round((236 if narrow else 288) * grown))
        self._check.setFixedWidth(max(264, round(self.width() * (0.27 if narrow else 0.3))))
        self._fit()

    @Slot()
    def _fit(self) -> None:
        """Give the table what the words leave."""
        margins, low = self._middle.contentsMargins(), bool(self._low)
        side = 16 if self.width() < WIDE else 24
        self._middle.setContentsMargins(side, 6 if low else 12, side - 4, 4 if low else 8)
        width = self._inside.width() - margins.left() - margins.right()
        across = max(80, width)
        whole = self.height() - self.scrubber.height() - self._question.heightForWidth(across) - (34 if low else 46)
        least = 80 * max(1.0, self._theme.text_scale)
        free, said = whole - self._theme.line_px("s"), self._sentence.heightForWidth(across)
        headed = free - said >= least  # very large letters leave room for less
        free = free if headed else whole
        saying = free - said >= least
        for part in (self._heading, self._place):
            part.setVisible(headed)
        self._sentence.setVisible(saying)
        self.table.set_room(QSize(width, max(60, free - said if saying else free)))

    def _build(self) -> None:
        self._steps, self._inside = QWidget(), QWidget()
        self._left = QVBoxLayout(self._steps)
        self._left.addWidget(self.buttons)
        self._left.addWidget(self.steps, 1)
        self._middle = QVBoxLayout(self._inside)
        self._middle.setSpacing(0)
        top = QHBoxLayout()
        top.addWidget(self._heading, 1)
        self._place.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        top.addWidget(self._place, 0, Qt.AlignmentFlag.AlignTop)
        self._middle.addLayout(top)
        self._middle.addSpacing(4)
        self._middle.addWidget(self._question)
        self._middle.addSpacing(4)
        self._around = scrolling(_at_top(self.table), along=None)
        self._middle.addWidget(self._around, 1)
        self._middle.addWidget(rule())
        self._middle.addSpacing(5)
        self._middle.addWidget(self._sentence)
        self._check = scrolling(self.check)
        parts = QHBoxLayout()
        parts.setContentsMargins(0, EDGE, 0, 0)
        parts.setSpacing(0)
        for part, stretch in ((self._steps, 0), (rule(lying=False), 0), (self._inside, 1), (rule(lying=False), 0),
                              (self._check, 0)):  # fmt: skip
            parts.addWidget(part, stretch)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(parts, 1)
        column.addWidget(self.scrubber)

    def _connect(self) -> None:
        buttons = self.buttons
        buttons.first_requested.connect(self.first_requested)
        buttons.back_requested.connect(self.back_requested)
        buttons.next_requested.connect(self._go_on)
        buttons.path_requested.connect(self.path_requested)
        buttons.weight_requested.connect(self.weight_requested)
        self.steps.step_requested.connect(self.step_requested)
        self.scrubber.step_requested.connect(self.step_requested)
        self.table.path_requested.connect(self.path_chosen)
        self.keys = DockKeys(CONTEXT, self)
        self.keys.pressed.connect(self._obey)

    @Slot()
    def _go_on(self) -> None:
        """On to the next step; from the last one, walk the chain from the loss."""
        at_end = self._story is not None and self._index == len(self._story.steps) - 1
        (self.first_requested if at_end else self.next_requested).emit()

    # keys

    def take_key(self, event: QKeyEvent) -> bool:
        """Move by a key if it is one of the dock's; also for those that reached nobody else."""
        return self.keys.take(event)

    @Slot(str, bool)
    def _obey(self, command: str, repeated: bool) -> None:
        name, _, row = command.partition(":")
        at_end = self._story is not None and self._index == len(self._story.steps) - 1
        if name in ("chain_next", "chain_enter"):
            if not (repeated and at_end):  # held down to walk to the end, the key must not begin again
                self._go_on()
        elif name == "chain_path":
            self.path_chosen.emit(int(row) - 1)
        else:
            {
                "chain_first": self.first_requested, "chain_last": self.last_requested,
                "chain_back": self.back_requested, "chain_next_path": self.path_requested,
                "chain_weight": self.weight_requested, "chain_previous": self.previous_weight_requested,
                "chain_leave": self.leave_requested,
            }[name].emit()  # fmt: skip


def _at_top(widget: QWidget) -> QWidget:
    inside = QWidget()
    inside.setProperty("scrolled", True)
    column = QVBoxLayout(inside)
    column.setContentsMargins(0, 0, 0, 0)
    column.addWidget(widget, 0, Qt.AlignmentFlag.AlignLeft)
    column.addStretch(1)
    return inside
