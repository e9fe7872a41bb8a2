"""The same training with torch, scikit-learn and JAX, where they are installed; one thread, float64."""

from __future__ import annotations

import importlib.util
import warnings
from collections.abc import Callable
from typing import Any

import numpy as np

from tests.benchmarks.workloads import RATE, Workload

Epoch = Callable[[], object]


def peers(workload: Workload) -> dict[str, tuple[Epoch, str]]:
    """An epoch of each library that is there, and whether it is a bare or a full one."""
    makers: dict[str, tuple[str, Callable[[Workload], Epoch], str]] = {
        "torch": ("torch", _torch, "bare"),
        "scikit-learn": ("sklearn", _sklearn, "full"),
        "JAX lax.scan": ("jax", _jax, "bare"),
    }
    return {
        name: (make(workload), kind)
        for name, (module, make, kind) in makers.items()
        if importlib.util.find_spec(module) is not None
    }


def _torch(workload: Workload) -> Epoch:
    import torch  # type: ignore[import-not-found, import-untyped, unused-ignore]

    torch.set_num_threads(1)
    x, t, _, _ = (torch.from_numpy(array) for array in workload.arrays())
    parts: list[Any] = []
    for W, b in workload.weights():
        linear = torch.nn.Linear(*W.shape, dtype=torch.float64)
        with torch.no_grad():
            linear.weight.copy_(torch.from_numpy(W.T))
            linear.bias.copy_(torch.from_numpy(b))
        parts += [linear, torch.nn.Tanh()]
    network, loss = torch.nn.Sequential(*parts[:-1]), torch.nn.BCEWithLogitsLoss()
    descent = torch.optim.SGD(network.parameters(), lr=RATE)
    batches = list(zip(x.split(workload.batch), t.split(workload.batch), strict=True))

    def epoch() -> None:
        for given, target in batches:
            descent.zero_grad()
            loss(network(given), target).backward()
            descent.step()

    return epoch


def _sklearn(workload: Workload) -> Epoch:
    from sklearn.exceptions import ConvergenceWarning  # type: ignore[import-not-found, import-untyped, unused-ignore]
    from sklearn.neural_network import MLPClassifier  # type: ignore[import-not-found, import-untyped, unused-ignore]

    warnings.simplefilter("ignore", ConvergenceWarning)
    x, t, _, _ = workload.arrays()
    network = MLPClassifier(
        workload.widths[1:-1], activation="tanh", solver="sgd", alpha=0.0, batch_size=workload.batch,
        learning_rate_init=RATE, momentum=0.0, nesterovs_momentum=False, random_state=0,
    )  # fmt: skip
    labels = t[:, 0].astype(int)
    return lambda: network.partial_fit(x, labels, classes=[0, 1])


def _jax(workload: Workload) -> Epoch:
    import jax  # type: ignore[import-not-found, import-untyped, unused-ignore]
    import jax.numpy as jnp  # type: ignore[import-not-found, import-untyped, unused-ignore]

    jax.config.update("jax_enable_x64", True)
    x, t, _, _ = workload.arrays()
    count = len(x) // min(workload.batch, len(x))
    batches = (
        jnp.asarray(x.reshape(count, -1, x.shape[1])),
        jnp.asarray(t.reshape(count, -1, 1)),
    )

    def loss(weights: Any, given: Any, target: Any) -> Any:
        for W, b in weights[:-1]:
            given = jnp.tanh(given @ W + b)
        z = given @ weights[-1][0] + weights[-1][1]
        return jnp.mean(jnp.logaddexp(0.0, z) - target * z)

    def update(weights: Any, batch: Any) -> Any:
        gradient = jax.grad(loss)(weights, *batch)
        return jax.tree.map(lambda w, g: w - RATE * g, weights, gradient), None

    sweep = jax.jit(lambda weights: jax.lax.scan(update, weights, batches)[0])
    state = [jax.tree.map(jnp.asarray, workload.weights())]

    def epoch() -> None:
        state[0] = jax.block_until_ready(sweep(state[0]))

    epoch()  # compiles
    assert np.isfinite(np.asarray(state[0][0][0])).all()
    return epoch
