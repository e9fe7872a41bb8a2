"""The same training with torch, scikit-learn and JAX, where they are installed: the same first weights, float64."""

from __future__ import annotations

import importlib.util
from collections.abc import Callable
from typing import Any

import numpy as np

from tests.benchmarks.workloads import RATE, Contestant, Weights, Workload


def peers(workload: Workload) -> dict[str, Contestant]:
    """Each library that is there, by name."""
    makers: dict[str, tuple[str, Callable[[Workload], Contestant]]] = {
        "torch": ("torch", Torch),
        "scikit-learn": ("sklearn", ScikitLearn),
        "JAX lax.scan": ("jax", Jax),
    }
    return {
        name: make(workload) for name, (module, make) in makers.items() if importlib.util.find_spec(module) is not None
    }


class Torch:
    """As its tutorials do it: modules, autograd, an optimizer; one thread."""

    def __init__(self, workload: Workload) -> None:
        import torch  # type: ignore[import-not-found, import-untyped, unused-ignore]

        torch.set_num_threads(1)
        self._torch, self._batch = torch, workload.batch
        self._x, self._t, self._x_test, self._t_test = map(torch.from_numpy, workload.arrays())
        self._linears: list[Any] = []
        parts: list[Any] = []
        for W, b in workload.weights():
            linear = torch.nn.Linear(*W.shape, dtype=torch.float64)
            with torch.no_grad():
                linear.weight.copy_(torch.from_numpy(W.T))
                linear.bias.copy_(torch.from_numpy(b))
            self._linears.append(linear)
            parts += [linear, torch.nn.Tanh()]
        self._network, self._loss = torch.nn.Sequential(*parts[:-1]), torch.nn.BCEWithLogitsLoss()
        self._descent = torch.optim.SGD(self._network.parameters(), lr=RATE)

    def _train(self, x: Any, t: Any) -> None:
        for given, target in zip(x.split(self._batch), t.split(self._batch), strict=True):
            self._descent.zero_grad()
            self._loss(self._network(given), target).backward()
            self._descent.step()

    def bare(self) -> None:
        """One epoch in the order the points have, without looking at the loss."""
        self._train(self._x, self._t)

    def full(self) -> None:
        """One epoch in a fresh order, and the loss on training and test points after it."""
        order = self._torch.randperm(len(self._x))
        self._train(self._x[order], self._t[order])
        with self._torch.no_grad():
            pairs = ((self._x, self._t), (self._x_test, self._t_test))
            self.losses = [self._loss(self._network(x), t).item() for x, t in pairs]

    def weights(self) -> Weights:
        """The weights as they are now."""
        return [(linear.weight.detach().numpy().T, linear.bias.detach().numpy()) for linear in self._linears]


class ScikitLearn:
    """Its classifier, an epoch a call of `partial_fit`."""

    def __init__(self, workload: Workload) -> None:
        self._x, t, self._x_test, t_test = workload.arrays()
        self._labels, self._labels_test = t[:, 0].astype(int), t_test[:, 0].astype(int)
        self._workload = workload
        self._network = self._fresh(shuffle=False)
        self._shuffling = self._fresh(shuffle=True)

    def _fresh(self, *, shuffle: bool) -> Any:
        from sklearn.neural_network import (  # type: ignore[import-not-found, import-untyped, unused-ignore]
            MLPClassifier,
        )

        workload = self._workload
        network = MLPClassifier(
            workload.widths[1:-1], activation="tanh", solver="sgd", alpha=0.0, batch_size=workload.batch,
            learning_rate_init=RATE, momentum=0.0, nesterovs_momentum=False, random_state=0, shuffle=shuffle,
        )  # fmt: skip
        network.partial_fit(self._x, self._labels, classes=[0, 1])  # makes its layers
        for index, (W, b) in enumerate(workload.weights()):
            network.coefs_[index][:], network.intercepts_[index][:] = W, b
        return network

    def bare(self) -> None:
        """One epoch in the order the points have; it sums up the losses of its batches all the same."""
        self._network.partial_fit(self._x, self._labels)

    def full(self) -> None:
        """One epoch in a fresh order, and the loss on training and test points after it."""
        self._shuffling.partial_fit(self._x, self._labels)
        self.losses = self._loss(self._x, self._labels), self._loss(self._x_test, self._labels_test)

    def _loss(self, x: Any, labels: Any) -> float:
        right = self._shuffling.predict_proba(x)[np.arange(len(x)), labels]
        return float(-np.log(np.maximum(right, 1e-12)).mean())

    def weights(self) -> Weights:
        """The weights as they are now."""
        return list(zip(self._network.coefs_, self._network.intercepts_, strict=True))


class Jax:
    """A whole epoch as one compiled function: `lax.scan` over the batches."""

    def __init__(self, workload: Workload) -> None:
        import jax  # type: ignore[import-not-found, import-untyped, unused-ignore]

        jax.config.update("jax_enable_x64", True)
        self._jax, self._batch = jax, workload.batch
        self._points = tuple(map(jax.numpy.asarray, workload.arrays()))
        self._weights = jax.tree.map(jax.numpy.asarray, workload.weights())
        self._key = jax.random.key(0)
        self._bare, self._full = jax.jit(self._pass), jax.jit(self._shuffled)

    def _mean_loss(self, weights: Any, given: Any, target: Any) -> Any:
        jnp = self._jax.numpy
        for W, b in weights[:-1]:
            given = jnp.tanh(given @ W + b)
        z = given @ weights[-1][0] + weights[-1][1]
        return jnp.mean(jnp.logaddexp(0.0, z) - target * z)

    def _update(self, weights: Any, batch: Any) -> Any:
        gradient = self._jax.grad(self._mean_loss)(weights, *batch)
        return self._jax.tree.map(_moved, weights, gradient), None

    def _pass(self, weights: Any, x: Any, t: Any) -> Any:
        count = len(x) // min(self._batch, len(x))  # the batches of every workload are of one size
        batches = x.reshape(count, -1, x.shape[1]), t.reshape(count, -1, 1)
        return self._jax.lax.scan(self._update, weights, batches)[0]

    def _shuffled(self, weights: Any, key: Any, x: Any, t: Any, x_test: Any, t_test: Any) -> Any:
        key, now = self._jax.random.split(key)
        order = self._jax.random.permutation(now, len(x))
        weights = self._pass(weights, x[order], t[order])
        return weights, key, (self._mean_loss(weights, x, t), self._mean_loss(weights, x_test, t_test))

    def bare(self) -> None:
        """One epoch in the order the points have, without looking at the loss."""
        self._weights = self._jax.block_until_ready(self._bare(self._weights, *self._points[:2]))

    def full(self) -> None:
        """One epoch in a fresh order, and the loss on training and test points after it."""
        found = self._jax.block_until_ready(self._full(self._weights, self._key, *self._points))
        self._weights, self._key, self.losses = found

    def weights(self) -> Weights:
        """The weights as they are now."""
        return [(np.asarray(W), np.asarray(b)) for W, b in self._weights]


def _moved(w: Any, gradient: Any) -> Any:
    return w - RATE * gradient
