"""The operations before the update as equations: forward, loss and backward, with their recorded numbers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from mlpviz.engine.ledger import Ledger
from mlpviz.engine.naming import Names, plain_of
from mlpviz.engine.operations import Operation
from mlpviz.engine.told import Line, Mark, Role, Term
from mlpviz.nn.arrays import Array
from mlpviz.nn.losses import CrossEntropy, MeanSquaredError, SquaredError

MOST_PRODUCTS = 4
"""A longer sum shows the three largest products and the rest in one."""


@dataclass(frozen=True)
class Draft:
    """What is told of an operation, its source aside."""

    about: str
    """The last word of the heading."""
    question: str
    terms: tuple[Term, ...]
    sentence: str
    label: str
    flow: tuple[Mark, ...] = ()
    marks: tuple[Mark, ...] = ()
    """Touched besides what the terms name."""
    arithmetic: tuple[Line, ...] = ()
    preview: tuple[Term, ...] = ()


def operator(symbol: str) -> Term:
    """A sign between operands."""
    return Term(symbol, None, "operator")


EQUALS, TIMES, PLUS, MINUS, OVER = (operator(sign) for sign in "=·+−/")
OPEN, CLOSE, SQUARED = operator("("), operator(")"), operator(")²")


def joined(groups: Sequence[Sequence[Term]], sign: Term = PLUS) -> list[Term]:
    """Groups of terms with a sign between them."""
    terms: list[Term] = []
    for group in groups:
        terms += [*([sign] if terms else []), *group]
    return terms


class Equations:
    """Tells operations of forward, loss and backward."""

    def __init__(self, ledger: Ledger, names: Names) -> None:
        """Speak of the numbers of `ledger` by `names`."""
        self.book, self.names = ledger, names
        self._tellers: dict[str, Callable[[Operation], Draft]] = {
            "sum": self._sum, "activate": self._activate, "link": self._link, "sample_loss": self._part,
            "total_loss": self._total, "delta": self._delta, "weight_gradient": self._gradient, "bias_gradient": self._gradient,
        }

    def draft(self, operation: Operation) -> Draft:
        """Tell one operation."""
        return self._tellers[operation.kind](operation)

    # single operands

    def output(self, layer: int, unit: int, sample: int, role: Role = "forward", caption: str | None = None) -> Term:
        """What a unit gave on."""
        if caption is None:
            caption = "input" if layer == 0 else f"activation of\n{self.names.unit_text(layer, unit)}"
        value = float(self.book.outputs[layer][sample, unit])
        return Term(self.names.unit(layer, unit), value, role, caption, Mark("unit", layer, unit))

    def weight(self, layer: int, source: int, unit: int) -> Term:
        """A weight before the update."""
        value = self.book.old_value(layer, unit, source)
        return Term(self.names.weight(layer, source, unit), value, "forward", "weight", Mark("edge", layer, unit, source))

    def delta(self, layer: int, unit: int, sample: int, role: Role = "gradient") -> Term:
        """The error signal of a unit."""
        value = float(self.book.deltas[layer][sample, unit])
        caption = f"error signal\nof {self.names.node_text(layer, unit)}"
        return Term(self.names.delta(layer, unit), value, role, caption, Mark("unit", layer, unit))

    def slope(self, layer: int, unit: int, sample: int) -> Term:
        """The local slope f′(z) of a unit."""
        names, activation = self.names, self.book.activations[layer - 1]
        formula = plain_of(activation.slope_formula).replace("a", names.unit_text(layer, unit))
        formula = formula.replace("z", plain_of(names.sum(layer, unit)))
        symbol = names.slope(names.unit(layer, unit), names.sum(layer, unit))
        value = self.book.slope(layer, unit, sample)
        return Term(symbol, value, "slope", f"{activation.label} slope\n{formula}", Mark("unit", layer, unit))

    def loss_slope(self, unit: int, sample: int) -> Term:
        """How the loss of a sample changes with one output."""
        names, last = self.names, self.book.layers
        answer, target = names.unit_text(last, unit), plain_of(names.target(unit))
        loss, outputs = self.book.spec.loss, self.book.spec.outputs
        formula = ""
        if isinstance(loss, SquaredError):
            formula = f"\n{answer} − {target}"
        elif isinstance(loss, MeanSquaredError):
            formula = f"\n2 ({answer} − {target})" + (f" / {outputs}" if outputs > 1 else "")
        value = float(self.book.loss_slopes[sample, unit])
        mark = Mark("edge", last + 1, 0, unit)
        return Term(names.gradient(names.unit(last, unit)), value, "gradient", f"error slope{formula}", mark)

    def target(self, unit: int, sample: int) -> Term:
        """What an output should answer."""
        return Term(self.names.target(unit), float(self.book.walk.t[sample, unit]), "plain", "target")

    # forward

    def _sum(self, op: Operation) -> Draft:
        layer, unit, names = op.layer, op.unit, self.names
        arriving, weights = self.book.outputs[layer - 1][op.sample], self.book.old[layer - 1][0][:, unit]
        shown, rest = _largest(arriving * weights)
        groups = [[self.weight(layer, at, unit), TIMES, self.output(layer - 1, at, op.sample)] for at in shown]
        if rest is not None:
            hidden = len(weights) - len(shown)
            groups.append([Term(rf"\Sigma_{{{hidden}}}", rest, "forward", f"the other {hidden}\nproducts")])
        bias = Term(names.bias(layer, unit), self.book.old_value(layer, unit, -1), "forward", "bias", Mark("bias", layer, unit))
        value = float(self.book.sums[layer][op.sample, unit])
        result = Term(names.sum(layer, unit), value, "result", "weighted sum", Mark("unit", layer, unit))
        node, flow = names.node_text(layer, unit), tuple(Mark("edge", layer, unit, at) for at in range(len(weights)))
        return Draft(
            "weighted sum", f"What does ${names.node_latex(layer, unit)}$ add up?",
            (result, EQUALS, *joined([*groups, [bias]])),
            f"{node} multiplies each value that arrives by the weight of its edge, adds these products, and adds its bias.",
            names.sum(layer, unit), flow)

    def _activate(self, op: Operation) -> Draft:
        layer, unit, names = op.layer, op.unit, self.names
        activation, z = self.book.activations[layer - 1], self._sum_term(layer, unit, op.sample)
        inside = [z] if activation.name == "Linear" else [operator(f"{activation.label}("), z, CLOSE]
        node = names.unit_text(layer, unit)
        said = f"The {activation.label} turns the sum into what {node} gives on."
        if activation.name == "Linear":
            said = f"A linear unit gives its sum on unchanged: {node} is the sum itself."
        return Draft(
            "activation", f"What does ${names.unit(layer, unit)}$ give on?",
            (self.output(layer, unit, op.sample, "result", "activation"), EQUALS, *inside), said, names.unit(layer, unit))

    def _sum_term(self, layer: int, unit: int, sample: int) -> Term:
        value = float(self.book.sums[layer][sample, unit])
        return Term(self.names.sum(layer, unit), value, "forward", "weighted sum", Mark("unit", layer, unit))

    # loss

    def _link(self, op: Operation) -> Draft:
        last, unit, names = self.book.layers, op.unit, self.names
        link = self.book.link
        assert link is not None
        result = self.output(last, unit, op.sample, "result", "probability")
        if self.book.spec.outputs == 1:
            right = [operator(f"{link.label}("), self._sum_term(last, unit, op.sample), CLOSE]
            said = "The sigmoid turns the sum into a probability between 0 and 1."
        else:
            right = self._softmax(unit, op.sample)
            said = "Each output takes its share of the whole, so that all probabilities add up to 1."
        flow = (Mark("edge", last + 1, 0, unit),)
        return Draft(link.label, f"How sure is ${names.node_latex(last, unit)}$?", (result, EQUALS, *right), said,
                     names.unit(last, unit), flow)

    def _softmax(self, unit: int, sample: int) -> list[Term]:
        last, names = self.book.layers, self.names
        z = self.book.sums[last][sample]
        top = float(np.max(z))
        with np.errstate(all="ignore"):
            powers = np.exp(z - top)

        def power(at: int) -> Term:
            symbol = rf"e^{{{names.sum(last, at)} - m}}"
            return Term(symbol, float(powers[at]), "forward", f"m = {top:.6g}, largest sum".replace("-", "−"),
                        Mark("unit", last, at))

        if len(z) <= MOST_PRODUCTS:
            below = [OPEN, *joined([[power(at)] for at in range(len(z))]), CLOSE]
        else:
            below = [Term(rf"\Sigma_{{{len(z)}}}", float(np.sum(powers)), "forward", f"all {len(z)} powers")]
        return [power(unit), OVER, *below]

    def _part(self, op: Operation) -> Draft:
        names, unit, sample = self.names, op.unit, op.sample
        right = self._of_output(unit, sample)
        value = self.share(unit, sample)
        node = names.node_text(self.book.layers, unit)
        result = Term(names.part(unit), value, "result", f"share of {node}", Mark("unit", self.book.layers, unit))
        said = f"The further {node} is from its target, the larger its share of the {self._word}."
        flow = (Mark("edge", self.book.layers + 1, 0, unit),)
        return Draft("one output", f"How wrong is ${names.node_latex(self.book.layers, unit)}$?", (result, EQUALS, *right),
                     said, names.part(unit), flow)

    @property
    def _word(self) -> str:
        return "error" if self.names.loss == "E" else "loss"

    def _total(self, op: Operation) -> Draft:
        names, outputs, sample = self.names, self.book.spec.outputs, op.sample
        value = float(self.book.losses[sample])
        result = Term(names.loss, value, "result", f"{self._word} of\nthis sample", Mark("loss", self.book.layers + 1, 0))
        right = self._of_output(0, sample) if outputs == 1 else self._of_all(sample)
        flow = tuple(Mark("edge", self.book.layers + 1, 0, at) for at in range(outputs))
        return Draft(
            "total", "How wrong is the network on this sample?", (result, EQUALS, *right),
            f"One number says how wrong the network is here. Learning means making this {self._word} smaller.",
            names.loss, flow)

    def _of_all(self, sample: int) -> list[Term]:
        outputs, names = self.book.spec.outputs, self.names
        values = np.array([self.share(at, sample) for at in range(outputs)])
        shown, rest = _largest(values)
        last = self.book.layers
        groups = [
            [Term(names.part(at), float(values[at]), "forward", f"share of {names.node_text(last, at)}",
                  Mark("unit", last, at))] for at in shown
        ]
        if rest is not None:
            hidden = outputs - len(shown)
            groups.append([Term(rf"\Sigma_{{{hidden}}}", rest, "forward", f"the other {hidden}\noutputs")])
        if isinstance(self.book.spec.loss, MeanSquaredError):
            share = Term(rf"\frac{{1}}{{{outputs}}}", 1.0 / outputs, "plain", "mean over\nthe outputs")
            return [share, TIMES, OPEN, *joined(groups), CLOSE]
        return joined(groups)

    def _of_output(self, unit: int, sample: int) -> list[Term]:
        """The right side for the share of one output."""
        last, loss = self.book.layers, self.book.spec.loss
        if isinstance(loss, CrossEntropy):
            return self._surprise(unit, sample)
        answer = self.output(last, unit, sample, caption="output")
        squared = [OPEN, answer, MINUS, self.target(unit, sample), SQUARED]
        if isinstance(loss, SquaredError):
            return [Term(r"\tfrac{1}{2}", 0.5, "plain", "half"), TIMES, *squared]
        if isinstance(loss, MeanSquaredError):
            return squared
        return [Term(loss.formula, self.share(unit, sample), "forward", loss.label)]

    def _surprise(self, unit: int, sample: int) -> list[Term]:
        """Cross-entropy: −t ln p, and with a single output −(1 − t) ln(1 − p) as well."""
        last, names = self.book.layers, self.names
        p, mark, log = names.unit(last, unit), Mark("unit", last, unit), self._log_answers(sample)
        target = self.target(unit, sample)
        yes = Term(rf"\ln {p}", float(log[unit]), "forward", f"log of {plain_of(p)}", mark)
        terms = [MINUS, target, TIMES, yes]
        if self.book.spec.outputs == 1:
            assert target.value is not None
            other = Term(f"(1 - {target.symbol})", 1.0 - target.value, "plain", "target of “no”")
            no = Term(rf"\ln (1 - {p})", float(_log_sigmoid(-self.book.y[sample, 0])), "forward",
                      f"log of 1 − {plain_of(p)}", mark)
            terms += [MINUS, other, TIMES, no]
        return terms

    def _log_answers(self, sample: int) -> Array:
        """ln p of every output, from the sums, so that no logarithm of 0 is taken."""
        y = self.book.y[sample]
        with np.errstate(all="ignore"):
            if len(y) == 1:
                return np.asarray(_log_sigmoid(y))
            top = np.maximum.reduce(y)
            return np.asarray(y - (top + np.log(np.add.reduce(np.exp(y - top)))))

    def share(self, unit: int, sample: int) -> float:
        """What one output adds to the loss of a sample, before a mean over the outputs is taken."""
        loss, answer = self.book.spec.loss, float(self.book.outputs[self.book.layers][sample, unit])
        target = float(self.book.walk.t[sample, unit])
        if isinstance(loss, CrossEntropy):
            return float(-target * self._log_answers(sample)[unit]) + 0.0  # no negative zero
        if isinstance(loss, SquaredError):
            return 0.5 * (answer - target) ** 2
        if isinstance(loss, MeanSquaredError):
            return (answer - target) ** 2
        return float(loss.of_samples(np.array([[answer]]), np.array([[target]]))[0])

    # backward

    def _delta(self, op: Operation) -> Draft:
        layer, unit, sample, names = op.layer, op.unit, op.sample, self.names
        last = self.book.layers
        result = self.delta(layer, unit, sample, "result")
        node, flow = names.node_text(layer, unit), (Mark("edge", last + 1, 0, unit),)
        if layer == last and self.book.link is not None:
            right = self._difference(unit, sample)
            said = f"With {self.book.spec.loss.label.lower()} the error signal is simply the probability minus the target."
        elif layer == last:
            right = [self.loss_slope(unit, sample), TIMES, self.slope(layer, unit, sample)]
            said = f"The slope of the {self._word} passes through the slope of {node}: this is how much its sum matters."
        else:
            right = [*self._blame(layer, unit, sample), TIMES, self.slope(layer, unit, sample)]
            flow = tuple(Mark("edge", layer + 1, at, unit) for at in range(self.book.widths[layer + 1]))
            said = f"{node} is answerable for every error it fed, each by the weight of its edge, times its own slope."
        return Draft(
            "error signal", f"How much does the sum of ${names.node_latex(layer, unit)}$ change the {self._word}?",
            (result, EQUALS, *right), said, names.delta(layer, unit), flow)

    def _difference(self, unit: int, sample: int) -> list[Term]:
        last, total = self.book.layers, float(np.sum(self.book.walk.t[sample]))
        answer = self.output(last, unit, sample, caption="probability")
        whole = []
        if self.book.spec.outputs > 1 and total != 1.0:
            whole = [TIMES, Term(r"\Sigma t", total, "plain", "sum of\nthe targets")]
        return [answer, *whole, MINUS, self.target(unit, sample)]

    def _blame(self, layer: int, unit: int, sample: int) -> list[Term]:
        """What comes back to a hidden unit: Σ δ w over the units it feeds."""
        fed = self.book.widths[layer + 1]
        if fed <= 3:
            products = [[self.delta(layer + 1, at, sample), TIMES, self.weight(layer + 1, unit, at)] for at in range(fed)]
            return joined(products) if fed == 1 else [OPEN, *joined(products), CLOSE]
        slopes = self.book.output_slopes[layer]
        assert slopes is not None
        caption = f"errors of the {fed} units\nit feeds, by weight"
        symbol = self.names.gradient(self.names.unit(layer, unit))
        return [Term(symbol, float(slopes[sample, unit]), "gradient", f"Σ δ·w: {caption}", Mark("unit", layer, unit))]

    def _gradient(self, op: Operation) -> Draft:
        layer, unit, source, sample, names = op.layer, op.unit, op.source, op.sample, self.names
        name = names.bias(layer, unit) if source < 0 else names.weight(layer, source, unit)
        said = names.bias_text(layer, unit) if source < 0 else names.weight_text(layer, source, unit)
        mark = Mark("bias", layer, unit) if source < 0 else Mark("edge", layer, unit, source)
        value = self.book.gradient(layer, unit, source, sample)
        result = Term(names.gradient(name), value, "result", "the gradient", mark)
        parts, flow = self._behind(op)
        marks: tuple[Mark, ...] = ()
        if layer == self.book.layers:
            marks = (Mark("loss", layer + 1, 0), Mark("unit", layer, unit))
        return Draft(
            "chain rule", f"How much does ${name}$ change the {self._word}?", (result, EQUALS, *joined(parts, TIMES)),
            self._consequence(said, value), names.short_gradient(name), flow, marks)

    def _behind(self, op: Operation) -> tuple[list[list[Term]], tuple[Mark, ...]]:
        """The factors of a gradient and the edges along which it comes."""
        layer, unit, source, sample, names = op.layer, op.unit, op.source, op.sample, self.names
        if source < 0:
            one = Term(names.slope(names.sum(layer, unit), names.bias(layer, unit)), 1.0, "forward", "a bias counts\nonce")
            flow = (Mark("edge", self.book.layers + 1, 0, unit),) if layer == self.book.layers else ()
            return [[self.delta(layer, unit, sample)], [one]], flow
        arriving = self.output(layer - 1, source, sample)
        caption = f"{arriving.caption.replace(chr(10), ' ')}\narriving on the edge"
        if layer == self.book.layers and self.book.link is None:
            symbol = names.slope(names.sum(layer, unit), names.weight(layer, source, unit))
            arrived = Term(symbol, arriving.value, "forward", caption, arriving.mark)
            factors = [[self.loss_slope(unit, sample)], [self.slope(layer, unit, sample)], [arrived]]
            return factors, (Mark("edge", layer + 1, 0, unit),)
        arrived = Term(arriving.symbol, arriving.value, "forward", caption, arriving.mark)
        flow = Mark("edge", layer + 1, 0, unit) if layer == self.book.layers else Mark("edge", layer, unit, source)
        return [[self.delta(layer, unit, sample)], [arrived]], (flow,)

    def _consequence(self, name: str, gradient: float) -> str:
        if gradient == 0.0:
            return f"Moving {name} a little does not change the {self._word} of this sample."
        more, less = ("raises", "smaller") if gradient > 0 else ("lowers", "larger")
        return f"A larger {name} {more} the {self._word} of this sample, so the sample asks for a {less} {name}."


def _largest(values: Array) -> tuple[list[int], float | None]:
    """Which entries of a sum to show, in their order, and the sum of the rest; everything if there are few."""
    if len(values) <= MOST_PRODUCTS:
        return list(range(len(values))), None
    order = np.argsort(-np.abs(values), kind="stable")
    shown = sorted(int(at) for at in order[:3])
    return shown, float(np.add.reduce(np.delete(values, shown)))


def _log_sigmoid(z: Array) -> Array:
    """ln sigmoid(z), without overflow."""
    with np.errstate(all="ignore"):
        return np.asarray(np.minimum(z, 0.0) - np.log1p(np.exp(-np.abs(z))))
