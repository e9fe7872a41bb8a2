"""A function of the learner's own while it is written: what is typed is drawn at once, checked, and kept on request."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal, Slot

from mlpviz.engine.functions.slope_check import check_slope
from mlpviz.nn.activations import Formula
from mlpviz.views.activations.formula_bar import FormulaBar
from mlpviz.workspaces.activations import sentences
from mlpviz.workspaces.activations.selecting import Selecting

FIRST_WORDS = "Type a function of z, such as z * sigmoid(z). Its slope is worked out exactly and checked."


class WritingOwn(QObject):
    """Opens the line for a formula; `changed` comes when another formula is to be drawn, or none any more."""

    changed = Signal()

    def __init__(self, bar: FormulaBar, selecting: Selecting, parent: QObject | None = None) -> None:
        """Closed at first."""
        super().__init__(parent)
        self._bar, self._selecting = bar, selecting
        self.open = False
        self.draft: Formula | None = None
        """The last formula typed that can be drawn; None while closed, or before there is one."""
        self.why = ""
        """Why what is typed now cannot be used, in words; "" if it can, while nothing is typed, and while closed."""
        bar.tried.connect(self._try)
        bar.kept.connect(self._keep)
        bar.left.connect(self.leave)

    def begin(self) -> None:
        """Open the line, with the own function on show to change."""
        shown = self._selecting.selection.activation
        text = shown.text if isinstance(shown, Formula) else ""
        self.open = True
        self._bar.show()
        self._bar.begin(text)
        self._try(text)

    @Slot()
    def leave(self) -> None:
        """Close the line; what was not kept is gone."""
        if self.open:
            self.open, self.draft, self.why = False, None, ""
            self._bar.hide()
            self.changed.emit()

    @Slot(str)
    def _try(self, text: str) -> None:
        self.why = ""
        if not text.strip():
            self.draft = None  # the function that was on show before is on show again, under its own name
            self._bar.tell(FIRST_WORDS, wrong=False)
            self._bar.keep.setEnabled(False)
            self.changed.emit()
            return
        try:
            self.draft = read(text)
        except ValueError as why:
            self.why = sentences.unusable(str(why))
            shown = sentences.still_shown(self.draft or self._selecting.selection.activation)
            self._bar.tell(f"{why} {shown}", wrong=True)
        else:
            self._bar.tell(*sentences.checked(check_slope(self.draft)))
        self.changed.emit()

    @Slot(str)
    def _keep(self, text: str) -> None:
        try:
            own = read(text)
        except ValueError as why:
            self._bar.tell(str(why) if text else FIRST_WORDS, wrong=True)
            return
        self.leave()
        self._selecting.keep(own)


def read(text: str) -> Formula:
    """The function that a text means; ValueError with one sentence if it is none."""
    made = Formula(text=text.strip())
    try:
        made.check()
    except ValueError as why:
        sentence = str(why).removeprefix("Formula.text: ").replace("Formula.text is", "It is")
        raise ValueError(sentence[:1].upper() + sentence[1:]) from None
    return made
