"""The operations of the backward pass as equations: error signals, and gradients of weights and biases."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from mlpviz.engine import number
from mlpviz.engine.telling.explanation import Mark, Term
from mlpviz.engine.telling.naming import plain_of
from mlpviz.engine.telling.operands import CLOSE, EQUALS, LETTER, MINUS, OPEN, TIMES, Draft, Operands, joined
from mlpviz.engine.telling.operations import Operation
from mlpviz.nn.losses import MeanSquaredError, SquaredError

MOST_FED = 3
"""If a unit feeds more units than this, Σ δ w over them is shown as one number."""


class BackwardEquations(Operands):
    """Explains operations of the backward pass."""

    def draft(self, op: Operation) -> Draft:
        return self._delta(op) if op.kind == "delta" else self._gradient(op)

    # operands of the backward pass

    def slope(self, layer: int, unit: int, sample: int) -> Term:
        """The local slope f′(z) of a unit."""
        names, activation = self.names, self.recorded.activations[layer - 1]
        name, z = names.unit_text(layer, unit), plain_of(names.sum(layer, unit))
        known = {"a": name, "z": z}
        formula = LETTER.sub(lambda found: known.get(found[0], found[0]), plain_of(activation.slope_formula))
        symbol = names.slope(names.unit(layer, unit), names.sum(layer, unit))
        caption = f"{activation.label} slope\n{formula}"
        return Term(symbol, self.recorded.slope(layer, unit, sample), "slope", caption, Mark("unit", layer, unit))

    def loss_slope(self, unit: int, sample: int) -> Term:
        """The derivative of a sample's loss by one output."""
        loss, outputs = self.recorded.spec.loss, self.recorded.spec.outputs
        difference = f"{self.names.unit_text(self.last, unit)} − {plain_of(self.names.target(unit))}"
        formula = ""
        if isinstance(loss, SquaredError):
            formula = f"\n{difference}"
        elif isinstance(loss, MeanSquaredError):
            formula = f"\n2 ({difference})" + (f" / {outputs}" if outputs > 1 else "")
        elif loss.slope_part:
            known = {"a": self.names.unit_text(self.last, unit), "t": plain_of(self.names.target(unit))}
            formula = "\n" + LETTER.sub(lambda found: known[found[0]], plain_of(loss.slope_part))
        value = float(self.recorded.loss_slopes[sample, unit])
        symbol = self.names.gradient(self.names.unit(self.last, unit))
        return Term(symbol, value, "gradient", f"{self.word} slope{formula}", self.to_loss(unit))

    # error signals

    def _delta(self, op: Operation) -> Draft:
        layer, unit, sample, names = op.layer, op.unit, op.sample, self.names
        node = names.unit_text(layer, unit)
        flow: tuple[Mark, ...] = (self.to_loss(unit),)
        marks: tuple[Mark, ...] = (Mark("loss", self.last + 1, 0),)
        if layer == self.last and self.recorded.link is not None:
            right = self._difference(unit, sample)
            loss = self.recorded.spec.loss.label.lower()
            product = ", times the sum of the targets," if any(term.symbol == r"\Sigma t" for term in right) else ""
            said = f"With {loss} the error signal is simply the probability{product} minus the target."
        elif layer == self.last:
            right = [self.loss_slope(unit, sample), TIMES, self.slope(layer, unit, sample)]
            said = f"How steeply the {self.word} changes with {node}, times how steeply {node} changes with its sum." \
                   + self._note_on_kink(layer, unit, sample)
        else:
            right = [*self._sent_back(layer, unit, sample), TIMES, self.slope(layer, unit, sample)]
            flow = tuple(Mark("edge", layer + 1, at, unit) for at in range(self.recorded.widths[layer + 1]))
            marks = tuple(Mark("unit", layer + 1, at) for at in range(self.recorded.widths[layer + 1]))
            said = f"{node} adds up the error signals of the next layer, each times the weight between them; " \
                   f"{self._let_through(layer, unit, sample)}." + self._note_on_kink(layer, unit, sample)
        return Draft(
            "error signal", f"How much does the sum of ${names.unit(layer, unit)}$ change the {self.word}?",
            (self.delta(layer, unit, sample, "result"), EQUALS, *right), said, names.delta(layer, unit), flow, marks)

    def _let_through(self, layer: int, unit: int, sample: int) -> str:
        """What the slope of a hidden unit does to the sum of the error signals that come back to it."""
        arrived, slope = self.recorded.output_slopes[layer], self.recorded.slope(layer, unit, sample)
        assert arrived is not None
        node = self.names.unit_text(layer, unit)
        if not arrived[sample, unit]:
            return "here these add up to 0"
        if slope < 0.0:
            return f"the slope of {node} is negative and turns the sign"
        if slope > 1.0:
            return f"the slope of {node} is larger than 1 and makes that larger"
        part = {0.0: "nothing", 1.0: "all"}.get(slope, "a part")
        return f"the slope of {node} lets {part} of that through"

    def _note_on_kink(self, layer: int, unit: int, sample: int) -> str:
        """A sentence on the slope of a unit that is exactly at a kink; "" if it is not."""
        if self.recorded.kink(layer, unit, sample) != (layer, unit):
            return ""
        slope = number.plain(self.recorded.slope(layer, unit, sample))
        return f" {self.names.unit_text(layer, unit)} is exactly at a kink, where its slope counts as {slope}."

    def _difference(self, unit: int, sample: int) -> list[Term]:
        """For a loss with a link: the probability minus the target."""
        total = float(np.sum(self.recorded.walk.t[sample]))
        answer = self.output(self.last, unit, sample, caption="probability")
        target, delta = self.target(unit, sample), float(self.recorded.deltas[self.last][sample, unit])
        assert answer.value is not None
        if target.value == total == 1.0 and abs(answer.value - 1.0 - delta) > 1e-9 * abs(delta):
            # So near to 1, the probability as a double has lost what the error signal still knows.
            symbol, caption = rf"(1 - {answer.symbol})", "what is\nmissing to 1"
            return [MINUS, replace(answer, symbol=symbol, value=-delta, caption=caption)]
        whole = []
        if self.recorded.spec.outputs > 1 and abs(total - 1.0) > 1e-12:
            whole = [TIMES, Term(r"\Sigma t", total, "plain", "sum of\nthe targets")]
        return [answer, *whole, MINUS, target]

    def _sent_back(self, layer: int, unit: int, sample: int) -> list[Term]:
        """The terms of Σ δ w over the units that a hidden unit feeds."""
        fed = self.recorded.widths[layer + 1]
        if fed <= MOST_FED:
            products = []
            for at in range(fed):
                products.append([self.delta(layer + 1, at, sample), TIMES, self.weight(layer + 1, unit, at)])
            return joined(products) if fed == 1 else [OPEN, *joined(products), CLOSE]
        slopes = self.recorded.output_slopes[layer]
        assert slopes is not None
        symbol = self.names.gradient(self.names.unit(layer, unit))
        caption = f"Σ δ·w over the\n{fed} units it feeds"
        return [Term(symbol, float(slopes[sample, unit]), "gradient", caption, Mark("unit", layer, unit))]

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
        """The factors of a gradient: at an output with a slope the whole chain, otherwise error signal and input."""
        layer, unit, source, sample, names = op.layer, op.unit, op.source, op.sample, self.names
        if source < 0:
            symbol = names.slope(names.sum(layer, unit), names.bias(layer, unit))
            once = Term(symbol, 1.0, "forward", "a bias is added\nas it is", Mark("bias", layer, unit))
            return [[self.delta(layer, unit, sample)], [once]]
        arrived = self.output(layer - 1, source, sample)
        arrived = replace(arrived, caption=f"{arrived.caption}\narriving on the edge")
        if layer < self.last or self.recorded.link is not None:
            return [[self.delta(layer, unit, sample)], [arrived]]
        symbol = names.slope(names.sum(layer, unit), names.weight(layer, source, unit))
        arrived = replace(arrived, symbol=symbol)
        return [[self.loss_slope(unit, sample)], [self.slope(layer, unit, sample)], [arrived]]

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
