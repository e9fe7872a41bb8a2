"""The same training as a textbook prints it: plain NumPy, one line a formula, nothing tuned."""

from __future__ import annotations

import numpy as np

from mlpviz.nn.arrays import Array
from tests.benchmarks.workloads import RATE, Weights, Workload


class Textbook:
    """A list of weights, a list of biases, and three loops."""

    def __init__(self, workload: Workload) -> None:
        pairs = workload.weights()
        self.W, self.b = [W for W, _ in pairs], [b for _, b in pairs]
        self.x, self.t, self.x_test, self.t_test = workload.arrays()
        self.batch = workload.batch
        self.random = np.random.default_rng(0)

    def update(self, x: Array, t: Array) -> None:
        """One step down the gradient of one batch."""
        a = [x]
        for W, b in zip(self.W[:-1], self.b[:-1], strict=True):
            a.append(np.tanh(a[-1] @ W + b))
        p = sigmoid(a[-1] @ self.W[-1] + self.b[-1])
        delta = (p - t) / len(x)
        gradients = []
        for layer in reversed(range(len(self.W))):
            gradients.append((a[layer].T @ delta, delta.sum(axis=0)))
            if layer:
                delta = (delta @ self.W[layer].T) * (1 - a[layer] ** 2)
        for layer, (dW, db) in enumerate(reversed(gradients)):
            self.W[layer] -= RATE * dW
            self.b[layer] -= RATE * db

    def bare(self) -> None:
        """One epoch in the order the points have, without looking at the loss."""
        for start in range(0, len(self.x), self.batch):
            self.update(self.x[start : start + self.batch], self.t[start : start + self.batch])

    def full(self) -> None:
        """One epoch in a fresh order, and the loss on training and test points after it."""
        order = self.random.permutation(len(self.x))
        for start in range(0, len(self.x), self.batch):
            chosen = order[start : start + self.batch]
            self.update(self.x[chosen], self.t[chosen])
        self.losses = self.loss(self.x, self.t), self.loss(self.x_test, self.t_test)

    def weights(self) -> Weights:
        """The weights as they are now."""
        return list(zip(self.W, self.b, strict=True))

    def loss(self, x: Array, t: Array) -> float:
        """Cross-entropy over all of `x`."""
        a = x
        for W, b in zip(self.W[:-1], self.b[:-1], strict=True):
            a = np.tanh(a @ W + b)
        p = np.clip(sigmoid(a @ self.W[-1] + self.b[-1]), 1e-12, 1 - 1e-12)
        return float(-(t * np.log(p) + (1 - t) * np.log(1 - p)).mean())


def sigmoid(z: Array) -> Array:
    """1 / (1 + e⁻ᶻ)."""
    return 1 / (1 + np.exp(-z))
