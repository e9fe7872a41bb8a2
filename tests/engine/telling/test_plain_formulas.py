"""Formulas as plain text mean what they mean as LaTeX: for tooltips, screen readers, the clipboard and the terminal."""

from __future__ import annotations

import math
import re
from dataclasses import replace

import pytest

from mlpviz.engine.experiment import preset
from mlpviz.engine.letters import RAISED, from_superscript
from mlpviz.engine.run import Run
from mlpviz.engine.telling.naming import plain_of
from mlpviz.engine.telling.narrator import Narrator
from mlpviz.nn.optimizers import optimizers


@pytest.mark.parametrize(("latex", "text"), [
    (r"\frac{m}{1 - \beta_1^t}", "m/(1 − β₁^t)"),
    (r"\frac{\frac{a}{b}}{c + \frac{d}{e}}", "(a/b)/(c + d/e)"),
    (r"\frac{a}{\frac{b}{c}}", "a/(b/c)"),
    (r"\frac{a}{b\cdot c}", "a/(b·c)"),
    (r"\frac{e^{-z}}{1 + e^{-z}}", "e^(−z)/(1 + e^(−z))"),
    (r"\frac{1}{1 + \frac{z}{2 + z}}", "1/(1 + z/(2 + z))"),
    (r"\frac{1}{z}\,\frac{1}{2}", "1/z·½"),
    (r"\sqrt{\frac{2}{\pi}}\,(z + 1)", "√(2/π)·(z + 1)"),
    (r"{-0.01}\cdot\frac{{-0.02}}{\sqrt{4 \cdot 10^{-6}}+10^{-8}}", "−0.01·(−0.02/(√(4·10⁻⁶)+10⁻⁸))"),
    (r"\frac{\partial E}{\partial w_5}", "∂E/∂w₅"),
    (r"\frac{1}{4} \sum \frac{\partial L}{\partial b_{p1}}", "1/4 Σ ∂L/∂b_p1"),
    (r"\frac{1}{K}\sum_k (a_k - t_k)^2", "1/K·Σₖ (a_k − t_k)²"),
])  # fmt: skip
def test_that_a_fraction_in_a_fraction_keeps_its_parentheses(latex, text):
    assert plain_of(latex) == text


def calculated(text: str) -> float:
    """What a reader of plain text calculates."""
    text = re.sub(f"[{RAISED}]+", lambda found: f"**({from_superscript(found[0])})", text.replace("−", "-"))
    text = re.sub(r"√([\d.]+)", r"√(\1)", text.replace("·", "*")).replace("√", "sqrt")
    return float(eval(text, {"__builtins__": {}, "sqrt": math.sqrt}))


@pytest.mark.parametrize("rule", list(optimizers), ids=lambda rule: rule.__name__)
def test_that_the_numbers_of_every_rule_read_as_plain_text_give_its_result(rule):
    chosen = preset("XOR", per_class=2)
    run = Run(replace(chosen, plan=replace(chosen.plan, optimizer=rule(), l1=0.01, l2=0.1, clip=0.1)))
    run.epoch()
    narrator = Narrator(run.walk())
    first = narrator.operations.samples * narrator.operations.per_sample
    lines = [line for index in range(first, len(narrator.operations)) for line in narrator.tell(index).arithmetic]

    assert len(lines) > 20
    for line in lines:
        if not re.search("[a-z]", plain := plain_of(line.numbers).replace("√", "")):
            assert calculated(plain_of(line.numbers)) == pytest.approx(line.value, rel=2e-4), plain
