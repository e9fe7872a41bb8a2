"""Optimizers: how the parameters change, given their gradient."""

from __future__ import annotations

from typing import Any, ClassVar, NamedTuple

import numpy as np

from mlpviz.nn.arrays import Array, Numbers
from mlpviz.nn.registry import Choice, Registry, span


class Optimizer(Choice):
    """The rule of one update, for each parameter by itself; works for arrays and for single numbers."""

    memory: ClassVar[tuple[str, ...]] = ()
    """Names of the values that the rule keeps for each parameter from update to update; they start at zero."""
    lines: ClassVar[tuple[tuple[str, str], ...]]
    """The equations of `step`'s fields, in order: (symbol, right-hand side), both LaTeX; w is the parameter."""

    def squares(self) -> tuple[bool, ...]:
        """Which values of `memory` are made of g², and so do not change sign with g."""
        empty = (0.0,) * len(self.memory)
        up, down = (self.step(g, empty, 1.0, 1) for g in (1.0, -1.0))
        return tuple(getattr(up, name) == getattr(down, name) for name in self.memory)

    def step(self, g: Numbers, memory: tuple[Numbers, ...], rate: float, count: int, w: Numbers = 0.0) -> Any:
        """Return a NamedTuple of every intermediate value; the field "change" is what is added to the parameter.

        `g` is the gradient, `memory` the values of the last update in the order of the class's `memory`, `rate` the
        learning rate η, `count` the number of this update, from 1, and `w` the parameter itself.
        """
        raise NotImplementedError


optimizers: Registry[Optimizer] = Registry("optimizer")


class SGDStep(NamedTuple):
    """The result of `SGD.step`."""

    change: Numbers


@optimizers.register
class SGD(Optimizer):
    """Steps straight downhill: the learning rate times the gradient of the batch. Robbins and Monro (1951)."""

    label = "SGD"
    lines = ((r"\Delta w", r"-\eta\, g"),)

    def step(self, g: Numbers, memory: tuple[Numbers, ...], rate: float, count: int, w: Numbers = 0.0) -> SGDStep:
        return SGDStep(g * -rate)


class MomentumStep(NamedTuple):
    """The values that `Momentum.step` computes, in order."""

    v: Numbers
    change: Numbers


@optimizers.register
class Momentum(Optimizer):
    """A ball that rolls downhill: it keeps its speed, so it swings less across a valley and runs faster along it.

    Polyak, "Some methods of speeding up the convergence of iteration methods" (1964).
    """

    label = "Momentum"
    symbols = {"momentum": r"\mu"}
    memory = ("v",)
    lines = ((r"v", r"\mu v + g"), (r"\Delta w", r"-\eta\, v"))
    momentum: float = span(0.9, 0.0, 0.9999)

    def step(self, g: Numbers, memory: tuple[Numbers, ...], rate: float, count: int, w: Numbers = 0.0) -> MomentumStep:
        """Return the velocity v and the change −η v."""
        v = self.momentum * memory[0] + g
        return MomentumStep(v, v * -rate)


class NesterovStep(NamedTuple):
    """The values that `Nesterov.step` computes, in order."""

    v: Numbers
    ahead: Numbers
    change: Numbers


@optimizers.register
class Nesterov(Optimizer):
    """Momentum that looks ahead: the gradient counts as if the ball had already rolled on, so it brakes in time.

    Nesterov (1983), in the form of Sutskever, Martens, Dahl and Hinton (2013).
    """

    label = "Nesterov"
    symbols = {"momentum": r"\mu"}
    memory = ("v",)
    lines = ((r"v", r"\mu v + g"), (r"d", r"g + \mu v"), (r"\Delta w", r"-\eta\, d"))
    momentum: float = span(0.9, 0.0, 0.9999)

    def step(self, g: Numbers, memory: tuple[Numbers, ...], rate: float, count: int, w: Numbers = 0.0) -> NesterovStep:
        """Return the velocity v, the gradient looking ahead g + μ v, and the change."""
        v = self.momentum * memory[0] + g
        ahead = g + self.momentum * v
        return NesterovStep(v, ahead, ahead * -rate)


class RMSPropStep(NamedTuple):
    """The values that `RMSProp.step` computes, in order."""

    v: Numbers
    change: Numbers


@optimizers.register
class RMSProp(Optimizer):
    """Divides every gradient by its own recent size, so that steep and flat directions move at the same pace.

    Tieleman and Hinton, "Neural Networks for Machine Learning", lecture 6 (2012).
    """

    label = "RMSProp"
    memory = ("v",)
    lines = (
        (r"v", r"\alpha v + (1 - \alpha)\, g^2"),
        (r"\Delta w", r"-\eta\, \frac{g}{\sqrt{v} + \epsilon}"),
    )
    alpha: float = span(0.99, 0.0, 0.9999)
    epsilon: float = span(1e-8, 1e-12, 0.1)

    def step(self, g: Numbers, memory: tuple[Numbers, ...], rate: float, count: int, w: Numbers = 0.0) -> RMSPropStep:
        """Return the running mean of g² and the change."""
        v = self.alpha * memory[0] + (1.0 - self.alpha) * (g * g)
        return RMSPropStep(v, -rate * g / (np.sqrt(v) + self.epsilon))


class AdaGradStep(NamedTuple):
    """The values that `AdaGrad.step` computes, in order."""

    s: Numbers
    change: Numbers


@optimizers.register
class AdaGrad(Optimizer):
    """Gives rarely moved weights large steps and often moved ones ever smaller steps; in the end all stand still.

    Duchi, Hazan and Singer, "Adaptive Subgradient Methods" (2011).
    """

    label = "AdaGrad"
    memory = ("s",)
    lines = ((r"s", r"s + g^2"), (r"\Delta w", r"-\eta\, \frac{g}{\sqrt{s} + \epsilon}"))
    epsilon: float = span(1e-10, 1e-12, 0.1)

    def step(self, g: Numbers, memory: tuple[Numbers, ...], rate: float, count: int, w: Numbers = 0.0) -> AdaGradStep:
        """Return the sum of all g² so far and the change."""
        s = memory[0] + g * g
        return AdaGradStep(s, -rate * g / (np.sqrt(s) + self.epsilon))


class AdamStep(NamedTuple):
    """The values that `Adam.step` computes, in order."""

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

    def step(self, g: Numbers, memory: tuple[Numbers, ...], rate: float, count: int, w: Numbers = 0.0) -> AdamStep:
        m = self.beta1 * memory[0] + (1.0 - self.beta1) * g
        v = self.beta2 * memory[1] + (1.0 - self.beta2) * (g * g)
        m_hat = m / (1.0 - self.beta1**count)
        v_hat = v / (1.0 - self.beta2**count)
        return AdamStep(m, v, m_hat, v_hat, -rate * m_hat / (np.sqrt(v_hat) + self.epsilon))


class AdamWStep(NamedTuple):
    """The values that `AdamW.step` computes, in order."""

    m: Numbers
    v: Numbers
    m_hat: Numbers
    v_hat: Numbers
    decay: Numbers
    change: Numbers


@optimizers.register
class AdamW(Optimizer):
    """Adam, and besides every weight shrinks a little at each update, whatever its gradient has to say.

    The decay λ pulls at biases too. Loshchilov and Hutter, "Decoupled Weight Decay Regularization" (2019).
    """

    label = "AdamW"
    symbols = {"decay": r"\lambda"}
    memory = ("m", "v")
    lines = (
        (r"m", r"\beta_1 m + (1 - \beta_1)\, g"),
        (r"v", r"\beta_2 v + (1 - \beta_2)\, g^2"),
        (r"\hat m", r"\frac{m}{1 - \beta_1^t}"),
        (r"\hat v", r"\frac{v}{1 - \beta_2^t}"),
        (r"d", r"\eta \lambda w"),
        (r"\Delta w", r"-\eta\, \frac{\hat m}{\sqrt{\hat v} + \epsilon} - d"),
    )
    beta1: float = span(0.9, 0.0, 0.9999)
    beta2: float = span(0.999, 0.0, 0.99999)
    epsilon: float = span(1e-8, 1e-12, 0.1)
    decay: float = span(0.01, 0.0, 1.0)

    def step(self, g: Numbers, memory: tuple[Numbers, ...], rate: float, count: int, w: Numbers = 0.0) -> AdamWStep:
        """Return the values of Adam, with the decay η λ w as part of the change."""
        m = self.beta1 * memory[0] + (1.0 - self.beta1) * g
        v = self.beta2 * memory[1] + (1.0 - self.beta2) * (g * g)
        m_hat = m / (1.0 - self.beta1**count)
        v_hat = v / (1.0 - self.beta2**count)
        decay = rate * self.decay * w
        return AdamWStep(m, v, m_hat, v_hat, decay, -rate * m_hat / (np.sqrt(v_hat) + self.epsilon) - decay)


class Descent:
    """The optimizer of one network: rule, learning rate, memory, and the number of updates so far."""

    def __init__(
        self,
        rule: Optimizer,
        size: int,
        *,
        rate: float,
        l2: float = 0.0,
        l1: float = 0.0,
        decayed: Array | None = None,
        free: Array | None = None,
        mean: bool = True,
        clip: float | None = None,
    ) -> None:
        """Start with a memory of zeros for `size` parameters.

        `decayed` and `free` are vectors of zeros and ones: which parameters the penalty λ₁ Σ|w| + ½ λ₂ Σ w² includes,
        and which may change (None: all). `mean` divides the gradient by the number of samples in the batch. `clip` is
        the maximum norm of the whole gradient (None: no limit).
        """
        self.rule, self.rate, self.l1, self.l2, self.mean, self.clip = rule, rate, l1, l2, mean, clip
        self.decayed = decayed
        self.held = None if free is None else free == 0.0
        """True for frozen parameters; None if there are none."""
        self.memory = np.zeros((len(rule.memory), size))
        self.count = 0
        self.theta: Array = np.zeros(size)
        """The parameters being trained."""
        self.scale = 1.0
        """The factor by which clipping multiplied the last gradient."""
        self.change: Array = np.zeros(size)
        """What the current update adds to each parameter."""
        self.last: Any = None
        """The result of the rule's last `step`: a NamedTuple of vectors as long as theta."""

    def prepare(self, theta: Array, grad: Array, samples: int) -> None:
        """Turn the sum of the samples' gradients in place into the gradient to use, and compute `change` from it.

        In this order: reduction, penalty, mask, clipping. Clipping shortens a gradient with ‖g‖ > `clip` to that norm
        and keeps its direction. Pascanu, Mikolov and Bengio (2013).
        """
        if self.mean and samples > 1:
            grad /= samples
        if self.l1 or self.l2:
            grad += self.penalty_slope(theta)
        if self.held is not None:
            grad[self.held] = 0.0
        if self.clip is not None:
            self.scale = clipped(grad, self.clip)
            grad *= self.scale
        self.count += 1
        self._apply_rule(theta, grad)

    def _apply_rule(self, theta: Array, grad: Array) -> None:
        values = self.rule.step(grad, tuple(self.memory), self.rate, self.count, theta)
        for row, name in zip(self.memory, self.rule.memory, strict=True):
            row[:] = getattr(values, name)
        self.last = values
        self.change = values.change
        if self.held is not None:  # velocity and decay must not change frozen parameters
            self.change[self.held] = 0.0

    def penalty(self, theta: Array) -> float:
        """λ₁ Σ|w| + ½ λ₂ Σ w² over the parameters in `decayed`."""
        w = theta if self.decayed is None else self.decayed * theta
        total = self.l1 * float(np.sum(np.abs(w))) if self.l1 else 0.0
        return total + (0.5 * self.l2 * float(np.sum(w * w)) if self.l2 else 0.0)

    def penalty_slope(self, theta: Array) -> Array:
        """λ₁ sign w + λ₂ w for the parameters in `decayed`, 0 for all others, (parameter_count,)."""
        w = theta if self.decayed is None else self.decayed * theta
        return self.l2 * w if not self.l1 else self.l1 * np.sign(w) + self.l2 * w


def clipped(grad: Array, longest: float) -> float:
    """The factor, at most 1, that reduces the norm of `grad` to at most `longest`."""
    largest = float(np.max(np.abs(grad), initial=0.0))
    if not 0.0 < largest < np.inf:
        return 1.0
    norm = largest * float(np.sqrt(np.sum((grad / largest) ** 2)))  # the squares of huge numbers overflow
    return min(1.0, longest / norm)
