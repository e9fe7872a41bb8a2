"""A run: an experiment made live."""

from __future__ import annotations

import math
import time
from collections.abc import Iterable
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike, NDArray

from mlpviz.engine.build import descent_of, network_of
from mlpviz.engine.experiment import Experiment, NetworkSpec
from mlpviz.engine.gradient_check import GradientCheck, compare
from mlpviz.engine.growth import carry
from mlpviz.engine.recording import recorded
from mlpviz.engine.records import Arithmetic, Scores, Snapshot, Walk, freeze
from mlpviz.nn.arrays import Array
from mlpviz.nn.losses import decode, encode
from mlpviz.nn.optimizers import Descent
from mlpviz.nn.order import orders
from mlpviz.nn.sweep import Sweep

if TYPE_CHECKING:
    from mlpviz.nn.fast.compiled import Blueprint, Epochs


class Run:
    """Trains an experiment, batch by batch. `theta` may be written between epochs; everything else follows."""

    def __init__(self, experiment: Experiment, number: int = 0, *, arithmetic: Arithmetic | None = None) -> None:
        """Place the first weights. `number` marks the snapshots of this run.

        `arithmetic` holds for good. Without one it is compiled if the plan's engine is "compiled", and after `resume`
        that of the snapshot; the first time that may wait some seconds for the compiler.
        """
        self.number = number
        self._pinned = arithmetic
        self.reason = ""
        """Why the layers compute where compiled epochs were asked for."""
        self.epochs = 0
        self.batches = 0
        """Batches done in the epoch under way."""
        self._begin(experiment, experiment.network.first_theta())
        self.compute(arithmetic or ("compiled" if experiment.plan.engine == "compiled" else "layers"))

    def _begin(self, experiment: Experiment, theta: Array) -> None:
        spec = experiment.network
        self.experiment = experiment
        self.theta = theta
        self.network = network_of(spec, theta)
        self._viewer = network_of(spec, theta)  # a second set of layers, so that looking never disturbs a sweep
        self.grad = self.network.grad
        self.theta_before = theta.copy()
        self._load_points()
        self._descend(descent_of(experiment, self.epochs))

    def _descend(self, descent: Descent) -> None:
        self.descent = descent
        self.sweep = Sweep(self.network, descent)

    def _load_points(self) -> None:
        points, spec = self.experiment.points, self.experiment.network
        if points.targets is not None:
            targets = points.targets
        else:
            assert points.labels is not None
            targets = encode(points.labels, spec.outputs, spec.targets)
        x = spec.expand(points.x)
        self._train = np.ascontiguousarray(x[~points.test]), np.ascontiguousarray(targets[~points.test])
        self._order = np.arange(0)
        self._ordered: tuple[Array, Array] | None = None  # what the layers train on, one batch behind the other
        self._train_indices = np.flatnonzero(~points.test)
        self._pace, self._epoch_pace = math.inf, math.inf  # seconds that a compiled batch and epoch take, once timed
        # Training points first, so that one pass answers for both.
        order = np.argsort(points.test, kind="stable")
        self._all = np.ascontiguousarray(x[order]), np.ascontiguousarray(targets[order])
        self._right = decode(self._all[1], spec.targets)

    # learning

    def batch(self) -> bool:
        """Train on the next batch, if there are points. Returns True if it was the last one of its epoch."""
        return self.train(until=0.0)

    def epoch(self) -> None:
        """Train to the end of the epoch: every training point once, in an order decided by the plan's seed."""
        self.train()

    def train(self, until: float = math.inf) -> bool:
        """Train batch by batch to the end of the epoch, or until the performance counter says `until`.

        One batch is always trained. Returns True if it was the last one of its epoch.
        """
        if self.batches == 0:
            self.theta_before[:] = self.theta
            self.descent.rate = self.experiment.plan.rate(self.epochs)
        return self._train_layers(until) if self._compiled is None else self._train_compiled(self._compiled, until)

    def _train_layers(self, until: float) -> bool:
        count, size = len(self._train[0]), self.experiment.plan.batch_size
        with np.errstate(all="ignore"):  # a diverging run is reported by its loss, not by warnings
            while True:
                x, t, _ = self._next_batch()
                if count:
                    self.sweep.learn(x, t)
                self.batches += 1
                if self.batches * size >= count:
                    self.epochs, self.batches = self.epochs + 1, 0
                    return True
                if until < math.inf and time.perf_counter() >= until:
                    return False

    def _train_compiled(self, compiled: Epochs, until: float) -> bool:
        count, size = len(self._train[0]), self.experiment.plan.batch_size
        batches, begun, first = max(1, math.ceil(count / size)), time.perf_counter(), self.batches
        if first == 0:
            self._order, self._ordered = self._orders(1)[0], None
        while True:
            started, left = time.perf_counter(), batches - self.batches
            some = left if until == math.inf else min(left, max(1, int((until - started) / self._pace)))
            if count:
                here, rate = self._order[None], self.descent.rate
                compiled.train(self._points, here, [rate], size, self.batches, self.batches + some, self.theta_before)
            self.batches += some
            if self.batches == batches:
                self.epochs, self.batches = self.epochs + 1, 0
                if first == 0:  # a race that a busy machine made slow is forgotten
                    self._epoch_pace = min(self._epoch_pace, max(1e-9, time.perf_counter() - begun))
                return True
            now = time.perf_counter()
            self._pace = max(1e-9, (now - started) / some)
            if now >= until:
                return False

    def race(self, until: float) -> Array:
        """Train as many whole epochs as are likely to fit until the performance counter says `until`, and score each.

        Returns train loss, test loss, train and test accuracy of each, (epochs, 4). For compiled stretches, between two
        epochs: the interpreter lock is let go once for all of them. Ends early where the loss is no number any more.
        Nothing is done, and no row returned, where not even one epoch fits or none has been timed yet.
        """
        plan, count, compiled = self.experiment.plan, len(self._train[0]), self._compiled
        started = time.perf_counter()
        some = min(4096, int((until - started) / self._epoch_pace))
        if compiled is None or self.batches or not count or some < 1:
            return np.empty((0, 4))
        rates = [plan.rate(epoch) for epoch in range(self.epochs, self.epochs + some)]
        following, scores = self._orders(some), np.empty((some, 4))
        last = math.ceil(count / plan.batch_size)
        done = compiled.train(self._points, following, rates, plan.batch_size, 0, last, self.theta_before, scores)
        self.descent.rate, self._ordered, self._order = rates[done - 1], None, following[done - 1]
        if self.experiment.points.labels is None:
            scores[:, 2:] = math.nan
        self._epoch_pace = max(1e-9, (time.perf_counter() - started) / done)
        self.epochs += done
        return scores[:done]

    def one_update(self) -> None:
        """Train on the next batch as an update of its own: `theta_before` is then the theta just before it.

        The layers make it, so that it equals the walk through it bit for bit.
        """
        before = self.theta.copy()
        self.descent.rate = self.experiment.plan.rate(self.epochs)
        self._train_layers(until=0.0)
        self.theta_before[:] = before

    def _next_batch(self) -> tuple[Array, Array, NDArray[np.intp]]:
        x, t = self._train
        size = self.experiment.plan.batch_size
        if self.batches == 0:
            self._order, self._ordered = self._orders(1)[0], None
        if self._ordered is None:
            self._ordered = x[self._order], t[self._order]
        here = slice(self.batches * size, (self.batches + 1) * size)
        return self._ordered[0][here], self._ordered[1][here], self._order[here]

    def _orders(self, epochs: int) -> NDArray[np.int64]:
        """The orders of the samples in so many epochs to come, one a row; one batch is not shuffled."""
        count, plan = len(self._train[0]), self.experiment.plan
        if plan.batch_size >= count:
            return np.tile(np.arange(count), (epochs, 1))
        return orders(count, plan.seed, self.epochs, epochs)

    # two arithmetics

    @property
    def arithmetic(self) -> Arithmetic:
        """What computes from here on."""
        return "layers" if self._compiled is None else "compiled"

    def blueprint(self) -> Blueprint | str:
        """The compiled form of this network and plan, or the reason why there is none."""
        from mlpviz.nn.fast.compiled import blueprint  # not before it is needed

        spec, batch = self.experiment.network, self.experiment.plan.batch_size
        return blueprint([layer.activation for layer in spec.layers], spec.loss, spec.widths, self.descent, batch)

    def compute(self, arithmetic: Arithmetic) -> None:
        """Go on with this arithmetic; where that is compiled, the first time may wait some seconds for the compiler.

        Where there is no compiled form the layers go on, and `reason` says why.
        """
        self._compiled, self.reason = None, ""
        if arithmetic == "compiled":
            found = self.blueprint()
            if isinstance(found, str):
                self.reason = found
                return
            try:
                kernel = found.load()
            except Exception as problem:  # whatever a compiler says, the layers can go on
                self.reason = f"it could not be compiled: {type(problem).__name__}"
                return
            from mlpviz.nn.fast.compiled import Epochs, Points

            spec = self.experiment.network
            self._points = Points(*self._all, self._right, spec.middle)
            self._compiled = Epochs(kernel, self.network, [layer.activation for layer in spec.layers], self.descent)

    # looking

    def predict(self, x: ArrayLike) -> Array:
        """The network's answers to `x` (n, inputs): probabilities with cross-entropy, else outputs; (n, outputs)."""
        spec = self.experiment.network
        try:
            inputs = np.atleast_2d(np.asarray(x, dtype=np.float64))
        except (TypeError, ValueError):
            raise ValueError(f"x is {x!r:.80}; give rows of {spec.inputs} numbers.") from None
        if inputs.ndim != 2 or inputs.shape[1] != spec.inputs:
            raise ValueError(f"x has shape {inputs.shape}; give rows of {spec.inputs} inputs.")
        with np.errstate(all="ignore"):
            return self._viewer.predict(spec.expand(inputs)).copy()

    def scores(self) -> Scores:
        """Loss and accuracy on the training and the test points, at this theta."""
        with np.errstate(all="ignore"):
            x, t = self._all
            y = self._viewer.outputs(x)
            losses = self._viewer.loss.of_samples(y, t)
            hits = None
            if self.experiment.points.labels is not None:
                hits = decode(self._viewer.answer(y), self.experiment.network.targets) == self._right
            penalty, here = self.descent.penalty(self.theta), len(self._train[0])
            train_loss, train_accuracy = self._score(losses[:here], hits if hits is None else hits[:here], penalty)
            test_loss, test_accuracy = self._score(losses[here:], hits if hits is None else hits[here:], penalty)
        return Scores(train_loss, test_loss, train_accuracy, test_accuracy)

    def _score(self, losses: Array, hits: NDArray[np.bool_] | None, penalty: float) -> tuple[float, float]:
        if not len(losses):
            return float("nan"), float("nan")
        total = float(np.add.reduce(losses))
        loss = (total if self.experiment.plan.reduction == "sum" else total / len(losses)) + penalty
        if hits is None or not math.isfinite(loss):
            return loss, float("nan")
        return loss, float(np.count_nonzero(hits)) / len(hits)

    def snapshot(self) -> Snapshot:
        """Everything about this moment, frozen."""
        network = self._viewer
        x, t = self._train
        with np.errstate(all="ignore"):
            y = network.forward(x)
            network.backward(network.loss.slope(y, t))
            grad = network.grad
            if len(x):
                self._reduced(grad, len(x))
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
            scores=self.scores(),
            arithmetic=self.arithmetic,
            reason=self.reason,
        )

    def _reduced(self, grad: Array, samples: int) -> None:
        """Reduction and penalty as in an update, but without the mask: a bias held fast has a gradient all the same."""
        if self.experiment.plan.reduction == "mean":
            grad /= samples
        if self.descent.l1 or self.descent.l2:
            grad += self.descent.penalty_slope(self.theta)

    def check_gradient(self, h: float = 1e-5) -> GradientCheck:
        """Compare the gradient over all training points with central differences of step `h`, entry by entry.

        Raises ValueError if there is nothing to train on. See `mlpviz.engine.gradient_check`.
        """
        if not len(self._train[0]):
            raise ValueError("there are no training points, so there is no gradient to check.")
        return compare(self.snapshot().grad, self._viewer, self.descent, *self._train, h)

    # moving in time

    def walk(self, indices: Iterable[int] | None = None) -> Walk:
        """Take the next update apart, on a private copy: this run does not move.

        `indices` names the points of the batch; by default they are those that `batch` would take next. Raises
        ValueError if there is nothing to train on.
        """
        before = self.snapshot()
        if not len(self._train[0]):
            raise ValueError("there are no training points, so there is no update to walk through.")
        twin = Run(self.experiment, self.number, arithmetic="layers").resume(before)
        x, t, rows = twin._next_batch()
        if indices is not None:
            rows = self._rows_of(indices)
            x, t = twin._train[0][rows], twin._train[1][rows]
        steps = tuple(recorded(twin.sweep, x, t))
        return Walk(
            before=before,
            indices=freeze(self._train_indices[rows], np.intp),
            x=freeze(x),
            t=freeze(t),
            steps=steps,
            theta=freeze(twin.theta),
            updates=twin.descent.count,
            scale=twin.descent.scale,
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
        self.epochs, self.batches = snapshot.epoch, 0
        self._begin(snapshot.experiment, snapshot.theta.copy())
        self.theta_before[:] = snapshot.theta_before
        self.descent.memory[:] = snapshot.memory
        self.descent.count = snapshot.updates
        self._next_batch()  # restores the order of an epoch that had begun
        self.batches = snapshot.batch
        self.compute(self._pinned or snapshot.arithmetic)
        return self

    def place(self, theta: ArrayLike) -> None:
        """Put these parameters in the place of the present ones, (parameter_count,): a change by hand.

        Cut edges stay 0. Raises ValueError for another shape.
        """
        given = np.asarray(theta, dtype=np.float64)
        if given.shape != self.theta.shape:
            raise ValueError(f"theta has shape {given.shape}; this network has {self.theta.shape} parameters.")
        self.theta[:] = given
        self._cut()

    def _cut(self) -> None:
        self.theta[list(self.experiment.network.cut)] = 0.0
        self.theta_before[:] = self.theta

    def adjust(self, experiment: Experiment) -> None:
        """Take on a changed experiment without losing the weights.

        Rates hold from the next batch, points from the next epoch (at once if none is under way). Where layers, units
        or features changed, the weights that both networks have are kept and the rest is drawn anew.
        """
        old, now = self.experiment, experiment
        memory, count = self.descent.memory, self.descent.count
        same = old.network.shape == now.network.shape
        if old.network != now.network:
            self._begin(now, self.theta if same else grown(self.theta, old.network, now.network))
            self._cut()
        self.experiment = now
        if _batching(old) != _batching(now) or old.points != now.points or old.network != now.network:
            self._load_points()
            self.batches = 0
        self._descend(descent_of(now, self.epochs))
        if same and old.plan.optimizer.name == now.plan.optimizer.name:
            self.descent.memory[:], self.descent.count = memory, count
        self.compute(self._pinned or (self.arithmetic if now.plan.engine == "auto" else now.plan.engine))


def _batching(experiment: Experiment) -> tuple[int, int]:
    """What decides which samples share a batch."""
    return experiment.plan.batch_size, experiment.plan.seed


def grown(theta: Array, old: NetworkSpec, new: NetworkSpec) -> Array:
    """The parameters of a network with other layers or features: what both have is kept.

    The rest is as `new` would start. See `mlpviz.engine.growth` for which layer continues which.
    """
    fresh = new.first_theta()
    carry(theta, old.shape, fresh, new.shape)
    return fresh
