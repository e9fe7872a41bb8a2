"""The dock of a chain: its steps, the factors of every path, the check beside them, and the strip of steps below."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from mlpviz.engine.number import count
from mlpviz.engine.telling.naming import plain_of
from mlpviz.views.controls.label import label, rule
from mlpviz.views.controls.scroll import scrolling
from mlpviz.views.look.theme import Theme
from mlpviz.views.look.typeset import Typesetter
from mlpviz.views.walk.chain.check_panel import CheckPanel
from mlpviz.views.walk.chain.factor_table import FactorTable
from mlpviz.views.walk.dock.frame import WIDE, DockFrame
from mlpviz.views.walk.dock.scrubber import Strip, StripPart
from mlpviz.views.walk.dock.step_list import Group, StepList, unfolded
from mlpviz.views.walk.dock.walk_buttons import ButtonWords
from mlpviz.views.walk.sentences import ProseLabel, spoken

if TYPE_CHECKING:
    from mlpviz.engine.telling.chain_story import ChainStory

WORDS = ButtonWords(
    "factor", "Path", "On to the next path (Shift+→)", "Weight", "The next weight (Ctrl+→)", "Replay", "reset",
    "Walk this chain factor by factor, from the loss (→ or Enter)")
HEADING = "Backward · chain rule, all the way"
WHOLE = "This is the whole chain."
CONTEXT = "chain"
"""Where the commands of this dock act."""


class ChainDock(DockFrame):
    """Shows one step of a chain, and asks for others."""

    path_requested = Signal()
    weight_requested = Signal()
    previous_weight_requested = Signal()
    path_chosen = Signal(int)

    def __init__(self, theme: Theme, typesetter: Typesetter, parent: QWidget | None = None) -> None:
        super().__init__(theme, WORDS, CONTEXT, 0.3, parent)
        self._story: ChainStory | None = None
        self._index = 0
        self.steps = StepList(theme, typesetter)
        self.table, self.check = FactorTable(theme, typesetter), CheckPanel(theme, typesetter)
        self._heading, self._place = ProseLabel(theme, typesetter, "s", "t2"), label("", "label")
        self._question = ProseLabel(theme, typesetter, "value", "t1", weight=600, bold_math=False)
        self._sentence = ProseLabel(theme, typesetter, "s", "t1")
        self.setAccessibleName("Chain of a weight")
        self._inside = self._built()
        self.lay_out(self.steps, self._inside, scrolling(self.check))
        self._connect()

    # showing

    def show_story(self, story: ChainStory) -> None:
        """Begin another chain; `show_step` follows."""
        self._story = story
        self._question.show_text(story.question)

    def show_step(self, story: ChainStory, index: int, alone: int) -> None:
        """Show a step of a chain, with all paths (−1) or one alone."""
        self._index, total = index, len(story.steps)
        self._heading.show_text(HEADING)
        self._place.setText(f"step {count(index + 1)} of {count(total)}")
        at_end = index == total - 1
        self.buttons.show_place(at_start=index == 0, at_end=at_end, no_part=WHOLE if at_end else "")
        self.steps.show_lines(unfolded(_groups(story), index, _StepTitle(story)))
        self.table.show_step(story, index, alone)
        said = story.words.said(story.steps[index])
        self._sentence.show_text(said)
        self.scrubber.show_strip(_strip(story), index)
        self.tell(f"Step {index + 1} of {total}. {spoken(said)}")
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

    def fit_low(self, low: bool) -> None:
        """Let the parts spare room where the window is low."""
        self.steps.set_low(low)
        self.check.set_low(low)

    def fit_width(self, narrow: bool) -> None:
        """Share the height anew: words need more lines in a narrow window."""
        self._fit()

    def sentence(self) -> str:
        """What is said about this step."""
        return self._sentence.text()

    # looking

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Share width and height anew."""
        super().resizeEvent(event)
        self._fit()

    @Slot()
    def _fit(self) -> None:
        """Give the table what the words leave."""
        margins, low = self._middle.contentsMargins(), self.low
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

    def _built(self) -> QWidget:
        inside = QWidget()
        self._middle = QVBoxLayout(inside)
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
        return inside

    def _connect(self) -> None:
        self.buttons.part_requested.connect(self.path_requested)
        self.buttons.other_requested.connect(self.weight_requested)
        self.buttons.end_requested.connect(self.first_requested)
        self.steps.step_requested.connect(self.index_requested)
        self.table.path_requested.connect(self.path_chosen)

    @Slot()
    def _go_on(self) -> None:
        """On to the next step; from the last one, walk the chain from the loss."""
        at_end = self._story is not None and self._index == len(self._story.steps) - 1
        (self.first_requested if at_end else self.next_requested).emit()

    # keys

    def obey(self, command: str, *, repeated: bool) -> None:
        """Move as a command of the dock says."""
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


def _groups(story: ChainStory) -> list[Group]:
    return [Group(story.names.part(part), part.start, part.count) for part in story.steps.parts]


def _strip(story: ChainStory) -> Strip:
    place = f"operation {count(story.operation + 1)}, sample {count(story.sample + 1)}"
    parts = []
    for part in story.steps.parts:
        title = story.names.short_part(part)
        letter = title.rpartition(" ")[2] if part.part == "path" else ""  # alone where a path is narrow
        parts.append(StripPart(title, letter, part.start, part.count))
    return Strip("This chain", place, tuple(parts), len(story.steps), "step", _Told(story))


class _StepTitle:
    """Names the steps of a chain."""

    def __init__(self, story: ChainStory) -> None:
        self._story = story

    def __call__(self, index: int) -> str:
        return self._story.names.step(self._story.steps[index])


class _Told(_StepTitle):
    """Tells the steps of a chain in plain text, each with its group."""

    def __call__(self, index: int) -> str:
        part = self._story.names.short_part(self._story.steps.part_of(index))
        return f"{part}: {plain_of(super().__call__(index).strip('$'))}"
