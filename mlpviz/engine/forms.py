"""The parts of an experiment as plain data and back: what files, commands and other processes hand on."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict
from typing import Any

import numpy as np

from mlpviz.data.area import Area
from mlpviz.data.naming import ClassLook, Naming
from mlpviz.data.points import PointSet, Recipe
from mlpviz.data.scaling import Columns, Scaling
from mlpviz.data.shapes import SHAPES
from mlpviz.engine.network_spec import LayerSpec, NetworkSpec
from mlpviz.engine.plan import Plan
from mlpviz.nn.activations import activations
from mlpviz.nn.arrays import Array
from mlpviz.nn.features import features
from mlpviz.nn.initializers import initializers
from mlpviz.nn.losses import losses
from mlpviz.nn.optimizers import optimizers
from mlpviz.nn.registry import ChoiceType, Registry
from mlpviz.nn.schedules import schedules

Form = dict[str, Any]
"""Dicts, lists, texts, numbers, True, False and None, as JSON knows them; floats keep every digit."""

LARGEST = sys.float_info.max
"""The largest number that arrays can hold."""
_POINTS = ("x", "labels", "targets", "test", "recipe")
_NETWORK = (
    *("layers", "initializer", "loss", "inputs", "features", "seed"),
    *("train_biases", "frozen_layers", "frozen", "cut", "theta"),
)
_AREA = ("left", "right", "bottom", "top")
_NAMING = ("inputs", "values", "label", "classes")
_PLAN = (
    *("optimizer", "learning_rate", "batch_size", "seed", "reduction", "l2", "l1"),
    *("penalize_biases", "clip", "schedule", "engine"),
)


def points_form(points: PointSet) -> Form:
    """All points, with what a preset drew them by."""
    return {
        "x": points.x.tolist(),
        "labels": None if points.labels is None else points.labels.tolist(),
        "targets": None if points.targets is None else points.targets.tolist(),
        "test": points.test.tolist(),
        "recipe": None if points.recipe is None else asdict(points.recipe),
    }


def network_form(network: NetworkSpec) -> Form:
    """Every choice of the network; `theta` are its first parameters where they were given by hand."""
    layers = [{"units": layer.units, "activation": layer.activation.form()} for layer in network.layers]
    return {
        "layers": layers,
        "initializer": network.initializer.form(),
        "loss": network.loss.form(),
        **{name: getattr(network, name) for name in ("inputs", "seed", "train_biases")},
        **{name: list(getattr(network, name)) for name in ("features", "frozen_layers", "frozen", "cut")},
        "theta": None if network.theta is None else network.theta.tolist(),
    }


def plan_form(plan: Plan) -> Form:
    """Every choice of the plan."""
    made: Form = {name: getattr(plan, name) for name in _PLAN}
    return made | {"optimizer": plan.optimizer.form(), "schedule": plan.schedule.form()}


def naming_form(naming: Naming) -> Form:
    """All names, and name and colour of each class."""
    return asdict(naming)


def scaling_form(scaling: Scaling) -> Form:
    """Mean and spread of inputs and targets, where they are scaled."""
    return asdict(scaling)


def area_form(area: Area | None) -> Form | None:
    """Its four ends."""
    return None if area is None else asdict(area)


def naming_from(form: object) -> Naming:
    """The names of a form; see `fields_of` for errors."""
    given = fields_of(form, "naming", _NAMING)
    for name in ("inputs", "values", "classes"):
        _check_list(f"naming.{name}", given[name])
    looks = [fields_of(one, f"naming.classes[{at}]", ("name", "color")) for at, one in enumerate(given["classes"])]
    with named("naming", (*_NAMING, "color")):
        return Naming(given["inputs"], given["values"], given["label"], tuple(ClassLook(**look) for look in looks))


def scaling_from(form: object) -> Scaling:
    """The scaling of a form; see `fields_of` for errors."""
    given = fields_of(form, "scaling", ("inputs", "targets"))
    return Scaling(*(None if given[name] is None else _columns(given[name], f"scaling.{name}") for name in given))


def _columns(form: object, path: str) -> Columns:
    given = fields_of(form, path, ("mean", "spread"))
    for name, values in given.items():
        _check_list(f"{path}.{name}", values, _check_number)
    with named(path, ("mean", "spread")):
        return Columns(given["mean"], given["spread"])


def axes_from(form: object) -> tuple[int, int]:
    """The two inputs on the axes; see `fields_of` for errors."""
    _check_list("axes", form, _check_whole)
    assert isinstance(form, list | tuple)
    if len(form) != 2:
        raise ValueError(f"axes is {form!r:.80}; give two inputs.")
    return form[0], form[1]


def area_from(form: object) -> Area | None:
    """The area of a form; see `fields_of` for errors."""
    if form is None:
        return None
    given = fields_of(form, "area", _AREA)
    with named("area", _AREA):
        return Area(**given)


def points_from(form: object, network: NetworkSpec) -> PointSet:
    """The points of a form; without any, they have as many columns as the network. See `fields_of` for errors."""
    given = fields_of(form, "points", _POINTS)
    _check_list("points.x", given["x"], _check_row)
    _check_list("points.test", given["test"], _check_mark)
    for name, check in (("labels", _check_whole), ("targets", _check_row)):
        if given[name] is not None:
            _check_list(f"points.{name}", given[name], check)
    recipe = None if given["recipe"] is None else _recipe(given["recipe"])
    x = given["x"] or np.empty((0, network.inputs))
    targets = np.empty((0, network.outputs)) if given["targets"] == [] else given["targets"]
    with named("points", _POINTS):
        return PointSet(x, given["labels"], targets, given["test"] or np.zeros(0, bool), recipe)


def _recipe(form: object) -> Recipe:
    fields = ("shape", "per_class", "noise", "test_share", "seed")
    given = fields_of(form, "points.recipe", fields)
    if not isinstance(given["shape"], str) or given["shape"] not in SHAPES:
        raise ValueError(f"points.recipe.shape is {given['shape']!r:.80}; choose one of {', '.join(SHAPES)}.")
    with named("points.recipe", fields):
        return Recipe(**given)


def network_from(form: object) -> NetworkSpec:
    """The network of a form; see `fields_of` for errors."""
    given = fields_of(form, "network", _NETWORK)
    _check_list("network.layers", given["layers"])
    _check_list("network.features", given["features"], _check_feature)
    for name in ("frozen_layers", "frozen", "cut"):
        _check_list(f"network.{name}", given[name], _check_whole)
    if given["theta"] is not None:
        _check_list("network.theta", given["theta"], _check_number)
    given["layers"] = [_layer(one, f"network.layers[{at}]") for at, one in enumerate(given["layers"])]
    given["initializer"] = _choice(initializers, given["initializer"], "network.initializer")
    given["loss"] = _choice(losses, given["loss"], "network.loss")
    with named("network", _NETWORK):
        return NetworkSpec(**given)


def plan_from(form: object) -> Plan:
    """The plan of a form; see `fields_of` for errors."""
    given = fields_of(form, "plan", _PLAN)
    given["optimizer"] = _choice(optimizers, given["optimizer"], "plan.optimizer")
    given["schedule"] = _choice(schedules, given["schedule"], "plan.schedule")
    with named("plan", _PLAN):
        return Plan(**given)


def _layer(form: object, path: str) -> LayerSpec:
    given = fields_of(form, path, ("units", "activation"))
    activation = _choice(activations, given["activation"], f"{path}.activation")
    with named(path, ("units",)):
        return LayerSpec(given["units"], activation)


def _choice(registry: Registry[ChoiceType], form: Any, path: str) -> ChoiceType:
    """The choice of a form; what is wrong with a parameter gets the parameter's path, all else that of the choice."""
    try:
        return registry.make(form)
    except (ValueError, TypeError, OverflowError) as problem:
        parameter = re.match(r"[A-Z]\w*\.(\w.*)", str(problem), re.DOTALL)
        raise ValueError(f"{path}.{parameter[1]}" if parameter else f"{path}: {problem}") from None


def fields_of(form: object, path: str, wanted: tuple[str, ...]) -> Form:
    """The fields of a form, just these; ValueError that names the field that is missing or not known."""
    if not isinstance(form, Mapping):
        raise ValueError(f"{path} is {form!r:.80}; give its fields by name.")
    for name in wanted:
        if name not in form:
            raise ValueError(f"{path}.{name} is missing.")
    for name in form:
        if name not in wanted:
            raise ValueError(f"{path}.{name!s:.80} is not known; the fields are {', '.join(wanted)}.")
    return dict(form)


@contextmanager
def named(path: str, fields: tuple[str, ...]) -> Iterator[None]:
    """Let what is wrong inside say where it is: a sentence that begins with one of the fields gets its path."""
    try:
        yield
    except (ValueError, TypeError, OverflowError, AttributeError) as problem:
        sentence = str(problem)
        first = re.split(r"\W", sentence, maxsplit=1)[0]
        raise ValueError(f"{path}.{sentence}" if first in fields else f"{path}: {sentence}") from None


def numbers_of(values: object, path: str, count: int) -> Array:
    """A list of so many finite numbers, as an array (count,); ValueError that names the field."""
    _check_list(path, values, _check_number)
    assert isinstance(values, list | tuple)
    if len(values) != count:
        raise ValueError(f"{path} has {len(values)} numbers; give {count}.")
    return np.array(values, dtype=np.float64)


def _check_list(path: str, value: object, check: Callable[[str, object], None] | None = None) -> None:
    if not isinstance(value, list | tuple):
        raise ValueError(f"{path} is {value!r:.80}; give a list.")
    if check is not None:
        for at, one in enumerate(value):
            check(f"{path}[{at}]", one)


def _check_row(path: str, value: object) -> None:
    _check_list(path, value, _check_number)


def _check_number(path: str, value: object) -> None:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise ValueError(f"{path} is {value!r:.80}; give a number.")
    if not -LARGEST <= value <= LARGEST:
        raise ValueError(f"{path} is {value!r:.80}; give a finite number.")


def _check_whole(path: str, value: object) -> None:
    if isinstance(value, bool) or not isinstance(value, int):
        raise ValueError(f"{path} is {value!r:.80}; give a whole number.")


def _check_mark(path: str, value: object) -> None:
    if not isinstance(value, bool):
        raise ValueError(f"{path} is {value!r:.80}; give true or false.")


def _check_feature(path: str, value: object) -> None:
    if not isinstance(value, str) or value not in features.names():
        raise ValueError(f"{path} is {value!r:.80}; choose one of {', '.join(features.names())}.")
