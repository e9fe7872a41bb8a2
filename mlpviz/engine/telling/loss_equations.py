"""The operations of the loss as equations: probabilities, the part of each output, and the loss of the sample."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from mlpviz.engine import number
from mlpviz.engine.telling.explanation import Mark, Term
from mlpviz.engine.telling.naming import plain_of
from mlpviz.engine.telling.operands import (
    CLOSE,
    EQUALS,
    LETTER,
    MINUS,
    MOST_ADDENDS,
    OPEN,
    OVER,
    SQUARED,
    TIMES,
    Draft,
    addend,
    joined,
    largest,
)
from mlpviz.engine.telling.operations import Operation
from mlpviz.engine.telling.worked_out import WorkedOut
from mlpviz.engine.telling.written import is_saturated
from mlpviz.nn.arrays import Array
from mlpviz.nn.losses import CrossEntropy, Hinge, Huber, MeanSquaredError, SquaredError


class LossEquations(WorkedOut):
    """Explains operations of the loss."""

    def draft(self, op: Operation) -> Draft:
        return {"link": self._link, "sample_loss": self._part, "total_loss": self._total}[op.kind](op)

    # the probability

    def _link(self, op: Operation) -> Draft:
        unit, names, link = op.unit, self.names, self.recorded.link
        assert link is not None
        if self.recorded.spec.outputs == 1:
            right = self.value_terms(self.last, unit, op.sample)
            said = f"The {link.label} turns the sum into a probability between 0 and 1."
        else:
            right = self._softmax(unit, op.sample)
            top = number.plain(float(np.max(self.recorded.sums[self.last][op.sample])))
            said = "Each output takes its share of the whole. " \
                   f"Subtracting m = {top}, the largest sum, changes no share and makes the largest power 1."
        result = self.output(self.last, unit, op.sample, "result", "probability")
        z = float(self.recorded.sums[self.last][op.sample, unit])
        if self.recorded.spec.outputs == 1 and is_saturated(link, z, float(result.value or 0.0)):
            result = replace(result, rounded=True)
        question = f"What is the probability ${names.unit(self.last, unit)}$?"
        return Draft(link.label, question, (result, EQUALS, *right), said, names.unit(self.last, unit))

    def _softmax(self, unit: int, sample: int) -> list[Term]:
        z = self.recorded.sums[self.last][sample]
        top = float(np.max(z))
        with np.errstate(all="ignore"):
            powers = np.exp(z - top)

        def power(at: int) -> Term:
            symbol = rf"e^{{{self.names.sum(self.last, at)} - m}}"
            caption = f"power\nof {self.names.unit_text(self.last, at)}"
            return Term(symbol, float(powers[at]), "forward", caption, Mark("unit", self.last, at))

        if len(z) <= MOST_ADDENDS:
            below = [OPEN, *joined([[power(at)] for at in range(len(z))]), CLOSE]
        else:
            below = [Term(rf"\Sigma_{{{len(z)}}}", float(np.sum(powers)), "forward", f"all {len(z)} powers")]
        return [power(unit), OVER, *below]

    # how wrong it is

    def _part(self, op: Operation) -> Draft:
        names, unit = self.names, op.unit
        node, word = names.unit_text(self.last, unit), self.word
        value = self.share(unit, op.sample)
        result = Term(names.part(unit), value, "result", f"{word} of {node}", Mark("unit", self.last, unit))
        return Draft(
            "one output", f"What does ${names.unit(self.last, unit)}$ add to the {word}?",
            (result, EQUALS, *self._of_output(unit, op.sample)), self._said_of_part(node, unit, op.sample),
            names.part(unit), (self.to_loss(unit),))

    def _said_of_part(self, node: str, unit: int, sample: int) -> str:
        """What decides how much an output adds, for the loss and the numbers at hand."""
        loss, target = self.recorded.spec.loss, float(self.recorded.walk.t[sample, unit])
        answer = float(self.recorded.outputs[self.last][sample, unit])
        if isinstance(loss, CrossEntropy):
            if not target:
                return f"The target of {node} is 0, so it adds nothing. But the larger {node} is, the less is left " \
                       "for the other probabilities."
            return f"The smaller {node} is, the more it adds to the {self.word}."
        if isinstance(loss, Hinge):
            if answer * target >= 1.0:
                return f"{node} times its target is at least 1, the margin, so it adds nothing to the {self.word}."
            return f"{node} times its target is less than 1, the margin. What is missing is added to the {self.word}."
        if isinstance(loss, SquaredError | MeanSquaredError | Huber):
            if answer == target:
                return f"{node} is exactly at its target, so it adds nothing to the {self.word}."
            return f"The further {node} is from its target, the more it adds to the {self.word}."
        return f"This is what {node} adds to the {self.word}."

    def _total(self, op: Operation) -> Draft:
        names, outputs = self.names, self.recorded.spec.outputs
        value = float(self.recorded.losses[op.sample])
        caption = f"{self.word} of\nthis sample"
        result = Term(names.loss, value, "result", caption, Mark("loss", self.last + 1, 0))
        right = self._of_output(0, op.sample) if outputs == 1 else self._of_all(op.sample)
        parts = [addend([term]) for term in right if term.value is not None] if outputs > 1 else []
        return Draft(
            "total", "How wrong is the network on this sample?", (result, EQUALS, *right),
            f"One number says how wrong the network is on this sample. {self._aim()}", names.loss,
            tuple(self.to_loss(at) for at in range(outputs)), addends=tuple(parts))

    def _aim(self) -> str:
        """What learning tries to make smaller."""
        experiment = self.recorded.walk.experiment
        plan, one = experiment.plan, experiment.points.train_count == 1
        aim = f"this {self.word}" if one else f"the {plan.reduction} of the {self.word} over the samples"
        return f"Learning tries to make {aim}{' plus the penalty' if plan.l1 or plan.l2 else ''} smaller."

    def _of_all(self, sample: int) -> list[Term]:
        outputs, names = self.recorded.spec.outputs, self.names
        values = np.array([self.share(at, sample) for at in range(outputs)])
        shown, rest = largest(values)
        addends = []
        for at in shown:
            caption = f"{self.word} of {names.unit_text(self.last, at)}"
            addends.append([Term(names.part(at), float(values[at]), "forward", caption, Mark("unit", self.last, at))])
        hidden = outputs - len(shown)
        if hidden:
            addends.append([Term(rf"\Sigma_{{{hidden}}}", rest, "forward", f"the other {hidden}\noutputs")])
        return joined(addends)

    def _of_output(self, unit: int, sample: int) -> list[Term]:
        """The right side of the part of one output."""
        loss = self.recorded.spec.loss
        if isinstance(loss, CrossEntropy):
            return self._cross_entropy(unit, sample)
        answer = self.output(self.last, unit, sample, caption="output")
        squared = [OPEN, answer, MINUS, self.target(unit, sample), SQUARED]
        if isinstance(loss, SquaredError):
            return [Term(r"\tfrac{1}{2}", 0.5, "plain", "half"), TIMES, *squared]
        if isinstance(loss, MeanSquaredError):
            outputs = self.recorded.spec.outputs
            mean = Term(rf"\frac{{1}}{{{outputs}}}", 1.0 / outputs, "plain", "mean over\nthe outputs")
            return [mean, TIMES, *squared] if outputs > 1 else squared
        named = {"a": answer.symbol, "t": self.names.target(unit)}
        symbol = LETTER.sub(lambda found: named.get(found[0], found[0]), loss.part) or loss.formula
        return [Term(symbol, self.share(unit, sample), "forward", loss.label)]

    def _cross_entropy(self, unit: int, sample: int) -> list[Term]:
        """Cross-entropy: −t ln p, and with a single output −(1 − t) ln(1 − p) as well."""
        p, mark = self.names.unit(self.last, unit), Mark("unit", self.last, unit)
        target, log = self.target(unit, sample), float(self._log_answers(sample)[unit])
        terms = [MINUS, target, TIMES, Term(rf"\ln {p}", log, "forward", f"log of {plain_of(p)}", mark)]
        if self.recorded.spec.outputs == 1:
            assert target.value is not None
            other = Term(f"(1 - {target.symbol})", 1.0 - target.value, "plain", "target of “no”", mark)
            against = float(_log_sigmoid(-self.recorded.y[sample, 0]))
            no = Term(rf"\ln(1 - {p})", against, "forward", f"log of 1 − {plain_of(p)}", mark)
            terms += [MINUS, other, TIMES, no]
        return terms

    def _log_answers(self, sample: int) -> Array:
        """The logarithm of every probability, from the sums, so that log 0 cannot occur."""
        y = self.recorded.y[sample]
        with np.errstate(all="ignore"):
            if len(y) == 1:
                return _log_sigmoid(y)
            return -CrossEntropy().of_samples(np.tile(y, (len(y), 1)), np.eye(len(y)))

    def share(self, unit: int, sample: int) -> float:
        """What one output adds to the loss of a sample."""
        loss, answer = self.recorded.spec.loss, float(self.recorded.outputs[self.last][sample, unit])
        target = float(self.recorded.walk.t[sample, unit])
        if isinstance(loss, CrossEntropy):
            return float(-target * self._log_answers(sample)[unit]) + 0.0  # no negative zero
        with np.errstate(all="ignore"):
            if isinstance(loss, SquaredError):
                return 0.5 * (answer - target) * (answer - target)
            alone = float(loss.of_samples(np.array([[answer]]), np.array([[target]]))[0])
            return alone / self.recorded.spec.outputs if isinstance(loss, MeanSquaredError) else alone


def _log_sigmoid(z: Array) -> Array:
    """The logarithm of sigmoid(z), without overflow."""
    with np.errstate(all="ignore"):
        return np.asarray(np.minimum(z, 0.0) - np.log1p(np.exp(-np.abs(z))))
