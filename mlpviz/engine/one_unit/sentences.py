"""What a unit did with a sample and what has become of it, in words and numbers."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import ROUND_FLOOR, Context
from fractions import Fraction
from typing import Literal, NamedTuple

from mlpviz.engine import number
from mlpviz.engine.one_unit.contradiction import Condition, Contradiction
from mlpviz.engine.one_unit.rule import KINDS, Kind
from mlpviz.engine.one_unit.trial import Trial
from mlpviz.engine.telling.calculation import Token
from mlpviz.engine.telling.written import judge
from mlpviz.nn.exact import Number
from mlpviz.nn.linear_rules import Adaline, LinearRule, probability
from mlpviz.nn.perceptron import Perceptron
from mlpviz.nn.perceptron_records import Boundary, Seen

Tone = Literal["", "strong", "bad"]
MOST_TIMES = 9999
"""Beyond this, how often a condition is taken is written as a share of all."""
SHORT = 3
"""Digits of numbers that are rounded anyway."""
NO_BREAK = "\u00a0"
MOST_OF_CYCLE = 8
"""So many weights of a cycle are named; the others are counted."""


class Words(NamedTuple):
    """Some words of a line, and how they are to stand out."""

    text: str
    tone: Tone = ""


Line = tuple[Words, ...]


def plain(line: Line) -> str:
    """A line without tones."""
    return "".join(words.text for words in line)


def vector(values: Sequence[Number], digits: int = 4) -> str:
    """As in (1, −2, 0)."""
    return f"({', '.join(number.plain(float(value), digits) for value in values)})"


def worked_out(values: Sequence[Number], result: Number, digits: int = 4) -> tuple[str, str]:
    """A sum and what it gives, as in ("1 − 2 + 0 = ", "−1"), with the digits of its terms that the result needs.

    The sign is "≈" where the terms as they are written do not give the result.
    """
    floats, total = [float(value) for value in values], float(result)
    more, sign = judge(floats, _added, total, digits)
    written = [number.stepped(value, digits, 0, more=extra) for value, extra in zip(floats, more, strict=True)]
    return f"{joined(written)} {sign} ", ("+" if total > 0 else "") + number.stepped(total, digits, 0)


def _added(values: Sequence[float]) -> list[Token]:
    tokens: list[Token] = []
    for value in values:
        tokens += ["+", value]
    return tokens[1:]


def signed(value: Number) -> str:
    """As in +1, −3, 0."""
    return number.signed(float(value))


def joined(written: Sequence[str]) -> str:
    """Terms that may begin with a minus, as a sum."""
    first, *others = written
    return first + "".join(
        f" {number.MINUS} {term.removeprefix(number.MINUS)}" if term.startswith(number.MINUS) else f" + {term}"
        for term in others
    )


def below(limit: float) -> float:
    """The largest number of two digits that is not above a limit."""
    return float(Context(2, ROUND_FLOOR).create_decimal(repr(limit)))


def linear(factors: Sequence[Number], names: Sequence[str]) -> str:
    """A sum of named weights: 3 w₁ − w₂; "0" if all factors are 0."""
    written = []
    for factor, name in zip(factors, names, strict=True):
        if factor:
            size = number.plain(abs(float(factor)))
            written.append((number.MINUS if factor < 0 else "") + ("" if size == "1" else f"{size} ") + name)
    return joined(written) if written else "0"


# the card beside the square


def heading(trial: Trial) -> str:
    """What the card is about: the sample seen last, or that there is nothing left to learn."""
    last = trial.last
    if trial.unit is None:
        return "No points yet"
    if trial.runs_away:
        return "The weights run away"
    if last is None:
        return "Nothing seen yet"
    if has_just_converged(trial):
        return "No mistakes in a whole pass"
    return f"Point {vector(last.inputs[-2:])}, target {signed(last.target)}"


def lines(trial: Trial) -> list[Line]:
    """What happened, line by line."""
    unit, last = trial.unit, trial.last
    if unit is None:
        return [(Words("Click into the square: a left click adds +1, a right click adds −1."),)]
    if trial.runs_away:
        longest = max(sum((float(value) ** 2 for value in inputs), 0.0) for inputs in unit.inputs)
        limit = number.plain(below(2.0 / longest), 2)
        return [
            (Words("Every step overshoots more than the last one."),),
            (Words(f"Choose a learning step below 2 / R², {limit}."),),
        ]
    if last is None:
        return [
            (Words(f"First weights {vector(unit.start)}."),),
            (Words("Show it one sample (.), or every sample once (Ctrl+.)."),),
            (Words("Click to add points: left +1, right −1."),),
        ]
    if has_just_converged(trial):
        return _converged(unit.boundary)
    return _delta(unit, last) if isinstance(unit, LinearRule) else _rosenblatt(trial, last)


def has_just_converged(trial: Trial) -> bool:
    """Whether the last whole pass made no mistake."""
    return trial.verdict.kind == "converged" and trial.left == trial.per_pass


def _converged(boundary: Boundary) -> list[Line]:
    if not boundary.exists:
        return [(Words("All points lie on one side, whatever the inputs are. The weights stop changing."),)]
    return [
        (Words("The line "), Words(line_equation(boundary), "strong")),
        (Words("has all +1 on one side and all −1 on the other. The weights stop changing."),),
    ]


def line_equation(boundary: Boundary) -> str:
    """As in 3 x₁ + 2 x₂ = 4."""
    return f"{linear(boundary.normal, ('x₁', 'x₂'))} = {number.plain(float(boundary.offset))}"


def _sum(seen: Seen, digits: int = 4) -> tuple[Words, ...]:
    right, total = worked_out(seen.products, seen.total, digits)
    return Words(f"z = {right}"), Words(total, "strong")


def _rosenblatt(trial: Trial, seen: Seen) -> list[Line]:
    unit = trial.unit
    assert unit is not None
    limit = f" (θ = {number.plain(float(unit.threshold))})" if not unit.bias and unit.threshold else ""
    on_line = seen.total == unit.threshold
    side = Words("right side") if not seen.mistake else Words("on the line: wrong" if on_line else "wrong side", "bad")
    told: list[Line] = [(*_sum(seen), Words(f"{limit} "), side)]
    if not seen.mistake:
        return [*told, (Words("The weights stay as they are."),)]
    sign, rate = "+" if seen.correction > 0 else number.MINUS, abs(float(seen.correction))
    step = "" if rate == 1 else f"{number.plain(rate)} · "
    told.append((Words("w", "strong"), Words(f" ← {vector(seen.before)} {sign} {step}{vector(seen.inputs)}")))
    after: Line = (Words("Next weights "), Words(vector(seen.after), "strong"))
    cycle = trial.verdict.kind == "cycling" and trial.left == trial.per_pass and trial.verdict.period == 1
    return [*told, (*after, Words(", where this pass began.")) if cycle else after]


def _delta(unit: LinearRule, seen: Seen) -> list[Line]:
    z = float(seen.total) - float(unit.threshold)
    side = Words(" wrong side", "bad") if seen.mistake else Words(" right side")
    told: list[Line] = [(*_sum(seen, SHORT), side)]
    if isinstance(unit, Adaline):
        name, operands = "t − z", (float(seen.target), -z)
    else:
        name, operands = "y − p", (float(seen.target == 1), -probability(z))
    right, error = worked_out(operands, unit.error(z, seen.target), SHORT)
    told.append((Words(f"{name} = {right}{error}"),))
    step = f"{number.plain(float(unit.rate))} · ({error}) · "
    told.append((Words("w", "strong"), Words(f" ← {vector(seen.before, SHORT)} + {step}{vector(seen.inputs, SHORT)}")))
    return [*told, (Words("Next weights "), Words(vector(seen.after, SHORT), "strong"))]


def bias_part(seen: Seen | None, has_bias: bool) -> str:
    """What an update does to the bias, which no arrow in the plane can show; "" if there is none."""
    if seen is None or not has_bias or not seen.correction:
        return ""
    right, after = worked_out((seen.before[0], seen.correction), seen.after[0])
    return f"b: {right}{after.removeprefix('+')}"


# the counters


def verdict(trial: Trial) -> tuple[str, str]:
    """What the passes have shown so far, and the tone of the badge: "ok", "warn", "bad" or ""."""
    found = trial.verdict
    if trial.runs_away:
        return "Runs away", "bad"
    if found.kind == "converged":
        return f"Converged in pass {number.count(found.pass_number)}", "ok"
    if found.kind == "cycling":
        return f"Cycling, period {number.count(found.period_mistakes)} mistakes", "warn"
    return ("Still moving", "") if trial.seen else ("Not started", "")


def separability(trial: Trial) -> str:
    """Whether some line separates the classes."""
    judge = trial.judge
    if judge is None:
        return "no points yet"
    if len(set(trial.problem.targets)) == 1:
        return "all points are in one class"
    return "a line can separate it" if judge.separable else "no line can separate it"


def limit(trial: Trial) -> str:
    """What Novikoff's theorem promises about the number of mistakes."""
    perceptron = trial.perceptron
    if perceptron is None:
        return "" if trial.unit is None else "the theorem's limit is for the perceptron's rule"
    if perceptron.bound is not None:
        return f"limit from the theorem: {many(perceptron.bound)}"
    if perceptron.separable:
        return "the theorem's limit is for a bias and first weights 0"
    found = trial.verdict
    if found.kind == "cycling":
        every = "every pass" if found.period == 1 else f"every {number.count(found.period)} passes"
        return f"no limit exists, {number.count(found.period_mistakes)} more in {every}"
    return "no limit exists: no line separates the classes"


def many(count: int) -> str:
    """A whole number that may be very large: then in powers of ten."""
    return number.count(count) if count < 10**9 else number.plain(float(count))


def best(trial: Trial) -> str:
    """How good the best line so far is; "" where there is no such question."""
    found = trial.best
    if found is None:
        return ""
    return f"best so far: {number.count(found.wrong)} of {number.count(trial.per_pass)} wrong"


# the strip below


def condition(one: Condition, names: Sequence[str]) -> str:
    """As in b + w₂ > 0."""
    return f"{linear(one.factors, names)} > 0"


def times(found: Contradiction) -> list[str]:
    """How often each condition is taken, as in "2 ×"; all "" if each is taken once."""
    counts = [one.times for one in found.conditions]
    if set(counts) == {1}:
        return [""] * len(counts)
    if max(counts) <= MOST_TIMES:
        return [f"{number.count(count)} ×" for count in counts]
    return [f"{number.probability(float(Fraction(count, sum(counts))))} ×" for count in counts]


def cycle(perceptron: Perceptron) -> str:
    """The weights of one period, one after the other; "" if no cycle has been noticed."""
    shown = perceptron.cycle(MOST_OF_CYCLE)
    if not shown:
        return ""
    count = perceptron.verdict.period_mistakes
    named = [vector(weights).replace(" ", NO_BREAK) for weights in shown]
    more = [f"… {number.count(count - len(shown))} more …"] if count > len(shown) else []
    return " → ".join([*named, *more, named[0]])


def losses(trial: Trial) -> dict[str, str]:
    """What Adaline or logistic regression makes small, as it is now, and for Adaline the least that it can be."""
    unit = trial.unit
    if not isinstance(unit, LinearRule) or trial.runs_away:
        return {"loss": "no number", "least": number.loss(trial.least_squares)}
    return {"loss": number.loss(unit.loss()), "least": number.loss(trial.least_squares)}


def wrong_of(trial: Trial, kind: Kind) -> str:
    """A rule's name and how many points its line has on the wrong side: now, or of other rules after many passes."""
    name = KINDS[kind][0].split()[0]
    unit = trial.unit if kind == trial.rule.kind else trial.long_runs.get(kind)
    if unit is None:
        return name
    if isinstance(unit, LinearRule) and not unit.finite:
        return f"{name}: ran away"
    return f"{name}: {number.count(len(unit.wrong()))} wrong"


def others(trial: Trial) -> str:
    """What the lines of the other rules are."""
    return f"others: after {number.count(trial.long_run_passes)} passes" if trial.long_runs else ""
