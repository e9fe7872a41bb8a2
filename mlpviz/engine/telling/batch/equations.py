"""Every number of the ledger as an equation: from the votes of the samples to the new weight."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np

from mlpviz.engine import letters, number
from mlpviz.engine.telling.batch.columns import Columns
from mlpviz.engine.telling.batch.records import Row
from mlpviz.engine.telling.batch.rows import title_of
from mlpviz.engine.telling.batch.rule_terms import rule_terms
from mlpviz.engine.telling.explanation import Line, Term
from mlpviz.engine.telling.naming import Names
from mlpviz.engine.telling.operands import EQUALS, MINUS, OVER, PLUS, TIMES, Draft, addend, joined, largest
from mlpviz.engine.telling.operations import Operation
from mlpviz.engine.telling.recorded import Recorded
from mlpviz.engine.telling.update_equations import UpdateEquations, line_of
from mlpviz.engine.telling.written import result_of

Place = tuple[int, int, int]
"""Layer, unit and source of a parameter."""


class BatchEquations(UpdateEquations):
    """Explains every row of the ledger but those of single samples, which are operations of the walk."""

    def __init__(self, recorded: Recorded, names: Names, rows: Sequence[Row], columns: Columns) -> None:
        super().__init__(recorded, names)
        self._rows, self._columns = rows, columns

    def draft_of(self, row: int, column: int, digits: int) -> Draft:
        """Explain a row in a column; `digits` are decimals in the lines of the arithmetic."""
        kind = self._rows[row].kind
        if kind in ("memory", "step"):
            return self._by_rule(row, column, digits)
        tell: dict[str, Callable[[int, int], Draft]] = {
            "others": self._others, "sum": self._sum, "mean": self._mean, "l1": self._l1, "l2": self._l2,
            "gradient": self._gradient, "weights": self._weights,
        }
        return self._clip(row, column, digits) if kind == "clip" else tell[kind](row, column)

    # pieces

    def _value(self, row: int, column: int) -> float:
        return float(self._rows[row].values[column])

    def _draft(self, row: int, column: int, about: str, question: str, right: Sequence[Term], said: str,
               symbol: str = "g", caption: str = "", arithmetic: tuple[Line, ...] = ()) -> Draft:
        place = self._columns.place(column)
        mark = self.parameter_mark(*place)
        result = Term(symbol, self._value(row, column), "result", caption, mark)
        return Draft(about, question.format(w=f"${self.parameter_name(*place)}$"), (result, EQUALS, *right), said,
                     symbol, arithmetic=arithmetic, marks=(mark,))

    def _term(self, row: int, column: int, symbol: str, caption: str) -> Term:
        mark = self.parameter_mark(*self._columns.place(column))
        return Term(symbol, self._value(row, column), "gradient", caption, mark)

    def _symbol(self, column: int) -> str:
        """∂L/∂w of a column."""
        return self.names.gradient(self.parameter_name(*self._columns.place(column)))

    def _of_sample(self, sample: int, column: int) -> Term:
        """The gradient of one sample."""
        place = self._columns.place(column)
        value = self.recorded.gradient(*place, sample)
        return Term(rf"g_{{{sample + 1}}}", value, "gradient", f"sample {sample + 1}", self.parameter_mark(*place))

    def _before(self, row: int) -> int:
        """The row with the gradient of the batch, before penalty and clipping."""
        wanted = ("mean", "sum", "sample")
        return next(at for kind in wanted for at, one in enumerate(self._rows) if one.kind == kind)

    def _of_batch(self, row: int, column: int) -> Term:
        """The gradient of the batch, before penalty and clipping."""
        at = self._before(row)
        caption = {"mean": "mean of\nthe samples", "sum": "sum of\nthe samples"}.get(self._rows[at].kind, "gradient")
        return self._term(at, column, self._symbol(column), caption)

    # samples, sum and mean

    def _added(self, samples: Sequence[int], column: int) -> list[list[Term]]:
        """The gradients of some samples, the largest of them if they are many."""
        values = np.array([self.recorded.gradient(*self._columns.place(column), at) for at in samples])
        shown, rest = largest(values)
        terms = [[self._of_sample(samples[at], column)] for at in shown]
        if len(shown) < len(samples):
            hidden = len(samples) - len(shown)
            terms.append([Term(rf"\Sigma_{{{hidden}}}", rest, "gradient", f"the other {hidden}\nsamples")])
        return terms

    def _others(self, row: int, column: int) -> Draft:
        samples = self._rows[row].samples
        count, terms = len(samples), self._added(samples, column)
        many = count > 1
        said = f"{count} samples have" if many else "One sample has"
        own = "rows of their own: their gradients are" if many else "row of its own: its gradient is"
        said += f" no {own} the shortest of the batch, over all columns."
        draft = self._draft(row, column, f"{count} more", "What do the other samples ask of {w}?", joined(terms), said,
                            rf"\Sigma_{{{count}}}", "their sum")
        return replace(draft, addends=tuple(addend(group, backward=True) for group in terms))

    def _sum(self, row: int, column: int) -> Draft:
        samples = self._rows[row].samples
        terms = self._added(samples, column)
        symbol = rf"\sum {self._symbol(column)}"
        draft = self._draft(row, column, "sum", "What do all samples together ask of {w}?", joined(terms),
                            self._counted(samples, column), symbol, "sum of\nthe samples")
        return replace(draft, addends=tuple(addend(group, backward=True) for group in terms))

    def _counted(self, samples: Sequence[int], column: int) -> str:
        """How many samples ask for what."""
        values = [self.recorded.gradient(*self._columns.place(column), at) for at in samples]
        smaller, larger = sum(one > 0 for one in values), sum(one < 0 for one in values)
        kind = "bias" if self._columns.place(column)[2] < 0 else "weight"
        if not smaller or not larger:
            asked = f"All samples that ask for anything ask for a {'smaller' if smaller else 'larger'} {kind}"
            return f"{asked}." if smaller or larger else "No sample asks for a change."
        return f"{smaller} {_ask(smaller)} for a smaller {kind} and {larger} {_ask(larger)} for a larger one; in the " \
               "sum each counts by its size."

    def _mean(self, row: int, column: int) -> Draft:
        samples = self.recorded.samples
        total = self._term(row - 1, column, rf"\sum {self._symbol(column)}", "sum of\nthe samples")
        count = Term(str(samples), float(samples), "plain", "samples")
        said = "The loss of a batch is the mean over its samples, so its gradient is their mean. " \
               "A larger batch then does not make a longer step."
        return self._draft(row, column, "mean", "How much does {w} change the " + f"{self.word} of the batch?",
                           [total, OVER, count], said, self._symbol(column), "mean of\nthe samples")

    # penalty and clipping

    def _l1(self, row: int, column: int) -> Draft:
        plan, place = self.plan, self._columns.place(column)
        w, symbol = self.recorded.old_value(*place), r"\lambda_1" if plan.l2 else r"\lambda"
        said = self._unpenalized(place)
        if not w and not said:
            said = "This weight is 0, where the penalty pulls neither way."
        right = [*([MINUS] if w < 0.0 else []), Term(symbol, plan.l1, "plain", "penalty")]
        if said:
            right = [Term("0", 0.0, "plain", "no pull")]
        said = said or "The L1 penalty pulls every weight towards 0 equally, however small it is. " \
                       "So weights that matter little reach 0."
        return self._draft(row, column, "L1 penalty", "How much does {w} change the penalty?", right, said, "p_1",
                           "pull of L1")

    def _l2(self, row: int, column: int) -> Draft:
        plan, place = self.plan, self._columns.place(column)
        symbol = r"\lambda_2" if plan.l1 else r"\lambda"
        rate = Term(symbol, plan.l2, "plain", "penalty")
        right = [rate, TIMES, self._old(place)]
        said = self._unpenalized(place)
        if said:
            right = [Term("0", 0.0, "plain", "no pull")]
        return self._draft(
            row, column, "L2 penalty", "How much does {w} change the penalty?", right,
            said or "The L2 penalty pulls every weight towards 0: the larger the weight, the harder.", "p_2",
            "pull of L2")

    def _unpenalized(self, place: Place) -> str:
        return "" if self.recorded.is_penalized(place[2]) else "Biases are not part of the penalty."

    def _old(self, place: Place) -> Term:
        kind = "bias" if place[2] < 0 else "weight"
        return Term(self.parameter_name(*place), self.recorded.old_value(*place), "forward", f"old {kind}",
                    self.parameter_mark(*place))

    def _penalties(self, column: int) -> list[list[Term]]:
        """The gradient of the batch and every penalty."""
        found = []
        for at, one in enumerate(self._rows):
            if one.kind in ("l1", "l2"):
                found.append([self._term(at, column, "p_1" if one.kind == "l1" else "p_2", f"pull of {one.title}")])
        return [[self._of_batch(0, column)], *found]

    def _gradient(self, row: int, column: int) -> Draft:
        place = self._columns.place(column)
        if self.recorded.is_held(*place):
            return self._held(row, column, "gradient")
        said = "The optimizer follows the slope of loss and penalty together."
        if not self.plan.l1 and not self.plan.l2:
            said = "The optimizer follows the gradient of the batch."
        return self._draft(row, column, "gradient", "Which gradient of {w} does the optimizer use?",
                           joined(self._penalties(column)), said, "g", "gradient\nto follow")

    def _held(self, row: int, column: int, about: str) -> Draft:
        said = f"{self._subject(self._columns.place(column))} is held, so its gradient counts as 0."
        return self._draft(row, column, about, "Which gradient of {w} does the optimizer use?",
                           [Term("0", 0.0, "plain", "held")], said, "g", "held, so\nit counts as 0")

    def _clip(self, row: int, column: int, digits: int) -> Draft:
        recorded, place, limit = self.recorded, self._columns.place(column), self.plan.clip
        assert limit is not None
        if recorded.is_held(*place):
            return self._held(row, column, "clipping")
        scale, length = recorded.walk.scale, recorded.unclipped_length
        penalized = bool(self.plan.l1 or self.plan.l2)
        whole = recorded.penalized_gradient(*place)
        caption = "gradient\nwith penalty" if penalized else "gradient\nof the batch"
        given = Term("g", whole, "gradient", caption, self.parameter_mark(*place))
        at = Operation("update", place[0], "bias" if place[2] < 0 else "weight", place[1], place[2], -1)
        reduced = self._value(self._before(row), column)
        lines = [self._penalized(at, reduced, digits)] if recorded.is_penalized(place[2]) else []
        norm = Line(r"\|g\|", r"\sqrt{\sum g^2}", result_of(length, digits, style=number.LATEX), length)
        told = number.apart([length, limit], 3)
        if scale == 1.0:
            right, said = [given], f"The whole gradient is {told[0]} long and may be {told[1]}, so it stays as it is."
            lines.append(norm)
        else:
            right = [Term("c", scale, "plain", "share\nthat is left"), TIMES, given]
            share = line_of("c", r"\frac{C}{L}", {"C": limit, "L": length}, scale, digits, r"\frac{C}{\|g\|}")
            lines += [norm, share]
            said = f"The whole gradient is {told[0]} long and may be {told[1]}, so every number of it is shortened " \
                   f"to {number.percent(scale, 0)}. Its direction stays."
        return self._draft(row, column, "clipping", "Is the gradient short enough?", right, said,
                           r"g^{\mathrm{new}}", "gradient\nto follow", tuple(lines))

    # the optimizer

    def _by_rule(self, row: int, column: int, digits: int) -> Draft:
        """A memory or the step, by the line of the optimizer that computes it."""
        rule, place, told = self.plan.optimizer, self._columns.place(column), self._rows[row]
        names = [name for name, _ in self.recorded.arithmetic(*place)]
        at = names.index(told.letter or "change")
        symbol, right = rule.lines[at]
        step = told.kind == "step"
        question = "How far does {w} move?" if step else f"What does {self.plan.optimizer.label} remember for {{w}}?"
        about = f"{rule.label} · " + ("step" if step else told.title.lower())
        op = self._operation(place)
        if step and self.recorded.is_held(*place):
            terms = [Term("0", 0.0, "plain", "held")]
        else:
            terms = rule_terms(right, self._known(place, at), self._value(row, column))
        said = self._said(op) if step else self._remembered(row, column)
        lines = tuple(self._optimizer_lines(op, self.recorded.used_gradient(*place), digits)[:at]) if step else ()
        caption = "step" if step else told.title.lower()
        return self._draft(row, column, about, question, terms, said, symbol, caption, lines)

    def _operation(self, place: Place) -> Operation:
        """The operation that computes the new weight or bias."""
        layer, unit, source = place
        return Operation("update", layer, "bias" if source < 0 else "weight", unit, source, -1)

    def _known(self, place: Place, line: int) -> dict[str, Term]:
        """Every symbol of a line of the optimizer; what was computed before it has its new value."""
        recorded, rule, mark = self.recorded, self.plan.optimizer, self.parameter_mark(*place)
        known = {
            "g": Term("g", recorded.used_gradient(*place), "gradient", self._about_gradient(place), mark),
            r"\eta": Term(r"\eta", recorded.rate, "plain", "learning rate"),
            "t": Term("t", float(recorded.walk.updates), "plain", "updates\nso far"),
            "w": replace(self._old(place), symbol="w"),
        }
        for name, value in rule.parameters().items():
            symbol = rule.symbols.get(name, letters.latex(name))
            known[symbol] = Term(symbol, float(value), "plain", "chosen")
        for name in rule.memory:
            value = recorded.memory(name, *place)
            known[name] = Term(rf"{name}^{{\mathrm{{old}}}}", value, "gradient", f"{name} before", mark)
        squares = dict(zip(rule.memory, rule.squares(), strict=True))
        for (symbol, _), (name, value) in zip(rule.lines[:line], recorded.arithmetic(*place)[:line], strict=True):
            base = name.removesuffix("_hat")
            if base in squares:
                caption = title_of(rule, base, squares[base]).lower() + ",\nstart corrected" * (base != name)
            else:
                caption = name.replace("_", " ")
            known[symbol] = Term(symbol, value, "gradient", caption, mark)
        return known

    def _about_gradient(self, place: Place) -> str:
        if self.recorded.is_held(*place):
            return "held, so\nit counts as 0"
        if self.recorded.walk.scale < 1.0:
            return "gradient\nafter clipping"
        return "gradient\nwith penalty" if self.recorded.is_penalized(place[2]) else "gradient\nof the batch"

    def _remembered(self, row: int, column: int) -> str:
        _, share = self.kept(row, column)
        letter = self._rows[row].letter
        if self.recorded.walk.updates == 1:
            return f"This is the first update, so there is nothing to remember yet: {letter} begins at 0."
        if not np.isfinite(share):
            return f"{letter} is 0: neither this batch nor any before it had a say."
        return f"{number.percent(share, 0)} of what makes {letter} is remembered from earlier batches, the rest is new."

    def kept(self, row: int, column: int) -> tuple[float, float]:
        """What a memory would be without this batch, and its share of what makes it: NaN if both are 0."""
        rule, place, name = self.plan.optimizer, self._columns.place(column), self._rows[row].letter
        memory = tuple(self.recorded.memory(one, *place) for one in rule.memory)
        with np.errstate(all="ignore"):
            found = rule.step(0.0, memory, self.recorded.rate, self.recorded.walk.updates, 0.0)
            kept = float(getattr(found, name))
            new = self._value(row, column) - kept
            total = abs(kept) + abs(new)
            return kept, abs(kept) / total if total else float("nan")

    def _weights(self, row: int, column: int) -> Draft:
        place = self._columns.place(column)
        kind = "bias" if place[2] < 0 else "weight"
        step = Term(r"\Delta w", self._value(row - 1, column), "gradient", "step", self.parameter_mark(*place))
        return self._draft(row, column, f"new {kind}", "Where does {w} go?", [self._old(place), PLUS, step],
                           f"The old {kind} plus its step. The next batch begins with the new one.",
                           rf"{self.parameter_name(*place)}^{{\mathrm{{new}}}}", f"new {kind}")

    def _subject(self, place: Place) -> str:
        """A weight or bias at the start of a sentence."""
        words = self.parameter_words(*place)
        return words if self.names.weights and place[2] >= 0 else words[0].upper() + words[1:]


def _ask(count: int) -> str:
    """The verb for so many samples."""
    return "ask" if count > 1 else "asks"
