"""A run: the training of one experiment."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike, NDArray

from mlpviz.engine.batches import Batches
from mlpviz.engine.build import descent_of, network_of, samples_of
from mlpviz.engine.class_growth import Part
from mlpviz.engine.experiment import Experiment, NetworkSpec
from mlpviz.engine.gradient_check import GradientCheck, compare
from mlpviz.engine.growth import carry
from mlpviz.engine.recording import recorded
from mlpviz.engine.records import SCORES, Arithmetic, Scores, Snapshot, Walk, freeze
from mlpviz.engine.scoring import Scoring
from mlpviz.engine.set_aside import Learned, SetAside
from mlpviz.engine.stretches import CompiledStretch, LayerStretch, Stretch
from mlpviz.nn.arrays import Array
from mlpviz.nn.optimizers import Descent
from mlpviz.nn.sweep import Sweep

if TYPE_CHECKING:
    from mlpviz.nn.fast.compiled import Blueprint


class Run:
    """Trains an experiment, batch by batch. A script may write to `theta` between epochs."""

    def __init__(self, experiment: Experiment, number: int = 0, *, arithmetic: Arithmetic | None = None) -> None:
        """Start with the initial weights. `number` marks the snapshots of this run.

        `arithmetic` is fixed for the whole run. If it is None, it is "compiled" if the plan's engine is, and after
        `resume` that of the snapshot. The first use of compiled epochs may wait seconds for the compiler.
        """
        self.number = number
        self._pinned = arithmetic
        self.reason = ""
        """Why the layers compute although compiled epochs were requested."""
        self.epochs = 0
        self.batches = 0
        """Number of completed batches in the current epoch."""
        self._cut_short = 0
        self._set_aside = SetAside()
        self._begin(experiment, experiment.network.first_theta())
        self.compute(arithmetic or ("compiled" if experiment.plan.engine == "compiled" else "layers"))

    def _begin(self, experiment: Experiment, theta: Array) -> None:
        spec = experiment.network
        self.experiment = experiment
        self.theta = theta
        self.network = network_of(spec, theta)
        self._viewer = network_of(spec, theta)  # other layers, so that predictions do not change a sweep's values
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
        self._batches, self._scoring = Batches(self.experiment, x, t), Scoring(self.experiment, x, t)

    # learning

    @property
    def moment(self) -> tuple[int, int]:
        """As `Snapshot.moment`: completed epochs, and all batches since."""
        return self.epochs, self._cut_short + self.batches

    def batch(self) -> bool:
        """Train on the next batch, if there are points. Returns True if it was the last batch of its epoch."""
        return self.train(until=0.0)

    def epoch(self) -> None:
        """Train to the end of the epoch: every training point once, in an order given by the plan's seed."""
        self.train()

    def train(self, until: float = math.inf) -> bool:
        """Train batch by batch to the end of the epoch, or until `time.perf_counter()` reaches `until`.

        Trains at least one batch. Returns True if the epoch is finished.
        """
        if self.batches == 0:
            self.theta_before[:] = self.theta
            self.descent.rate = self.experiment.plan.rate(self.epochs)
        return self._train_on(self.stretch, until)

    def _train_on(self, stretch: Stretch, until: float) -> bool:
        if self.batches == 0:
            self._batches.begin(self.epochs)
        self.batches = stretch.train(self._batches, self.batches, until)
        if self.batches < self._batches.per_epoch:
            return False
        self.epochs, self.batches, self._cut_short = self.epochs + 1, 0, 0
        return True

    def train_many(self, until: float, keep: Callable[[Array], int] = len) -> Array:
        """Train as many whole epochs as are likely to end before `time.perf_counter()` reaches `until`.

        Returns the scores after each, (epochs, 7). Only compiled epochs do this, between two epochs, when the time of
        an epoch is known; otherwise no row is returned. Ends early if the loss is no longer finite. `keep` says of
        these scores how many epochs are wanted; if that is fewer, it is as if the others had not been trained.
        """
        if self.batches:
            return np.empty((0, len(SCORES)))
        rate, count = self.experiment.plan.rate, self.descent.count
        arrays = self.theta, self.theta_before, self.descent.memory
        before = [] if keep is len else [array.copy() for array in arrays]
        scores = self.stretch.train_many(self._batches, self.epochs, rate, until)
        wanted = keep(scores) if len(scores) else 0
        if wanted < len(scores):
            for array, earlier in zip(arrays, before, strict=True):
                array[:] = earlier
            self.descent.count = count
            scores = self.stretch.train_many(self._batches, self.epochs, rate, until, exactly=wanted)
        self.epochs += len(scores)
        self._cut_short = 0 if len(scores) else self._cut_short
        return scores

    def one_update(self) -> None:
        """Train on the next batch; `theta_before` becomes the theta just before this update.

        The layers compute it, so that it equals its walk bit for bit.
        """
        before = self.theta.copy()
        self.descent.rate = self.experiment.plan.rate(self.epochs)
        self._train_on(self._layers, until=0.0)
        self.theta_before[:] = before

    # two arithmetics

    @property
    def arithmetic(self) -> Arithmetic:
        """The arithmetic used from here on."""
        return self.stretch.arithmetic

    def blueprint(self) -> Blueprint | str:
        """The blueprint of the compiled epochs for this network and plan, or the reason why there is none."""
        from mlpviz.nn.fast.compiled import blueprint  # imported only when it is needed

        spec, batch = self.experiment.network, self.experiment.plan.batch_size
        activations, values = [layer.activation for layer in spec.layers], self.experiment.points.targets is not None
        return blueprint(activations, spec.loss, spec.widths, self.descent, batch, values)

    def compute(self, arithmetic: Arithmetic) -> None:
        """Use this arithmetic from here on; the first use of "compiled" may wait seconds for the compiler.

        If the network cannot be compiled, the layers continue, and `reason` says why.
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
            points = Points(all_points.x, all_points.t, all_points.right, spec.middle, all_points.variation)
            epochs = Epochs(kernel, self.network, [layer.activation for layer in spec.layers], self.descent)
            self.stretch = CompiledStretch(epochs, points, self.descent, self.theta_before)

    # predictions and records

    def predict(self, x: ArrayLike) -> Array:
        """The predictions for `x` (n, inputs): probabilities with cross-entropy, otherwise outputs; (n, outputs).

        Both are in the units of the points, also where the network is given scaled numbers.
        """
        spec = self.experiment.network
        try:
            inputs = np.atleast_2d(np.asarray(x, dtype=np.float64))
        except (TypeError, ValueError):
            raise ValueError(f"x is {x!r:.80}; give rows of {spec.inputs} numbers.") from None
        if inputs.ndim != 2 or inputs.shape[1] != spec.inputs:
            raise ValueError(f"x has shape {inputs.shape}; give rows of {spec.inputs} inputs.")
        with np.errstate(all="ignore"):
            return self.experiment.scaling.answers(self._viewer.predict(self.experiment.given(inputs))).copy()

    def scores(self) -> Scores:
        """Losses, and accuracies or R², on the training and test points, and the penalty, at the current theta."""
        return self.stretch.scores(self._batches)

    def snapshot(self) -> Snapshot:
        """A frozen record of the current state."""
        grad = self._whole_gradient()
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
            cut_short=self._cut_short,
        )

    def _whole_gradient(self) -> Array:
        """The gradient of loss and penalty over all training points, in an array that is used again."""
        network, x, t = self._viewer, self._batches.x, self._batches.t
        with np.errstate(all="ignore"):
            y = network.forward(x)
            network.backward(network.loss.slope(y, t))
            if len(x):
                self._reduced(network.grad, len(x))
        return network.grad

    def gradient_norm(self) -> float:
        """The length of the gradient that a snapshot shows."""
        with np.errstate(all="ignore"):
            return float(np.linalg.norm(self._whole_gradient()))

    def _reduced(self, grad: Array, samples: int) -> None:
        """Apply reduction and penalty as in an update, but not the mask: a frozen parameter has a gradient too."""
        if self.descent.mean:
            grad /= samples
        if self.descent.l1 or self.descent.l2:
            grad += self.descent.penalty_slope(self.theta)

    def check_gradient(self, h: float = 1e-5) -> GradientCheck:
        """Compare the gradient over all training points with central differences of step `h`, entry by entry.

        Raises ValueError if there is nothing to train on. See `mlpviz.engine.gradient_check`.
        """
        if not self._batches.samples:
            raise ValueError("there are no training points, so there is no gradient to check.")
        return compare(self.snapshot().grad, self._viewer, self.descent, self._batches.x, self._batches.t, h)

    # walk, resume and changes

    def walk(self, indices: Iterable[int] | None = None) -> Walk:
        """Record the next update in detail, on a copy; this run does not change.

        `indices` are the points of the batch; by default the next batch. Raises ValueError if there is nothing to train
        on.
        """
        before = self.snapshot()
        if not self._batches.samples:
            raise ValueError("there are no training points, so there is no update to walk through.")
        twin = Run(self.experiment, self.number, arithmetic="layers").resume(before)
        rows = None if indices is None else twin._batches.rows_of(indices)
        return twin._walked(before, rows)

    def walk_on(self) -> Walk:
        """Make the next update as `one_update` does, and record it in detail.

        Raises ValueError if there is nothing to train on.
        """
        before = self.snapshot()
        if not self._batches.samples:
            raise ValueError("there are no training points, so there is no update to walk through.")
        self.descent.rate = self.experiment.plan.rate(self.epochs)
        if self.batches == 0:
            self._batches.begin(self.epochs)
        walk = self._walked(before)
        self.theta_before[:] = before.theta
        self.batches += 1
        if self.batches == self._batches.per_epoch:
            self.epochs, self.batches = self.epochs + 1, 0
        return walk

    def _walked(self, before: Snapshot, rows: NDArray[np.intp] | None = None) -> Walk:
        """Train this run on some of its training samples, by default on the next batch, and record that."""
        dealt = self._batches
        rows = dealt.rows(self.batches) if rows is None else rows
        x, t = dealt.x[rows], dealt.t[rows]
        steps = tuple(recorded(self.sweep, x, t))
        return Walk(
            before=before,
            indices=freeze(dealt.points_of(rows), np.intp),
            x=freeze(x),
            t=freeze(t),
            steps=steps,
            theta=freeze(self.theta),
            updates=self.descent.count,
            scale=self.descent.scale,
        )

    def resume(self, snapshot: Snapshot) -> Run:
        """Continue from a snapshot of any run; from here on, training is the same bit for bit. Returns self."""
        self.epochs, self.batches = snapshot.epoch, 0
        self._begin(snapshot.experiment, snapshot.theta.copy())
        self.theta_before[:] = snapshot.theta_before
        self.descent.memory[:] = snapshot.memory
        self.descent.count = snapshot.updates
        self._batches.begin(self.epochs)  # the order of samples in the epoch of the snapshot
        self.batches, self._cut_short = snapshot.batch, snapshot.cut_short
        self.compute(self._pinned or snapshot.arithmetic)
        return self

    def place(self, theta: ArrayLike) -> None:
        """Replace the parameters, (parameter_count,): a change by hand.

        Cut weights stay 0. Raises ValueError for another shape.
        """
        given = np.asarray(theta, dtype=np.float64)
        if given.shape != self.theta.shape:
            raise ValueError(f"theta has shape {given.shape}; this network has {self.theta.shape} parameters.")
        self.theta[:] = given
        self.theta[list(self.experiment.network.cut)] = 0.0
        self.theta_before[:] = self.theta

    def adjust(self, experiment: Experiment) -> None:
        """Change the experiment and keep the weights.

        Learning rates change from the next batch. Other points, batches or networks start a new epoch. If layers, units
        or features changed, the weights that both networks have are kept and the others are initialized. If classes
        changed, the outputs of the others keep what they learned (see `mlpviz.engine.class_growth`). If `experiment` is
        the very one that this run had before its shape was changed, what was taken away comes back as it was.
        """
        old, now = self.experiment, experiment
        memory, count = self.descent.memory, self.descent.count
        same = old.network.shape == now.network.shape
        labelled = old.points.targets is None and now.points.targets is None
        outputs = now.network.outputs_from(old.network) if labelled and not same else None
        back = None if same else self._set_aside.of(now)
        if old.network != now.network or not same:
            theta = self.theta
            if back is not None and SetAside.untouched(back, theta):
                theta = back.theta.copy()
            elif not same:
                theta = grown(theta, old.network, now.network, outputs, None if back is None else back.theta)
            learned = self.theta
            self._begin(now, theta)
            self.place(self.theta)
            if not same:
                self._set_aside.keep(Learned(old, learned, memory, count, self.theta.copy()))
        self.experiment = now
        if _batching(old) != _batching(now) or old.points != now.points or old.network != now.network:
            self._load_points()
            self._cut_short, self.batches = self._cut_short + self.batches, 0
        self._descend(descent_of(now, self.epochs))
        if old.plan.optimizer.name == now.plan.optimizer.name:
            if same:
                self.descent.memory[:], self.descent.count = memory, count
            elif back is not None and np.array_equal(self.theta, back.theta):
                self.descent.memory[:], self.descent.count = back.memory, back.count
            elif outputs is not None and old.network.shape.hidden == now.network.shape.hidden:
                self.descent.memory[:], self.descent.count = remembered(old, now, memory, outputs), count
        self.compute(self._pinned or (self.arithmetic if now.plan.engine == "auto" else now.plan.engine))


def _batching(experiment: Experiment) -> tuple[int, int]:
    """The fields that determine which samples are in one batch."""
    return experiment.plan.batch_size, experiment.plan.seed


def grown(
    theta: Array, old: NetworkSpec, new: NetworkSpec, outputs: Sequence[Part | None] | None = None,
    earlier: Array | None = None,
) -> Array:
    """The parameters of `new`: those that both networks have come from `theta`, the others are initialized.

    If they are known from earlier, (parameter_count of `new`,), they are taken from there instead. See
    `mlpviz.engine.growth` for which layer keeps the weights of which, and `NetworkSpec.outputs_from`.
    """
    fresh = new.first_theta() if earlier is None else earlier.copy()
    carry(theta, old.shape, fresh, new.shape, outputs)
    return fresh


def remembered(old: Experiment, new: Experiment, memory: Array, outputs: Sequence[Part | None]) -> Array:
    """The optimizer's memory for other classes: every value follows its weight, new weights have none."""
    moved = np.zeros((len(memory), new.network.parameter_count))
    for row, into, squared in zip(memory, moved, new.plan.optimizer.squares(), strict=True):
        made = [part and (part.of_squares() if squared else part.of_slopes()) for part in outputs]
        carry(row, old.network.shape, into, new.network.shape, made)
    return moved
