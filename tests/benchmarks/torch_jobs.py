"""The jobs of the laboratories as torch does them: the same first weights, the same batches, float64, one thread."""

from __future__ import annotations

from typing import Any

import numpy as np

from mlpviz.engine.approximation.fits import Fit
from mlpviz.engine.approximation.one_layer import experiment
from mlpviz.engine.batches import Batches
from mlpviz.engine.build import samples_of
from mlpviz.engine.experiment import Experiment
from mlpviz.engine.flow.cell import CellJob
from mlpviz.engine.pool import Mark
from mlpviz.nn.arrays import Array


class Twin:
    """The network, loss and optimizer of an experiment in torch."""

    def __init__(self, given: Experiment) -> None:
        import torch  # type: ignore[import-not-found, import-untyped, unused-ignore]

        torch.set_num_threads(1)
        self._torch, spec, plan = torch, given.network, given.plan
        self._plan = plan
        kinds = {
            "Sigmoid": torch.nn.Sigmoid, "Tanh": torch.nn.Tanh, "ReLU": torch.nn.ReLU, "Linear": torch.nn.Identity,
            "LeakyReLU": torch.nn.LeakyReLU,
        }  # fmt: skip
        self.linears: list[Any] = []
        parts: list[Any] = []
        for layer, (W, b) in zip(spec.layers, spec.weights(spec.first_theta()), strict=True):
            linear = torch.nn.Linear(*W.shape, dtype=torch.float64)
            with torch.no_grad():
                linear.weight.copy_(torch.from_numpy(W.T.copy()))
                linear.bias.copy_(torch.from_numpy(b.copy()))
            self.linears.append(linear)
            parts += [linear, kinds[layer.activation.name]()]
        self._network = torch.nn.Sequential(*parts[:-1])
        classes = spec.loss.name == "CrossEntropy"
        self._loss = torch.nn.BCEWithLogitsLoss() if classes else torch.nn.MSELoss()
        optimizer = torch.optim.SGD if plan.optimizer.name == "SGD" else torch.optim.Adam
        self._descent = optimizer(self._network.parameters(), lr=plan.learning_rate)
        self._batches = Batches(given, *samples_of(given))
        self._x, self._t = torch.from_numpy(self._batches.x), torch.from_numpy(self._batches.t)

    def epoch(self, number: int) -> None:
        """Train epoch `number`, from 0, in our order of samples."""
        for group in self._descent.param_groups:
            group["lr"] = self._plan.rate(number)
        self._batches.begin(number)
        for place in range(self._batches.per_epoch):
            x, t = (self._torch.from_numpy(part) for part in self._batches.batch(place))
            self._descent.zero_grad()
            self._loss(self._network(x), t).backward()
            self._descent.step()

    def loss(self, *, norms: bool = False) -> list[float]:
        """The train loss, and, if asked for, the gradient norm of each layer's weights over all train points."""
        if not norms:
            with self._torch.no_grad():
                return [self._loss(self._network(self._x), self._t).item()]
        self._descent.zero_grad()
        loss = self._loss(self._network(self._x), self._t)
        loss.backward()
        return [loss.item(), *(linear.weight.grad.norm().item() for linear in self.linears)]

    def theta(self) -> Array:
        """All parameters in our order."""
        pairs = [(linear.weight.detach().numpy().T, linear.bias.detach().numpy()) for linear in self.linears]
        return np.concatenate([part.ravel() for pair in pairs for part in pair])


def torch_fit(job: Fit, mark: Mark) -> Array:
    """The last parameters of a fit of the approximation laboratory."""
    twin = Twin(experiment(job.values, job.units, job.activation, job.seed))
    for epoch in range(job.epochs):
        mark.check()
        twin.epoch(epoch)
    return twin.theta()


def torch_cell(job: CellJob, mark: Mark) -> tuple[Array, Array]:
    """Loss and gradient norms at the start and after each epoch, (epochs + 1, 1 + layers), and the last parameters."""
    twin = Twin(job.experiment)
    rows = [twin.loss(norms=True)]
    for epoch in range(job.epochs):
        mark.check()
        twin.epoch(epoch)
        rows.append(twin.loss(norms=True))
        if not np.isfinite(rows[-1][0]):
            break
    return np.array(rows), twin.theta()
