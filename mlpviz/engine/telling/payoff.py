"""What an update was good for: the loss before, after and along the whole step, beside what the gradient predicted."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from mlpviz.engine.batches import Batches
from mlpviz.engine.build import network_of, samples_of
from mlpviz.engine.number import narrow, percent, plain, stepped
from mlpviz.engine.records import Snapshot, Walk, freeze
from mlpviz.engine.telling.ground import Ground, ground_between, ground_of
from mlpviz.engine.telling.recorded import Recorded
from mlpviz.nn.arrays import Array

FROM, TO = -0.25, 1.5
"""The curve goes from a little before the old parameters, at 0, to a little beyond the new ones, at 1."""
FINEST, COARSEST = 32, 8
"""Into how many parts the step from old to new is divided."""
MOST_PRODUCTS = 5e7
"""Parameters times samples of the whole curve, about; what takes more has fewer places."""
STRAIGHT = 0.1
"""A loss follows the straight line if it moved as predicted but for at most this share."""
LONG_UPDATES = "Each of them follows the gradient of its own batch, so no one straight line predicts them all."


@dataclass(frozen=True, eq=False)
class Payoff:
    """Losses are those of the batch, without penalty; of several updates, those of all train points."""

    snapshot: Snapshot
    """Before the update."""
    theta: Array
    """All parameters after it, (parameter_count,)."""
    updates: int
    """How many updates lie between."""
    indices: NDArray[np.intp]
    """The points whose loss this is, (n,)."""
    shares: Array
    """Shares s of the step, (m,); 0 and 1 are among them."""
    losses: Array
    """The loss at θ + s·Δθ for each, (m,)."""
    predicted: float | None
    """Loss + Σ gradient · change over all parameters: what a straight line would give. None for several updates."""
    why: str
    """Why no parameter changed; "" if one did."""
    not_straight: str
    """Why the step does not go straight down the gradient of this batch; "" if nothing else drives it."""
    ground: Ground | None
    """The data square; None if there is but one point."""

    @property
    def before(self) -> float:
        """The loss before."""
        return float(self.losses[self.shares == 0.0][0])

    @property
    def after(self) -> float:
        """The loss after."""
        return float(self.losses[self.shares == 1.0][0])

    @property
    def change(self) -> float:
        """By how much the loss changed."""
        return self.after - self.before

    @property
    def foreseen(self) -> float | None:
        """The change that a straight line would give."""
        return None if self.predicted is None else self.predicted - self.before

    @property
    def lowest(self) -> float:
        """At which share of the step the loss is lowest, of those that were computed; NaN if none is a number."""
        known = np.isfinite(self.losses)
        return float(self.shares[known][np.argmin(self.losses[known])]) if known.any() else float("nan")

    @property
    def of(self) -> str:
        """Whose loss it is."""
        return "all train points" if self.updates > 1 else "this sample" if len(self.indices) == 1 else "this batch"

    @property
    def title(self) -> str:
        """Which update was kept."""
        if self.updates > 1:
            return f"{self.updates} updates kept"
        return f"Update {self.snapshot.updates + 1} kept"

    @property
    def verdict(self) -> str:
        """What happened to the loss, in words without numbers."""
        if not np.isfinite(self.before):
            return f"The loss of {self.of} was no finite number before the update."
        if not np.isfinite(self.after):
            return f"The loss of {self.of} is no longer a finite number."
        if self.why:
            return "Nothing changed."
        went = "fell" if self.change < 0 else "rose" if self.change > 0 else "stayed as it was"
        return f"The loss of {self.of} {went}."

    @property
    def remark(self) -> str:
        """Why it happened, as far as the numbers tell."""
        if not np.isfinite(self.before):
            return "So there is nothing to compare with."
        if not np.isfinite(self.after):
            return "The step was far too long: the learning rate is too high."
        if self.why:
            return self.why
        if self.foreseen is None:
            return LONG_UPDATES
        if self.change > 0:
            return self._why_risen(self.foreseen)
        return self._how_straight(self.foreseen) if self.change < 0 else ""

    @property
    def sentence(self) -> str:
        """All of it in words, with the numbers."""
        verdict = self.verdict
        if np.isfinite(self.change) and not self.why:
            if self.change:
                verdict = f"{verdict[:-1]} from {stepped(self.before)} to {stepped(self.after)}"
                verdict += f" ({narrow(self.change, signed=True)})"
            else:
                verdict = f"The loss of {self.of} stayed at {stepped(self.before)}"
            if self.foreseen is not None:
                verdict += f"; the gradient predicted {narrow(self.foreseen, signed=True)}"
            verdict += "."
        return f"{verdict} {self.remark}".strip()

    def _why_risen(self, foreseen: float) -> str:
        if foreseen >= 0:
            causes = self.not_straight
            return f"The step does not go down the gradient of {self.of}: {causes}." if causes else ""
        text = "The step was too long: the loss is curved, and a straight line no longer follows it."
        if 0.0 < self.lowest < 1.0:
            return f"{text} It is lowest after about {plain(self.lowest, 2)} of this step."
        return text

    def _how_straight(self, foreseen: float) -> str:
        if foreseen >= 0:
            return "It fell although the gradient predicted a rise: the loss is curved."
        kept = self.change / foreseen
        if abs(kept - 1.0) <= STRAIGHT:
            return "The loss followed the straight line of the gradient: for that, the step was short enough."
        if kept > 1.0:
            return f"It fell by {percent(kept, 0)} of what the gradient predicted: it bends downwards along this step."
        text = f"It fell by {percent(kept, 0)} of what the gradient predicted: the loss is curved."
        if 0.0 < self.lowest < 1.0:
            return f"{text} It is lowest after about {plain(self.lowest, 2)} of this step."
        return text


def payoff_of(walk: Walk, ground: Ground | None = None) -> Payoff:
    """The payoff of a walk's update; `ground` is that of the walk, if it was computed before."""
    recorded, snapshot = Recorded(walk), walk.before
    shares, losses = _along(snapshot, walk.theta, walk.x, walk.t)
    with np.errstate(all="ignore"):
        predicted = float(losses[shares == 0.0][0] + recorded.loss_gradients @ (walk.theta - snapshot.theta))
    return Payoff(snapshot, walk.theta, 1, walk.indices, shares, losses, predicted, _why_still(recorded),
                  _not_straight(walk), ground or ground_of(walk))


def payoff_between(before: Snapshot, after: Snapshot) -> Payoff:
    """The payoff of all updates between two snapshots of one run, for all train points."""
    dealt = Batches(before.experiment, *samples_of(before.experiment))
    shares, losses = _along(before, after.theta, dealt.x, dealt.t)
    still = "" if _moved(before.theta, after.theta) else "No weight and no bias moved."
    indices = np.flatnonzero(~before.experiment.points.test)
    return Payoff(before, after.theta, after.updates - before.updates, freeze(indices, np.intp), shares, losses, None,
                  still, "", ground_between(before, after.theta))


def _along(before: Snapshot, theta: Array, x: Array, t: Array) -> tuple[Array, Array]:
    """Shares of the step from `before` to `theta`, and the loss of the samples at each."""
    spec, plan = before.experiment.network, before.experiment.plan
    parts = FINEST
    while parts > COARSEST and (TO - FROM) * parts * len(x) * spec.parameter_count > MOST_PRODUCTS:
        parts //= 2
    shares = np.arange(round(FROM * parts), round(TO * parts) + 1) / parts
    at, losses = before.theta.copy(), np.empty(len(shares))
    network = network_of(spec, at)
    with np.errstate(all="ignore"):
        for number, share in enumerate(shares):
            # The ends are the parameters themselves: a product and a sum would round.
            at[:] = before.theta if share == 0.0 else theta if share == 1.0 else (
                before.theta + share * (theta - before.theta))
            of_samples = spec.loss.of_samples(network.forward(x), t)
            losses[number] = np.sum(of_samples) if plan.reduction == "sum" else np.mean(of_samples)
    return freeze(shares), freeze(losses)


def _moved(before: Array, after: Array) -> bool:
    return not np.array_equal(before, after, equal_nan=True)


def _why_still(recorded: Recorded) -> str:
    """Why an update moved no parameter; "" if it did."""
    walk = recorded.walk
    if _moved(walk.before.theta, walk.theta):
        return ""
    if recorded.rate == 0.0:
        return "The learning rate is 0, so every step is 0."
    if any(update.given.any() for update in recorded.updates):
        return "The step is so small that every weight and bias is rounded to where it was."
    if recorded.penalized_gradients.any():
        return "All weights and biases with a gradient are held: they are frozen, cut, or do not learn."
    return f"Every gradient of {'this sample' if recorded.samples == 1 else 'this batch'} is 0, so no way leads down."


def _not_straight(walk: Walk) -> str:
    """What drives the step besides the gradient of this batch; "" if nothing does."""
    plan = walk.experiment.plan
    kept = zip(walk.before.memory, plan.optimizer.squares(), strict=True)
    causes = ["the optimizer remembers earlier batches"] if any(one.any() for one, square in kept if not square) else []
    if plan.l1 or plan.l2:
        causes.append("the penalty pulls too")
    if getattr(plan.optimizer, "decay", 0.0):
        causes.append("weight decay pulls too")
    return ", and ".join(causes)
