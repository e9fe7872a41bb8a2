"""The Playground's verdicts on gradients and units."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from mlpviz.engine import number
from mlpviz.engine.verdicts.case import Case
from mlpviz.engine.verdicts.sign import UNLEARNED, Sign

LARGEST_NORM = 1e3
FIRST_OVER_LAST, NOTHING = 0.01, 1e-5
MOSTLY_SATURATED, SLOWLY = 0.75, 0.05
MOST_LISTED = 3


class Exploding(Sign):
    """Gradients grow from layer to layer, or from update to update, until the numbers leave the computer's range."""

    label = "Exploding"
    icon = "arrow-up"
    tone = "bad"
    rule = "a number is not finite, or a gradient norm is above 10³ and above 10³ times the loss"
    explains = (
        "IdenticalUnits", "DeadUnits", "Saturated", "RateTooHigh", "Vanishing", "RateTooLow", "Stuck", "Settled",
        "Overfitting", "Solved",
    )  # fmt: skip

    def found(self, case: Case) -> str:
        snapshot = case.snapshot
        if not snapshot.finite:
            return f"After epoch {number.count(snapshot.epoch)} a number is no longer finite."
        norms = case.vitals.norms / case.summed
        layer = int(np.argmax(norms)) if len(norms) else 0
        if not norms.max(initial=0.0) > LARGEST_NORM * max(1.0, case.mean_loss):
            return ""
        return f"The gradient norm of layer {layer + 1} is {number.plain(float(norms[layer]))}."

    def help(self, case: Case) -> str:
        plan = case.snapshot.experiment.plan
        clip = "" if plan.clip is not None else ", clip the gradient (More),"
        lower = f"lower the learning rate (now {number.plain(plan.learning_rate)}){clip} or begin with smaller weights."
        if case.snapshot.epoch or case.snapshot.batch:
            return f"Go back to an earlier epoch. Then {lower}"
        scaled = case.snapshot.experiment.scaling.inputs is not None
        return f"{'' if scaled else 'Scale the inputs if their numbers are large. '}{lower[0].upper()}{lower[1:]}"


class IdenticalUnits(Sign):
    """Units with the same weights get the same gradient, so they stay the same for ever and count as one."""

    label = "Identical units"
    icon = "none"
    tone = "warn"
    rule = "two or more units of a hidden layer have the same weights in and out, and the same bias"
    explains = ("Vanishing", "RateTooLow", "Stuck", "Settled")

    def found(self, case: Case) -> str:
        return _listed(
            f"{_of(case.vitals.twins[layer], case.units(layer))} of layer {layer + 1} are identical"
            for layer in case.hidden if case.vitals.twins[layer]
        )  # fmt: skip

    def help(self, case: Case) -> str:
        return "Begin with random weights, for example Xavier or He; training alone cannot tell these units apart."


class DeadUnits(Sign):
    """Units whose output and slope are 0 for every train point: no gradient of the loss reaches them."""

    label = "Dead units"
    icon = "none"
    tone = "warn"
    rule = "a unit's output and slope are exactly 0 for every train point"

    def found(self, case: Case) -> str:
        last = case.vitals.layers - 1
        return _listed(
            f"{_of(count, case.units(layer))} of {f'layer {layer + 1}' if layer < last else 'the output layer'} "
            f"never {'fires' if count == 1 else 'fire'} on any train point"
            for layer, count in enumerate(case.vitals.dead) if count
        )  # fmt: skip

    def explained(self, case: Case) -> tuple[str, ...]:
        """A whole layer of them stops every gradient."""
        whole = any(count == case.units(layer) for layer, count in enumerate(case.vitals.dead))
        return ("Vanishing", "RateTooLow", "Stuck", "Settled") if whole else ()

    def help(self, case: Case) -> str:
        return (
            "They get no gradient of the loss: in layer 1 only a penalty or the optimizer's memory can bring them "
            "back, elsewhere the layers before them can too. Use an activation with a slope on both sides (Leaky "
            "ReLU, ELU), a lower learning rate, or new initial weights."
        )


class Saturated(Sign):
    """Sums so far from 0 that the activation is flat there: it hands back hardly any gradient."""

    label = "Saturated"
    icon = "minus"
    tone = "warn"
    rule = (
        "at least 75 % of a hidden layer's outputs over the train points are where the slope is at most a tenth of "
        "the largest, while the train loss is above half of that of the best guess and fell by less than 5 % in the "
        "last 20 epochs, if the run has so many"
    )
    explains = ("Vanishing", "RateTooLow", "Stuck", "Settled")

    def found(self, case: Case) -> str:
        losses = case.trend.short
        if not case.level > UNLEARNED or (losses is not None and not losses[-1] > (1.0 - SLOWLY) * losses[0]):
            return ""
        layers = case.snapshot.experiment.network.layers
        return _listed(
            f"{number.percent(float(case.vitals.saturated[layer]), 0)} of the outputs of layer {layer + 1} are "
            f"saturated"
            for layer in case.hidden
            if case.vitals.saturated[layer] >= MOSTLY_SATURATED and layers[layer].activation.steepest != 0.0
        )

    def help(self, case: Case) -> str:
        scaled = case.snapshot.experiment.scaling.inputs is not None
        first = "" if scaled else "Scale the inputs if their numbers are large. "
        return f"{first}Begin with smaller weights (Xavier), lower the learning rate, or use ReLU."


class Vanishing(Sign):
    """Gradients shrink on their way back, so that the first layers hardly learn."""

    label = "Vanishing"
    icon = "arrow-down"
    tone = "warn"
    rule = (
        "in the median of the last nine moments kept, and where this network began, layer 1 gets less than 1 % of the "
        "last layer's gradient norm, or no hidden layer's norm reaches 10⁻⁵, while the train loss is above half of "
        "that of the best guess"
    )
    explains = ("RateTooLow", "Stuck", "Settled")

    def found(self, case: Case) -> str:
        if not case.hidden or not case.level > UNLEARNED:
            return ""
        now, kept = case.vitals.norms / case.summed, case.trend.norms
        norms = now[None] if kept is None else np.vstack([kept / case.summed, now])
        start, latest = norms[0], norms[1:] if len(norms) > 1 else norms
        if not now[:-1].any():
            return "The gradient of every hidden layer is exactly 0."
        largest = float(np.median(latest[:, :-1].max(axis=1)))
        if largest < NOTHING and start[:-1].max() < NOTHING:
            return f"No hidden layer's gradient norm is above {number.plain(float(now[:-1].max()), 2)}."
        share = float(np.median(latest[:, 0] / latest[:, -1]))
        if not share < FIRST_OVER_LAST or not start[0] < FIRST_OVER_LAST * start[-1]:
            return ""
        if share == 0.0:
            return "The gradient of layer 1 is exactly 0."
        times = number.plain(float(f"{1 / share:.2g}"))
        often = "" if kept is None else "In the median of the last moments, "
        said = f"layer 1 gets a gradient {times} times smaller than layer {len(now)}."
        return f"{often}{said}" if often else f"{said[0].upper()}{said[1:]}"

    def help(self, case: Case) -> str:
        layers = case.snapshot.experiment.network.layers[:-1]
        steepest, label, why = layers[0].activation.steepest, layers[0].activation.label, ""
        label = label[0].upper() + label[1:]  # it begins the sentence
        if steepest == 0.0:
            why = f"{label} has slope 0 everywhere, so nothing comes back through it. "
        elif steepest is not None and steepest < 1.0:
            why = f"{label} has a slope of at most {number.plain(steepest)}, so what comes back through it shrinks. "
        return f"{why}Use ReLU with He weights or tanh with Xavier weights, or fewer layers."


def _of(count: int, units: int) -> str:
    return f"{number.count(count)} of {number.counted(units, 'unit')}"


def _listed(parts: Iterator[str]) -> str:
    """Statements about layers as one sentence: the first three, and in how many layers more it is so."""
    found = list(parts)
    more = len(found) - MOST_LISTED
    if more > 0:
        found[MOST_LISTED:] = [f"and so in {number.counted(more, 'more layer')}"]
    return f"{', '.join(found)}." if found else ""
