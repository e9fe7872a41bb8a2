"""A narrator that keeps the result of an operation back until the learner has predicted it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from mlpviz.engine.telling.explanation import Along, Explanation, OperationCurve, Term
from mlpviz.engine.telling.known_values import GradientRows, GraphValues
from mlpviz.engine.telling.narrator import Narrator
from mlpviz.engine.telling.prediction import Question, is_formula, lone_operand

UNKNOWN = float("nan")


class VeiledNarrator(Narrator):
    """Tells of an operation with an open question as if its number were not worked out yet."""

    def __init__(self, whole: Narrator, hides: Callable[[int], bool], verdict: Callable[[int, int], str]) -> None:
        """Share everything with a narrator.

        `hides(index)` says whether the learner still has to predict an operation, and `verdict(index, digits)` what is
        said of the prediction, "" for none.
        """
        vars(self).update(vars(whole))  # the same records: what is large is not computed again
        self.whole = whole
        """Tells everything."""
        self._hides, self._verdict = hides, verdict
        self._asked: dict[int, bool] = {}

    def is_open(self, index: int) -> bool:
        """Whether the result of an operation is to be kept back; what needs no prediction never is."""
        if not self._hides(index):
            return False
        if index not in self._asked:
            self._asked[index] = self.question(index).is_asked
        return self._asked[index]

    def question(self, index: int) -> Question:
        """What is to be predicted at an operation."""
        op, told = self.operations[index], self.whole.tell(index)
        if op.move != "update":
            return Question(told)
        at = op.layer, op.unit, op.source
        return Question(told, self.recorded.old_value(*at), self.recorded.is_held(*at))

    def tell(self, index: int, digits: int = 9) -> Explanation:
        """Explain an operation, without its result where that is to be kept back."""
        told = super().tell(index, digits)
        if self.is_open(index):
            kept = veiled(told, last_tells=self.operations[index].kind != "sample_loss")
            return replace(kept, sentence=self.question(index).prompt)
        return replace(told, verdict=self._verdict(index, digits))

    def graph_values(self, index: int) -> GraphValues:
        """The numbers known on the graph; of an open question, those before it."""
        known = index - 1 if self.is_open(index) else index
        return GraphValues(self.recorded, self.operations, self._loss, index, known)

    def gradients(self, index: int) -> GradientRows:
        """The gradients known by now; of an open question, those before it."""
        known = index - 1 if self.is_open(index) else index
        return GradientRows(self.recorded, self.operations, self.names, index, known)

    def loss_along(self, index: int, points: int = 61) -> Along | None:
        """The loss along a weight; None where its slope would tell the result."""
        return None if self.is_open(index) else super().loss_along(index, points)

    def curve(self, index: int) -> OperationCurve | None:
        """The curve of an operation; None where it would tell the result."""
        return None if self.is_open(index) else super().curve(index)


def veiled(told: Explanation, *, last_tells: bool = True) -> Explanation:
    """An explanation without anything from which the result could be read.

    `last_tells` is False where the last of the live values is not the result.
    """
    lone = lone_operand(told)
    result, equals, *right = told.terms
    if lone is not None and is_formula(lone):
        right = [_unknown(lone)]
    values = told.values
    if values and last_tells:
        values = (*values[:-1], (values[-1][0], UNKNOWN))
    return replace(
        told, terms=(_unknown(result), equals, *right), preview=(), addends=(), tick=None, sentence="", values=values,
        hidden=True)


def _unknown(term: Term) -> Term:
    return replace(term, value=UNKNOWN, role="plain", rounded=False, hidden=True)  # its colour would tell the sign
