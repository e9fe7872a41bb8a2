"""Points, network and plan as plain data and back: what files, commands and other processes hand on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict
from typing import Any

import numpy as np

from mlpviz.data.points import PointSet, Recipe
from mlpviz.data.shapes import SHAPES
from mlpviz.engine.network_spec import LayerSpec, NetworkSpec
from mlpviz.engine.plan import Plan

Form = dict[str, Any]
"""Dicts, lists, texts, numbers, True, False and None, as JSON knows them; floats keep every digit."""

_POINTS = ("x", "labels", "targets", "test", "recipe")
_NETWORK = (
    *("layers", "initializer", "loss", "inputs", "features", "seed"),
    *("train_biases", "frozen_layers", "frozen", "cut", "theta"),
)
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


def points_from(form: object, network: NetworkSpec) -> PointSet:
    """The points of a form; without any, they have as many columns as the network. See `fields_of` for errors."""
    given = fields_of(form, "points", _POINTS)
    recipe = given["recipe"]
    if recipe is not None:
        recipe = fields_of(recipe, "points.recipe", ("shape", "per_class", "noise", "test_share", "seed"))
        with named("points.recipe"):
            if recipe["shape"] not in SHAPES:
                raise ValueError(f"shape is {recipe['shape']!r:.80}; choose one of {', '.join(SHAPES)}.")
            recipe = Recipe(**recipe)
    with named("points"):
        for name in ("x", "labels", "targets", "test"):
            _check_list(name, given[name], optional=name in ("labels", "targets"))
        x = given["x"] or np.empty((0, network.inputs))
        targets = np.empty((0, network.outputs)) if given["targets"] == [] else given["targets"]
        return PointSet(x, given["labels"], targets, given["test"] or np.zeros(0, bool), recipe)


def network_from(form: object) -> NetworkSpec:
    """The network of a form; see `fields_of` for errors."""
    given = fields_of(form, "network", _NETWORK)
    with named("network"):
        for name in ("layers", "features", "frozen_layers", "frozen", "cut", "theta"):
            _check_list(name, given[name], optional=name == "theta")
    layers = [_layer(one, f"network.layers[{at}]") for at, one in enumerate(given["layers"])]
    with named("network"):
        return NetworkSpec(**(given | {"layers": layers}))


def plan_from(form: object) -> Plan:
    """The plan of a form; see `fields_of` for errors."""
    given = fields_of(form, "plan", _PLAN)
    with named("plan"):
        return Plan(**given)


def _layer(form: object, path: str) -> LayerSpec:
    given = fields_of(form, path, ("units", "activation"))
    with named(path):
        return LayerSpec(given["units"], given["activation"])


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
def named(path: str) -> Iterator[None]:
    """Let what is wrong inside say where it is."""
    try:
        yield
    except (ValueError, TypeError, OverflowError) as problem:
        raise ValueError(f"{path}: {problem}") from None


def _check_list(name: str, value: object, *, optional: bool) -> None:
    if not isinstance(value, list | tuple) and not (optional and value is None):
        raise ValueError(f"{name} is {value!r:.80}; give a list.")
