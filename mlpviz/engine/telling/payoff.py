"""What an update was good for: the loss of its batch before and after, beside what the gradient had predicted."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from mlpviz.engine.build import network_of
from mlpviz.engine.number import narrow, stepped
from mlpviz.engine.records import Walk
from mlpviz.engine.telling.recorded import Recorded


@dataclass(frozen=True)
class Payoff:
    """The loss of the batch, without penalty."""

    before: float
    after: float
    predicted: float
    """before + Σ gradient · change over all parameters: what a straight line would give."""
    samples: int

    @property
    def sentence(self) -> str:
        """What happened, in words."""
        change, foreseen = self.after - self.before, self.predicted - self.before
        of = "this sample" if self.samples == 1 else "this batch"
        if not np.isfinite(change):
            return f"The loss of {of} is no longer a number after this update. The learning rate is too high."
        went = "fell" if change < 0 else "rose" if change > 0 else "stayed"
        numbers = f"from {stepped(self.before)} to {stepped(self.after)}" if change else f"at {stepped(self.before)}"
        text = f"The loss of {of} {went} {numbers} ({narrow(change, signed=True)}); the gradient predicted " \
               f"{narrow(foreseen, signed=True)}."
        if change > 0 > foreseen:
            return f"{text} The step was too long: the loss is curved, and a straight line no longer follows it."
        return text


def payoff_of(walk: Walk) -> Payoff:
    """The payoff of a walk's update."""
    recorded, experiment = Recorded(walk), walk.experiment
    spec, plan = experiment.network, experiment.plan
    with np.errstate(all="ignore"):
        losses = spec.loss.of_samples(network_of(spec, walk.theta).forward(walk.x), walk.t)
        after = float(np.sum(losses) if plan.reduction == "sum" else np.mean(losses))
        predicted = walk.loss + float(recorded.loss_gradients @ (walk.theta - walk.before.theta))
    return Payoff(walk.loss, after, predicted, recorded.samples)
