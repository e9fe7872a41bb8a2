"""Optimizers: how the parameters move along their gradient."""

from __future__ import annotations

from typing import Any, ClassVar, NamedTuple

import numpy as np

from mlpviz.nn.arrays import Array, Numbers
from mlpviz.nn.registry import Choice, Registry, span


class Optimizer(Choice):
    """The rule for one update, element by element; it holds for arrays and for single numbers."""

    memory: ClassVar[tuple[str, ...]] = ()
    """What the rule remembers of each parameter from update to update; all of it starts at zero."""
    lines: ClassVar[tuple[tuple[str, str], ...]]
    """The arithmetic in the order of `step`'s fields: (symbol, right-hand side), both LaTeX."""

    def step(self, g: Numbers, memory: tuple[Numbers, ...], rate: float, count: int) -> Any:
        """Return a NamedTuple of every intermediate value; the field "change" is what is added to the parameter.

        `g` is the gradient, `memory` the values of the last update in the order of the class's `memory`, `rate` the
        learning rate η and `count` the number of this update, from 1.
        """
        raise NotImplementedError


optimizers: Registry[Optimizer] = Registry("optimizer")


class SGDStep(NamedTuple):
    """What SGD computes."""

    change: Numbers


@optimizers.register
class SGD(Optimizer):
    """Steps straight downhill: the learning rate times the gradient of the batch. Robbins and Monro (1951)."""

    label = "SGD"
    lines = ((r"\Delta w", r"-\eta\, g"),)

    def step(self, g: Numbers, memory: tuple[Numbers, ...], rate: float, count: int) -> SGDStep:
        """Return −η g."""
        return SGDStep(g * -rate)


class AdamStep(NamedTuple):
    """What Adam computes, in order."""

    m: Numbers
    v: Numbers
    m_hat: Numbers
    v_hat: Numbers
    change: Numbers


@optimizers.register
class Adam(Optimizer):
    """Gives every weight its own step size, from the running mean and the running square of its gradients.

    Kingma and Ba, "Adam: A Method for Stochastic Optimization" (2015), algorithm 1.
    """

    label = "Adam"
    memory = ("m", "v")
    lines = (
        (r"m", r"\beta_1 m + (1 - \beta_1)\, g"),
        (r"v", r"\beta_2 v + (1 - \beta_2)\, g^2"),
        (r"\hat m", r"\frac{m}{1 - \beta_1^t}"),
        (r"\hat v", r"\frac{v}{1 - \beta_2^t}"),
        (r"\Delta w", r"-\eta\, \frac{\hat m}{\sqrt{\hat v} + \epsilon}"),
    )
    beta1: float = span(0.9, 0.0, 0.9999)
    beta2: float = span(0.999, 0.0, 0.99999)
    epsilon: float = span(1e-8, 1e-12, 0.1)

    def step(self, g: Numbers, memory: tuple[Numbers, ...], rate: float, count: int) -> AdamStep:
        """Return the five values of algorithm 1."""
        m = self.beta1 * memory[0] + (1.0 - self.beta1) * g
        v = self.beta2 * memory[1] + (1.0 - self.beta2) * (g * g)
        m_hat = m / (1.0 - self.beta1**count)
        v_hat = v / (1.0 - self.beta2**count)
        return AdamStep(m, v, m_hat, v_hat, -rate * m_hat / (np.sqrt(v_hat) + self.epsilon))


class Descent:
    """An optimizer at work on one network: its learning rate, its memory, and how many updates it has made."""

    def __init__(
        self,
        rule: Optimizer,
        size: int,
        *,
        rate: float,
        l2: float = 0.0,
        decayed: Array | None = None,
        free: Array | None = None,
        mean: bool = True,
    ) -> None:
        """Begin with an empty memory for `size` parameters.

        `decayed` and `free` are vectors of zeros and ones: which parameters the L2 penalty ½ λ Σ w² counts, and which
        may move at all (all of them if None). `mean` divides the batch's gradient by its number of samples.
        """
        self.rule, self.rate, self.l2, self.mean = rule, rate, l2, mean
        self.decayed, self.free = decayed, free
        self.memory = np.zeros((len(rule.memory), size))
        self.count = 0

    def prepare(self, theta: Array, grad: Array, samples: int) -> None:
        """Turn the sum of the samples' gradients into the gradient to follow: reduction, then penalty, then mask."""
        if self.mean and samples > 1:
            grad /= samples
        if self.l2:
            grad += self.l2 * theta if self.decayed is None else self.l2 * self.decayed * theta
        if self.free is not None:
            grad *= self.free
        self.count += 1

    def change(self, grad: Array, stretch: slice) -> Array:
        """Return what to add to the parameters in `stretch`, whose gradient is `grad`, and remember what is needed."""
        memory = self.memory[:, stretch]
        values = self.rule.step(grad, tuple(memory), self.rate, self.count)
        for row, name in zip(memory, self.rule.memory, strict=True):
            row[:] = getattr(values, name)
        change: Array = values.change
        return change
