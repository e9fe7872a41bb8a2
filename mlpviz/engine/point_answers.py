"""What the network answers to every point, and how far each answer is off."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from mlpviz.engine.experiment import Experiment
from mlpviz.engine.probes import predictions
from mlpviz.engine.records import Snapshot, freeze
from mlpviz.nn.arrays import Array
from mlpviz.nn.losses import decode, encode

PROBABILITIES = ("Sigmoid", "Softmax")
"""Output activations whose answers are read as probabilities."""


@dataclass(frozen=True, eq=False)
class PointAnswers:
    """The answers of one snapshot to the points of its experiment, in their order."""

    experiment: Experiment
    outputs: Array
    """In the units of the points, (n, outputs)."""
    answered: NDArray[np.int64] | None
    """The class that the network answers, 0…k−1, (n,); None where the points carry values."""
    errors: Array
    """How far off the answers are, (n,); what that means is told by `meaning_of_error`."""


def meaning_of_error(experiment: Experiment) -> str:
    """What the error of a point is.

    "missing probability": 1 − the probability of its own class. "difference": value − output. "distance": how far the
    outputs are from their targets, √Σ(target − output)².
    """
    points, network = experiment.points, experiment.network
    if points.targets is not None:
        return "difference" if network.outputs == 1 else "distance"
    return "missing probability" if network.layers[-1].activation.name in PROBABILITIES else "distance"


def answers_of(snapshot: Snapshot) -> PointAnswers:
    """What the network answers to each point, and how far off that is."""
    experiment = snapshot.experiment
    points, network = experiment.points, experiment.network
    outputs, answered = predictions(snapshot, points.x), None
    if points.labels is not None:
        answered = freeze(decode(outputs, network.targets), np.int64)
    return PointAnswers(experiment, freeze(outputs), answered, freeze(_errors(experiment, outputs)))


def _errors(experiment: Experiment, outputs: Array) -> Array:
    points, network, meaning = experiment.points, experiment.network, meaning_of_error(experiment)
    with np.errstate(all="ignore"):  # a diverged network answers with NaN, or with numbers too large to be squared
        if meaning == "missing probability":
            assert points.labels is not None
            if network.outputs == 1:
                return np.where(points.labels == 1, 1.0 - outputs[:, 0], outputs[:, 0])
            return 1.0 - outputs[np.arange(len(points)), points.labels]
        if points.targets is None:
            assert points.labels is not None
            off = encode(points.labels, network.outputs, network.targets) - outputs
        else:
            off = points.targets - outputs
        if meaning == "difference":
            return off[:, 0]
        return np.asarray(np.sqrt(np.add.reduce(off * off, axis=1)))
