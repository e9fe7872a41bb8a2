"""The Playground's verdicts on how the losses go."""

from __future__ import annotations

import math

import numpy as np

from mlpviz.engine import number
from mlpviz.engine.trend import LATEST, LONG, SHORT
from mlpviz.engine.verdicts.case import Case
from mlpviz.engine.verdicts.sign import GUESSED, LEARNING, NO_BETTER, SOLVED, Sign
from mlpviz.nn.arrays import Array

STILL = 1e-3
"""Share by which a loss may differ that does not move."""
SWING, RISES, NO_LOWER = 0.1, 6, 0.9
TINY_CHANGE, PULL, HARDLY = 1e-4, 1.0, 0.01
TEST_RISE, TRAIN_FALL, GAP, TEST_POINTS = 1.5, 0.8, 0.05, 10


class RateTooHigh(Sign):
    """Each update overshoots: the loss goes up and down and does not get lower."""

    label = "Rate too high"
    icon = "arrow-up"
    tone = "warn"
    rule = (
        "in the last 20 epochs the train loss changes by more than 10 % from epoch to epoch (median), rises in at "
        "least 6 of them, and its median over the last 10 is not even 10 % lower than over the 10 before, while their "
        "median is above a tenth of the loss of the best guess"
    )
    explains = ("Saturated", "Vanishing", "Stuck", "Settled", "Overfitting")

    def found(self, case: Case) -> str:
        losses = case.trend.short
        if losses is None or not (losses > 0.0).all() or not case.level_of(losses) > LEARNING:
            return ""
        steps = np.diff(np.log(losses))
        swing, rises = float(np.median(np.abs(steps))), int((steps > 0).sum())
        half = len(losses) // 2
        lower = np.median(losses[half + 1 :]) < NO_LOWER * np.median(losses[1 : half + 1])
        if not (swing > math.log1p(SWING)) or rises < RISES or lower:
            return ""
        factor = math.exp(min(swing, 100.0))
        size = f"by {number.percent(factor - 1.0, 0)}" if factor < 2.0 else f"{number.plain(factor, 2)}-fold"
        return (
            f"In the last {SHORT} epochs the loss rose {rises} times and changed {size} from one to the next. The last "
            f"epoch {_moved(case.vitals.change)}."
        )

    def help(self, case: Case) -> str:
        rate = case.snapshot.experiment.plan.rate(case.snapshot.epoch)
        plan, points = case.snapshot.experiment.plan, case.snapshot.experiment.points
        calmer = " Larger batches are calmer too." if plan.batch_size < points.train_count else ""
        return f"Lower the learning rate: it is {number.plain(rate)}; try {number.plain(rate / 3, 2)}.{calmer}"


class RateTooLow(Sign):
    """The gradient shows the way down, and the steps are too small to get anywhere."""

    label = "Rate too low"
    icon = "arrow-down"
    tone = "warn"
    rule = (
        "the last epoch moved the weights by less than 10⁻⁴ of their length, the train loss fell by less than 1 % in "
        "the last 20 epochs, and yet a move of 1 % straight downhill would lower it by more than 1 %, while it is "
        "above a tenth of that of the best guess"
    )
    explains = ("Stuck", "Settled")

    def found(self, case: Case) -> str:
        losses, vitals = case.trend.short, case.vitals
        if losses is None or not case.level > LEARNING or not vitals.pull > PULL or not vitals.change < TINY_CHANGE:
            return ""
        if not losses[-1] > (1.0 - HARDLY) * losses[0]:
            return ""
        return (
            f"The last epoch {_moved(vitals.change)}; in {SHORT} epochs the loss went from "
            f"{number.plain(float(losses[0]))} to {number.plain(float(losses[-1]))}. Moving the weights by 1 % "
            f"downhill would lower it by about {number.plain(vitals.pull, 2)} %."
        )

    def help(self, case: Case) -> str:
        plan, epoch = case.snapshot.experiment.plan, case.snapshot.epoch
        rate = plan.rate(epoch)
        fallen = f" ({plan.schedule.label} has lowered it from {number.plain(plan.learning_rate)})"
        if rate == 0.0:
            return f"The learning rate is 0{fallen if plan.learning_rate else ''}. Raise it, for example to 0.01."
        said = fallen if rate < plan.learning_rate else ""
        return f"Raise the learning rate: it is {number.plain(rate)}{said}; try ten times as much."


class Overfitting(Sign):
    """The network learns the train points by heart: they get better, and points it has not seen get worse."""

    label = "Overfitting"
    icon = "minus"
    tone = "warn"
    rule = (
        "for 10 epochs the test loss is at least 1.5 times its lowest since the last change, the train loss has fallen "
        "by at least 20 % since then, and accuracy or R² is at least 0.05 higher on train than on test points, of "
        "which there are at least 10"
    )

    def found(self, case: Case) -> str:
        low, scores = case.trend.low, case.snapshot.scores
        if low is None or case.snapshot.experiment.points.test_count < TEST_POINTS:
            return ""
        risen = case.trend.latest >= TEST_RISE * low.test and low.test > 0.0
        gap = _gap(case)
        if not risen or case.snapshot.epoch - low.epoch < LATEST:
            return ""
        if not scores.train_loss <= TRAIN_FALL * low.train or not gap >= GAP:
            return ""
        return (
            f"The test loss was lowest, {number.loss(low.test)}, at epoch {number.count(low.epoch)} and is "
            f"{number.loss(scores.test_loss)} now; the train loss fell from {number.loss(low.train)} to "
            f"{number.loss(scores.train_loss)}."
        )

    def help(self, case: Case) -> str:
        return "More train points, fewer units, or L2 (for example 0.001) would help; or stop at that epoch."


class Stuck(Sign):
    """The loss does not move, and the network is hardly better than one answer for all points."""

    label = "Stuck"
    icon = "minus"
    tone = "warn"
    rule = (
        "the train losses of the last 100 epochs differ by at most a thousandth, and the loss is above 90 % of that of "
        "the best guess, one answer for all points; or for 100 epochs it was never 1 % below that of the best guess"
    )
    explains = ("Settled",)

    def found(self, case: Case) -> str:
        losses, guess = case.trend.long, case.guess * case.summed
        if losses is None or not case.level > GUESSED:
            return ""
        loss = number.loss(case.snapshot.scores.train_loss)
        if _still(losses):
            said = f"The loss has not moved for {LONG} epochs: it stays at {loss}"
        elif losses.min() > NO_BETTER * guess:
            said = f"For {LONG} epochs the loss has been no better than guessing: it is {loss}"
        else:
            return ""
        return f"{said}, and one answer for all points has {number.loss(guess)}."

    def help(self, case: Case) -> str:
        if not case.hidden:
            return "Without a hidden layer the inputs are only weighted and added up. Add a layer."
        smaller = ", smaller batches" if case.snapshot.experiment.plan.batch_size > 1 else ""
        return (
            f"Give it more epochs, begin with other initial weights (Shift+R), or try a higher learning rate{smaller} "
            f"or more units."
        )


class Settled(Sign):
    """The loss does not move any more: this is as low as it gets from here."""

    label = "Settled"
    icon = "minus"
    tone = "quiet"
    rule = (
        "the train losses of the last 100 epochs differ by at most a thousandth, and the loss is between a thousandth "
        "and 90 % of that of the best guess"
    )

    def found(self, case: Case) -> str:
        if not _still(case.trend.long) or not SOLVED < case.level <= GUESSED:
            return ""
        scores, penalty = case.snapshot.scores, ""
        if scores.penalty > 0.0:
            penalty = f" and the penalty at {number.loss(scores.penalty)}"
        return f"The loss has not moved for {LONG} epochs: it stays at {number.loss(scores.train_loss)}{penalty}."

    def help(self, case: Case) -> str:
        return (
            "It can be the lowest that these points, this network and the penalty allow, or a place that it does not "
            "leave by itself. To find out, try more units or other initial weights."
        )


class Solved(Sign):
    """There is nothing left to learn from the train points."""

    label = "Solved"
    icon = "check"
    tone = "good"
    rule = "the train loss is at most a thousandth of that of the best guess, one answer for all points"

    def found(self, case: Case) -> str:
        if not case.level <= SOLVED:
            return ""
        loss, guess = case.snapshot.scores.train_loss, case.guess * case.summed
        return f"The train loss is {number.plain(loss, 3)}; one answer for all points has {number.loss(guess)}."


def _still(losses: Array | None) -> bool:
    if losses is None or not np.isfinite(losses).all():
        return False
    return bool(np.ptp(losses) <= STILL * np.abs(losses).max())


def _gap(case: Case) -> float:
    """By how much accuracy, or R², is higher on the train points than on the test points; NaN if not defined."""
    scores = case.snapshot.scores
    accuracy = scores.train_accuracy - scores.test_accuracy
    return scores.train_r2 - scores.test_r2 if math.isnan(accuracy) else accuracy


def _moved(share: float) -> str:
    """What an epoch did to the weights, in words."""
    if math.isnan(share) or share == 0.0:
        return "did not move the weights"
    written = f"{number.plain(100 * share, 2)} %" if share >= 0.001 else number.plain(share, 2)
    return f"moved the weights by {written} of their length"
