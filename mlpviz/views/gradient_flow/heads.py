"""What the grid calls initializers and activations: a name, and how the weights are drawn."""

from __future__ import annotations

import re

from mlpviz.engine import number
from mlpviz.engine.letters import spoken
from mlpviz.nn.activations import Activation
from mlpviz.nn.initializers import Initializer
from mlpviz.nn.registry import Choice


def name_of(choice: Choice) -> str:
    """Its label, beginning with a capital letter: "Leaky ReLU"."""
    return choice.label[:1].upper() + choice.label[1:]


def full_name(choice: Choice) -> str:
    """Its name with every parameter that is not the usual one: "Leaky ReLU α = 0.2"; a formula as it was typed."""
    if choice.texts():
        return ", ".join(str(getattr(choice, name)) for name in choice.texts())
    form = choice.form()
    changed = {} if isinstance(form, str) else {name: value for name, value in form.items() if name != "name"}
    said = [f"{spoken(name)} = {number.plain(value)}" for name, value in changed.items()]
    return f"{name_of(choice)} {', '.join(said)}".strip()


def title_of(activation: Activation, initializer: Initializer) -> str:
    """As in "Sigmoid, Xavier"."""
    return f"{full_name(activation)}, {full_name(initializer)}"


def formula_of(initializer: Initializer) -> str:
    r"""The distribution as LaTeX, with the numbers of its parameters: "N(0, 0.8^2)"."""
    text = initializer.formula.replace(r"w \sim ", "").replace(r"\left", "").replace(r"\right", "")
    text = re.sub(r"\\frac\{([^{}]*)\}\{((?:[^{}]|\{[^{}]*\})*)\}", r"\1/(\2)", text)
    text = re.sub(r"/\((n_\{in\})\)", r"/\1", text)
    for parameter, value in initializer.parameters().items():
        symbol = initializer.symbols.get(parameter, parameter)
        text = re.sub(rf"(?<![A-Za-z\\]){re.escape(symbol)}(?![A-Za-z])", number.plain(value, style=number.LATEX), text)
    return text
