"""What depth does to a function and to the slope that passes through it: the same function applied n times."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from mlpviz.engine import number
from mlpviz.engine.functions.facts import facts_of
from mlpviz.engine.functions.samples import slopes, values
from mlpviz.nn.activation import Activation
from mlpviz.nn.arrays import Array, freeze

MOST = 30
"""The greatest depth."""
LOWEST, HIGHEST = -300, 300
"""Powers of ten between which a product of slopes is written as a number."""


@dataclass(frozen=True, eq=False)
class Depth:
    """f applied once, twice … n times to each of m values of z. Row k belongs to k applications; row 0 is z itself."""

    outputs: Array
    """f∘…∘f, (n + 1, m)."""
    slopes: Array
    """The slope of f at the input of each application, (n, m)."""
    products: Array
    """The derivative of f∘…∘f: the product of the slopes so far, (n + 1, m); 1 in row 0."""
    logs: Array
    """log₁₀ |products|, also where those are too small for a number, (n + 1, m); −∞ of an exact 0."""


def composed(activation: Activation, z: Array, depth: int) -> Depth:
    """Apply f `depth` times to z, (m,). What grows too large becomes infinite or NaN."""
    outputs, found = [np.asarray(z, dtype=np.float64)], []
    for _ in range(depth):
        found.append(slopes(activation, outputs[-1]))
        outputs.append(values(activation, outputs[-1]))
    factors = np.stack([np.ones_like(outputs[0]), *found])
    with np.errstate(all="ignore"):
        products, logs = np.cumprod(factors, axis=0), np.cumsum(np.log10(np.abs(factors)), axis=0)
    return Depth(freeze(np.stack(outputs)), freeze(factors[1:]), freeze(products), freeze(logs))


def bound_log(activation: Activation, depth: int) -> float:
    """The decimal logarithm of the largest slope to the power `depth`, which no product of slopes exceeds.

    ∞ if there is no largest slope, −∞ if it is 0.
    """
    steepest = facts_of(activation).steepest
    return depth * math.log10(steepest) if steepest > 0.0 else -math.inf


def size(log: float, digits: int = 3) -> str:
    """A number by the decimal logarithm of its size: "0.0625", "9.5·10⁻⁷", "10⁻⁴⁰⁰"; "0" of −∞."""
    if math.isnan(log):
        return "NaN"
    if log == -math.inf:
        return "0"
    if log == math.inf:
        return "∞"
    if LOWEST < log < HIGHEST:
        return number.plain(10.0**log, digits)
    exponent = math.floor(log)
    return number.SCREEN.in_powers(number.plain(10.0 ** (log - exponent), digits), exponent)
