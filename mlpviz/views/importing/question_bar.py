"""One question or one fault at a time, and what can be done about it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QLineEdit, QWidget

from mlpviz.data.reading.draft import Draft
from mlpviz.data.reading.faults import AGAIN, CELLS, Fault
from mlpviz.data.reading.question import Question
from mlpviz.engine import number
from mlpviz.views.controls.button import Button
from mlpviz.views.controls.label import set_property
from mlpviz.views.look import icons
from mlpviz.views.look.theme import Theme

NO_ROWS = "There are no points yet."
ANSWER = "Read the file so from now on; the table below shows what comes of it"


class QuestionBar(QFrame):
    """Shows what a draft asks first: a question, else a fault, else an offer, else nothing."""

    draft_made = Signal(object)
    """A function: the draft as it is → the draft with the answer."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._fault: Fault | None = None
        self._icon, self._text = QLabel(self), QLabel(self)
        self._text.setWordWrap(True)
        self._typed = QLineEdit(self)
        self._typed.setFixedWidth(110)
        self._typed.setAccessibleName("Value in place of the faulty cell")
        self._typed.setToolTip("A value in place of the faulty cell (Enter)")
        self._typed.returnPressed.connect(self._take_typed)
        self._buttons: list[Button] = []
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(14, 10, 12, 10)
        self._row.setSpacing(8)
        self._row.addWidget(self._icon)
        self._row.addWidget(self._text, 1)
        self._row.addWidget(self._typed)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setAccessibleName("What is not clear yet")

    @property
    def fault(self) -> Fault | None:
        """The fault that is asked about."""
        return self._fault

    @property
    def text(self) -> str:
        """What it says; "" if there is nothing to say."""
        return self._text.text() if not self.isHidden() else ""

    def buttons(self) -> list[Button]:
        """What can be pressed."""
        return self._buttons

    def show_draft(self, draft: Draft) -> None:
        """Ask what is to be asked first."""
        self._clear()
        question = draft.asked
        if question is not None:
            self._ask(question, "warn")
        elif draft.faults:
            self._tell_fault(draft.faults[0], draft.faults.kinds[draft.faults[0].kind], len(draft.faults))
        elif draft.result is None:
            self._say(draft.refusal or NO_ROWS, "bad")
        elif draft.questions:
            self._ask(draft.questions[0], "info")
        self.setVisible(bool(self._text.text()))

    def _ask(self, question: Question, tone: str) -> None:
        self._say(question.sentence, tone)
        for option in question.options:
            self._offer(option.text, partial(_answered, question=question, option=option))

    def _tell_fault(self, fault: Fault, alike: int, faults: int) -> None:
        more = f" ({number.count(faults - 1)} more)" if faults > 1 else ""
        self._fault = fault
        self._say(f"{fault.sentence}{more}", "bad")
        self._offer("Skip row", partial(_skipped, fault=fault))
        if alike > 1:
            self._offer(f"Skip all {number.count(alike)}", partial(_skipped_all, fault=fault))
        if fault.kind not in (CELLS, AGAIN):
            self._typed.show()
            self._typed.clear()
            self._typed.setPlaceholderText("Type a value")

    def _say(self, text: str, tone: str) -> None:
        self._text.setText(text)
        self.setAccessibleDescription(text)
        set_property(self, "notice", tone)
        name = "info" if tone == "info" else "warning"
        token = {"bad": "bad", "warn": "warn", "info": "t2"}[tone]
        side = self._theme.px("control_height") // 2
        self._icon.setPixmap(icons.icon("warning", self._theme, side, token).pixmap(side, side))
        self._icon.setVisible(name == "warning")

    def _offer(self, text: str, change: Callable[[Draft], Draft]) -> None:
        button = Button(self._theme, text, tip=ANSWER, parent=self)
        button.setAutoDefault(False)
        button.clicked.connect(partial(self._change, change))
        self._row.addWidget(button)
        button.show()
        self._buttons.append(button)

    def _change(self, change: Callable[[Draft], Draft], _checked: bool = False) -> None:
        self.draft_made.emit(change)

    def _take_typed(self) -> None:
        if self._fault is not None and self._typed.text().strip():
            self.draft_made.emit(partial(_typed_in, fault=self._fault, text=self._typed.text().strip()))

    def tell(self, why: str) -> None:
        """Say why a change was not possible; everything stays."""
        self._clear()
        self._say(why, "bad")
        self.show()

    def press(self, key: int) -> bool:
        """S skips the row, Enter begins to type; False if the key means nothing now."""
        if self._fault is None or key not in (Qt.Key.Key_S, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            return False
        if key == Qt.Key.Key_S:
            self._buttons[0].click()
        elif self._typed.isHidden():
            return False
        else:
            self._typed.setFocus()
        return True

    def _clear(self) -> None:
        self._fault = None
        self._text.clear()
        self._typed.hide()
        for button in self._buttons:
            button.hide()
            button.deleteLater()
        self._buttons = []


def _answered(draft: Draft, question: Question, option: object) -> Draft:
    return draft.answer(question, option)  # type: ignore[arg-type]


def _skipped(draft: Draft, fault: Fault) -> Draft:
    return draft.skip(fault)


def _skipped_all(draft: Draft, fault: Fault) -> Draft:
    return draft.skip_kind(fault)


def _typed_in(draft: Draft, fault: Fault, text: str) -> Draft:
    return draft.type_in(fault, text)
