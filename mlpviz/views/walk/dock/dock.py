"""The step dock: steps, equation and code of one walk side by side, and the strip of operations under them."""

from __future__ import annotations

from typing import TYPE_CHECKING, get_args

from PySide6.QtCore import QElapsedTimer, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QContextMenuEvent, QKeyEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from mlpviz.engine.telling.operations import Kind
from mlpviz.views.controls.label import rule
from mlpviz.views.look.theme import Theme
from mlpviz.views.walk.dock.code import WalkCode
from mlpviz.views.walk.dock.equation import WalkEquation
from mlpviz.views.walk.dock.phase_list import WalkSteps
from mlpviz.views.walk.dock.scrubber import WalkScrubber
from mlpviz.views.walk.dock_keys import DockKeys
from mlpviz.views.walk.sentences import spoken
from mlpviz.views.walk.typesetter import OneSizeTypesetter

if TYPE_CHECKING:
    from mlpviz.engine.telling.narration import Mark, Narrator
    from mlpviz.engine.telling.operations import Operations

LOW = 216
"""Height of the three parts in a low window."""
EDGE = 2
"""Height of the amber edge."""
BREATH_MS = 10
WIDE = 1200
"""From this width on the columns have the widths of the design."""

CONTEXT = "step dock"
"""Where the commands of this dock act."""


class WalkDock(QWidget):
    """Shows one operation of a walk in steps, symbols, numbers and source, and asks for others."""

    next_requested = Signal()
    back_requested = Signal()
    first_requested = Signal()
    last_requested = Signal()
    phase_requested = Signal()
    sample_requested = Signal()
    leave_requested = Signal()
    keep_requested = Signal()
    index_requested = Signal(int)
    hovered = Signal(object)
    answered = Signal(str)
    """The sign or the value of a hidden result, as it was typed."""
    show_requested = Signal()
    """The hidden result, without a prediction."""
    chain_requested = Signal()
    """The whole chain of the edge pointed at, or of the weight that this operation is about."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._typesetter = OneSizeTypesetter(theme)
        self._rested = QElapsedTimer()
        self._narrator: Narrator | None = None
        self._operations: Operations | None = None
        self._index = 0
        self._at_end = False
        self._digits = 9
        self._lines: dict[str, dict[int, list[tuple[Kind, int]]]] = {}
        self._low: bool | None = None
        self.steps = WalkSteps(theme, self._typesetter, self)
        self.equation = WalkEquation(theme, self._typesetter, self)
        self.code = WalkCode(theme, self)
        self.scrubber = WalkScrubber(theme, self)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        # The amber edge shows which part has the keyboard.
        self.setProperty("focus_ring", False)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setAccessibleName("Step through backprop")
        self._build()
        self._connect()
        theme.changed.connect(self.restyle)
        self.restyle()

    def _build(self) -> None:
        self._parts = QHBoxLayout()
        self._parts.setContentsMargins(0, EDGE, 0, 0)
        self._parts.setSpacing(0)
        self._parts.addWidget(self.steps)
        self._parts.addWidget(rule(lying=False))
        self._parts.addWidget(self.equation, 1)
        self._beside_code = rule(lying=False)
        self._parts.addWidget(self._beside_code)
        self._parts.addWidget(self.code)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(self._parts, 1)
        column.addWidget(self.scrubber)

    def _connect(self) -> None:
        buttons = self.steps.buttons
        buttons.first_requested.connect(self.first_requested)
        buttons.back_requested.connect(self.back_requested)
        buttons.next_requested.connect(self.next_requested)
        buttons.phase_requested.connect(self.phase_requested)
        buttons.sample_requested.connect(self.sample_requested)
        buttons.keep_requested.connect(self.keep_requested)
        self.steps.index_requested.connect(self.index_requested)
        self.scrubber.index_requested.connect(self.index_requested)
        self.equation.hovered.connect(self.hovered)
        self.equation.chain_requested.connect(self.chain_requested)
        self.equation.answered.connect(self.answered)
        self.equation.show_requested.connect(self.show_requested)
        self.code.line_requested.connect(self._go_to_line)
        self.keys = DockKeys(CONTEXT, self)
        self.keys.pressed.connect(self._obey)

    # showing

    def show_walk(self, narrator: Narrator, operations: Operations) -> None:
        """Begin another walk; `show_index` follows."""
        self._narrator, self._operations, self._lines = narrator, operations, {}
        self.steps.phases.show_walk(narrator, operations)
        self.scrubber.show_walk(operations, narrator.walk.before.epoch)

    def show_index(self, index: int) -> None:
        """Show operation `index` of the walk."""
        if self._narrator is None or self._operations is None:
            return
        self._index = index
        count = len(self._operations)
        told = self._narrator.tell(index, self._digits)
        focused = self.hasFocus()
        if focused and not told.hidden:
            self.setFocusProxy(None)  # type: ignore[arg-type]  # it takes None
            self.take_focus()  # before the field goes, and Qt chooses another place
        in_update = self._operations[index].move == "update"
        self._at_end = index == count - 1 and not told.hidden
        self.steps.buttons.show_place(
            at_start=index == 0, at_end=self._at_end, in_update=in_update, samples=self._operations.samples
        )
        self.steps.phases.show_index(index)
        self.equation.show_told(told, index, count, updating=in_update)
        about_one = self._operations[index].kind in ("weight_gradient", "bias_gradient")
        self.equation.offer_chain(about_one and not told.hidden)
        if told.hidden:
            self.setFocusProxy(self.equation.terms().field)
            if focused:
                self.take_focus()
        self.code.show_told(told, told.backward and not in_update, set(self._doers(told.source.path)))
        self.scrubber.show_index(index)
        said = f"{spoken(told.verdict)} {told.sentence}".strip()
        self.setAccessibleDescription(f"Operation {index + 1} of {count}. {said}")
        if index + 1 < count:
            self.equation.prepare(self._narrator.tell(index + 1, self._digits))

    def show_hovered(self, mark: Mark | None) -> None:
        """Light the operands that stand for something hovered on the graph."""
        self.equation.show_hovered(mark)

    def set_digits(self, digits: int) -> None:
        """Show 4 or 9 decimals."""
        self._digits = digits
        self.equation.set_digits(digits)
        self.code.set_digits(digits)
        self.show_index(self._index)

    def show_level(self, level: str) -> None:
        """Show "words" alone, "numbers" too, or the "code" beside them."""
        self.equation.show_numbers(level != "words")
        self.code.setVisible(level == "code")
        self._beside_code.setVisible(level == "code")

    def set_low(self, low: bool) -> None:
        """Become lower, for a window below 800 px."""
        if low != self._low:
            self._low = low
            self.steps.set_low(low)
            self.equation.set_low(low)
            self.code.set_low(low)
            self.restyle()

    @property
    def digits(self) -> int:
        """How many decimals are shown."""
        return self._digits

    def insist(self, what: str) -> None:
        """Say what to do about an open question, and let it be answered."""
        self.equation.insist(what)
        self.equation.terms().field.setFocus(Qt.FocusReason.OtherFocusReason)

    def take_focus(self) -> None:
        """Let the keys of the dock act; what is typed goes to the field of an open question."""
        self.setFocus(Qt.FocusReason.OtherFocusReason)

    # looking

    @Slot()
    def restyle(self) -> None:
        """Take colours and sizes from the theme again."""
        grown = min(1.3, max(1.0, self._theme.text_scale))
        height = round((LOW if self._low else self._theme.px("step_dock")) * grown)
        self.setFixedHeight(height + self._theme.px("step_scrubber"))
        self.scrubber.setFixedHeight(self._theme.px("step_scrubber"))
        self._share_width()
        self.update()

    def sizeHint(self) -> QSize:
        """As wide as there is room, as high as the design says."""
        return QSize(960, self.height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._share_width()
        super().resizeEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the ground and the amber edge that stands over everything that steps."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), self._theme.palette.color("panel"))
        painter.fillRect(QRectF(0, 0, self.width(), EDGE), self._theme.palette.color("hl"))

    def _share_width(self) -> None:
        grown = min(1.3, max(1.0, self._theme.text_scale))
        narrow = self.width() < WIDE
        steps = round((236 if narrow else 288) * grown)
        code = max(264, round(self.width() * 0.27)) if narrow else round(self.width() / 3)
        self.equation.set_narrow(narrow)
        self.steps.setFixedWidth(steps)
        self.code.setFixedWidth(code)

    # keys

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """The key for menus opens the menu of the operation."""
        if event.reason() == QContextMenuEvent.Reason.Keyboard:
            self.equation.popup()
        else:
            super().contextMenuEvent(event)

    def take_key(self, event: QKeyEvent) -> bool:
        """Step by a key if it is one of the dock's; also for those that reached nobody else."""
        return self.keys.take(event)

    @Slot(str, bool)
    def _obey(self, command: str, repeated: bool) -> None:
        # Repeats of a held key that waited while a step was drawn would run on after the key is let go.
        if repeated and self._rested.isValid() and self._rested.elapsed() < BREATH_MS:
            return
        if command == "walk_enter" and self._at_end:
            # Held down to walk to the end, Enter must not keep the update by accident.
            if not repeated:
                self.keep_requested.emit()
        elif command in ("walk_next", "walk_enter"):
            if not self._at_end:
                self.next_requested.emit()
        else:
            {
                "walk_first": self.first_requested, "walk_last": self.last_requested,
                "walk_back": self.back_requested, "walk_phase": self.phase_requested,
                "walk_sample": self.sample_requested, "walk_leave": self.leave_requested,
                "walk_chain": self.chain_requested, "walk_show": self.show_requested,
            }[command].emit()  # fmt: skip
        self._rested.start()

    # code

    @Slot(int)
    def _go_to_line(self, line: int) -> None:
        """Ask for the first operation that this line does: in the present phase if it can be, else in the sample."""
        if self._narrator is None or self._operations is None:
            return
        path, sample = self._narrator.source(self._index).path, self._operations.sample_of(self._index)
        found = [self._first(kind, layer, sample) for kind, layer in self._doers(path).get(line, [])]
        indices = sorted(index for index in found if index is not None)
        here = [index for index in indices if index in self._operations.phase_of(self._index)]
        if indices:
            self.index_requested.emit((here or indices)[0])

    def _doers(self, path: str) -> dict[int, list[tuple[Kind, int]]]:
        """Which kinds of operation, on which layers, each line of a file does."""
        if not self._lines and self._narrator is not None and self._operations is not None:
            layers = range(len(self._narrator.walk.experiment.network.layers) + 1)
            for kind, layer in ((kind, layer) for kind in get_args(Kind) for layer in layers):
                index = self._first(kind, layer, 0)
                if index is not None:
                    source = self._narrator.source(index)
                    self._lines.setdefault(source.path, {}).setdefault(source.current, []).append((kind, layer))
        return self._lines.get(path, {})

    def _first(self, kind: Kind, layer: int, sample: int) -> int | None:
        assert self._operations is not None
        at = sample if sample >= 0 else self._operations.samples - 1
        return self._operations.index_of(kind, layer, sample=at)
