"""Why no line separates two classes: conditions on the weights that contradict each other, and their sum 0 > 0.

Each point asks that its sum lies on its side: t (b + w₁ x₁ + w₂ x₂) > 0. Gordan (1873): either some weights meet all
conditions, or some of the conditions, each times a share λ > 0, add up to 0 > 0. At most four of them are needed here.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction

from mlpviz.nn.perceptron import Perceptron


@dataclass(frozen=True)
class Condition:
    """One condition: `share` times (`weights` · (b or −θ, w₁, w₂)) > 0."""

    index: int | None
    """The point that asks for it; None for the condition that the threshold has its sign."""
    factors: tuple[Fraction, ...]
    """What b (or θ), w₁ and w₂ are multiplied by; without bias and threshold, w₁ and w₂ alone."""
    times: int
    """How often it is taken in the sum."""


@dataclass(frozen=True)
class Contradiction:
    """Conditions that add up to 0 > 0."""

    conditions: tuple[Condition, ...]
    names: tuple[str, ...]
    """What the factors belong to: "b" or "θ", "w₁", "w₂"."""

    @property
    def sums(self) -> tuple[Fraction, ...]:
        """Each factor times how often its condition is taken, added up: exactly 0."""
        columns = zip(*(tuple(one.times * factor for factor in one.factors) for one in self.conditions), strict=True)
        return tuple(sum(column, Fraction(0)) for column in columns)


def contradiction(perceptron: Perceptron) -> Contradiction | None:
    """The conditions that no weights can meet at once; None if some weights meet all."""
    proof = perceptron.certificate
    if proof.separable:
        return None
    common = math.lcm(*(share.denominator for _, share in proof.shares))
    counts = [int(share * common) for _, share in proof.shares]
    least = math.gcd(*counts)
    has_threshold = bool(perceptron.threshold)
    names = ("b", "w₁", "w₂") if perceptron.bias else (*(("θ",) if has_threshold else ()), "w₁", "w₂")
    conditions = []
    for (index, _), count in zip(proof.shares, counts, strict=True):
        held = index == len(perceptron.targets)
        if held:
            zeros = (Fraction(0),) * len(perceptron.start)
            factors = (Fraction(1 if perceptron.threshold > 0 else -1), *zeros)
        else:
            sign = 1 if perceptron.targets[index] == 1 else -1
            inputs = tuple(sign * Fraction(value) for value in perceptron.inputs[index])
            factors = (Fraction(-sign), *inputs) if has_threshold else inputs
        conditions.append(Condition(None if held else index, factors, count // least))
    return Contradiction(tuple(conditions), names)
