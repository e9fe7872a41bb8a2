"""The dialect that formulas are written in, as the docstring of `Choice` states it."""

from __future__ import annotations

import ast
import inspect
import textwrap
from collections.abc import Iterator

import numpy as np
import pytest

from mlpviz.nn.activations import Formula, Softmax, activations
from mlpviz.nn.losses import losses
from mlpviz.nn.optimizers import optimizers

INSTEAD = {
    "np.where": "add up the two cases, each times where it holds: (z > 0) * a + (z <= 0) * b",
    "np.clip": "write np.minimum(np.maximum(z, low), high)",
    "np.array": "write z * 1.0 for a copy",
    "np.copy": "write z * 1.0 for a copy",
    "np.sum": "write np.add.reduce(z, axis=…)",
    "np.max": "write np.maximum.reduce(z, axis=…)",
}
FREE = {"np.asarray", "np.errstate"}
"""Neither changes a number."""
ELSEWHERE = {(Formula, "value"), (Formula, "slope"), (Softmax, "slope")}
"""Typed by the learner and read by its own parser; and none at all, for Softmax comes with its loss."""
FORMULAS = ("value", "slope", "of_samples", "step")


def breaches(source: str) -> Iterator[str]:
    """What a formula does that not every reader of it understands, and what to write instead."""
    for node in ast.walk(ast.parse(textwrap.dedent(source))):
        if isinstance(node, ast.If | ast.IfExp | ast.While) and not asks_for_a_shape(node.test):
            yield f"no `if {ast.unparse(node.test)}`: write (z > 0) * 1.0, which is 1 where it holds and 0 elsewhere"
        if isinstance(node, ast.For | ast.comprehension):
            yield "no loop over samples or units: NumPy runs over whole arrays"
        if isinstance(node, ast.Attribute) and ast.unparse(node).startswith("np."):
            name = ast.unparse(node)
            called = name.removesuffix(".reduce")
            if name not in FREE and not isinstance(getattr(np, called.removeprefix("np."), None), np.ufunc):
                yield f"no {name}: {INSTEAD.get(name, 'use arithmetic and ufuncs of NumPy')}"


def asks_for_a_shape(test: ast.expr) -> bool:
    return "shape" in ast.unparse(test)


def formulas():
    for registry in (activations, losses, optimizers):
        for choice in registry:
            for name in FORMULAS:
                if name in vars(choice) and (choice, name) not in ELSEWHERE:
                    yield pytest.param(vars(choice)[name], id=f"{choice.__name__}.{name}")


@pytest.mark.parametrize("formula", list(formulas()))
def test_that_every_formula_keeps_to_the_dialect(formula):
    assert list(breaches(inspect.getsource(formula))) == []


@pytest.mark.parametrize(
    ("body", "instead"),
    [
        ("return np.where(z > 0, z, 0.0)", "add up the two cases"),
        ("return np.clip(z, 0, 1)", "np.minimum(np.maximum(z, low), high)"),
        ("return z if z > 0 else 0.0 * z", "(z > 0) * 1.0"),
        ("if z > 0:\n        return z\n    return 0.0 * z", "(z > 0) * 1.0"),
        ("return np.array(z)", "z * 1.0"),
        ("return np.sum(z)", "np.add.reduce"),
        ("return np.linalg.norm(z)", "ufuncs"),
        ("return np.asarray([one for one in z])", "whole arrays"),
    ],
)
def test_that_a_breach_is_said_with_what_to_write(body, instead):
    assert any(instead in sentence for sentence in breaches(f"def value(self, z):\n    {body}\n"))
