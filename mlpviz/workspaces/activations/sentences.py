"""What the laboratory says of a function, the layer it is looked at for, and what was done."""

from __future__ import annotations

import math

from mlpviz.engine import number
from mlpviz.engine.functions.facts import Facts
from mlpviz.engine.functions.layer_sums import LayerSums
from mlpviz.engine.functions.slope_check import SlopeCheck
from mlpviz.engine.functions.texts import Named, title
from mlpviz.engine.records import Snapshot
from mlpviz.nn.activation import Activation
from mlpviz.nn.activations import Formula


def layer_name(index: int, sums: tuple[LayerSums, ...]) -> str:
    """As in "Layer 1", "Output layer"."""
    return "Output layer" if sums[index].output else f"Layer {index + 1}"


def heading(index: int, sums: tuple[LayerSums, ...], *, held: bool) -> str:
    """Whose sums the bars show."""
    name = layer_name(index, sums)
    whose = "Network handed over" if held else "Pre-activations of the current network"
    return f"{whose}, {name[:1].lower()}{name[1:]}"


def about_sums(snapshot: Snapshot, sums: LayerSums) -> str:
    """How many units and points there are, and when."""
    points, units = sums.z.shape
    many = f"{number.count(units)} unit{'s' * (units != 1)} × {number.count(points)} point{'s' * (points != 1)}"
    return f"{many}, epoch {number.count(snapshot.epoch)}"


def zone_sentence(facts: Facts, shown: Activation, sums: LayerSums, name: str, share: float) -> str:
    """What saturation means here, and how many sums of the layer it concerns."""
    if math.isinf(facts.steepest):
        return "Its slope has no upper limit: gradients can grow without end, and no slope counts as small."
    if facts.steepest == 0.0:
        return "The slope is 0 everywhere: no gradient gets through, and what stands before this layer cannot learn."
    if not facts.zones:
        return "It saturates nowhere: the slope is more than a tenth of its largest for every z."
    level = number.plain(facts.saturation, 3)
    told = f"In the hatched zones the slope is at most {level}, a tenth of the largest: little gradient gets through."
    if not sums.z.size:
        return f"{told} There are no train points, so there are no sums."
    if not sums.finite.size:
        return f"{told} No sum of the network is a number any more: training diverged."
    here = name[:1].lower() + name[1:]
    where = f"{number.percent(share, 0)} of the outputs of {here} are there now."
    if shown == sums.activation:
        return f"{told} {where}"
    now = sums.activation.label
    return f"{told} With the same sums, {number.percent(share, 0)} of {here} would be there; it has {now} now."


def used(activation: str, before: str, name: str) -> str:
    """What happened to the Playground's network."""
    return (
        f"{name} of the Playground's network now has {activation} in place of {before}; its weights stay. "
        f"Undo in the Playground brings {before} back."
    )


def named(draft: Formula) -> Named:
    """A function that is still being written."""
    return Named(draft.text, draft)


def unusable(why: str) -> str:
    """Why the function on show cannot be used while something else is typed."""
    return f"What is typed cannot be used. {why}"


def still_shown(shown: Activation) -> str:
    """What the plot shows while what is typed cannot be drawn."""
    return f"Still shown, paler: {title(shown)}."


def checked(found: SlopeCheck) -> tuple[str, bool]:
    """How the exact slope compares with differences, and whether something is wrong."""
    if not found.checked:
        return "The slope could not be checked: no point has finite values on both sides.", True
    skipped = f", {found.skipped} left out beside a kink" if found.skipped else ""
    if found.agrees:
        return f"Slope exact: it agrees with differences of f at {found.checked} points{skipped}.", False
    return (
        f"At z = {number.plain(found.at)} the slope and differences of f are {number.plain(found.largest, 2)} apart: "
        f"f changes too fast there to be checked.", False,
    )  # fmt: skip
