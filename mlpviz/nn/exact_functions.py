"""Functions of z for typed formulas, and their slopes, computed without loss of digits for every z."""

from __future__ import annotations

import numpy as np

from mlpviz.nn.arrays import Numbers

MOST_POWER = 700.0
"""`exp` limits its argument to this: e⁷⁰⁰ ≈ 10³⁰⁴ is close to the largest float, and infinity soon becomes NaN."""
EXP_WORDS = f"In exp(u), u counts as {MOST_POWER:g} where it is larger."


def exp(z: Numbers) -> Numbers:
    """Return eᶻ, at most e⁷⁰⁰."""
    return np.exp(np.minimum(z, MOST_POWER))


def exp_slope(z: Numbers) -> Numbers:
    """Return eᶻ, and 0 where `exp` is limited."""
    return exp(z) * (z <= MOST_POWER)


def sigmoid(z: Numbers) -> Numbers:
    """Return 1 / (1 + e⁻ᶻ)."""
    return np.exp(np.minimum(z, 0.0)) / (1.0 + np.exp(-np.abs(z)))


def sigmoid_slope(z: Numbers) -> Numbers:
    """Return s (1 − s), s = sigmoid(z)."""
    e = np.exp(-np.abs(z))
    w = 1.0 + e
    return e / (w * w)


def tanh_slope(z: Numbers) -> Numbers:
    """Return 1 − tanh² z."""
    return 4.0 * sigmoid_slope(2.0 * z)


def softplus(z: Numbers) -> Numbers:
    """Return ln(1 + eᶻ)."""
    return np.maximum(z, 0.0) + np.log1p(np.exp(-np.abs(z)))


def step(z: Numbers) -> Numbers:
    """Return 0 below 0, 1 above, and ½ at 0."""
    return np.heaviside(z, 0.5)
