"""A run: an experiment made live."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike

from mlpviz.engine.batches import Batches
from mlpviz.engine.build import descent_of, network_of, samples_of
from mlpviz.engine.experiment import Experiment, NetworkSpec
from mlpviz.engine.gradient_check import GradientCheck, compare
from mlpviz.engine.growth import carry
from mlpviz.engine.recording import recorded
from mlpviz.engine.records import SCORES, Arithmetic, Scores, Snapshot, Walk, freeze
from mlpviz.engine.scoring import Scoring
from mlpviz.engine.stretches import CompiledStretch, LayerStretch, Stretch
from mlpviz.nn.arrays import Array
from mlpviz.nn.optimizers import Descent
from mlpviz.nn.sweep import Sweep

if TYPE_CHECKING:
    from mlpviz.nn.fast.compiled import Blueprint


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
        self._layers = LayerStretch(self.sweep, self._scoring, self._viewer)

    def _load_points(self) -> None:
        x, t = samples_of(self.experiment)
        self._dealt, self._scoring = Batches(self.experiment, x, t), Scoring(self.experiment, x, t)

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
        return self._train_on(self.stretch, until)

    def _train_on(self, stretch: Stretch, until: float) -> bool:
        if self.batches == 0:
            self._dealt.begin(self.epochs)
        self.batches = stretch.train(self._dealt, self.batches, until)
        if self.batches < self._dealt.per_epoch:
            return False
        self.epochs, self.batches = self.epochs + 1, 0
        return True

    def train_many(self, until: float) -> Array:
        """Train as many whole epochs as are likely to fit until the performance counter says `until`, and score each.

        Returns the scores after each, (epochs, 5). Only compiled epochs do it, between two epochs, once it is known how
        long one takes; else no row is returned. Ends early where the loss is no number any more.
        """
        if self.batches:
            return np.empty((0, len(SCORES)))
        scores = self.stretch.train_many(self._dealt, self.epochs, self.experiment.plan.rate, until)
        self.epochs += len(scores)
        return scores

    def one_update(self) -> None:
        """Train on the next batch as an update of its own: `theta_before` is then the theta just before it.

        The layers make it, so that it equals the walk through it bit for bit.
        """
        before = self.theta.copy()
        self.descent.rate = self.experiment.plan.rate(self.epochs)
        self._train_on(self._layers, until=0.0)
        self.theta_before[:] = before

    # two arithmetics

    @property
    def arithmetic(self) -> Arithmetic:
        """What computes from here on."""
        return self.stretch.arithmetic

    def blueprint(self) -> Blueprint | str:
        """The compiled form of this network and plan, or the reason why there is none."""
        from mlpviz.nn.fast.compiled import blueprint  # not before it is needed

        spec, batch = self.experiment.network, self.experiment.plan.batch_size
        return blueprint([layer.activation for layer in spec.layers], spec.loss, spec.widths, self.descent, batch)

    def compute(self, arithmetic: Arithmetic) -> None:
        """Go on with this arithmetic; where that is compiled, the first time may wait some seconds for the compiler.

        Where there is no compiled form the layers go on, and `reason` says why.
        """
        self.stretch: Stretch = self._layers
        self.reason = ""
        if arithmetic == "compiled":
            from mlpviz.nn.fast.compiled import UNCOMPILED, Epochs, Points

            found = self.blueprint()
            if isinstance(found, str):
                self.reason = found
                return
            try:
                kernel = found.load()
            except Exception as problem:  # whatever a compiler says, the layers can go on
                self.reason = f"{UNCOMPILED}: {type(problem).__name__}"
                return
            spec, all_points = self.experiment.network, self._scoring
            points = Points(all_points.x, all_points.t, all_points.right, spec.middle)
            epochs = Epochs(kernel, self.network, [layer.activation for layer in spec.layers], self.descent)
            self.stretch = CompiledStretch(epochs, points, all_points.has_classes, self.descent, self.theta_before)

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
        """Losses and accuracies on the training and the test points, and the penalty, at this theta."""
        return self.stretch.scores(self._dealt)

    def snapshot(self) -> Snapshot:
        """Everything about this moment, frozen."""
        network, x, t = self._viewer, self._dealt.x, self._dealt.t
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
        if self.descent.mean:
            grad /= samples
        if self.descent.l1 or self.descent.l2:
            grad += self.descent.penalty_slope(self.theta)

    def check_gradient(self, h: float = 1e-5) -> GradientCheck:
        """Compare the gradient over all training points with central differences of step `h`, entry by entry.

        Raises ValueError if there is nothing to train on. See `mlpviz.engine.gradient_check`.
        """
        if not self._dealt.samples:
            raise ValueError("there are no training points, so there is no gradient to check.")
        return compare(self.snapshot().grad, self._viewer, self.descent, self._dealt.x, self._dealt.t, h)

    # moving in time

    def walk(self, indices: Iterable[int] | None = None) -> Walk:
        """Take the next update apart, on a private copy: this run does not move.

        `indices` names the points of the batch; by default they are those that `batch` would take next. Raises
        ValueError if there is nothing to train on.
        """
        before = self.snapshot()
        if not self._dealt.samples:
            raise ValueError("there are no training points, so there is no update to walk through.")
        twin = Run(self.experiment, self.number, arithmetic="layers").resume(before)
        dealt = twin._dealt
        rows = dealt.rows(twin.batches) if indices is None else dealt.rows_of(indices)
        x, t = dealt.x[rows], dealt.t[rows]
        steps = tuple(recorded(twin.sweep, x, t))
        return Walk(
            before=before,
            indices=freeze(dealt.points_of(rows), np.intp),
            x=freeze(x),
            t=freeze(t),
            steps=steps,
            theta=freeze(twin.theta),
            updates=twin.descent.count,
            scale=twin.descent.scale,
        )

    def resume(self, snapshot: Snapshot) -> Run:
        """Go back to a snapshot, whatever run it came from; from here on all follows bit for bit. Returns self."""
        self.epochs, self.batches = snapshot.epoch, 0
        self._begin(snapshot.experiment, snapshot.theta.copy())
        self.theta_before[:] = snapshot.theta_before
        self.descent.memory[:] = snapshot.memory
        self.descent.count = snapshot.updates
        self._dealt.begin(self.epochs)  # the order of an epoch that had begun
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
            self.place(self.theta)
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
