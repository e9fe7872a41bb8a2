from __future__ import annotations

import json
import re
from copy import deepcopy
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mlpviz.data.area import Area
from mlpviz.data.naming import ClassLook, Naming
from mlpviz.data.points import PointSet
from mlpviz.data.scaling import Columns, Scaling
from mlpviz.data.shapes import SHAPES
from mlpviz.engine.examples import EXAMPLES, example
from mlpviz.engine.experiment import Experiment, LayerSpec, NetworkSpec, Plan, preset
from mlpviz.nn.activations import activations
from mlpviz.nn.features import features
from mlpviz.nn.initializers import initializers
from mlpviz.nn.losses import losses
from mlpviz.nn.optimizers import optimizers
from mlpviz.nn.schedules import schedules

XOR = PointSet([[0, 0], [0, 1], [1, 0], [1, 1]], [0, 1, 1, 0])
RECIPE = {"per_class": 5, "noise": 0.0, "test_share": 0.0, "seed": 1}
NUMBERS = PointSet([[0.1, 0.2, 1 / 3]], targets=[[0.5]])


def named(choice):
    return choice.__name__


def again(experiment):
    return Experiment.from_form(json.loads(json.dumps(experiment.form(), allow_nan=False)))


def moved(choice):
    """The choice with every parameter moved as far up as it goes."""
    spans = choice().spans()
    return choice(**{name: (int(span.high) if span.whole else span.high) for name, span in spans.items()})


@pytest.mark.parametrize("name", SHAPES)
def test_that_every_preset_comes_back_from_its_form(name):
    experiment = preset(name, per_class=20)

    assert again(experiment) == experiment
    assert again(experiment).points.x.tobytes() == experiment.points.x.tobytes()


@pytest.mark.parametrize("name", EXAMPLES)
def test_that_every_worked_example_comes_back_from_its_form(name):
    experiment = example(name).experiment

    assert again(experiment) == experiment


@pytest.mark.parametrize("choice", [one for one in activations if not one.only_as_link], ids=named)
@pytest.mark.parametrize("make", [lambda choice: choice(), moved], ids=["default", "moved"])
def test_that_every_activation_comes_back(choice, make):
    network = NetworkSpec([LayerSpec(3, make(choice)), LayerSpec(1, "Linear")], loss="Huber", inputs=3)

    assert again(Experiment(NUMBERS, network)).network == network


@pytest.mark.parametrize("choice", list(initializers), ids=named)
def test_that_every_initializer_comes_back(choice):
    network = NetworkSpec([LayerSpec(1, "Sigmoid")], moved(choice))

    assert again(Experiment(XOR, network)).network == network


@pytest.mark.parametrize("choice", list(losses), ids=named)
def test_that_every_loss_comes_back(choice):
    loss = moved(choice)
    network = NetworkSpec([LayerSpec(1, loss.usual_output(1))], loss=loss)

    assert again(Experiment(XOR, network)).network == network


@pytest.mark.parametrize("choice", list(optimizers), ids=named)
def test_that_every_optimizer_comes_back(choice):
    plan = Plan(moved(choice), 1 / 3, 7, seed=5, reduction="sum", l2=0.1, l1=0.2, penalize_biases=True, clip=1.5)

    assert again(Experiment(XOR, NetworkSpec([LayerSpec(1, "Sigmoid")]), plan)).plan == plan


@pytest.mark.parametrize("choice", list(schedules), ids=named)
@pytest.mark.parametrize("engine", ["auto", "layers", "compiled"])
def test_that_every_schedule_and_engine_comes_back(choice, engine):
    plan = Plan(schedule=moved(choice), engine=engine)

    assert again(Experiment(XOR, NetworkSpec([LayerSpec(1, "Sigmoid")]), plan)).plan == plan


def test_that_features_and_what_is_held_come_back():
    network = NetworkSpec(
        [LayerSpec(2), LayerSpec(1, "Sigmoid")],
        features=features.names(), seed=3, train_biases=False, frozen_layers=[1], frozen=[0, 3], cut=[2],
        theta=np.arange(19) / 7,
    )  # fmt: skip

    assert again(Experiment(XOR, network, example="Own")) == Experiment(XOR, network, example="Own")


@settings(max_examples=60, deadline=None)
@given(
    rows=st.lists(st.tuples(*[st.floats(-1e300, 1e300)] * 2, st.integers(0, 1), st.booleans()), max_size=8),
    units=st.lists(st.integers(1, 9), max_size=3),
    rate=st.floats(0, 1e6),
    seed=st.integers(0, 2**63 - 1),
    data=st.data(),
)
def test_that_any_experiment_comes_back(rows, units, rate, seed, data):
    network = NetworkSpec([*(LayerSpec(n, "ReLU") for n in units), LayerSpec(1, "Sigmoid")], seed=seed)
    count = network.parameter_count
    numbers = st.floats(allow_nan=False, allow_infinity=False)
    theta = data.draw(st.none() | st.lists(numbers, min_size=count, max_size=count))
    network = NetworkSpec(network.layers, seed=seed, theta=theta)
    x = np.array([row[:2] for row in rows], float).reshape(len(rows), 2)
    points = PointSet(x, [row[2] for row in rows], test=np.array([row[3] for row in rows], bool))
    experiment = Experiment(points, network, Plan("Adam", rate, 3, seed=seed))

    assert again(experiment) == experiment


@pytest.mark.parametrize("given", [{"labels": []}, {"targets": np.empty((0, 2))}], ids=["labels", "targets"])
def test_that_no_points_keep_their_columns(given):
    network = NetworkSpec([LayerSpec(2, "Linear")], loss="Huber", inputs=5)
    experiment = Experiment(PointSet(np.empty((0, 5)), **given), network)

    assert again(experiment) == experiment
    assert again(experiment).points.x.shape == (0, 5)


def test_that_names_scaling_axes_and_area_come_back():
    naming = Naming(("sepal length", ""), ("price",), "species", (ClassLook("setosa", 3), ClassLook()))
    scaling = Scaling(Columns((1 / 3, -2e9), (0.1, 7.0)))
    network, area = NetworkSpec([LayerSpec(1, "Sigmoid")]), Area(0.1, 9, -1, 2)
    experiment = Experiment(XOR, network, naming=naming, scaling=scaling, axes=(1, 0), area=area)

    assert again(experiment) == experiment


def test_that_a_form_of_version_1_is_read_as_it_was_meant():
    experiment = Experiment(XOR, NetworkSpec([LayerSpec(1, "Sigmoid")]))
    form = experiment.form()
    for name in ("naming", "scaling", "axes", "area"):
        del form[name]

    assert Experiment.from_form(form | {"version": 1}) == experiment


WRONG = [
    (("version",), 3, "version is 3: this was saved by a newer version"),
    (("version",), "1", "version is '1'"),
    (("example",), 3, "example is 3"),
    (("points",), [], r"points is \[\]"),
    (("points", "x"), "far", "points.x is 'far'"),
    (("points", "x", 2), [0, "1"], r"points.x\[2\]\[1\] is '1'; give a number"),
    (("points", "x", 2), [0, True], r"points.x\[2\]\[1\] is True; give a number"),
    (("points", "x", 2), [0], "points.x must hold numbers, all rows of the same length"),
    (("points", "x"), [[0, 0, 0]] * 4, r"points.x has 3 columns, but NetworkSpec\(inputs=2\)"),
    (("points", "x", 2), [0, 10**400], r"points.x\[2\]\[1\] is 10*; give a finite number"),
    (("points", "labels"), [0, 1, 1], "points.labels has shape"),
    (("points", "labels", 1), "1", r"points.labels\[1\] is '1'; give a whole number"),
    (("points", "labels", 1), True, r"points.labels\[1\] is True; give a whole number"),
    (("points", "labels", 1), 4, "points.labels go up to 4"),
    (("points", "test", 0), 0, r"points.test\[0\] is 0; give true or false"),
    (("points", "targets"), [[0.5]] * 4, "points.labels and targets: give exactly one"),
    (("points", "recipe"), {"shape": "XOR"}, "points.recipe.per_class is missing"),
    (("points", "recipe"), {"shape": []} | RECIPE, r"points.recipe.shape is \[\]; choose one of Linear"),
    (("points", "recipe"), {"shape": "XOR"} | RECIPE | {"noise": -1}, "points.recipe.noise is -1"),
    (("network", "layers"), 3, "network.layers is 3"),
    (("network", "layers"), [], "network.layers has 0 entries"),
    (("network", "layers", 0, "units"), 0, r"network.layers\[0\].units is 0"),
    (("network", "layers", 0, "activation"), "Foo", r"network.layers\[0\].activation: unknown activation 'Foo'"),
    (("network", "layers", 0), None, r"network.layers\[0\] is None"),
    (("network", "loss"), {"name": "Huber", "delta": -1}, "network.loss.delta is -1; allowed is 0.01"),
    (("network", "loss"), {"name": "Huber", "epsilon": 1}, r"network.loss: Huber got parameters \['epsilon'\]"),
    (("network", "layers", 0, "activation"), {"name": "Formula", "text": "z+"}, r"network.layers\[0\].activation.text"),
    (("network", "initializer"), True, "network.initializer: True is no initializer"),
    (("network", "features"), ["X1", "Y"], r"network.features\[1\] is 'Y'; choose one of X1"),
    (("network", "features"), [["X1"]], r"network.features\[0\] is \['X1'\]"),
    (("network", "cut"), [99], "network.cut is 99"),
    (("network", "cut"), ["1"], r"network.cut\[0\] is '1'"),
    (("network", "theta"), [1.0], "network.theta has shape"),
    (("network", "theta"), ["1"] * 9, r"network.theta\[0\] is '1'; give a number"),
    (("network", "more"), 1, "network.more is not known"),
    (("plan", "more"), 1, "plan.more is not known"),
    (("points", "more"), 1, "points.more is not known"),
    (("more",), 1, "experiment.more is not known"),
    (("naming", "classes"), [{"name": 3, "color": None}], "naming.classes holds 3; a name is one line"),
    (("naming", "classes"), [{"name": "", "color": 6}], "naming.color is 6; allowed is a whole number from 0 to 5"),
    (("naming", "inputs"), "x", "naming.inputs is 'x'; give a list"),
    (("scaling", "inputs"), {"mean": [0, 0], "spread": [1, 0]}, "scaling.inputs.spread holds 0.0; every spread must"),
    (("scaling", "inputs"), {"mean": [0], "spread": [1]}, "scaling.inputs is for 1 column, but there are 2"),
    (("scaling", "targets"), {"mean": [0], "spread": [1]}, "scaling.targets is for points with values; these have"),
    (("axes",), [0, 2], r"axes is \(0, 2\); give two different inputs, each from 0 to 1"),
    (("axes",), [0], r"axes is \[0\]; give two inputs"),
    (("area",), {"left": 1, "right": 1, "bottom": 0, "top": 1}, "area.left is 1.0; it must be less than right"),
    (("area",), {"left": 1}, "area.right is missing"),
    (("plan", "learning_rate"), "fast", "plan.learning_rate is 'fast'"),
    (("plan", "optimizer"), [], "plan.optimizer: .* is no optimizer"),
    (("plan", "schedule"), None, "plan.schedule: None is no schedule"),
]


@pytest.mark.parametrize(("path", "value", "sentence"), WRONG, ids=lambda one: str(one))
def test_that_a_wrong_field_is_named(path, value, sentence):
    form = deepcopy(Experiment(XOR, NetworkSpec([LayerSpec(2), LayerSpec(1, "Sigmoid")])).form())
    inside = form
    for step in path[:-1]:
        inside = inside[step]
    inside[path[-1]] = value

    with pytest.raises(ValueError, match=f"^{sentence}"):
        Experiment.from_form(form)


@pytest.mark.parametrize("form", [None, 3, [], "text", {}])
def test_that_what_is_no_form_is_refused(form):
    with pytest.raises(ValueError, match="experiment"):
        Experiment.from_form(form)


@pytest.mark.parametrize("part", ["", "points", "network", "plan", "naming", "scaling"])
def test_that_every_missing_field_is_named(part):
    whole = Experiment(XOR, NetworkSpec([LayerSpec(1, "Sigmoid")])).form()
    for name in whole[part] if part else whole:
        form = deepcopy(whole)
        del (form[part] if part else form)[name]

        with pytest.raises(ValueError, match=f"{part or 'experiment'}.{name} is missing"):
            Experiment.from_form(form)


PARTS: dict[str, list[Any]] = {
    "activation": [one for one in activations if not one.only_as_link and one.__name__ != "Formula"],
    "initializer": list(initializers), "optimizer": list(optimizers), "schedule": list(schedules),
}  # fmt: skip


@st.composite
def experiments(draw):
    """Experiments of every kind: several classes or numbers, every choice, what is held, a theta or none."""

    def one(kind):
        choice = draw(st.sampled_from(PARTS[kind]))
        return choice() if draw(st.booleans()) else moved(choice)

    kind, inputs = draw(st.sampled_from(["two", "several", "numbers"])), draw(st.sampled_from([1, 2, 5]))
    outputs = {"two": 1, "several": 3, "numbers": 2}[kind]
    last = {"two": LayerSpec(1, "Sigmoid"), "several": LayerSpec(3, "Softmax"), "numbers": LayerSpec(2, "Linear")}[kind]
    loss = {"two": "CrossEntropy", "several": "CrossEntropy", "numbers": "Huber"}[kind]
    hidden = [LayerSpec(draw(st.integers(1, 3)), one("activation")) for _ in range(draw(st.integers(0, 2)))]
    chosen = draw(st.lists(st.sampled_from(features.names()), unique=True, max_size=4)) if inputs == 2 else []
    bare = NetworkSpec([*hidden, last], one("initializer"), loss, inputs=inputs, features=chosen)
    weights = np.flatnonzero(bare.is_weight()).tolist()
    held = draw(st.lists(st.sampled_from(weights), unique=True, max_size=3))
    cut = draw(st.lists(st.sampled_from(weights), unique=True, max_size=2))
    finite = st.floats(allow_nan=False, allow_infinity=False)
    count = bare.parameter_count
    network = NetworkSpec(
        bare.layers, bare.initializer, loss, inputs=inputs, features=chosen, seed=draw(st.integers(0, 2**63 - 1)),
        train_biases=draw(st.booleans()), frozen_layers=draw(st.lists(st.integers(0, len(hidden)), unique=True)),
        frozen=held, cut=cut, theta=draw(st.none() | st.lists(finite, min_size=count, max_size=count)),
    )  # fmt: skip
    rows = draw(st.integers(0, 4))
    x = np.array(draw(st.lists(finite, min_size=rows * inputs, max_size=rows * inputs))).reshape(rows, inputs)
    marks = np.array(draw(st.lists(st.booleans(), min_size=rows, max_size=rows)), bool)
    values = np.array(draw(st.lists(finite, min_size=rows * outputs, max_size=rows * outputs))).reshape(rows, outputs)
    labels = draw(st.lists(st.integers(0, max(1, outputs - 1)), min_size=rows, max_size=rows))
    told = {"targets": values} if kind == "numbers" else {"labels": labels}
    plan = Plan(
        one("optimizer"), draw(st.floats(0, 1e6)), draw(st.integers(1, 99)), seed=draw(st.integers(0, 2**63 - 1)),
        reduction=draw(st.sampled_from(["mean", "sum"])), l2=draw(st.floats(0, 10)), l1=draw(st.floats(0, 10)),
        penalize_biases=draw(st.booleans()), clip=draw(st.none() | st.floats(0.001, 100)), schedule=one("schedule"),
        engine=draw(st.sampled_from(["auto", "layers", "compiled"])),
    )  # fmt: skip
    return Experiment(PointSet(x, **told, test=marks), network, plan, draw(st.text(max_size=5)))


@settings(max_examples=150, deadline=None)
@given(experiments())
def test_that_an_experiment_of_any_kind_comes_back(experiment):
    assert again(experiment) == experiment
    assert again(experiment).form() == experiment.form()


def test_that_a_softmax_output_comes_back():
    points = PointSet([[0, 0], [1, 0], [0, 1]], [0, 1, 2])
    experiment = Experiment(points, NetworkSpec([LayerSpec(3, "Softmax")], loss="CrossEntropy"))

    assert again(experiment) == experiment


def places(form, path=()):
    """The path of every value in a form."""
    inside = form.items() if isinstance(form, dict) else enumerate(form) if isinstance(form, list) else ()
    for key, value in inside:
        yield (*path, key)
        yield from places(value, (*path, key))


NUMBERS_OUT_OF_PLACE: list[object] = [True, -1, 0, 3, 1e308, float("nan"), float("inf"), 2**70]
ODD = [None, "", "1", "far", [], [[]], [None], {}, {"name": 3}, *NUMBERS_OUT_OF_PLACE]


def dotted(path):
    return "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in path).lstrip(".")


GOOD = Experiment(
    preset("XOR", per_class=2).points,
    NetworkSpec(
        [LayerSpec(2, moved(next(one for one in activations if one().spans()))), LayerSpec(1, "Sigmoid")],
        features=["X1", "X2"], frozen_layers=[0], frozen=[1], cut=[2], theta=np.ones(9),
    ),
    Plan(moved(next(iter(optimizers))), clip=1.0),
    "Own",
).form()  # fmt: skip
PATHS = list(places(GOOD))
ALONE = ("network.inputs", "network.features", "network.layers", "points.targets")
"""Where a value may be right alone and not fit another field, which is then the one that is named."""


@settings(max_examples=400, deadline=None)
@given(path=st.sampled_from(PATHS), odd=st.sampled_from(ODD))
def test_that_any_value_in_the_place_of_another_is_taken_or_refused_by_name(path, odd):
    form = deepcopy(GOOD)
    inside = form
    for step in path[:-1]:
        inside = inside[step]
    alike = type(inside[path[-1]]) is type(odd)
    inside[path[-1]] = odd

    try:
        made = Experiment.from_form(form)
    except ValueError as refused:
        sentence = str(refused)
    else:
        assert made == again(made)
        return

    begin = re.match(r"[a-z0-9_]+(\.[a-z0-9_]+|\[[0-9]+\])*", sentence)
    assert begin
    assert begin[0] in map(dotted, PATHS) or begin[0].startswith(dotted(path))
    if not alike and not dotted(path).startswith(ALONE):
        assert dotted(path).startswith(begin[0]) or begin[0].startswith(dotted(path))
    assert len(sentence) < 600
