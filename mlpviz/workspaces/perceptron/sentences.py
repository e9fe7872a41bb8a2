"""What a perceptron did with a sample and what has become of it, in words and numbers."""

from __future__ import annotations

from collections.abc import Sequence

from mlpviz.engine import number
from mlpviz.nn.exact import Number
from mlpviz.nn.perceptron import Perceptron, Seen

WEIGHTS = ("b", "w₁", "w₂")
"""The names of all that is learned; w alone is the arrow (w₁, w₂) in the square."""


def vector(values: Sequence[Number]) -> str:
    """As in (1, −2, 0)."""
    return f"({', '.join(number.plain(float(value)) for value in values)})"


def signed(value: float) -> str:
    """As in +1, −3, 0."""
    return number.signed(float(value))


def heading(seen: Seen | None) -> str:
    """Which point it was, and what it should have answered."""
    if seen is None:
        return "Nothing seen yet"
    return f"Point {vector(seen.inputs[1:])}, target {signed(seen.target)}"


def lines(seen: Seen | None) -> list[str]:
    """The sum with its numbers, on which side that is, and what happens to the weights."""
    if seen is None:
        return ["All weights are 0.", "Show it one sample (.), or every sample once (Ctrl+.)."]
    terms = [number.plain(float(value)) for value in seen.products]
    total = terms[0] + "".join(
        f" {number.MINUS} {term.removeprefix(number.MINUS)}" if term.startswith(number.MINUS) else f" + {term}"
        for term in terms[1:]
    )
    verdict = "right side" if not seen.mistake else "on the line, so wrong" if seen.total == 0 else "wrong side"
    told = [f"z = {total} = {signed(float(seen.total))}, {verdict}"]
    if not seen.mistake:
        return [*told, "The weights stay as they are."]
    sign = "+" if seen.correction > 0 else number.MINUS
    told.append(f"({', '.join(WEIGHTS)}) ← {vector(seen.before)} {sign} {vector(seen.inputs)}")
    return [*told, f"New weights {vector(seen.after)}"]


def verdict(perceptron: Perceptron) -> tuple[str, str]:
    """What the passes have shown so far, and the tone of the badge: "ok", "warn" or ""."""
    found = perceptron.verdict
    if found.kind == "converged":
        return f"Converged in pass {found.pass_number}", "ok"
    if found.kind == "cycling":
        return f"Cycling, period {found.period_mistakes} mistakes", "warn"
    return ("Still moving", "") if perceptron.seen else ("Not started", "")


def limit(perceptron: Perceptron) -> str:
    """What Novikoff's theorem promises about the number of mistakes."""
    bound = perceptron.bound
    return "no limit exists: no line separates the classes" if bound is None else f"limit from the theorem: {bound}"


def separability(perceptron: Perceptron) -> str:
    """Whether some line separates the classes."""
    return "a line can separate it" if perceptron.separable else "no line can separate it"
