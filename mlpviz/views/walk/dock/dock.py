"""The step dock: steps, equation and code of one walk side by side, and the strip of operations under them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, get_args

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QStackedWidget, QWidget

from mlpviz.engine import number
from mlpviz.engine.telling.operations import Kind
from mlpviz.views.look.announce import announce
from mlpviz.views.look.theme import Theme
from mlpviz.views.look.typeset import Typesetter
from mlpviz.views.walk.dock.code import WalkCode
from mlpviz.views.walk.dock.equation import WalkEquation
from mlpviz.views.walk.dock.frame import DockFrame
from mlpviz.views.walk.dock.phase_list import PhaseList
from mlpviz.views.walk.dock.phase_panel import PhasePanel
from mlpviz.views.walk.dock.scrubber import Strip, StripPart
from mlpviz.views.walk.dock.walk_buttons import ButtonWords
from mlpviz.views.walk.sentences import bold_of, spoken

if TYPE_CHECKING:
    from mlpviz.engine.telling.narration import Mark, Narrator
    from mlpviz.engine.telling.operations import Operations, Phase

KEEP = "Keep update"
WORDS = ButtonWords(
    "operation", "Phase", "On to the next phase (Shift+→)", "Sample", "On to the next sample (Ctrl+→)", KEEP, "check",
    "Make this update part of the training (Enter)")
PHASE_WORDS = replace(WORDS, step="phase")
WHOLE = "Next does a whole phase here."
IN_UPDATE = "The update is the last phase of the batch."
CHAIN_SHOWS = "Predict this number first: its chain would show it."
CONTEXT = "step dock"
"""Where the commands of this dock act."""


class WalkDock(DockFrame):
    """Shows one operation of a walk in steps, symbols, numbers and source, and asks for others."""

    phase_requested = Signal()
    sample_requested = Signal()
    keep_requested = Signal()
    hovered = Signal(object)
    answered = Signal(str)
    """The sign or the value of a hidden result, as it was typed."""
    show_requested = Signal()
    """The hidden result, without a prediction."""
    chain_requested = Signal()
    """The whole chain of the edge pointed at, or of the weight that this operation is about."""
    operation_requested = Signal(int)
    """An operation of the phase, to be seen alone."""
    deeper_requested = Signal()
    shallower_requested = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, WORDS, CONTEXT, 1 / 3, parent)
        self._typesetter = Typesetter(theme)
        self._narrator: Narrator | None = None
        self._operations: Operations | None = None
        self._index = 0
        self._at_end = self.asking = False
        """Whether this is the last operation and its result is known; whether its result is to be predicted."""
        self._digits = 9
        self._by_phase = False
        self._lines: dict[str, dict[int, list[tuple[Kind, int]]]] = {}
        self.steps = PhaseList(theme, self._typesetter, self)
        self.equation = WalkEquation(theme, self._typesetter, self)
        self.phase = PhasePanel(theme, self._typesetter, self)
        self._middle = QStackedWidget(self)
        self._middle.addWidget(self.equation)
        self._middle.addWidget(self.phase)
        self.code = WalkCode(theme, self)
        self.setAccessibleName("Step through backprop")
        self.lay_out(self.steps, self._middle, self.code)
        self.menu_of = self.equation
        self._connect()

    def _connect(self) -> None:
        self.buttons.part_requested.connect(self.phase_requested)
        self.buttons.other_requested.connect(self.sample_requested)
        self.buttons.end_requested.connect(self.keep_requested)
        self.steps.index_requested.connect(self.index_requested)
        self.equation.hovered.connect(self.hovered)
        self.phase.hovered.connect(self.hovered)
        self.phase.index_requested.connect(self.operation_requested)
        self.scrubber.index_requested.disconnect(self.index_requested)
        self.scrubber.index_requested.connect(self._ask_for_cell)
        self.equation.chain_requested.connect(self.chain_requested)
        self.equation.answered.connect(self.answered)
        self.equation.show_requested.connect(self.show_requested)
        self.code.line_requested.connect(self._go_to_line)

    # showing

    def show_walk(self, narrator: Narrator, operations: Operations) -> None:
        """Begin another walk; `show_index` follows."""
        self._narrator, self._operations, self._lines = narrator, operations, {}
        self.steps.show_walk(narrator, operations)

    def show_by_phase(self, by_phase: bool) -> None:
        """Show whole phases, or one operation at a time; `show_index` follows."""
        self._by_phase = by_phase
        self.buttons.set_words(PHASE_WORDS if by_phase else WORDS)
        self.steps.set_folded(by_phase)
        self._middle.setCurrentWidget(self.phase if by_phase else self.equation)

    def show_index(self, index: int) -> None:
        """Show operation `index` of the walk, or the phase that it is in."""
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
        self._at_end, self.asking = index == count - 1 and not told.hidden, told.hidden
        further, only = IN_UPDATE if in_update else "", self._operations.samples == 1
        at_start = index < self._operations.phase_of(0).count if self._by_phase else index == 0
        self.buttons.show_place(at_start=at_start, at_end=self._at_end, no_other=further,
                                no_part=further or (WHOLE if self._by_phase else ""),
                                other_tip="On to the update (Ctrl+→)" if only else "")
        self.steps.show_index(index)
        if self._by_phase:
            self._show_phase(index)
            self.code.show_told(told, told.backward and not in_update, set(self._doers(told.source.path)))
            return
        self.equation.show_told(told, index, count, updating=in_update)
        about_one = self._operations[index].kind in ("weight_gradient", "bias_gradient")
        self.equation.offer_chain(about_one and not told.hidden)
        if told.hidden:
            self.setFocusProxy(self.equation.terms().field)
            if focused:
                self.take_focus()
        self.code.show_told(told, told.backward and not in_update, set(self._doers(told.source.path)))
        self.scrubber.show_strip(self._strip(index), index)
        said = (spoken(told.verdict), spoken(told.sentence), f"{self.equation.spoken()}.")
        self.tell(f"Operation {index + 1} of {count}. {' '.join(filter(None, said))}")
        if index + 1 < count:
            curve = self._narrator.curve(index + 1)
            titles = [] if curve is None else [bold_of(curve.by)]
            self.equation.prepare(self._narrator.tell(index + 1, self._digits), self.steps.labels_to_come() + titles)

    def _show_phase(self, index: int) -> None:
        assert self._narrator is not None
        assert self._operations is not None
        from mlpviz.engine.telling.phase_story import PhaseStory

        story = PhaseStory(self._narrator, self._operations.phase_of(index))
        place, count = self._phase_number(index), self._phase_number(len(self._operations) - 1) + 1
        self.phase.show_story(story, place, count)
        self.scrubber.show_strip(self._strip_of_phases(index), place)
        self.tell(f"Phase {place + 1} of {count}. {story.sentence}")

    def show_hovered(self, mark: Mark | None) -> None:
        """Light the operands that stand for something hovered on the graph."""
        self.equation.show_hovered(mark)
        self.phase.show_hovered(mark)

    def set_digits(self, digits: int) -> None:
        """Show 4 or 9 decimals."""
        self._digits = digits
        self.equation.set_digits(digits)
        self.phase.set_digits(digits)
        self.code.set_digits(digits)
        self.show_index(self._index)

    def show_level(self, level: str) -> None:
        """Show "words" alone, "numbers" too, or the "code" beside them."""
        self.equation.show_numbers(level != "words")
        self.phase.show_numbers(level != "words")
        self.show_right(level == "code")

    def fit_low(self, low: bool) -> None:
        """Let the parts spare room where the window is low."""
        self.steps.set_low(low)
        self.equation.set_low(low)
        self.phase.set_low(low)
        self.code.set_low(low)

    def fit_width(self, narrow: bool) -> None:
        """Let the equation spare room at the sides where the window is narrow."""
        self.equation.set_narrow(narrow)
        self.phase.set_narrow(narrow)

    @property
    def digits(self) -> int:
        """How many decimals are shown."""
        return self._digits

    @property
    def may_play(self) -> bool:
        """Not past an open question either."""
        return super().may_play and not self.asking

    def insist(self, what: str) -> None:
        """Say what to do about an open question, and let it be answered."""
        self.equation.insist(what)
        self.take_focus()
        announce(self, what)

    # keys

    def obey(self, command: str, *, repeated: bool) -> None:
        """Step as a command of the dock says."""
        if command == "walk_enter" and self._at_end:
            # Held down to walk to the end, Enter must not keep the update by accident.
            if not repeated:
                self.keep_requested.emit()
        elif command in ("walk_lines", "walk_lines_back"):
            self.phase.lines.scroll_pages(1 if command == "walk_lines" else -1)
        elif command == "walk_chain" and self.asking:
            self.insist(CHAIN_SHOWS)
        elif command in ("walk_next", "walk_enter"):
            if not self._at_end:
                self.next_requested.emit()
        else:
            {
                "walk_first": self.first_requested, "walk_last": self.last_requested,
                "walk_back": self.back_requested, "walk_phase": self.phase_requested,
                "walk_sample": self.sample_requested, "walk_leave": self.leave_requested,
                "walk_chain": self.chain_requested, "walk_show": self.show_requested,
                "walk_deeper": self.deeper_requested, "walk_shallower": self.shallower_requested,
            }[command].emit()  # fmt: skip

    # strip

    def _strip(self, index: int) -> Strip:
        """The phases of the sample on screen, and the update."""
        assert self._narrator is not None
        assert self._operations is not None
        operations, sample = self._operations, self._operations.sample_of(index)
        samples, many = number.count(operations.samples), operations.samples > 1
        epoch, of = f"epoch {number.count(self._narrator.walk.before.epoch)}", f" of {samples}" if many else ""
        update = f"{epoch}, update from {samples} samples" if many else f"{epoch}, update"
        place = update if sample < 0 else f"{epoch}, sample {number.count(sample + 1)}{of}"
        parts = tuple(StripPart(phase.short, _letters(phase), phase.start, phase.count)
                      for phase in operations.phases(sample))
        longest = max(update, f"{epoch}, sample {samples}{of}", key=len)
        return Strip("This step", place, parts, len(operations), "operation", self._told, longest)

    def _strip_of_phases(self, index: int) -> Strip:
        """The phases of the sample on screen, and the update, as a cell each."""
        assert self._operations is not None
        strip, sample = self._strip(index), max(0, self._operations.sample_of(index))
        each = self._operations.phases(0)[:-1]
        parts = []
        for at, phase in enumerate(self._operations.phases(sample)):
            start = sample * len(each) + at if phase.sample >= 0 else self._operations.samples * len(each)
            parts.append(StripPart(phase.short, _letters(phase), start, 1))
        return replace(strip, parts=tuple(parts), total=self._operations.samples * len(each) + 1, step="phase",
                       told=self._told_phase)

    def _phase_number(self, index: int) -> int:
        """The place among all phases of the phase of an operation."""
        assert self._operations is not None
        sample, phase = self._operations.sample_of(index), self._operations.phase_of(index)
        phases = self._operations.phases(sample)
        each = len(phases) - 1
        return self._operations.samples * each if sample < 0 else sample * each + phases.index(phase)

    def _phase_start(self, number_of: int) -> int:
        """The first operation of a phase by its place among all phases."""
        assert self._operations is not None
        sample, at = divmod(number_of, len(self._operations.phases(0)) - 1)
        return self._operations.phases(min(sample, self._operations.samples - 1))[
            at if sample < self._operations.samples else -1].start

    def _told_phase(self, number_of: int) -> str:
        assert self._operations is not None
        return self._operations.phase_of(self._phase_start(number_of)).title

    @Slot(int)
    def _ask_for_cell(self, at: int) -> None:
        self.index_requested.emit(self._phase_start(at) if self._by_phase else at)

    def _told(self, index: int) -> str:
        assert self._operations is not None
        return f"{self._operations.phase_of(index).title}, operation {number.count(index + 1)}"

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


def _letters(phase: Phase) -> str:
    """"Backward 2" as "B2", where a phase is narrow."""
    return phase.short[0] + (str(phase.layer) if phase.layer else "")
