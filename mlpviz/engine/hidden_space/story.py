"""What is worked out at rest about the space of each layer, and how it is said."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from mlpviz.engine import number
from mlpviz.engine.experiment import Experiment
from mlpviz.engine.hidden_space.cuts import Cut, best_cut
from mlpviz.engine.hidden_space.spaces import Space
from mlpviz.engine.pool import Mark
from mlpviz.engine.records import Snapshot, freeze
from mlpviz.engine.scoring import r_squared, variation
from mlpviz.nn.arrays import Array


@dataclass(frozen=True, eq=False)
class Job:
    """The train points as one layer puts them: work for `examine`."""

    layer: int
    outputs: Array
    """(n, units)"""
    labels: NDArray[np.int64] | None
    targets: Array | None
    classes: tuple[str, ...]
    """What the classes are called."""


@dataclass(frozen=True, eq=False)
class Finding:
    """How far a straight cut, or for values a plane, gets in the space of one layer."""

    layer: int
    units: int
    cuts: tuple[Cut, ...] = ()
    """Two classes: the one cut between them. More: each class cut from all others."""
    classes: tuple[str, ...] = ()
    r2: float | None = None
    """For values: R² of the best sum of the units and a bias, over the train points and all outputs."""

    @property
    def hardest(self) -> int:
        """Which cut does worst."""
        return min(range(len(self.cuts)), key=lambda at: self.cuts[at].share)

    @property
    def separates(self) -> bool:
        """Whether straight cuts part all classes."""
        return bool(self.cuts) and all(cut.separates for cut in self.cuts)

    @property
    def thing(self) -> str:
        """What a straight cut is in so many dimensions."""
        return {1: "best threshold", 2: "best line", 3: "best plane"}.get(self.units, "best straight cut")

    @property
    def share(self) -> str:
        """How many points the cut that does worst gets right, "at least" where a better one may have been missed."""
        cut = self.cuts[self.hardest]
        if cut.exact or cut.separates:
            return number.percent(cut.share, 0)
        return f"at least {number.percent(math.floor(100 * cut.share) / 100, 0)}"

    @property
    def brief(self) -> str:
        """The number alone."""
        return f"R² {number.r_squared(self.r2)}" if self.r2 is not None else self.share if self.cuts else ""

    @property
    def caption(self) -> str:
        """The words under the small square."""
        if self.r2 is not None:
            return f"sum of units: R² {number.r_squared(self.r2)}"
        if not self.cuts:
            return ""
        of = f" ({self.classes[self.hardest]})" if len(self.cuts) > 1 and not self.separates else ""
        return f"{self.thing} {self.share}{of}"


def jobs_of(snapshot: Snapshot, spaces: tuple[Space, ...]) -> tuple[Job, ...]:
    """One job for each layer; none without train points, or with one class alone."""
    points, naming = snapshot.experiment.points, snapshot.experiment.naming
    train = ~points.test
    if not train.any() or (points.labels is not None and len(np.unique(points.labels[train])) < 2):
        return ()
    labels = None if points.labels is None else freeze(points.labels[train], np.int64)
    targets = None if points.targets is None else freeze(points.targets[train])
    names = tuple(naming.class_name(label) for label in range(snapshot.experiment.network.classes)) \
        if labels is not None else ()
    return tuple(Job(space.layer, freeze(space.outputs[train]), labels, targets, names) for space in spaces)


def examine(job: Job, mark: Mark) -> Finding:
    """Find the best straight cuts of a layer, or fit the best plane to values."""
    units = job.outputs.shape[1]
    if job.labels is None:
        assert job.targets is not None
        return Finding(job.layer, units, r2=_plane(job.outputs, job.targets))
    present = np.unique(job.labels).tolist()
    wanted = present[1:] if len(present) == 2 else present
    cuts = tuple(best_cut(job.outputs, job.labels == label, mark) for label in wanted)
    return Finding(job.layer, units, cuts, tuple(job.classes[label] for label in wanted))


def _plane(outputs: Array, targets: Array) -> float:
    """R² of least squares: 1 − Σ(t − fit)² / Σ(t − t̄)²; NaN where an output is not finite, or all t are equal."""
    if not np.isfinite(outputs).all():
        return math.nan
    inputs = np.column_stack([outputs, np.ones(len(outputs))])
    fitted = inputs @ np.linalg.lstsq(inputs, targets, rcond=None)[0]
    return r_squared(float(((targets - fitted) ** 2).sum()), variation(targets))


def layer_name(layer: int, layers: int) -> str:
    """What the space of a layer is called."""
    return "Input" if layer == 0 else "Output" if layer == layers else f"Layer {layer}"


def why_no_border(experiment: Experiment, space: Space) -> str:
    """Why no border and no surface can be drawn in a space; "" if they can."""
    layers = len(experiment.network.layers)
    if space.layer == layers:
        return "These are the answers themselves."
    if space.units != 2:
        return f"The next layer takes {number.count(space.units)} values, so a place in this picture stands for " \
               "many points with different answers." if space.units > 2 else "A strip has no plane to colour."
    return ""


def comparison(findings: dict[int, Finding], layer: int, layers: int) -> str:
    """How far a straight cut gets here, beside the layers before."""
    here = findings[layer]
    if here.r2 is not None:
        parts = [f"{number.r_squared(found.r2)} {_place(at, layer, layers)}"
                 for at, found in sorted(findings.items()) if at <= layer and found.r2 is not None]
        return f"The best sum of the units and a bias reaches R² {_listed(parts)} on the train points."
    known = [(at, found) for at, found in sorted(findings.items()) if at <= layer]
    parts = [f"{found.share} {'' if index else 'of the train points right '}{_place(at, layer, layers)}"
             for index, (at, found) in enumerate(known)]
    what = "straight cut" if len(here.cuts) == 1 else "straight cut between one class and all others"
    exact = all(cut.exact for _, found in known for cut in found.cuts)
    begin = f"At best a {what} gets" if exact else f"A {what} gets"
    return f"{begin} {_listed(parts)}."


def verdict(findings: dict[int, Finding], layer: int, layers: int, accuracy: float) -> str:
    """Whether the classes are linearly separable here, and what that means for the layers behind."""
    here = findings[layer]
    own = f"The network gets {number.percent(accuracy, 0)}."
    if here.r2 is not None or layer == layers:
        return ""
    if here.separates:
        rest = "the last layer needs only one straight cut"
        rest = rest if len(here.cuts) == 1 else "each class can be cut off by one straight cut"
        after = rest if layer == layers - 1 else "one unit more would do"
        after = "each class needs one unit more" if len(here.cuts) > 1 and layer < layers - 1 else after
        return f"Linearly separable: {after}. {own}"
    worst = here.cuts[here.hardest]
    if not worst.exact:
        return f"No straight cut that gets all was found. {own}"
    if len(here.cuts) > 1:  # a softmax may part them all the same
        return f"No straight cut parts {here.classes[here.hardest]} from all others. {own}"
    return f"Not linearly separable: no straight cut gets all. {own}"


def _place(at: int, layer: int, layers: int) -> str:
    if at == layer:
        return "here"
    return "in the input" if at == 0 else f"in layer {at}" if at < layers else "in the output"


def _listed(parts: list[str]) -> str:
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"
