"""A dock that explains one step: a list of steps, the equation, and the code beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from mlpviz.views.look.theme import Theme
from mlpviz.views.look.typeset import Typesetter
from mlpviz.views.walk.dock.code import WalkCode
from mlpviz.views.walk.dock.equation import WalkEquation
from mlpviz.views.walk.dock.frame import DockFrame
from mlpviz.views.walk.dock.step_list import StepList
from mlpviz.views.walk.dock.walk_buttons import ButtonWords

if TYPE_CHECKING:
    from mlpviz.engine.telling.narration import Explanation


class ToldDock(DockFrame):
    """What the docks of a batch and of an epoch have in common; a subclass says what is told, and shows it."""

    def __init__(
        self, theme: Theme, typesetter: Typesetter, words: ButtonWords, context: str, parent: QWidget | None = None
    ) -> None:
        """`words` are those of its buttons, `context` is where its commands act."""
        super().__init__(theme, words, context, 1 / 3, parent)
        self._digits = 9
        self.steps = StepList(theme, typesetter, self)
        self.equation, self.code = WalkEquation(theme, typesetter, self), WalkCode(theme, self)
        self.lay_out(self.steps, self.equation, self.code)
        self.menu_of = self.equation
        self.steps.step_requested.connect(self.index_requested)

    def told(self) -> Explanation | None:
        """What is explained now."""
        raise NotImplementedError

    def show_again(self) -> None:
        """Show what is told, anew."""
        raise NotImplementedError

    @property
    def digits(self) -> int:
        """How many decimals are shown."""
        return self._digits

    def set_digits(self, digits: int) -> None:
        """Show 4 or 9 decimals."""
        self._digits = digits
        self.equation.set_digits(digits)
        self.code.set_digits(digits)
        self.show_again()

    def show_level(self, level: str) -> None:
        """Show "words" alone, "numbers" too, or the "code" beside them."""
        self.equation.show_numbers(level != "words")
        self.show_right(level == "code")

    def fit_low(self, low: bool) -> None:
        """Let the parts spare room where the window is low."""
        self.steps.set_low(low)
        self.equation.set_low(low)
        self.code.set_low(low)

    def fit_width(self, narrow: bool) -> None:
        """Let the equation spare room at the sides where the window is narrow."""
        self.equation.set_narrow(narrow)
