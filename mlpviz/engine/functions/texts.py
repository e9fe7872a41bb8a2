"""The formulas of an activation as equations, and its name on screen."""

from __future__ import annotations

import re
from dataclasses import dataclass

from mlpviz.engine import number
from mlpviz.engine.letters import spoken
from mlpviz.nn.activation import Activation
from mlpviz.nn.activations import Formula

_OUTPUT = re.compile(r"(?<![A-Za-z\\])a(?![A-Za-z])")
_GATE = re.compile(r"(?<![A-Za-z\\])s(?![A-Za-z])")
BETWEEN = r",\ "
"""What parts a formula from the formula of a letter in it."""


@dataclass(frozen=True)
class Named:
    """A function and what it is called on screen."""

    name: str
    activation: Activation


def function_lines(activation: Activation) -> tuple[str, ...]:
    """The function as LaTeX, and, in lines of their own, the letters that stand for a part of it."""
    first, *letters = activation.formula.split(BETWEEN)
    return (f"f(z) = {first}", *letters)


def slope_line(activation: Activation) -> str:
    """The slope as LaTeX. Registered formulas write a for f(z), and s for sigmoid(z)."""
    text = activation.slope_formula
    if not isinstance(activation, Formula):
        text = _GATE.sub(r"\\sigma(z)", _OUTPUT.sub("f(z)", text))
    return f"f'(z) = {text}"


def title(activation: Activation) -> str:
    """The name of a function on screen, with what is not as usual: "Logistic, k = 2.5"; an own one is its text."""
    if isinstance(activation, Formula):
        return activation.text
    usual = type(activation)().parameters()
    changed = [f"{spoken(name)} = {number.plain(float(value), 3)}"
               for name, value in activation.parameters().items() if value != usual[name]]  # fmt: skip
    return ", ".join([f"{activation.label[:1].upper()}{activation.label[1:]}", *changed])
