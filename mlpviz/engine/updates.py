"""The operations of an update as equations: what became of the batch's gradient, and where the weight went."""

from __future__ import annotations

import re
from collections.abc import Mapping

from mlpviz.engine.equations import EQUALS, MINUS, PLUS, TIMES, Draft, operator
from mlpviz.engine.ledger import Ledger
from mlpviz.engine.naming import Names
from mlpviz.engine.operations import Operation
from mlpviz.engine.told import Line, Mark, Term
from mlpviz.nn.optimizers import SGD

ARROW = operator("←")
_TOKEN = re.compile(r"\\hat\s*[a-zA-Z]|\\[a-zA-Z]+(?:_\d)?|\\[,; ]|[a-zA-Z](?:_\d)?|\d+(?:\.\d+)?|.", re.DOTALL)
_GREEK = {"alpha", "beta", "gamma", "epsilon", "eta", "rho", "mu", "lambda"}


class Updates:
    """Tells operations of the update."""

    def __init__(self, ledger: Ledger, names: Names) -> None:
        """Speak of the numbers of `ledger` by `names`."""
        self.book, self.names = ledger, names
        self.plan = ledger.walk.experiment.plan

    def draft(self, op: Operation, digits: int) -> Draft:
        """Tell how one weight or bias moved; `digits` are decimals in the lines of the arithmetic."""
        layer, unit, source, names = op.layer, op.unit, op.source, self.names
        name = self._name(layer, unit, source)
        said = names.bias_text(layer, unit) if source < 0 else names.weight_text(layer, source, unit)
        lines = self.lines(layer, unit, source, digits)
        return Draft(
            "new bias" if source < 0 else "new weight", f"Where does ${name}$ go?",
            self._move(layer, unit, source, rf"{name}^{{\mathrm{{new}}}}", EQUALS, lines), self._said(said, layer, unit, source),
            name, arithmetic=lines)

    def preview(self, op: Operation) -> tuple[Term, ...]:
        """What the update will make of this gradient; () where other samples or a memory have a say as well."""
        if self.book.samples > 1 or self.plan.l2 or not isinstance(self.plan.optimizer, SGD):
            return ()
        return self._move(op.layer, op.unit, op.source, self._name(op.layer, op.unit, op.source), ARROW, ())

    def _name(self, layer: int, unit: int, source: int) -> str:
        return self.names.bias(layer, unit) if source < 0 else self.names.weight(layer, source, unit)

    def _move(self, layer: int, unit: int, source: int, result: str, sign: Term, lines: tuple[Line, ...]) -> tuple[Term, ...]:
        name = self._name(layer, unit, source)
        mark = Mark("bias", layer, unit) if source < 0 else Mark("edge", layer, unit, source)
        kind = "bias" if source < 0 else "weight"
        new = Term(result, self.book.new_value(layer, unit, source), "result", f"new {kind}", mark)
        old = Term(name, self.book.old_value(layer, unit, source), "forward", f"old {kind}", mark)
        followed = self.book.followed(layer, unit, source)
        if not isinstance(self.plan.optimizer, SGD):
            change = Term(r"\Delta w", lines[-1].value, "gradient", f"step of {self.plan.optimizer.label}", mark)
            return (new, sign, old, PLUS, change)
        plain = self.book.samples == 1 and not (self.plan.l2 and source >= 0)
        symbol, caption = (self.names.gradient(name), "gradient") if plain else ("g", "gradient\nof the batch")
        if self.book.samples == 1 and not plain:
            caption = "gradient\nwith penalty"
        rate = Term(r"\eta", self.plan.learning_rate, "plain", "learning rate")
        return (new, sign, old, MINUS, rate, TIMES, Term(symbol, followed, "gradient", caption, mark))

    def lines(self, layer: int, unit: int, source: int, digits: int) -> tuple[Line, ...]:
        """The gradient of the batch, the penalty, and every line of the optimizer, with symbols and numbers."""
        total, samples = self.book.gradient_sum(layer, unit, source), self.book.samples
        name, followed = self._name(layer, unit, source), self.book.followed(layer, unit, source)
        gradient = self.names.gradient(name)
        g = total / samples if samples > 1 and self.plan.reduction == "mean" else total
        if samples == 1:
            found = [Line("g", gradient, latex_number(total, digits), g)]
        elif self.plan.reduction == "mean":
            numbers = rf"\frac{{1}}{{{samples}}} \cdot {_bracketed(total, digits)}"
            found = [Line("g", rf"\frac{{1}}{{{samples}}} \sum {gradient}", numbers, g)]
        else:
            found = [Line("g", rf"\sum {gradient}", latex_number(total, digits), g)]
        weight = self.book.old_value(layer, unit, source)
        if self.plan.l2 and source >= 0:
            rule = rf"g + \lambda\, {name}"
            numbers = f"{latex_number(g, digits)} + {latex_number(self.plan.l2, digits)} \\cdot {_bracketed(weight, digits)}"
            found.append(Line("g", rule, numbers, followed))
        return (*found, *self._optimizer_lines(layer, unit, source, followed, digits))

    def _optimizer_lines(self, layer: int, unit: int, source: int, g: float, digits: int) -> list[Line]:
        rule = self.plan.optimizer
        known: dict[str, float | int] = {"g": g, "t": self.book.walk.updates, r"\eta": self.plan.learning_rate}
        known |= {_symbol(name): value for name, value in rule.parameters().items()}
        known |= {name: self.book.memory(name, layer, unit, source) for name in rule.memory}
        found = []
        for (symbol, right), (_, value) in zip(rule.lines, self.book.arithmetic(layer, unit, source), strict=True):
            found.append(Line(symbol, right, in_numbers(right, known, digits), value))
            known[symbol] = value
        return found

    def _said(self, name: str, layer: int, unit: int, source: int) -> str:
        change = self.book.new_value(layer, unit, source) - self.book.old_value(layer, unit, source)
        if change == 0.0:
            return f"Nothing pulls at {name}: it stays where it is."
        way, sign = ("larger", "negative") if change > 0 else ("smaller", "positive")
        followed = self.book.followed(layer, unit, source)
        if followed * change < 0:
            return f"The gradient is {sign}, so {name} becomes {way}: one step downhill."
        return f"{name} becomes {way}: the step still follows earlier gradients."


def in_numbers(rule: str, known: Mapping[str, float | int], digits: int) -> str:
    """A right-hand side (LaTeX) with numbers in place of every known symbol, and a dot where two of them are multiplied."""
    written, after_number, before = [], False, ""
    for token in _TOKEN.findall(rule):
        bare = re.sub(r"\\hat\s*", r"\\hat ", token)
        if token.isspace() or token in (r"\,", r"\;", r"\ "):
            written.append(token)
            continue
        number = bare in known or token[0].isdigit()
        if after_number and (number or token == "(" or token.startswith("\\")) and before != "^":
            written.append(r"\cdot ")
        if bare in known:
            value = known[bare]
            text = f"{{{value}}}" if isinstance(value, int) else _bracketed(value, digits)
            written.append(text)
        else:
            written.append(token)
        after_number, before = number or token == ")", token
    return "".join(written)


def latex_number(value: float, digits: int) -> str:
    """A number as LaTeX with so many decimals, by a power of ten where those would not show it."""
    if value != value or value in (float("inf"), float("-inf")):
        return r"\mathrm{NaN}" if value != value else r"\infty" if value > 0 else r"{-\infty}"
    written = f"{abs(value):.{digits}f}"
    if value == 0.0 or abs(value) >= 100 * 10.0**-digits:
        text = written.rstrip("0").rstrip(".") if "." in written else written
    else:
        mantissa, power = f"{abs(value):.{max(digits // 2, 3)}e}".split("e")
        mantissa = mantissa.rstrip("0").rstrip(".")
        text = (rf"{mantissa} \cdot " if mantissa != "1" else "") + rf"10^{{{int(power)}}}"
    return f"{{-{text}}}" if value < 0 else text


def _bracketed(value: float, digits: int) -> str:
    text = latex_number(value, digits)
    return f"({text})" if text.startswith("{-") or "^" in text else text


def _symbol(parameter: str) -> str:
    """The LaTeX of an optimizer's parameter: "beta1" → r"\\beta_1", "epsilon" → r"\\epsilon"."""
    letters, number = re.fullmatch(r"([a-z_]*?)(\d?)", parameter).groups()  # type: ignore[union-attr]
    return (f"\\{letters}" if letters in _GREEK else letters) + (f"_{number}" if number else "")
