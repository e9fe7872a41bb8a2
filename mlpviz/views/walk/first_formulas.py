"""The formulas on the first pages of a step-through, which can be typeset before it is opened."""

from __future__ import annotations

from collections.abc import Iterator

FIRST, SECOND = range(1, 9), range(1, 9)
"""Units of two hidden layers; most networks have some of them, and no more."""


def first_formulas() -> Iterator[str]:
    """Each in LaTeX."""
    first, second = [f"h_{{1.{unit}}}" for unit in FIRST], [f"h_{{2.{unit}}}" for unit in SECOND]
    yield from ("x_1", "x_2", *first, *second, "p_1", "z", "a", "b", "p", "L", r"\delta", "f'", r"\sigma'")
    yield from ("=", "+", "-", ")", r"\cdot", r"\mathrm{tanh}(", "b_{p1}", *_widest())
    yield from (r"\ln(1 - p_1)", r"-t \ln p - (1 - t) \ln(1 - p)")
    yield from (r"w_{x1\to h1.1}\ x_1", r"w_{x2\to h1.1}\ x_2")
    yield from (r"\eta", "g", r"\Delta w", r"-\eta\, g", *_updated(r"w_{x1\to h1.1}"), *_updated(r"w_{x2\to h1.1}"))
    for unit in FIRST:
        for latex in (r"\boldsymbol{h_{1.N}}", r"\boldsymbol{z_{h1.N}}", "z_{h1.N}", "b_{h1.N}", r"w_{h1.N\to h2.1}"):
            yield latex.replace("N", str(unit))
        for source in ("x1", "x2"):
            yield rf"w_{{{source}\to h1.{unit}}}"
    for unit in SECOND:
        yield from (rf"w_{{h2.{unit}\to p1}}", rf"b_{{h2.{unit}}}")
        yield rf"\boldsymbol{{h_{{2.{unit}}}}}"


def _updated(name: str) -> tuple[str, ...]:
    """How a weight is written where it is updated."""
    new, gradient = rf"{name}^{{\mathrm{{new}}}}", rf"\partial L / \partial {name}"
    return rf"\boldsymbol{{{name}}}", new, rf"\frac{{\partial L}}{{\partial {name}}}", gradient


def _widest() -> tuple[str, ...]:
    """What the tables measure for their columns."""
    return "b_{p0}", "b_{h0.0}", r"w_{x0\to h0.0}", r"w_{h0.0\to h0.0}", r"w_{h0.0\to p0}", r"w_{h1.8\to h2.8}"
