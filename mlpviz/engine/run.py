"""A run: an experiment made live."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import astuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from mlpviz.engine.experiment import Experiment, NetworkSpec
from mlpviz.engine.records import Progress, Scores, Snapshot, Step, Walk, freeze
from mlpviz.nn.arrays import Array
from mlpviz.nn.layers import Dense
from mlpviz.nn.losses import decode, encode
from mlpviz.nn.network import Network, stretches, sweep
from mlpviz.nn.optimizers import Descent


def network_of(spec: NetworkSpec, theta: Array) -> Network:
    """Build the layers that `spec` describes over `theta` (parameter_count,)."""
    return Network(spec.widths, [layer.activation for layer in spec.layers], spec.loss, theta)


def shuffled(count: int, seed: int, epoch: int) -> NDArray[np.intp]:
    """The order of the samples in one epoch: a permutation of 0…count−1, a function of (seed, epoch) alone.

    Every position gets a 64-bit hash (the finalizer of SplitMix64; Steele, Lea and Flood, 2014), whose low bits are
    then replaced by the position itself: sorting these keys sorts the positions, with no ties, much faster than a
    generator can be seeded.
    """
    with np.errstate(over="ignore"):
        key = np.uint64(seed % 2**64) * np.uint64(0x9E3779B97F4A7C15) + np.uint64(epoch) * np.uint64(0xD1B54A32D192ED03)
        h = (np.arange(1, count + 1, dtype=np.uint64) + key) * np.uint64(0x9E3779B97F4A7C15)
        h = (h ^ (h >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        h = (h ^ (h >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        h ^= h >> np.uint64(31)
    low = np.uint64((1 << max(1, int(count).bit_length())) - 1)
    h = np.sort((h & ~low) | np.arange(count, dtype=np.uint64))
    return (h & low).astype(np.intp)


class Run:
    """Trains an experiment, batch by batch. `theta` may be written between epochs; everything else follows."""

    def __init__(self, experiment: Experiment, number: int = 0) -> None:
        """Place the first weights. `number` marks the snapshots of this run."""
        self.number = number
        self.epochs = 0
        self.batches = 0
        """Batches done in the epoch under way."""
        self._begin(experiment, experiment.network.first_theta())

    def _begin(self, experiment: Experiment, theta: Array) -> None:
        spec = experiment.network
        self.experiment = experiment
        self.theta = theta
        self.network = network_of(spec, theta)
        self.grad = self.network.grad
        self.theta_before = theta.copy()
        self._is_weight = spec.is_weight()
        self._load_points()
        self.descent = self._descent(experiment)

    def _load_points(self) -> None:
        points, spec = self.experiment.points, self.experiment.network
        if points.targets is not None:
            targets = points.targets
        else:
            assert points.labels is not None
            targets = encode(points.labels, spec.outputs, spec.targets)
        self._train = points.x[~points.test], targets[~points.test]
        self._test = points.x[points.test], targets[points.test]
        self._train_indices = np.flatnonzero(~points.test)

    def _descent(self, experiment: Experiment) -> Descent:
        plan, spec = experiment.plan, experiment.network
        return Descent(
            plan.optimizer,
            self.theta.size,
            rate=plan.learning_rate,
            l2=plan.l2,
            decayed=self._is_weight,
            free=None if spec.train_biases else self._is_weight,
            mean=plan.reduction == "mean",
        )

    # learning

    def batch(self) -> bool:
        """Train on the next batch, if there are points. Returns True if it was the last one of its epoch."""
        x, t, _ = self._next_batch()
        if self.batches == 0:
            self.theta_before[:] = self.theta
        if len(x):
            with np.errstate(all="ignore"):  # a diverging run is reported by its loss, not by warnings
                for _ in sweep(self.network, x, t, self.descent):
                    pass
        self.batches += 1
        if self.batches * self.experiment.plan.batch_size < len(self._train[0]):
            return False
        self.epochs, self.batches = self.epochs + 1, 0
        return True

    def epoch(self) -> None:
        """Train to the end of the epoch: every training point once, in an order decided by the plan's seed."""
        while not self.batch():
            pass

    def one_update(self) -> None:
        """Train on the next batch as an update of its own: `theta_before` is then the theta just before it."""
        before = self.theta.copy()
        self.batch()
        self.theta_before[:] = before

    def _next_batch(self) -> tuple[Array, Array, NDArray[np.intp]]:
        x, t = self._train
        size = self.experiment.plan.batch_size
        if self.batches == 0:
            order = shuffled(len(x), self.experiment.plan.seed, self.epochs) if size < len(x) else np.arange(len(x))
            self._order, self._ordered = order, (x[order], t[order])
        here = slice(self.batches * size, (self.batches + 1) * size)
        return self._ordered[0][here], self._ordered[1][here], self._order[here]

    # looking

    def predict(self, x: ArrayLike) -> Array:
        """The network's answers to `x` (n, inputs): probabilities with cross-entropy, else outputs; (n, outputs)."""
        inputs = np.atleast_2d(np.asarray(x, dtype=np.float64))
        if inputs.ndim != 2 or inputs.shape[1] != self.experiment.network.inputs:
            raise ValueError(f"x has shape {inputs.shape}; give rows of {self.experiment.network.inputs} inputs.")
        with np.errstate(all="ignore"):
            return self._viewer().predict(inputs)

    def _viewer(self) -> Network:
        """A second set of layers over the same theta, so that looking never disturbs a sweep under way."""
        return network_of(self.experiment.network, self.theta)

    def scores(self) -> Scores:
        """Loss and accuracy on the training and the test points, at this theta."""
        with np.errstate(all="ignore"):
            network = self._viewer()
            return self._scores(network, network.forward(self._train[0]))

    def _scores(self, network: Network, train: Array) -> Scores:
        penalty = 0.5 * self.descent.l2 * float(np.sum((self._is_weight * self.theta) ** 2)) if self.descent.l2 else 0.0
        train_loss, train_accuracy = self._score(network, train, self._train[1], penalty)
        test = network.forward(self._test[0])
        test_loss, test_accuracy = self._score(network, test, self._test[1], penalty)
        return Scores(train_loss, test_loss, train_accuracy, test_accuracy)

    def _score(self, network: Network, y: Array, t: Array, penalty: float) -> tuple[float, float]:
        if not len(y):
            return float("nan"), float("nan")
        losses = network.loss.of_samples(y, t)
        loss = float(np.sum(losses) if self.experiment.plan.reduction == "sum" else np.mean(losses)) + penalty
        if self.experiment.points.labels is None:
            return loss, float("nan")
        low_high = self.experiment.network.targets
        hits = decode(network.answer(y), low_high) == decode(t, low_high)
        return loss, float(np.mean(hits)) if np.isfinite(loss) else float("nan")

    def snapshot(self) -> Snapshot:
        """Everything about this moment, frozen."""
        network = self._viewer()
        x, t = self._train
        with np.errstate(all="ignore"):
            y = network.forward(x)
            network.backward(network.loss.slope(y, t))
            grad = network.grad
            if len(x):
                self._reduced(grad, len(x))
            scores = self._scores(network, y)
        return Snapshot(
            run=self.number,
            epoch=self.epochs,
            batch=self.batches,
            experiment=self.experiment,
            theta=freeze(self.theta),
            theta_before=freeze(self.theta_before),
            grad=freeze(grad),
            memory=freeze(self.descent.memory),
            updates=self.descent.count,
            scores=scores,
        )

    def _reduced(self, grad: Array, samples: int) -> None:
        """Reduction and penalty as in an update, but without the mask: a bias held fast has a gradient all the same."""
        if self.experiment.plan.reduction == "mean":
            grad /= samples
        grad += self.descent.l2 * self._is_weight * self.theta

    def check_gradient(self, h: float = 1e-5) -> float:
        """The largest error of the gradient over all training points, against central differences with step `h`.

        The error of an entry is |a − n| / max(|a| + |n|, floor), floor = 10⁶ ε max(1, |L|) / h: below the floor a
        difference of two losses carries no digits that could be compared. A sound gradient stays below 1e-6 where no
        kink of an activation lies within the interval.
        """
        analytic = self.snapshot().grad
        loss = self.scores().train_loss
        floor = 1e6 * np.finfo(float).eps * max(1.0, abs(loss)) / h
        worst = 0.0
        for index in range(self.theta.size):
            numeric = (self._loss_with(index, h) - self._loss_with(index, -h)) / (2 * h)
            error = abs(analytic[index] - numeric) / max(abs(analytic[index]) + abs(numeric), floor)
            worst = max(worst, float(error))
        return worst

    def _loss_with(self, index: int, change: float) -> float:
        kept = self.theta[index]
        self.theta[index] = kept + change
        try:
            return self.scores().train_loss
        finally:
            self.theta[index] = kept

    # moving in time

    def walk(self, indices: Iterable[int] | None = None) -> Walk:
        """Take the next update apart, on a private copy: this run does not move.

        `indices` names the points of the batch; by default they are those that `batch` would take next. Raises
        ValueError if there is nothing to train on.
        """
        before = self.snapshot()
        if not len(self._train[0]):
            raise ValueError("there are no training points, so there is no update to walk through.")
        twin = Run(self.experiment, self.number).resume(before)
        x, t, rows = twin._next_batch()
        if indices is not None:
            rows = self._rows_of(indices)
            x, t = twin._train[0][rows], twin._train[1][rows]
        steps = tuple(_recorded(twin, x, t))
        return Walk(
            before=before,
            indices=freeze(self._train_indices[rows], np.intp),
            x=freeze(x),
            t=freeze(t),
            steps=steps,
            theta=freeze(twin.theta),
            updates=twin.descent.count,
        )

    def _rows_of(self, indices: Iterable[int]) -> NDArray[np.intp]:
        wanted = np.asarray(list(indices), dtype=np.intp)
        if not len(wanted):
            raise ValueError("indices is empty; name at least one training point.")
        refused = wanted[~np.isin(wanted, self._train_indices)]
        if len(refused):
            raise ValueError(f"indices holds {refused[0]}, which is not the number of a training point.")
        return np.searchsorted(self._train_indices, wanted)

    def resume(self, snapshot: Snapshot) -> Run:
        """Go back to a snapshot, whatever run it came from; from here on all follows bit for bit. Returns self."""
        self._begin(snapshot.experiment, snapshot.theta.copy())
        self.theta_before[:] = snapshot.theta_before
        self.descent.memory[:] = snapshot.memory
        self.descent.count = snapshot.updates
        self.epochs, self.batches = snapshot.epoch, 0
        self._next_batch()  # restores the order of an epoch that had begun
        self.batches = snapshot.batch
        return self

    def place(self, theta: Array) -> None:
        """Put these parameters in the place of the present ones, (parameter_count,): a change by hand."""
        self.theta[:] = theta
        self.theta_before[:] = theta

    def adjust(self, experiment: Experiment) -> None:
        """Take on a changed experiment without losing the weights.

        Rates hold from the next batch, points from the next epoch (at once if none is under way). Where layers or
        units changed, the weights that both networks have are kept and the rest is drawn anew.
        """
        old, now = self.experiment, experiment
        memory, count = self.descent.memory, self.descent.count
        if old.network != now.network:
            same = old.network.widths == now.network.widths
            self._begin(now, self.theta if same else grown(self.theta, old.network, now.network))
        self.experiment = now
        if _batching(old) != _batching(now) or old.points != now.points or old.network != now.network:
            self._load_points()
            self.batches = 0
        self.descent = self._descent(now)
        if memory.shape == self.descent.memory.shape and old.plan.optimizer.name == now.plan.optimizer.name:
            self.descent.memory[:], self.descent.count = memory, count


def _batching(experiment: Experiment) -> tuple[int, int]:
    """What decides which samples share a batch."""
    return experiment.plan.batch_size, experiment.plan.seed


def grown(theta: Array, old: NetworkSpec, new: NetworkSpec) -> Array:
    """The parameters of a network with other layers: what both have is kept, the rest is as `new` would start.

    Layers are matched from the input side and, behind an added or removed one, from the output side.
    """
    fresh = new.first_theta()
    for index, before in _matches(old, new):
        there, here = stretches(new.widths)[index], stretches(old.widths)[before]
        _keep_common(fresh[there], new.widths[index : index + 2], theta[here], old.widths[before : before + 2])
    return fresh


def _matches(old: NetworkSpec, new: NetworkSpec) -> list[tuple[int, int]]:
    """Which new layer continues which old one."""
    shift = len(new.layers) - len(old.layers)
    if shift == 0:
        return [(index, index) for index in range(len(new.layers))]
    same = 0
    while same < min(len(old.layers), len(new.layers)) and old.widths[same + 1] == new.widths[same + 1]:
        same += 1
    behind = same + max(shift, 0)
    front = [(index, index) for index in range(min(same, len(new.layers) - 1))]
    back = [(index, index - shift) for index in range(max(behind, len(front)), len(new.layers)) if index - shift >= 0]
    return front + back


def _keep_common(into: Array, shape: tuple[int, ...], source: Array, source_shape: tuple[int, ...]) -> None:
    (n_in, n_out), (m_in, m_out) = shape, source_shape
    rows, columns = min(n_in, m_in), min(n_out, m_out)
    into[: n_in * n_out].reshape(n_in, n_out)[:rows, :columns] = source[: m_in * m_out].reshape(m_in, m_out)[
        :rows, :columns
    ]
    into[n_in * n_out :][:columns] = source[m_in * m_out :][:columns]


def training(run: Run, epochs: int) -> Iterator[Progress]:
    """Train for so many epochs and report each; ends early, with `diverged` set, if the loss stops being a number."""
    for _ in range(epochs):
        started = time.perf_counter()
        run.epoch()
        seconds = time.perf_counter() - started
        progress = report(run, [(run.epochs, run.scores())], rate=1.0 / seconds)
        yield progress
        if progress.diverged:
            return


def report(
    run: Run, rows: Sequence[tuple[int, Scores]], *, rate: float = float("nan"), changed: bool = False
) -> Progress:
    """Freeze where a run stands, with the scores of the epochs that ended since the last report."""
    snapshot = run.snapshot()
    epochs = freeze([epoch for epoch, _ in rows], np.int64)
    scores = freeze(np.reshape([astuple(scores) for _, scores in rows], (len(rows), 4)))
    return Progress(snapshot, epochs, scores, rate, changed=changed, diverged=not snapshot.finite)


def _recorded(run: Run, x: Array, t: Array) -> Iterable[Step]:
    """Drain one sweep and freeze every event."""
    network, descent, given = run.network, run.descent, x
    memory = descent.memory.copy()
    number = {id(layer): 1 + index // 2 for index, layer in enumerate(network.layers)}
    with np.errstate(all="ignore"):
        for move, layer, value in sweep(network, x, t, descent):
            if layer is None:
                losses = network.loss.of_samples(given, t)
                yield Step(
                    "loss",
                    0,
                    "loss",
                    freeze(given),
                    freeze(value),
                    losses=freeze(losses),
                    answer=freeze(network.answer(given)),
                )
            elif move != "update":
                dense = isinstance(layer, Dense)
                grad = freeze(layer.grad) if isinstance(layer, Dense) and move == "backward" else None
                yield Step(
                    move, number[id(layer)], "dense" if dense else "activate", freeze(given), freeze(value), grad
                )
            elif isinstance(layer, Dense):
                here = layer.stretch
                lines = descent.rule.step(layer.grad, tuple(memory[:, here]), descent.rate, descent.count)
                yield Step(
                    "update",
                    number[id(layer)],
                    "dense",
                    freeze(layer.grad),
                    freeze(layer.theta),
                    arithmetic=tuple((name, freeze(line)) for name, line in lines._asdict().items()),
                )
            given = value
