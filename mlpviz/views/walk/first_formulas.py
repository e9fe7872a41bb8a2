"""The formulas on the first pages of a step-through, which can be typeset before it is opened."""

from __future__ import annotations

from collections.abc import Iterator

from mlpviz.views.walk.typesetter import BASE

SMALL, USUAL, MARKED = 14.0, 16.0, 17.0
"""Px of symbols in tables, beside text and in nodes, at the designed text size."""
FIRST, SECOND = range(1, 7), range(1, 5)
"""The units of both hidden layers that a start opens with; most networks have some of them."""


def first_formulas() -> Iterator[tuple[str, float]]:
    """LaTeX and px; with another text size some are typeset in vain."""
    first, second = [f"h_{{1.{unit}}}" for unit in FIRST], [f"h_{{2.{unit}}}" for unit in SECOND]
    for latex in ("x_1", "x_2", *first, *second, "p_1", "z", "a", r"\delta", "f'", r"\sigma'"):
        yield latex, SMALL
    for latex in (r"\ln(1 - p_1)", r"-t \ln p - (1 - t) \ln(1 - p)"):
        yield latex, SMALL
    for latex in ("x_1", "x_2", "p_1", "z", "a", "p", "L", r"\ln(1 - p_1)", "b_{p1}", *_widest(), *_next_weights()):
        yield latex, USUAL
    for latex in (r"w_{x1\to h1.1}\ x_1", r"w_{x2\to h1.1}\ x_2", "b_{h1.1}", "z_{h1.1}"):
        yield latex, USUAL
    for latex in ("p_1", "L"):
        yield latex, MARKED
    yield "b", 13.0
    for latex in ("=", "+", r"\cdot", "x_1", "x_2", *first):
        yield latex, BASE
    for unit in FIRST:
        for latex in (r"\boldsymbol{h_{1.N}}", r"\boldsymbol{z_{h1.N}}", "z_{h1.N}", "b_{h1.N}"):
            yield latex.replace("N", str(unit)), BASE
        for source in ("x1", "x2"):
            yield rf"w_{{{source}\to h1.{unit}}}", BASE


def _widest() -> tuple[str, ...]:
    """What the tables measure for their columns."""
    return "b_{p0}", "b_{h0.0}", r"w_{x0\to h0.0}", r"w_{h0.0\to h0.0}", r"w_{h0.0\to p0}"


def _next_weights() -> Iterator[str]:
    for unit in FIRST:
        yield rf"w_{{h1.{unit}\to h2.1}}"
    for unit in SECOND:
        yield rf"w_{{h2.{unit}\to p1}}"
