"""The operations of the backward pass as equations: error signals, and gradients of weights and biases."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from mlpviz.engine import number
from mlpviz.engine.telling.explanation import Mark, Role, Term
from mlpviz.engine.telling.operands import CLOSE, EQUALS, MINUS, OPEN, OVER, TIMES, Draft, addend, joined, largest
from mlpviz.engine.telling.operations import Operation
from mlpviz.engine.telling.worked_out import WorkedOut
from mlpviz.nn.losses import Hinge, Huber, MeanSquaredError, SquaredError


class BackwardEquations(WorkedOut):
    """Explains operations of the backward pass: the same four steps in every layer.

    How much the loss changes with the output of a unit, how much that changes with its sum, their product δ, and from δ
    the gradients of weights and biases. Where the loss takes the sums, the δ of the last layer come first.
    """

    def draft(self, op: Operation) -> Draft:
        if op.kind == "output_slope":
            return self._of_loss(op) if op.layer == self.last else self._of_paths(op)
        if op.kind == "slope":
            return self._slope(op)
        return self._delta(op) if op.kind == "delta" else self._gradient(op)

    # operands of the backward pass

    def slope(self, layer: int, unit: int, sample: int) -> Term:
        """The local slope f′(z) of a unit."""
        names, activation = self.names, self.recorded.activations[layer - 1]
        symbol = names.slope(names.unit(layer, unit), names.sum(layer, unit))
        value = self.recorded.slope(layer, unit, sample)
        return Term(symbol, value, "slope", f"slope of\nthe {activation.label}", Mark("unit", layer, unit))

    def output_slope(self, layer: int, unit: int, sample: int, role: Role = "gradient") -> Term:
        """The derivative of a sample's loss by the output of a unit."""
        slopes = self.recorded.output_slopes[layer]
        assert slopes is not None
        last, node = layer == self.last, self.names.unit_text(layer, unit)
        mark = self.to_loss(unit) if last else Mark("unit", layer, unit)
        caption = f"{self.word} slope" if last else f"how {node}\nchanges the {self.word}"
        symbol = self.names.gradient(self.names.unit(layer, unit))
        return Term(symbol, float(slopes[sample, unit]), role, caption, mark)

    # how much an output changes the loss

    def _of_loss(self, op: Operation) -> Draft:
        unit, sample, names = op.unit, op.sample, self.names
        node, result = names.unit_text(self.last, unit), self.output_slope(self.last, unit, sample, "result")
        right, said = self._loss_slope(unit, sample)
        said += self._note_on_kink(self.last + 1, unit, sample)
        return Draft(
            f"{self.word} slope", f"How much does ${names.unit(self.last, unit)}$ change the {self.word}?",
            (result, EQUALS, *right), said.format(node=node), names.short_gradient(names.unit(self.last, unit)),
            (self.to_loss(unit),), (Mark("loss", self.last + 1, 0), Mark("unit", self.last, unit)))

    def _loss_slope(self, unit: int, sample: int) -> tuple[list[Term], str]:
        """The slope of the loss by an output in numbers, and where it comes from; {node} stands for the output."""
        loss, outputs = self.recorded.spec.loss, self.recorded.spec.outputs
        answer, target = self.output(self.last, unit, sample, caption="output"), self.target(unit, sample)
        assert answer.value is not None
        assert target.value is not None
        difference = [answer, MINUS, target]
        if isinstance(loss, MeanSquaredError):
            two = Term("2", 2.0, "plain", "from the\nsquare")
            mean = [OVER, Term(str(outputs), float(outputs), "plain", "mean over\nthe outputs")] if outputs > 1 else []
            return [two, TIMES, OPEN, *difference, CLOSE, *mean], \
                "The slope of the square ({node} − t)² is 2 ({node} − t): the further away, the steeper."
        if isinstance(loss, SquaredError):
            return difference, "The slope of ½ ({node} − t)² is the difference itself: the further away, the steeper."
        if isinstance(loss, Hinge):
            missing = answer.value * target.value < 1.0
            symbol = rf"[{target.symbol}\, {answer.symbol} < 1]"
            within = Term(symbol, float(missing), "slope", f"counts {missing:d}\nif {'' if missing else 'not '}true")
            return [MINUS, target, TIMES, within], \
                "Within the margin the hinge is a straight line of slope −t; beyond it, the slope is 0."
        limit = loss.parameters().get("delta") if isinstance(loss, Huber) else None
        if limit is not None and abs(answer.value - target.value) > limit:
            bound = Term(r"\delta", float(limit), "plain", "limit")
            return [*([MINUS] if answer.value < target.value else []), bound], \
                "The difference is beyond the limit, where the loss is a straight line: its slope is the limit."
        return difference, "Within the limit the slope is the difference itself, as with the squared error."

    def _of_paths(self, op: Operation) -> Draft:
        layer, unit, sample, names = op.layer, op.unit, op.sample, self.names
        deltas, weights = self.recorded.deltas[layer + 1][sample], self.recorded.old[layer][0][unit]
        shown, rest = largest(deltas * weights)
        products = [[self.delta(layer + 1, at, sample), TIMES, self.weight(layer + 1, unit, at)] for at in shown]
        hidden, node = len(weights) - len(shown), names.unit_text(layer, unit)
        if hidden:
            products.append([Term(rf"\Sigma_{{{hidden}}}", rest, "gradient", f"the other {hidden}\npaths")])
        many = len(weights) > 1
        fed = f"{len(weights)} units. Each path" if many else "one unit. The path"
        said = f"{node} feeds {fed} back brings the error signal of that unit times the weight between them" \
               f"{'; the paths add up' * many}."
        if hidden:
            said += f" Shown are the {len(shown)} of {len(weights)} paths that are largest by absolute value."
        return Draft(
            "sum over paths", f"How much does ${names.unit(layer, unit)}$ change the {self.word}?",
            (self.output_slope(layer, unit, sample, "result"), EQUALS, *joined(products)), said,
            names.short_gradient(names.unit(layer, unit)),
            tuple(Mark("edge", layer + 1, at, unit) for at in range(len(weights))),
            (Mark("unit", layer, unit), *(Mark("unit", layer + 1, at) for at in range(len(weights)))),
            addends=tuple(addend(product, backward=True) for product in products))

    # how much a sum changes its output

    def _slope(self, op: Operation) -> Draft:
        layer, unit, sample, names = op.layer, op.unit, op.sample, self.names
        activation, node = self.recorded.activations[layer - 1], names.unit_text(layer, unit)
        said = f"This is how steep the {activation.label} is at the sum of {node}: " \
               f"by so much {node} changes for each small change of its sum." + self._note_on_kink(layer, unit, sample)
        return Draft(
            f"local slope · {activation.label}", f"How steep is the {activation.label} at ${names.sum(layer, unit)}$?",
            (self.slope(layer, unit, sample), EQUALS, *self.slope_terms(layer, unit, sample)), said,
            names.short_slope(layer, unit))

    # error signals

    def _delta(self, op: Operation) -> Draft:
        layer, unit, sample, names = op.layer, op.unit, op.sample, self.names
        node = names.unit_text(layer, unit)
        flow: tuple[Mark, ...] = (self.to_loss(unit),) if layer == self.last else ()
        marks: tuple[Mark, ...] = (Mark("loss", self.last + 1, 0),) if layer == self.last else ()
        if layer == self.last and self.recorded.link is not None:
            right = self._difference(unit, sample)
            loss = self.recorded.spec.loss.label.lower()
            product = ", times the sum of the targets," if any(term.symbol == r"\Sigma t" for term in right) else ""
            said = f"With {loss} the error signal is simply the probability{product} minus the target."
        else:
            right = [self.output_slope(layer, unit, sample), TIMES, self.slope(layer, unit, sample)]
            said = f"How much {node} changes the {self.word}, times how much its sum changes {node}; " \
                   f"{self._let_through(layer, unit, sample)}." + self._note_on_kink(layer, unit, sample)
        return Draft(
            "error signal", f"How much does the sum of ${names.unit(layer, unit)}$ change the {self.word}?",
            (self.delta(layer, unit, sample, "result"), EQUALS, *right), said, names.delta(layer, unit), flow, marks)

    def _let_through(self, layer: int, unit: int, sample: int) -> str:
        """What the slope of a unit does to what comes back to it."""
        arrived, slope = self.recorded.output_slopes[layer], self.recorded.slope(layer, unit, sample)
        assert arrived is not None
        node = self.names.unit_text(layer, unit)
        if not arrived[sample, unit]:
            return "here the first is 0"
        if slope < 0.0:
            return f"the slope of {node} is negative and turns the sign"
        if slope > 1.0:
            return f"the slope of {node} is larger than 1 and makes that larger"
        part = {0.0: "nothing", 1.0: "all"}.get(slope, "a part")
        return f"the slope of {node} lets {part} of that through"

    def _note_on_kink(self, layer: int, unit: int, sample: int) -> str:
        """A sentence on the slope of a unit exactly at a kink; "" if it is not. Behind the last layer: of the loss."""
        if self.recorded.kink(layer, unit, sample) != (layer, unit):
            return ""
        if layer > self.last:
            what, slope = f"The {self.word}", float(self.recorded.loss_slopes[sample, unit])
        else:
            what, slope = self.names.unit_text(layer, unit), self.recorded.slope(layer, unit, sample)
        return f" {what} is exactly at a kink, where its slope counts as {number.plain(slope)}."

    def _difference(self, unit: int, sample: int) -> list[Term]:
        """For a loss with a link: the probability minus the target."""
        total = float(np.sum(self.recorded.walk.t[sample]))
        answer = self.output(self.last, unit, sample, caption="probability")
        target, delta = self.target(unit, sample), float(self.recorded.deltas[self.last][sample, unit])
        assert answer.value is not None
        if target.value == total == 1.0 and abs(answer.value - 1.0 - delta) > 1e-9 * abs(delta):
            # So near to 1, the probability as a double has lost what the error signal still knows.
            symbol, caption = rf"(1 - {answer.symbol})", "what is\nmissing to 1"
            return [MINUS, replace(answer, symbol=symbol, value=-delta, caption=caption, mark=None)]
        whole = []
        if self.recorded.spec.outputs > 1 and abs(total - 1.0) > 1e-12:
            whole = [TIMES, Term(r"\Sigma t", total, "plain", "sum of\nthe targets")]
        return [answer, *whole, MINUS, target]

    # gradients

    def _gradient(self, op: Operation) -> Draft:
        layer, unit, source = op.layer, op.unit, op.source
        name, said = self.parameter_name(layer, unit, source), self.parameter_words(layer, unit, source)
        value = self.recorded.gradient(layer, unit, source, op.sample)
        result = Term(
            self.names.gradient(name), value, "result", "the gradient", self.parameter_mark(layer, unit, source))
        flow, marks = self.parameter_mark(layer, unit, source), [Mark("unit", layer, unit)]
        if layer == self.last:
            flow, marks = self.to_loss(unit), [*marks, Mark("loss", layer + 1, 0)]
        right = joined(self._factors(op), TIMES)
        return Draft(
            "chain rule", f"How much does ${name}$ change the {self.word}?", (result, EQUALS, *right),
            self._consequence(op, said, value), self.names.short_gradient(name), (flow,), tuple(marks))

    def _factors(self, op: Operation) -> list[list[Term]]:
        """The factors of a gradient: the error signal, and what arrives on the edge."""
        layer, unit, source, sample, names = op.layer, op.unit, op.source, op.sample, self.names
        if source < 0:
            symbol = names.slope(names.sum(layer, unit), names.bias(layer, unit))
            arrived = Term(symbol, 1.0, "forward", "a bias is added\nas it is", Mark("bias", layer, unit))
        else:
            arrived = self.output(layer - 1, source, sample)
            arrived = replace(arrived, caption=f"{arrived.caption}\narriving on the edge")
        return [[self.delta(layer, unit, sample)], [arrived]]

    def _consequence(self, op: Operation, name: str, gradient: float) -> str:
        """Which way the sample asks the weight or bias to go."""
        layer, unit, source = op.layer, op.unit, op.source
        if source >= 0 and not self.recorded.outputs[layer - 1][op.sample, source]:
            return f"{self.names.unit_text(layer - 1, source)} is 0, so {name} does not matter for this sample."
        size = "smaller" if gradient > 0 else "larger"
        kink = self.recorded.kink(layer, unit, op.sample)
        if kink is not None:
            where = f"The {self.word}" if kink[0] > self.last else self.names.unit_text(*kink)
            wanted = f"a {size} {name}" if gradient else f"no change of {name}"
            return f"{where} is exactly at a kink, where its slope is a convention. By it the sample asks for {wanted}."
        if not gradient:
            return f"The gradient of {name} is 0 on this sample, so the sample asks for no change."
        more = "raises" if gradient > 0 else "lowers"
        return f"A slightly larger {name} {more} the {self.word} of this sample, so the sample asks for a {size} one."
