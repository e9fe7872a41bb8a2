"""What the approximation laboratory says: of the construction, its errors, and the three curves."""

from __future__ import annotations

import math

from mlpviz.engine import number
from mlpviz.engine.approximation.construction import Construction
from mlpviz.engine.approximation.fits import Spread
from mlpviz.nn.arrays import Array
from mlpviz.views.approximation.error_plot import error_text

ALIKE = 1.1
"""Two errors, one at most so many times the other, are about the same."""


def formula(construction: Construction) -> str:
    """The stage as a formula with its numbers."""
    k, h = number.plain(construction.steepness, 3), number.plain(construction.height, 3)
    if construction.stage == "step":
        bias = number.plain(-construction.steepness * construction.position, 3)
        return f"y = {h} · σ({k} x)" if construction.position == 0 else f"y = {h} · σ({k} x {_joined(bias)})"
    if construction.stage == "bump":
        left, right = (number.plain(edge, 3) for edge in (construction.bump.left, construction.bump.right))
        return f"y = {h} · σ({k} (x {_minus(left)})) − {h} · σ({k} (x {_minus(right)}))"
    if construction.stage == "staircase":
        return "y = Σ hᵢ · (σ(k (x − leftᵢ)) − σ(k (x − rightᵢ)))"
    return "y = Σ hᵢⱼ · σ(K (bump in x₁ + bump in x₂ − 3/2))"


def _joined(written: str) -> str:
    return f"− {written.removeprefix(number.MINUS)}" if written.startswith(number.MINUS) else f"+ {written}"


def _minus(written: str) -> str:
    return f"+ {written.removeprefix(number.MINUS)}" if written.startswith(number.MINUS) else f"− {written}"


def what_it_teaches(construction: Construction) -> str:
    """What the learner sees at a stage."""
    if construction.stage == "step":
        return (
            "One sigmoid with a large weight is nearly a step. It is at p = −b/k, here the bias is b = −k·p. "
            "Make k larger: the step gets steeper and stays where it is."
        )
    if construction.stage == "bump":
        return (
            "Two steps of the same height, one up and one down, are a bump. With a large k it is nearly 0 everywhere "
            "else, so bumps do not disturb one another."
        )
    if construction.stage == "staircase":
        wide = number.plain(6.0 / construction.pieces, 3)
        return (
            f"Bumps of width {wide}, each as high as the curve at its middle. Twice as many bumps with twice the k "
            "halve the largest error that can be: no training, and any continuous curve can be followed. Draw another "
            "one and see."
        )
    sums = f"{2 * (construction.side + 1)} steps along x₁ and x₂ in the first layer"
    return (
        f"{sums}. Where a column's bump and a row's bump cross, the sum is about 2, beside it 1. The second layer lets "
        "only what is above 3/2 through: a tower. Nielsen, Neural Networks and Deep Learning, chapter 4."
    )


def bound(construction: Construction, values: Array) -> str:
    """What no error of the staircase exceeds; "" for other stages."""
    if construction.stage != "staircase":
        return ""
    most = construction.bound(values)
    return f"Never more than {number.plain(most, 3)} = L·h/2 + 2 ln 2·L/k, where L is the curve's largest slope."


def of_parts(*, bumps: bool, running: bool, beyond: bool) -> tuple[str, str]:
    """The title of the rows, and what they make together."""
    what = "Bumps of two units each" if bumps else "Hidden units"
    if running:
        return f"{what}, added one after the other", "coloured: what this one adds"
    title = what if bumps else f"{what}, each one’s part of the output"
    return title, "trained from −3 to 3 only" if beyond else "their sum plus bias is the output curve"


def units_text(units: tuple[int, ...]) -> str:
    """How many units the hidden layers have: "24", "18 + 64"."""
    return " + ".join(number.count(count) for count in units)


def three(spread: Spread | None, hand_units: int, hand_error: float, needed: int | None) -> str:
    """What best, worst and constructed run tell; `needed` bumps are about as good as the best run."""
    made = f"{hand_units} units set by hand reach {error_text(hand_error)} without any training"
    if spread is None:
        return f"{made}. More and narrower bumps come as close as you like: that is what the theorem promises."
    best, worst = spread.best.errors.mean_squared, spread.worst.errors.mean_squared
    first = "The same network, the same curve, only other first weights: " + _of_spread(best, worst, spread.count)
    if needed is None:
        rest = f"{made}. To be as close as the best run, it would take more than 256 bumps."
    else:
        rest = f"{made}. To be as close as the best run, the construction takes about {2 * needed} units."
    return f"{first} {rest}"


def _of_spread(best: float, worst: float, count: int) -> str:
    """How much worse the worst run is than the best."""
    runs = f"the worst of {count} runs"
    if not worst > ALIKE * best:
        return f"{runs} is about as good as the best."
    far = f"{runs} has {number.plain(worst / best, 2)} times the error of the best." if best > 0 and \
        math.isfinite(worst / best) else f"{runs} has an error of {error_text(worst)}, the best of {error_text(best)}."
    return f"{far} The better weights exist for both; training did not find them."


def diverged(epoch: int, good: int) -> tuple[str, list[tuple[str, str]], str]:
    """That the loss stopped being a number, and a button that goes back, as `Workspace.told`."""
    told = f"Training diverged at epoch {epoch}: the output is not a number. Choose another activation, or go back."
    return told, [("back", f"Back to epoch {good}")], "bad"
