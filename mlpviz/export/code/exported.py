"""What an export is made of: a network with its weights at one epoch, and the batch that it would learn from next."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from mlpviz.data.shapes import SHAPES
from mlpviz.engine.batches import Batches
from mlpviz.engine.build import samples_of
from mlpviz.engine.experiment import Experiment, NetworkSpec
from mlpviz.engine.number import count
from mlpviz.engine.records import Snapshot
from mlpviz.engine.telling.naming import network_name
from mlpviz.nn.activation import Activation
from mlpviz.nn.arrays import Array

MOST_IN_BATCH = 200
"""A script holds at most so many samples of the next batch."""
MOST_IN_TEXT = 1_000_000
"""Weights and biases that are written as text at most: about 25 MB."""


def title_of(experiment: Experiment) -> str:
    """The name of an example or preset; "Own points" for others."""
    recipe = experiment.points.recipe
    return experiment.example or (SHAPES[recipe.shape].label if recipe else "Own points")


def refuse_unfinished(snapshot: Snapshot) -> None:
    """Raise ValueError with one sentence for weights that are no numbers."""
    if not np.isfinite(snapshot.theta).all():
        raise ValueError(f"the weights of epoch {count(snapshot.epoch)} are not finite; go back to an earlier epoch.")


def refuse_long_text(snapshot: Snapshot) -> None:
    """Raise ValueError with one sentence for more weights than a text should hold."""
    if snapshot.theta.size > MOST_IN_TEXT:
        raise ValueError(
            f"the network has {count(snapshot.theta.size)} weights and biases, and a text holds at most "
            f"{count(MOST_IN_TEXT)}; choose ONNX."
        )


@dataclass(frozen=True)
class Exported:
    """A snapshot, seen as whoever writes it in another language needs it."""

    snapshot: Snapshot

    @property
    def experiment(self) -> Experiment:
        return self.snapshot.experiment

    @property
    def spec(self) -> NetworkSpec:
        return self.experiment.network

    @property
    def about(self) -> str:
        """As in "XOR, a 2–4–2–1 network at epoch 40"."""
        name = title_of(self.experiment).replace("\\", "/").replace('"', "'")
        return f"{name}, a {network_name(self.spec)} network at epoch {self.snapshot.epoch}"

    @cached_property
    def weights(self) -> list[tuple[Array, Array]]:
        """W (n_in, n_out) and b (n_out,) of each layer."""
        return self.spec.weights(self.snapshot.theta)

    @cached_property
    def free(self) -> list[tuple[Array, Array]] | None:
        """1.0 for what learns and 0.0 for what does not, as `weights`; None if all learn."""
        marks = self.spec.free()
        return None if marks is None else self.spec.weights(marks)

    @property
    def link(self) -> Activation | None:
        """The function that the loss applies to the sums of the last layer."""
        return self.spec.loss.link(self.spec.outputs)

    @cached_property
    def functions(self) -> dict[Activation, str]:
        """Each activation once, with the name of its function in a script."""
        found: dict[Activation, str] = {}
        for layer in self.spec.layers:
            if layer.activation not in found:
                name = re.sub(r"\W+", "_", layer.activation.label.casefold())
                same = sum(other.label == layer.activation.label for other in found)
                found[layer.activation] = f"{name}_{same + 1}" if same else name
        return found

    @property
    def rate(self) -> float:
        """The learning rate of the next update."""
        return self.experiment.plan.rate(self.snapshot.epoch)

    @cached_property
    def batch(self) -> tuple[Array, Array]:
        """The next batch: inputs in the units of the points, and what the loss takes as targets.

        Without points to train on, one sample of zeros.
        """
        x, t = self.experiment.points.x, samples_of(self.experiment)[1]
        dealt = Batches(self.experiment, x, t)
        if not dealt.samples:
            spec, outputs = self.spec, self.spec.outputs
            first = np.zeros((1, outputs)) if self.experiment.points.targets is not None else None
            return np.zeros((1, spec.inputs)), np.eye(1, outputs) if first is None else first
        dealt.begin(self.snapshot.epoch)
        some = dealt.rows(self.snapshot.batch)[:MOST_IN_BATCH]
        return dealt.x[some], dealt.t[some]

    @property
    def batch_words(self) -> str:
        """What the samples of a script are."""
        dealt = self.experiment.points.train_count
        if not dealt:
            return "There are no points to train on, so these are made up."
        rest = min(dealt, self.experiment.plan.batch_size)
        some = f"The first {MOST_IN_BATCH} samples" if rest > MOST_IN_BATCH else "The samples"
        return f"{some} of the next batch: inputs in the units of the data, targets as the loss takes them."
