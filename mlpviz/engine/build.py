"""Builds the network, the optimizer and the samples of an experiment."""

from __future__ import annotations

from mlpviz.engine.experiment import Experiment, NetworkSpec
from mlpviz.nn.arrays import Array
from mlpviz.nn.losses import encode
from mlpviz.nn.network import Network
from mlpviz.nn.optimizers import Descent


def network_of(spec: NetworkSpec, theta: Array) -> Network:
    """Build the layers of `spec` with `theta` (parameter_count,). Their input is the result of `spec.expand`."""
    return Network(spec.widths, [layer.activation for layer in spec.layers], spec.loss, theta)


def descent_of(experiment: Experiment, epoch: int = 0) -> Descent:
    """The optimizer of `experiment`, with the learning rate of an epoch."""
    plan, spec = experiment.plan, experiment.network
    return Descent(
        plan.optimizer,
        spec.parameter_count,
        rate=plan.rate(epoch),
        l1=plan.l1,
        l2=plan.l2,
        decayed=None if plan.penalize_biases else spec.is_weight(),
        free=spec.free(),
        mean=plan.reduction == "mean",
        clip=plan.clip,
    )


def samples_of(experiment: Experiment) -> tuple[Array, Array]:
    """The inputs of the first layer, (n, widths[0]), and the targets for the loss, (n, outputs), of all points."""
    points, spec = experiment.points, experiment.network
    if points.targets is not None:
        targets = experiment.scaling.scaled_targets(points.targets)
    else:
        assert points.labels is not None
        targets = encode(points.labels, spec.outputs, spec.targets)
    return experiment.given(points.x), targets
