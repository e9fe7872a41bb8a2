"""An experiment as calls of this library: what a reader would have typed to make it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import MISSING, fields
from inspect import signature
from typing import Any

from mlpviz.data.naming import Naming
from mlpviz.data.points import PointSet, Recipe
from mlpviz.data.shapes import draw
from mlpviz.engine.experiment import Experiment
from mlpviz.engine.network_spec import LayerSpec, NetworkSpec
from mlpviz.engine.plan import Plan
from mlpviz.export.code.arrays import WIDTH, row_of, written_array
from mlpviz.nn.registry import Choice

NAMES = ("Experiment", "LayerSpec", "NetworkSpec", "Plan", "PointSet", "Recipe", "Run", "draw")
"""What the lines need of the library."""


def library_lines(experiment: Experiment) -> Iterator[str]:
    """Assignments to `points`, `network`, `plan` and `experiment`; the last one equals what is given here."""
    yield from _points(experiment.points)
    yield from _network(experiment.network)
    yield f"plan = {_call('Plan', _changed(experiment.plan, Plan()))}"
    yield from _experiment(experiment)


def is_recipe(points: PointSet) -> bool:
    """Whether the recipe of the points draws exactly these."""
    return points.recipe is not None and draw(points.recipe) == points


def _points(points: PointSet) -> Iterator[str]:
    if points.recipe is not None and is_recipe(points):
        given = {one.name: getattr(points.recipe, one.name) for one in fields(Recipe)}
        yield f"points = draw({_call('Recipe', _without_defaults(Recipe, given), first='shape')})"
        return
    yield from written_array("x = ", points.x, "np.array")
    if not len(points):
        yield f"x = np.empty((0, {points.x.shape[1]}))"
    if points.labels is not None:
        yield from _numbers("labels", points.labels.tolist())
    if points.targets is not None:
        if len(points):
            yield from written_array("targets = ", points.targets, "np.array")
        else:
            yield f"targets = np.empty((0, {points.targets.shape[1]}))"
    kind = "labels" if points.labels is not None else "targets"
    if points.test.any():
        yield from _numbers("test", points.test.astype(int).tolist())
        yield f"points = PointSet(x, {kind}={kind}, test=np.array(test) == 1)"
    else:
        yield f"points = PointSet(x, {kind}={kind})"


def _numbers(name: str, values: list[Any]) -> Iterator[str]:
    first, *rest = row_of(values)
    yield f"{name} = {first}"
    yield from (f"   {line}" for line in rest)


def _network(network: NetworkSpec) -> Iterator[str]:
    each = [f"LayerSpec({layer.units}, {_choice(layer.activation)})" for layer in network.layers]
    layers = f"[{', '.join(each)}]"
    if len(layers) > WIDTH - 8:
        layers = "\n".join(["[", *(f"        {one}," for one in each), "    ]"])
    given = _changed(network, NetworkSpec((LayerSpec(1, "Sigmoid"),)))
    if network.theta is not None:
        first, *rest = row_of(network.theta.tolist())
        yield f"first_theta = {first}"
        yield from (f"   {line}" for line in rest)
        given["theta"] = "first_theta"
    yield f"network = {_call('NetworkSpec', {'layers': layers, **given}, first='layers')}"


def _experiment(experiment: Experiment) -> Iterator[str]:
    given = {}
    for one in fields(Experiment):
        value = getattr(experiment, one.name)
        usual = one.default if one.default is not MISSING else None
        if one.name not in ("points", "network", "plan") and value != usual and value != Naming():
            given[one.name] = repr(value)
    yield _call("experiment = Experiment", {"points": "points", "network": "network", "plan": "plan", **given},
                bare=("points", "network", "plan"))  # fmt: skip


def needed(experiment: Experiment) -> list[str]:
    """The imports that the lines of an experiment need besides `NAMES`."""
    wanted = {
        "from mlpviz.data.naming import ClassLook, Naming": experiment.naming != Naming(),
        "from mlpviz.data.scaling import Columns, Scaling": bool(experiment.scaling),
        "from mlpviz.data.area import Area": experiment.area is not None,
    }
    return [line for line, wanted_now in wanted.items() if wanted_now]


def _changed(made: Any, usual: Any) -> dict[str, str]:
    """The settings in which two networks or plans differ, as source text of the first.

    Keys of classes are no setting: they play no part in what is learned.
    """
    given = {}
    for name in list(signature(type(made)).parameters):
        value, other = getattr(made, name), getattr(usual, name)
        if name not in ("layers", "theta", "class_keys") and value != other:
            given[name] = _choice(value) if isinstance(value, Choice) else repr(value)
    return given


def _without_defaults(kind: Any, given: dict[str, Any]) -> dict[str, str]:
    defaults = {one.name: one.default for one in fields(kind)}
    return {name: repr(value) for name, value in given.items() if value != defaults[name]}


def _choice(choice: Choice) -> str:
    return repr(choice.form())


def _call(name: str, given: dict[str, str], first: str = "", bare: Iterable[str] = ()) -> str:
    """A call with arguments by name, in one line if it fits, else one argument a line."""
    named = [text if key == first or key in bare else f"{key}={text}" for key, text in given.items()]
    line = f"{name}({', '.join(named)})"
    if len(line) <= WIDTH:
        return line
    return "\n".join([f"{name}(", *(f"    {text}," for text in named), ")"])
