"""What a cell of the grid tells, in words and numbers."""

from __future__ import annotations

import statistics
from collections.abc import Mapping
from dataclasses import dataclass, replace

from mlpviz.engine import number
from mlpviz.engine.flow.cell import CellResult
from mlpviz.engine.flow.grid import FlowGrid
from mlpviz.engine.flow.theory import Expected
from mlpviz.engine.letters import superscript
from mlpviz.engine.verdicts.laboratory import Exploding, Healthy, Vanishing
from mlpviz.views.gradient_flow.heads import name_of, title_of
from mlpviz.workspaces.gradient_flow.memory import Pair

NEAR = 0.01
"""A loss that is away from the loss of the best guess by less than this share of it is at the level of guessing."""
SMALLER = 3.0
"""By which the learning rate is divided, where gradients explode and no cell of the grid is healthy."""


def told(result: CellResult, guess: float) -> str:
    """The verdict's sentence, what the activation has to do with it, and what became of the loss."""
    activation = result.experiment.network.layers[0].activation
    hidden, said = len(result.first), [result.finding.sentence]
    steepest = activation.steepest
    if isinstance(result.finding.verdict, Vanishing) and hidden and steepest is not None and 0.0 < steepest < 1.0:
        rows = "one layer shrinks" if hidden == 1 else f"{number.count(hidden)} layers in a row shrink"
        said.append(
            f"{name_of(activation)} has slope at most {number.plain(steepest)}, so {rows} the gradient on its way back."
        )
    if result.nan_at is None:
        said.append(_of_loss(result, guess))
    return " ".join(said)


def learns(result: CellResult, guess: float) -> bool:
    """Whether the loss at the end is better than that of the best guess."""
    return result.loss < guess * (1.0 - NEAR)


def _of_loss(result: CellResult, guess: float) -> str:
    first, last = float(result.losses[0]), float(result.losses[-1])
    guessing = ""
    if abs(last - guess) <= NEAR * abs(guess):
        guessing = f", the level of guessing ({number.loss(guess)})"
    if last == first or (guessing and abs(first - guess) <= NEAR * abs(guess)):
        return f"The loss stays at {number.loss(last)}{guessing}."
    one, other = _apart(first, last)
    return f"The loss {'falls' if last < first else 'rises'} from {one} to {other}{guessing}."


def _apart(first: float, last: float) -> tuple[str, str]:
    """Two losses that differ, with as many digits as it takes to see it."""
    written = number.loss(first), number.loss(last)
    one, other = written if written[0] != written[1] else number.apart([first, last], 4, 9)
    return one, other


def theory(expected: tuple[Expected, ...]) -> str:
    """What theory expects of every layer: how much of the signal it keeps, and of the gradient it hands back."""
    between = expected[1:] or expected
    if not between:
        return ""
    kept, back = (statistics.median(values) for values in zip(*((one.kept, one.back) for one in between), strict=True))
    kept_words, back_words = (number.steady(value, 2).removeprefix("+") for value in (kept, back))
    said = [
        f"Theory at epoch 0: each layer multiplies the mean square of the signal by {kept_words}, and the gradient "
        f"by {back_words}."
    ]
    steepest = expected[0].steepest
    if steepest is not None and 0.0 < steepest < 1.0:
        product = number.plain(steepest ** len(expected), 2)
        slope, layers = number.plain(steepest), number.count(len(expected))
        equals = "=" if float(f"{steepest ** len(expected):.2g}") == steepest ** len(expected) else "≈"
        said.append(
            f"f′ is at most {slope}; in {layers} layers {slope}{superscript(len(expected))} {equals} {product}."
        )
    return " ".join(said)


@dataclass(frozen=True)
class Advice:
    """What would help a cell: another cell of the grid, or another grid."""

    text: str
    button: str = ""
    """What the button that shows it says; "" if there is nothing to show."""
    pair: Pair | None = None
    grid: FlowGrid | None = None
    undo: str = ""
    """What Undo says of the other grid."""


def advice(grid: FlowGrid, here: Pair, results: Mapping[Pair, CellResult], guess: float) -> Advice:
    """The healthy cell that learns, changes least and reaches the lowest loss; else a change of the whole grid."""
    result = results[here]
    healthy = {
        pair: other.loss for pair, other in results.items()
        if isinstance(other.finding.verdict, Healthy) and learns(other, guess)
        and pair[0] in grid.initializers and pair[1] in grid.activations
    }  # fmt: skip
    if here in healthy:
        return _of_healthy(here, healthy)
    beside = {pair: loss for pair, loss in healthy.items() if (pair[0] == here[0]) != (pair[1] == here[1])}
    if beside or healthy:
        best = min(beside or healthy, key=(beside or healthy).__getitem__)
        return Advice(_reached(here, best, healthy[best]), f"Show {_difference(here, best)}", best)
    if len(results) < grid.rows * grid.columns:
        return Advice("Run the whole grid: other cells may show what helps.")
    if isinstance(result.finding.verdict, Exploding):
        rate = float(f"{grid.plan.learning_rate / SMALLER:.2g}")
        smaller = replace(grid, plan=replace(grid.plan, learning_rate=rate))
        text = f"No cell of this grid is healthy. A smaller learning rate may help: {number.plain(rate)}."
        return Advice(text, f"Try {number.plain(rate)}", grid=smaller, undo="Change the learning rate")
    if grid.layers > 1:
        layers = max(1, grid.layers // 2)
        text = f"No cell of this grid is healthy. Fewer hidden layers may help: {number.count(layers)}."
        fewer = replace(grid, layers=layers)
        return Advice(text, f"Try {number.count(layers)}", grid=fewer, undo="Change the hidden layers")
    return Advice("No cell of this grid is healthy. More epochs, more units or another learning rate may help.")


def _of_healthy(here: Pair, healthy: Mapping[Pair, float]) -> Advice:
    best = min(healthy, key=healthy.__getitem__)
    if best == here:
        return Advice("Nothing is in the way: of all healthy cells this one reaches the lowest loss.")
    text = f"Nothing is in the way. The lowest loss, {number.loss(healthy[best])}, has {title_of(best[1], best[0])}."
    return Advice(text, f"Show {_difference(here, best)}", best)


def _reached(here: Pair, best: Pair, loss: float) -> str:
    """As in "Tanh with the same Xavier start reaches loss 0.008."."""
    reached = f"reaches loss {number.loss(loss)}."
    if best[0] == here[0]:
        return f"{name_of(best[1])} with the same {name_of(here[0])} start {reached}"
    if best[1] == here[1]:
        return f"{name_of(here[1])} with the {name_of(best[0])} start {reached}"
    return f"{name_of(best[1])} with the {name_of(best[0])} start {reached}"


def _difference(here: Pair, best: Pair) -> str:
    return name_of(best[0]) if best[1] == here[1] else name_of(best[1])
