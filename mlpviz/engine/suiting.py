"""What becomes of a network when it is given other points: with classes or with values, and with so many inputs."""

from __future__ import annotations

from dataclasses import replace

from mlpviz.data.points import PointSet
from mlpviz.engine.experiment import Experiment
from mlpviz.engine.network_spec import LayerSpec, NetworkSpec
from mlpviz.nn.losses import Loss, losses


def suited(now: Experiment, points: PointSet, classes: int) -> NetworkSpec:
    """The network of `now` for other points: as many inputs, outputs and a loss that suit them; the rest stays.

    `classes` counts where the points have labels.
    """
    network = with_inputs(now.network, points.x.shape[1])
    if points.targets is not None:
        return for_values(network, points.targets.shape[1])
    if now.points.targets is not None:
        return for_classes(network, classes)
    return network.with_classes(classes)


def with_inputs(network: NetworkSpec, inputs: int) -> NetworkSpec:
    """A copy for another number of inputs, which are taken as they are; features and what was held are dropped."""
    if inputs == network.inputs:
        return network
    return NetworkSpec(
        network.layers, network.initializer, network.loss,
        inputs=inputs, seed=network.seed, train_biases=network.train_biases, frozen_layers=network.frozen_layers,
    )  # fmt: skip


def for_values(network: NetworkSpec, outputs: int = 1) -> NetworkSpec:
    """A copy that predicts numbers: linear outputs, and the mean squared error unless its loss suits numbers."""
    suits = network.loss.link(outputs) is None and network.loss.targets is None
    loss = network.loss if suits else losses.make("MeanSquaredError")
    return _with_outputs(network, LayerSpec(outputs, "Linear"), loss)


def for_classes(network: NetworkSpec, classes: int) -> NetworkSpec:
    """A copy that tells so many classes apart, by cross-entropy."""
    outputs, loss = 1 if classes <= 2 else classes, losses.make("CrossEntropy")
    return _with_outputs(network, LayerSpec(outputs, loss.usual_output(outputs)), loss)


def _with_outputs(network: NetworkSpec, output: LayerSpec, loss: Loss) -> NetworkSpec:
    """What is frozen or cut follows its unit, as far as there are so many outputs."""
    hidden, plain = network.layers[:-1], losses.make("MeanSquaredError")  # which takes any number of any outputs
    bare = replace(network, loss=plain, layers=(*hidden, LayerSpec(network.outputs, "Linear")))
    sized = bare.with_layers([*hidden, LayerSpec(output.units, "Linear")])
    return replace(sized, loss=loss, layers=(*hidden, output))


def unreachable(experiment: Experiment) -> str:
    """Why the outputs can never be as far as some of the values, and what to do; "" if they can.

    It is no error: published examples train that way.
    """
    targets, last = experiment.points.targets, experiment.network.layers[-1].activation
    if targets is None or last.bounds is None:
        return ""
    low, high = last.bounds
    learned = experiment.scaling.scaled_targets(targets)
    beyond = learned[(learned < low) | (learned > high)]
    if not beyond.size:
        return ""
    return f"a {last.name} output lies between {low:g} and {high:g} and never is {beyond[0]:.4g}; choose Linear there."
