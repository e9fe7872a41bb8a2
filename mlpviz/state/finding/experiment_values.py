"""The numbers of an experiment that can be set by name: of its plan, its network, its choices and its points."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from typing import Any

from mlpviz.data.points import FEWEST_DRAWN, MOST_DRAWN, MOST_NOISE, MOST_TEST_SHARE, Recipe
from mlpviz.data.shapes import draws_points
from mlpviz.engine import number
from mlpviz.engine.experiment import Experiment, LayerSpec, NetworkSpec, Plan
from mlpviz.engine.letters import spoken
from mlpviz.engine.network_spec import MOST_LAYERS, MOST_UNITS
from mlpviz.engine.plan_values import (
    ALL_WORDS,
    MOST_SEED,
    WHOLE,
    with_batch,
    with_clip,
    with_l1,
    with_l2,
    with_order_seed,
    with_rate,
)
from mlpviz.engine.typed_number import read_whole, read_within
from mlpviz.nn.registry import Choice
from mlpviz.state.finding.change import Ask, NewSplit, Part
from mlpviz.state.finding.value import Reading, Value

OFF = ("off", "none")
ONLY_PRESETS = "only for the points of a preset"
NO_POINTS = "there are no points to split yet"
OUTPUTS = "The units of the output layer follow the classes or values."


def experiment_values(experiment: Experiment, ask: Ask) -> tuple[Value, ...]:
    """Every number that can be set; `ask` is told of what was chosen."""
    return (
        *_of_points(experiment, ask), *_of_network(experiment.network, ask), *_of_plan(experiment.plan, ask),
        *_of_choices(experiment, ask),
    )  # fmt: skip


def _of_plan(plan: Plan, ask: Ask) -> Iterator[Value]:
    def value(
        name: str, undo: str, changed: Callable[[Plan, str], Plan], written: Callable[[Plan], str], like: str,
        also: tuple[str, ...] = (), texts: tuple[str, ...] = (),
    ) -> Value:  # fmt: skip
        def read(text: str) -> Reading:
            new = changed(plan, text)
            return Reading(written(new), partial(ask, undo, new))

        return Value(name, written(plan), read, also, like, texts)

    yield value("Learning rate", "Change the learning rate", with_rate, _rate, "0.03", ("learning rate", "lr", "η"))
    yield value("Batch size", "Change the batch size", with_batch, _batch, "32", ("batch",), ALL_WORDS)
    yield value("L2", "Change the L2 penalty", with_l2, _l2, "0.01", ("L2 penalty", "weight decay"))
    yield value("L1", "Change the L1 penalty", with_l1, _l1, "0.001", ("L1 penalty",))
    yield value("Longest gradient norm", "Change the clipping", with_clip, _clip, "1",
                ("clip gradient norm", "gradient clipping"), OFF)
    yield value("Seed of the sample order", "Change the order seed", with_order_seed, _order_seed, "7",
                ("order seed", "seed"))


def _rate(plan: Plan) -> str:
    return number.whole(plan.learning_rate)


def _batch(plan: Plan) -> str:
    return "all" if plan.batch_size >= WHOLE else str(plan.batch_size)


def _l2(plan: Plan) -> str:
    return number.whole(plan.l2)


def _l1(plan: Plan) -> str:
    return number.whole(plan.l1)


def _clip(plan: Plan) -> str:
    return "off" if plan.clip is None else number.whole(plan.clip)


def _order_seed(plan: Plan) -> str:
    return str(plan.seed)


def _of_network(network: NetworkSpec, ask: Ask) -> Iterator[Value]:
    hidden = network.layers[:-1]
    widths = _widths(network)

    def units(text: str) -> Reading:
        new = with_hidden_units(network, text)
        return Reading(_widths(new), partial(ask, "Change the hidden layers", new))

    def depth(text: str) -> Reading:
        new = with_depth(network, text)
        return Reading(str(len(new.layers) - 1), partial(ask, "Change the number of hidden layers", new))

    def of_layer(text: str) -> Reading:
        at, count = read_layer_units(network, text)
        new = network.with_units(at, count)
        shown, now = (f"{at + 1}: {one.layers[at].units}" for one in (new, network))
        return Reading(shown, partial(ask, "Change the units", new), now)

    def seed(text: str) -> Reading:
        new = replace(network, seed=read_whole(text, 0, MOST_SEED), theta=None)
        return Reading(str(new.seed), partial(ask, "Change the weight seed", new))

    yield Value("Hidden units", widths, units, ("hidden units", "units", "hidden layer sizes"), "8 4", ("none",))
    yield Value("Hidden layers", str(len(hidden)), depth, ("number of hidden layers", "depth"), "3")
    yield Value("Units of layer", widths, of_layer, ("units of layer", "layer units"), "1 8")
    yield Value("Seed of the first weights", str(network.seed), seed, ("weight seed", "seed", "initial weights"), "7")


def _widths(network: NetworkSpec) -> str:
    return " ".join(str(layer.units) for layer in network.layers[:-1]) or "none"


def with_hidden_units(network: NetworkSpec, text: str) -> NetworkSpec:
    """Hidden layers of so many units each, "8 4"; ValueError with one sentence."""
    parts = [] if text.strip().lower() == "none" else re.split(r"[,\s]+", text.strip())
    return _with_hidden(network, [read_whole(part, 1, MOST_UNITS) for part in parts])


def with_depth(network: NetworkSpec, text: str) -> NetworkSpec:
    """So many hidden layers: the last ones go, or new ones are like the last one; ValueError with one sentence."""
    wanted = read_whole(text, 0, MOST_LAYERS - 1)
    units = [layer.units for layer in network.layers[:-1]][:wanted]
    return _with_hidden(network, units + [units[-1] if units else 4] * (wanted - len(units)))


def _with_hidden(network: NetworkSpec, units: list[int]) -> NetworkSpec:
    """New layers have the activation of the last one before them."""
    if len(units) > MOST_LAYERS - 1:
        raise ValueError(f"There are at most {MOST_LAYERS - 1} hidden layers, and these are {len(units)}.")
    known = [layer.activation for layer in network.layers[:-1]]
    last = known[-1] if known else LayerSpec(1, "Tanh").activation
    hidden = [LayerSpec(count, known[at] if at < len(known) else last) for at, count in enumerate(units)]
    return network.with_layers([*hidden, network.layers[-1]])


def read_layer_units(network: NetworkSpec, text: str) -> tuple[int, int]:
    """A hidden layer, from 0, and its units, from "1 8"; ValueError with one sentence."""
    parts, hidden = text.split(), len(network.layers) - 1
    if len(parts) != 2:
        raise ValueError("Type the number of a hidden layer and how many units it should have, as in “units 1 8”.")
    layer = read_whole(parts[0], 1, hidden + 1)
    if layer > hidden:
        raise ValueError(OUTPUTS)
    return layer - 1, read_whole(parts[1], 1, MOST_UNITS)


def _of_points(experiment: Experiment, ask: Ask) -> Iterator[Value]:
    points, recipe = experiment.points, experiment.points.recipe
    why = "" if recipe is not None and draws_points(recipe.shape) else ONLY_PRESETS
    drawn = recipe or Recipe("Blank")

    def value(name: str, field: str, read_one: Callable[[str], Any], written: Callable[[Any], str], like: str,
              also: tuple[str, ...]) -> Value:  # fmt: skip
        def read(text: str) -> Reading:
            new = replace(drawn, **{field: read_one(text)})
            return Reading(written(getattr(new, field)), partial(ask, "Draw the preset again", new))

        now = "" if why else written(getattr(drawn, field))
        return Value(name, now, read, also, like, reason=why)

    def split(text: str) -> Reading:
        share = read_share(text)
        return Reading(_percent(share), partial(ask, "Change the test split", NewSplit(share)))

    count = "Points per class" if points.targets is None else "Points"
    yield value("Seed of the preset", "seed", partial(read_whole, low=0, high=MOST_SEED), str, "7",
                ("data seed", "seed"))
    yield value("Noise", "noise", partial(read_within, low=0.0, high=MOST_NOISE), number.plain, "0.2", ("noise",))
    yield value(count, "per_class", partial(read_whole, low=FEWEST_DRAWN, high=MOST_DRAWN), str, "200",
                ("number of points",))
    share = points.test_count / len(points) if len(points) else 0.0
    yield Value("Test split", _percent(share), split, ("test split", "test share"), "25 %",
                reason="" if len(points) else NO_POINTS)


def read_share(text: str) -> float:
    """A share of the points: "25 %", "25" or "0.25"; ValueError with one sentence."""
    percent = text.strip().endswith("%")
    value = read_within(text.strip().rstrip("%"), 0.0, 100 * MOST_TEST_SHARE)
    return value / 100 if percent or value > MOST_TEST_SHARE else value


def _percent(share: float) -> str:
    return number.percent(share, 0)


def _of_choices(experiment: Experiment, ask: Ask) -> Iterator[Value]:
    """The parameters of what is chosen: momentum, β₁, γ, δ and so on."""
    plan, network = experiment.plan, experiment.network

    def in_plan(field: str, choice: Choice) -> Part:
        changed: Plan = replace(plan, **{field: choice})  # type: ignore[arg-type]
        return changed

    def initializer(choice: Any) -> Part:
        return replace(network, initializer=choice, theta=None)

    yield from _parameters(plan.optimizer, partial(in_plan, "optimizer"), ask)
    yield from _parameters(plan.schedule, partial(in_plan, "schedule"), ask)
    yield from _parameters(network.loss, network.with_loss, ask)
    yield from _parameters(network.initializer, initializer, ask)
    for at, layer in enumerate(network.layers):
        yield from _parameters(layer.activation, partial(network.with_activation, at), ask, f" in layer {at + 1}")


def _parameters(choice: Choice, put: Callable[[Any], Part], ask: Ask, where: str = "") -> Iterator[Value]:
    for name, span in choice.spans().items():
        def read(text: str, name: str = name, low: float = span.low, high: float = span.high,
                 whole: bool = span.whole) -> Reading:  # fmt: skip
            given = read_whole(text, int(low), int(high)) if whole else read_within(text, low, high)
            new: Choice = replace(choice, **{name: given})  # type: ignore[type-var]
            new.check()
            undo = f"Change {spoken(name)} of {choice.label}"
            return Reading(number.whole(float(given)), partial(ask, undo, put(new)))

        now = number.whole(float(getattr(choice, name)))
        yield Value(f"{spoken(name)} of {choice.label}{where}", now, read, (spoken(name), name.replace("_", " ")), now)
