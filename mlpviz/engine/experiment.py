"""An experiment: the learner's choice of points, network and training plan, all frozen."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from mlpviz.counting import noun
from mlpviz.data.area import Area
from mlpviz.data.naming import MOST_CLASSES, Naming
from mlpviz.data.points import PointSet, Recipe
from mlpviz.data.scaling import NONE, Scaling
from mlpviz.data.shapes import SHAPES, draw
from mlpviz.engine.forms import (
    Form,
    area_form,
    area_from,
    axes_from,
    fields_of,
    naming_form,
    naming_from,
    network_form,
    network_from,
    plan_form,
    plan_from,
    points_form,
    points_from,
    scaling_form,
    scaling_from,
)
from mlpviz.engine.network_spec import LayerSpec, NetworkSpec
from mlpviz.engine.plan import Plan
from mlpviz.nn.arrays import Array

VERSION = 2
"""Version of the form; it increases when an older program cannot read new forms."""
_SINCE_2: dict[str, Any] = {
    "naming": naming_form(Naming()), "scaling": scaling_form(NONE), "axes": [0, 1], "area": None,
}  # fmt: skip
"""What forms of version 1 do not say."""

__all__ = ["Experiment", "LayerSpec", "NetworkSpec", "Plan", "preset", "usual"]


@dataclass(frozen=True)
class Experiment:
    """Everything that determines training: the same experiment gives the same numbers, bit for bit."""

    points: PointSet
    network: NetworkSpec
    plan: Plan = field(default_factory=Plan)
    example: str = ""
    """The title of the published example it comes from, whose names of weights and units are shown; "" if none."""
    naming: Naming = field(default_factory=Naming)
    """What the learner calls inputs, values and classes."""
    scaling: Scaling = NONE
    """What the network is given in place of the numbers of the points."""
    axes: tuple[int, int] = (0, 1)
    """Which two inputs the canvas shows; the others are held at their mean. With one input, it is shown alone."""
    area: Area | None = None
    """The part of the plane that the canvas shows at first. None: the square of the presets if it shows all points,
    else the area around them."""

    def __post_init__(self) -> None:
        """Raise ValueError if points and network do not fit together."""
        for name, kind in (
            ("points", PointSet), ("network", NetworkSpec), ("plan", Plan), ("naming", Naming), ("scaling", Scaling),
        ):  # fmt: skip
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
        self._check_scaling()
        self._check_axes()

    def _check_scaling(self) -> None:
        inputs, targets = self.scaling.inputs, self.scaling.targets
        if inputs is not None and len(inputs.mean) != self.network.inputs:
            raise ValueError(
                f"scaling.inputs is for {_some(len(inputs.mean), 'column')}, but there are {self.network.inputs}."
            )
        if self.points.targets is None:
            if targets is not None:
                raise ValueError("scaling.targets is for points with values; these have classes.")
            return
        if targets is not None and len(targets.mean) != self.points.targets.shape[1]:
            raise ValueError(
                f"scaling.targets is for {_some(len(targets.mean), 'column')}, "
                f"but there are {self.points.targets.shape[1]}."
            )
        learned = self.scaling.scaled_targets(self.points.targets)
        refusal = self.network.loss.refusal_of_targets(learned)
        if refusal:
            raise ValueError(f"targets: {refusal}")

    def _check_axes(self) -> None:
        axes, inputs = self.axes, self.network.inputs
        known = isinstance(axes, tuple) and len(axes) == 2 and all(type(axis) is int for axis in axes)
        if not known or len(set(axes)) < 2 or not all(0 <= axis < max(2, inputs) for axis in axes):
            raise ValueError(f"axes is {axes!r:.80}; give two different inputs, each from 0 to {max(2, inputs) - 1}.")
        if self.area is not None and not isinstance(self.area, Area):
            raise ValueError(f"area is {self.area!r:.80}; give an Area, or None.")

    def class_color(self, label: int) -> int:
        """Which of the six class colours a class has: the one it was given, else the one it was made with.

        It stays while other classes are added and removed.
        """
        chosen = self.naming.look(label).color
        if chosen is not None:
            return chosen
        keys = self.network.class_keys
        return (keys[label] if label < len(keys) else label) % MOST_CLASSES

    def given(self, x: Array) -> Array:
        """What the first layer is given for inputs x (n, d): they are scaled, then made into features."""
        return self.network.expand(self.scaling.scaled_inputs(x))

    def form(self) -> Form:
        """All choices as plain data for JSON; `from_form` makes an equal experiment from it."""
        return {
            "version": VERSION,
            "points": points_form(self.points),
            "network": network_form(self.network),
            "plan": plan_form(self.plan),
            "example": self.example,
            "naming": naming_form(self.naming),
            "scaling": scaling_form(self.scaling),
            "axes": list(self.axes),
            "area": area_form(self.area),
        }

    @classmethod
    def from_form(cls, form: object) -> Experiment:
        """Make an experiment from a form. Raises ValueError that names the field, the value and what is allowed."""
        version = form.get("version") if isinstance(form, dict) else None
        if type(version) is int and version > VERSION:
            raise ValueError(f"version is {version}: this was saved by a newer version; here {VERSION} is the newest.")
        fields = ("version", "points", "network", "plan", "example", *_SINCE_2)
        given = fields_of(_SINCE_2 | form if version == 1 and isinstance(form, dict) else form, "experiment", fields)
        if type(version) is not int or version < 1:
            raise ValueError(f"version is {version!r:.80}; allowed is 1 to {VERSION}.")
        if not isinstance(given["example"], str):
            raise ValueError(f"example is {given['example']!r:.80}; give a text.")
        network = network_from(given["network"])
        points, plan = points_from(given["points"], network), plan_from(given["plan"])
        naming, scaling = naming_from(given["naming"]), scaling_from(given["scaling"])
        axes, area = axes_from(given["axes"]), area_from(given["area"])
        try:
            return cls(points, network, plan, given["example"], naming, scaling, axes, area)
        except ValueError as problem:
            of_points = str(problem).startswith(("x ", "labels ", "targets"))
            raise ValueError(f"points.{problem}" if of_points else str(problem)) from None


def with_weights(experiment: Experiment, theta: Array) -> Experiment | None:
    """The experiment that begins with these parameters, (parameter_count,); None if one of them is not finite."""
    if not np.isfinite(theta).all():
        return None
    return replace(experiment, example="", network=replace(experiment.network, theta=theta))


def _some(count: int, what: str) -> str:
    return f"{count} {noun(count, what)}"


def preset(name: str = "Spiral", **recipe: Any) -> Experiment:
    """The usual experiment on a preset's points. `recipe` are fields of `Recipe`.

    Raises ValueError for an unknown preset.
    """
    points = draw(Recipe(name, **recipe))
    return replace(usual(points, SHAPES[name].classes), area=SHAPES[name].area)


def first_experiment() -> Experiment:
    """The experiment that the window opens with."""
    return preset("Spiral", noise=0.11)


def usual(points: PointSet, classes: int) -> Experiment:
    """What points are trained with at first: two hidden tanh layers of 6 and 4 units, Adam, batches of 20.

    The learning rate is 0.01; the loss is cross-entropy, and for points with targets the mean squared error.
    """
    if points.targets is not None:
        loss, output = "MeanSquaredError", LayerSpec(points.targets.shape[1], "Linear")
    else:
        loss, output = "CrossEntropy", LayerSpec(1, "Sigmoid") if classes == 2 else LayerSpec(classes, "Softmax")
    network = NetworkSpec((LayerSpec(6, "Tanh"), LayerSpec(4, "Tanh"), output), loss=loss, inputs=points.x.shape[1])
    return Experiment(points, network, Plan("Adam", learning_rate=0.01, batch_size=20))
