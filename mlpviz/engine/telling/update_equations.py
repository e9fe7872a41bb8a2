"""The operations of an update as equations: what became of the batch's gradient, and where the weight went."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

import numpy as np

from mlpviz.engine import letters, number
from mlpviz.engine.experiment import Plan
from mlpviz.engine.telling.calculation import Token, square_root
from mlpviz.engine.telling.explanation import Line, Term
from mlpviz.engine.telling.operands import EQUALS, MINUS, PLUS, TIMES, Draft, Operands, operator
from mlpviz.engine.telling.operations import Operation
from mlpviz.engine.telling.written import judge, result_of
from mlpviz.nn.optimizers import SGD

ARROW = operator("←")
DECAY = "the decay"
HELD = r"\mathrm{held}"
_TOKEN = re.compile(r"\\hat\s*[a-zA-Z]|\\[a-zA-Z]+(?:_\d)?|\\.|[a-zA-Z](?:_\d)?|\d+(?:\.\d+)?|\s+|.", re.DOTALL)
_SPACES = (r"\,", r"\;", r"\:", r"\ ", r"\!")


class UpdateEquations(Operands):
    """Tells operations of the update."""

    @property
    def plan(self) -> Plan:
        """How the network is trained."""
        return self.recorded.walk.experiment.plan

    def draft(self, op: Operation, digits: int) -> Draft:
        """Tell how one weight or bias moved; `digits` are decimals in the lines of the arithmetic."""
        name, kind = self.parameter_name(op.layer, op.unit, op.source), "bias" if op.source < 0 else "weight"
        lines = self.lines(op, digits)
        return Draft(
            f"new {kind}", f"Where does ${name}$ go?", self._moved(op, rf"{name}^{{\mathrm{{new}}}}", EQUALS, lines),
            self._said(op), name, arithmetic=lines)

    def preview(self, op: Operation) -> tuple[Term, ...]:
        """What the update will make of this gradient; () where other samples or a memory have a say as well."""
        as_is = not self.recorded.is_penalized(op.source) and self.plan.clip is None
        held = self.recorded.is_held(op.layer, op.unit, op.source)
        plain = self.recorded.samples == 1 and as_is and not held and isinstance(self.plan.optimizer, SGD)
        return self._moved(op, self.parameter_name(op.layer, op.unit, op.source), ARROW, ()) if plain else ()

    def _moved(self, op: Operation, result: str, sign: Term, lines: tuple[Line, ...]) -> tuple[Term, ...]:
        at, kind = (op.layer, op.unit, op.source), "bias" if op.source < 0 else "weight"
        mark, name = self.parameter_mark(*at), self.parameter_name(*at)
        new = Term(result, self.recorded.new_value(*at), "result", f"new {kind}", mark)
        old = Term(name, self.recorded.old_value(*at), "forward", f"old {kind}", mark)
        if not isinstance(self.plan.optimizer, SGD):
            step = Term(lines[-1].symbol, lines[-1].value, "gradient", f"step of {self.plan.optimizer.label}", mark)
            return new, sign, old, PLUS, step
        symbol, caption = "g", "gradient\nof the batch"
        if self.recorded.is_held(*at):
            caption = "held, so\nit counts as 0"
        elif self.recorded.walk.scale < 1.0:
            caption = "gradient\nafter clipping"
        elif self.recorded.is_penalized(op.source):
            caption = "gradient\nwith penalty"
        elif self.recorded.samples == 1:
            symbol, caption = self.names.gradient(name), "gradient"
        rate = Term(r"\eta", self.recorded.rate, "plain", "learning rate")
        gradient = Term(symbol, self.recorded.used_gradient(*at), "gradient", caption, mark)
        return new, sign, old, MINUS, rate, TIMES, gradient

    # the arithmetic

    def lines(self, op: Operation, digits: int) -> tuple[Line, ...]:
        """What became of the gradient of the batch, and every line of the optimizer, with symbols and numbers."""
        at = op.layer, op.unit, op.source
        found, used = [self._reduced(op, digits)], self.recorded.used_gradient(*at)
        if self.recorded.is_penalized(op.source):
            found.append(self._penalized(op, found[-1].value, digits))
        if self.recorded.is_held(*at):
            held = Line(r"\Delta w", HELD, "0", 0.0)  # whatever speed or decay is left over
            return (*found, Line("g", HELD, "0", used), *self._optimizer_lines(op, used, digits)[:-1], held)
        if self.recorded.walk.scale < 1.0:
            known = {"c": self.recorded.walk.scale, "g": found[-1].value}
            found.append(line_of("g", r"c\, g", known, used, digits))
        return (*found, *self._optimizer_lines(op, used, digits))

    def _penalized(self, op: Operation, g: float, digits: int) -> Line:
        """The gradient with the penalty: λ₂ w for L2, λ₁ or −λ₁ for L1."""
        at = op.layer, op.unit, op.source
        w, name, plan = self.recorded.old_value(*at), self.parameter_name(*at), self.plan
        known = {"g": g, "w": w, r"\lambda": plan.l2, r"\lambda_1": plan.l1, r"\lambda_2": plan.l2}
        squared = r" + \lambda w" if not plan.l1 else r" + \lambda_2 w" if plan.l2 else ""
        straight = "" if not plan.l1 or not w else r" + \lambda_1" if w > 0 else r" - \lambda_1"
        rule = f"g{straight}{squared}"
        symbol = f"g{straight}" + squared.removesuffix("w").rstrip() + (rf"\, {name}" if squared else "")
        return line_of("g", rule, known, self.recorded.penalized_gradient(*at), digits, symbol)

    def _reduced(self, op: Operation, digits: int) -> Line:
        """The gradient of the batch, before a penalty."""
        at, samples = (op.layer, op.unit, op.source), self.recorded.samples
        total, symbol = self.recorded.gradient_sum(*at), self.names.gradient(self.parameter_name(*at))
        if samples == 1 or self.plan.reduction == "sum":
            shown = symbol if samples == 1 else rf"\sum {symbol}"
            return Line("g", shown, result_of(total, digits, style=number.LATEX), total)
        mean = rf"\frac{{1}}{{{samples}}}"
        return line_of("g", rf"{mean}\, g", {"g": total}, total / samples, digits, rf"{mean} \sum {symbol}")

    def _optimizer_lines(self, op: Operation, g: float, digits: int) -> list[Line]:
        rule, at = self.plan.optimizer, (op.layer, op.unit, op.source)
        known: dict[str, float | int] = {"g": g, "t": self.recorded.walk.updates, r"\eta": self.recorded.rate}
        known |= {rule.symbols.get(name, letters.latex(name)): value for name, value in rule.parameters().items()}
        known["w"] = self.recorded.old_value(*at)
        known |= {name: self.recorded.memory(name, *at) for name in rule.memory}
        found = []
        for (symbol, right), (_, value) in zip(rule.lines, self.recorded.arithmetic(*at), strict=True):
            found.append(line_of(symbol, right, known, value, digits))
            known[symbol] = value  # from here on the symbol means the new value
        return found

    def _said(self, op: Operation) -> str:
        at = op.layer, op.unit, op.source
        name, used = self.parameter_words(*at), self.recorded.used_gradient(*at)
        change = self.recorded.new_value(*at) - self.recorded.old_value(*at)
        name = name[0].upper() + name[1:] if len(name) > 2 and not self.names.weights else name
        if self.recorded.is_held(*at):
            return f"{name} is held, so it stays where it is."
        if not change:
            step = self.recorded.arithmetic(*at)[-1][1]
            return f"{name} stays where it is: its step is {'below the last digit' if step else '0'}."
        way = "larger" if change > 0 else "smaller"
        others = " and ".join(self._other_causes(op, change))
        gradient = "the gradient with penalty" if self.recorded.is_penalized(op.source) else "the gradient"
        sign = "negative" if used < 0 else "positive"
        ending = "s" if others == DECAY else ""
        if not used:
            return f"{name} becomes {way}: {gradient} is 0, but the step follows {others}."
        if (used < 0) == (change < 0):
            return f"{name} becomes {way}: {gradient} is {sign}, but {others} outweigh{ending} it."
        if others:
            return f"{name} becomes {way}: {gradient} is {sign}, and {others} pull{ending} the same way."
        return f"{name} becomes {way}, because {gradient} is {sign}: the step goes against it."

    def _other_causes(self, op: Operation, change: float) -> list[str]:
        """What would move the weight the same way if the gradient were 0: earlier gradients, the decay, or both."""
        at, rule, walk = (op.layer, op.unit, op.source), self.plan.optimizer, self.recorded.walk
        old = self.recorded.old_value(*at)
        memory = tuple(self.recorded.memory(name, *at) for name in rule.memory)
        blank = (0.0,) * len(memory)
        with np.errstate(all="ignore"):
            earlier = rule.step(0.0, memory, self.recorded.rate, walk.updates, 0.0).change
            decay = rule.step(0.0, blank, self.recorded.rate, walk.updates, old).change
        return [word for word, part in (("earlier gradients", earlier), (DECAY, decay)) if part * np.sign(change) > 0.0]


def line_of(
    symbol: str, rule: str, known: Mapping[str, float | int], value: float, digits: int, shown: str = ""
) -> Line:
    """A line of the arithmetic whose numbers have the digits that its value needs; `shown` is the rule in full."""
    used = {token: known[token] for token in _solid(rule) if isinstance(known.get(token), float)}

    def tokens(values: Sequence[float]) -> list[Token]:
        return tokens_in_rule(rule, {**known, **dict(zip(used, values, strict=True))})

    more, sign = judge([float(value) for value in used.values()], tokens, value, digits)
    numbers = in_numbers(rule, known, digits, dict(zip(used, more, strict=True)))
    return Line(symbol, shown or rule, numbers, value, sign)


def _solid(rule: str) -> list[str]:
    """The tokens of a right-hand side, without spaces."""
    tokens = [re.sub(r"\\hat\s*", r"\\hat ", token) for token in _TOKEN.findall(rule)]
    return [token for token in tokens if not token.isspace() and token not in _SPACES]


def tokens_in_rule(rule: str, known: Mapping[str, float | int]) -> list[Token]:
    """A right-hand side with numbers for its symbols, as `calculate` takes it."""
    signs: dict[str, Token] = {"{": "(", "}": ")", r"\sqrt": square_root, r"\cdot": "·"}
    tokens: list[Token] = []
    fractions: list[bool] = []  # for each open brace, whether it holds the upper part of a fraction
    solid = _solid(rule)
    for at, token in enumerate(solid):
        before = solid[at - 1] if at else ""
        if token == "{":
            fractions.append(before == r"\frac")
        if token != r"\frac" and not (token == "{" and before == r"\sqrt"):
            number = float(token) if token[0].isdigit() else known.get(token)
            tokens.append(signs.get(token, token) if number is None else float(number))
        if token == "}" and fractions.pop():
            tokens.append("/")
    return tokens


def in_numbers(rule: str, known: Mapping[str, float | int], digits: int, more: Mapping[str, int] | None = None) -> str:
    """A right-hand side (LaTeX) with numbers for all known symbols, and a dot where two of them are multiplied.

    `more` says by symbol how many digits a number gets besides the usual ones.
    """
    solid = _solid(rule)
    written: list[str] = []
    ended = False  # whether what is written ends in something that the next token would multiply
    for at, token in enumerate(solid):
        before, after = solid[at - 1] if at else "", solid[at + 1] if at + 1 < len(solid) else ""
        number = token in known or token[0].isdigit()
        if ended and (number or token == "(" or token.startswith((r"\frac", r"\sqrt"))):
            written.append(r"\cdot")
        extra = (more or {}).get(token, 0)
        written.append(_number_for(known[token], before, after, digits, extra) if token in known else token)
        ended = number or token == ")" or (token == "}" and after != "{" and after in known)
    text = "".join(_apart(left, right) for left, right in zip(["", *written], written, strict=False))
    text = re.sub(r"^-(?=0(?![\d.]))", "", text)  # 0 has no sign
    # One number with its sign, not a subtraction from nothing.
    return re.sub(r"^-(10\^\{-?\d+\}|\d[\d.]*)", r"{-\1}", text)


def _apart(left: str, right: str) -> str:
    """`right` as it is written behind `left`: a command needs a space before letters and digits."""
    return f" {right}" if re.search(r"\\[a-zA-Z]+$", left) and right[0].isalnum() else right


def _number_for(value: float | int, before: str, after: str, digits: int, more: int) -> str:
    if isinstance(value, int):
        return f"{{{value}}}"
    text = number.stepped(value, digits, 0, number.LATEX, more)
    alone = before in ("", "{") and after in ("", "}")
    if (text.startswith("{-") and not alone) or (r"\cdot" in text and after == "^"):
        return f"({text})"
    return text
