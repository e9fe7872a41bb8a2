"""An experiment: the learner's choice of points, network and training plan, all frozen."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from mlpviz.data.points import PointSet, Recipe
from mlpviz.data.shapes import SHAPES, draw
from mlpviz.engine.forms import (
    Form,
    fields_of,
    named,
    network_form,
    network_from,
    plan_form,
    plan_from,
    points_form,
    points_from,
)
from mlpviz.engine.network_spec import LayerSpec, NetworkSpec
from mlpviz.engine.plan import Plan

VERSION = 1
"""Version of the form; it increases when an older program cannot read new forms."""

__all__ = ["Experiment", "LayerSpec", "NetworkSpec", "Plan", "preset", "usual"]


@dataclass(frozen=True)
class Experiment:
    """Everything that determines training: the same experiment gives the same numbers, bit for bit."""

    points: PointSet
    network: NetworkSpec
    plan: Plan = field(default_factory=Plan)
    example: str = ""
    """The title of the published example it comes from, whose names of weights and units are shown; "" if none."""

    def __post_init__(self) -> None:
        """Raise ValueError if points and network do not fit together."""
        for name, kind in (("points", PointSet), ("network", NetworkSpec), ("plan", Plan)):
            if not isinstance(getattr(self, name), kind):
                raise ValueError(f"{name} is {getattr(self, name)!r:.80}; give a {kind.__name__}.")
        if self.points.x.shape[1] != self.network.inputs:
            columns = self.points.x.shape[1]
            raise ValueError(
                f"x has {_some(columns, 'column')}, but NetworkSpec(inputs={self.network.inputs}); "
                f"give NetworkSpec(inputs={columns})."
            )
        if self.points.classes > self.network.classes:
            raise ValueError(
                f"labels go up to {self.points.classes - 1}, but the network tells {self.network.classes} classes "
                f"apart; give the last layer {self.points.classes} units."
            )
        if self.points.targets is not None and self.points.targets.shape[1] != self.network.outputs:
            columns = self.points.targets.shape[1]
            raise ValueError(
                f"targets has {_some(columns, 'column')}, but the network has {_some(self.network.outputs, 'output')}; "
                f"give the last layer {_some(columns, 'unit')}."
            )
        refusal = None if self.points.targets is None else self.network.loss.refusal_of_targets(self.points.targets)
        if refusal:
            raise ValueError(f"targets: {refusal}")

    def form(self) -> Form:
        """All choices as plain data for JSON; `from_form` makes an equal experiment from it."""
        return {
            "version": VERSION,
            "points": points_form(self.points),
            "network": network_form(self.network),
            "plan": plan_form(self.plan),
            "example": self.example,
        }

    @classmethod
    def from_form(cls, form: object) -> Experiment:
        """Make an experiment from a form. Raises ValueError that names the field, the value and what is allowed."""
        version = form.get("version") if isinstance(form, dict) else None
        if type(version) is int and version > VERSION:
            raise ValueError(f"version is {version}: this was saved by a newer version; here {VERSION} is the newest.")
        given = fields_of(form, "experiment", ("version", "points", "network", "plan", "example"))
        if type(version) is not int or version < 1:
            raise ValueError(f"version is {version!r:.80}; allowed is {VERSION}.")
        if not isinstance(given["example"], str):
            raise ValueError(f"example is {given['example']!r:.80}; give a text.")
        network = network_from(given["network"])
        points, plan = points_from(given["points"], network), plan_from(given["plan"])
        with named("points", ("x", "labels", "targets")):
            return cls(points, network, plan, given["example"])


def _some(count: int, what: str) -> str:
    return f"{count} {what}{'s' * (count != 1)}"


def preset(name: str = "Spiral", **recipe: Any) -> Experiment:
    """The usual experiment on a preset's points. `recipe` are fields of `Recipe`.

    Raises ValueError for an unknown preset.
    """
    return usual(draw(Recipe(name, **recipe)), SHAPES[name].classes)


def usual(points: PointSet, classes: int) -> Experiment:
    """What points are trained with at first: two hidden tanh layers of 6 and 4 units, Adam, batches of 20.

    The learning rate is 0.01; the loss is cross-entropy, and for points with targets the mean squared error.
    """
    loss, output = "CrossEntropy", LayerSpec(1, "Sigmoid") if classes == 2 else LayerSpec(classes, "Softmax")
    if points.targets is not None:
        loss, output = "MeanSquaredError", LayerSpec(points.targets.shape[1], "Linear")
    network = NetworkSpec((LayerSpec(6, "Tanh"), LayerSpec(4, "Tanh"), output), loss=loss, inputs=points.x.shape[1])
    return Experiment(points, network, Plan("Adam", learning_rate=0.01, batch_size=20))
