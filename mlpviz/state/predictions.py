"""What the learner predicted of a walk: which result is still to be predicted, and how the others came out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

if TYPE_CHECKING:
    from mlpviz.engine.telling.narrator import Narrator
    from mlpviz.engine.telling.operations import Operation
    from mlpviz.engine.telling.prediction import Guess, Outcome
    from mlpviz.engine.telling.veil import VeiledNarrator

ANSWER_FIRST = "Type the sign or the value first. Next once more goes on without."


class Predictions(QObject):
    """Asks for the sign or the value of every result before it is shown, if it is switched on."""

    changed = Signal()
    """A result was predicted or shown, or asking was switched on or off."""
    insisted = Signal(str)
    """The question stays open: what to do about it, in a sentence."""

    def __init__(self, parent: QObject | None = None) -> None:
        """Ask nothing."""
        super().__init__(parent)
        self._on = self._paused = False
        self._narrator: VeiledNarrator | None = None
        self._answers: dict[tuple[Operation, float], tuple[Guess | None, Outcome]] = {}
        self._insisted_at = -1
        self._keys: dict[int, tuple[Operation, float]] = {}

    @property
    def on(self) -> bool:
        """Whether results are to be predicted."""
        return self._on

    @property
    def count(self) -> str:
        """How many predictions were right: "7 of 9 right, 5 signs"; "" before the first."""
        if not self._answers:
            return ""
        from mlpviz.engine.telling.prediction import count_line  # a part of the engine that a window opens without

        return count_line([outcome for _, outcome in self._answers.values()])

    @property
    def narrator(self) -> VeiledNarrator:
        """What is told on screen; RuntimeError if no walk is open."""
        if self._narrator is None:
            raise RuntimeError("no walk is open; call begin first.")
        return self._narrator

    def set_on(self, on: bool) -> None:
        """Ask from now on, with a new count, or no longer."""
        if on != self._on:
            self._on = on
            if on:
                self._answers = {}
            self._insisted_at = -1
            self.changed.emit()

    def pause(self, paused: bool) -> None:
        """Ask nothing for a while, as where whole phases are looked at."""
        self._paused = paused

    def begin(self, whole: Narrator) -> VeiledNarrator:
        """Take up a walk; what is told of it on screen keeps back what is still to be predicted.

        A result that was answered before, as in the same walk with another learning rate, stays answered.
        """
        from mlpviz.engine.telling.veil import VeiledNarrator  # slow to import, and not needed to open a window

        self._narrator = VeiledNarrator(whole, self._hides, self._verdict)
        self._insisted_at, self._keys = -1, {}
        return self._narrator

    def end(self) -> None:
        """The walk was left."""
        self._narrator = None

    def is_open(self, index: int) -> bool:
        """Whether the result of an operation is still to be predicted."""
        return self._narrator is not None and self._narrator.is_open(index)

    def answer(self, index: int, text: str) -> None:
        """Take the sign or the value that was typed; what cannot be read leaves the question open."""
        if self._narrator is None or not self.is_open(index):
            return
        from mlpviz.engine.telling.prediction import read_guess

        question = self._narrator.question(index)
        try:
            guess = read_guess(text)
            question.check(guess)
        except ValueError as problem:
            self.insisted.emit(str(problem))
            return
        self._note(index, guess)
        self.changed.emit()

    def show(self, index: int) -> None:
        """Show a result that was not predicted."""
        if self.is_open(index):
            self._note(index, None)
            self.changed.emit()

    def lets_go(self, index: int) -> bool:
        """Whether to go on from an operation: an open question is asked for once, and then passed over."""
        if not self.is_open(index):
            return True
        if self._insisted_at != index:
            self._insisted_at = index
            self.insisted.emit(ANSWER_FIRST)
            return False
        self._note(index, None)
        self._insisted_at = -1
        return True

    def _note(self, index: int, guess: Guess | None) -> None:
        assert self._narrator is not None
        self._answers[self._key(index)] = guess, self._narrator.question(index).outcome(guess)

    def _hides(self, index: int) -> bool:
        return self._on and not self._paused and self._key(index) not in self._answers

    def _verdict(self, index: int, digits: int) -> str:
        found = self._answers.get(self._key(index)) if self._on and self._narrator is not None else None
        return self._narrator.question(index).say(found[0], digits) if found and self._narrator else ""

    def _key(self, index: int) -> tuple[Operation, float]:
        """What an answer belongs to: the operation and its result."""
        if index not in self._keys:  # every view asks
            assert self._narrator is not None
            self._keys[index] = self._narrator.operations[index], self._narrator.whole.tell(index).result
        return self._keys[index]
