"""What the options of `mlpviz train` can say of an experiment, and the line that says it."""

from __future__ import annotations

import shlex
from dataclasses import dataclass, fields
from typing import Any

from mlpviz.data.points import PointSet, Recipe
from mlpviz.data.shapes import draw
from mlpviz.engine.experiment import Experiment
from mlpviz.engine.link import link_of
from mlpviz.engine.network_spec import LayerSpec, NetworkSpec
from mlpviz.engine.plan import Plan
from mlpviz.nn.activations import Activation, Tanh
from mlpviz.nn.initializers import Initializer, initializers
from mlpviz.nn.losses import CrossEntropy, Loss, MeanSquaredError
from mlpviz.nn.optimizers import Adam, Optimizer
from mlpviz.nn.registry import Choice
from mlpviz.nn.schedules import Constant, Schedule

UNSAID = {
    "layers": "what each layer is", "train_biases": "which biases learn", "frozen_layers": "frozen layers",
    "frozen": "frozen weights", "cut": "cut edges", "theta": "the first weights", "seed": "three different seeds",
    "loss": "the loss", "reduction": "sums over a batch", "penalize_biases": "a penalty of the biases",
    "engine": "what computes the epochs",
}  # fmt: skip
"""What no option says, in words."""
_TANH, _XAVIER, _ADAM, _CONSTANT = Tanh(), initializers.make("Xavier"), Adam(), Constant()


@dataclass(frozen=True)
class TrainingChoices:
    """One field for each option, with its default. The options are called as the fields, with hyphens."""

    layers: tuple[int, ...] = (4, 2)
    activation: Activation = _TANH
    initializer: Initializer = _XAVIER
    optimizer: Optimizer = _ADAM
    loss: Loss | None = None
    """None: cross-entropy, or the mean squared error for values."""
    learning_rate: float = 0.03
    schedule: Schedule = _CONSTANT
    batch_size: int = 10
    l1: float = 0.0
    l2: float = 0.0
    clip: float | None = None
    features: tuple[str, ...] = ()
    seed: int = 0
    """Decides the weights and the order, and the points unless `data_seed` does."""
    noise: float = Recipe.noise
    per_class: int = Recipe.per_class
    test_share: float = Recipe.test_share
    data_seed: int | None = None

    def network(self, points: PointSet, classes: int) -> NetworkSpec:
        """The network for these points; the output layer follows the classes or the values, and the loss."""
        hidden = [LayerSpec(units, self.activation) for units in self.layers]
        if points.targets is not None:
            loss, output = self.loss or MeanSquaredError(), LayerSpec(points.targets.shape[1], "Linear")
        else:
            loss, outputs = self.loss or CrossEntropy(), 1 if classes <= 2 else classes
            output = LayerSpec(outputs, loss.usual_output(outputs))
        inputs = points.x.shape[1]
        return NetworkSpec(
            [*hidden, output], self.initializer, loss, inputs=inputs, features=self.features, seed=self.seed
        )

    def plan(self) -> Plan:
        """How it is trained."""
        return Plan(
            self.optimizer, self.learning_rate, self.batch_size, seed=self.seed, l1=self.l1, l2=self.l2,
            clip=self.clip, schedule=self.schedule,
        )  # fmt: skip

    def on_preset(self, shape: str) -> Experiment:
        """The experiment on the points of a preset."""
        seed = self.seed if self.data_seed is None else self.data_seed
        points = draw(Recipe(shape, self.per_class, self.noise, self.test_share, seed))
        if not points.train_count:
            raise ValueError(f"{shape} holds no points to train on; choose another preset.")
        return Experiment(points, self.network(points, points.classes), self.plan())

    def words(self) -> list[str]:
        """The options that are not as usual, and their values."""
        found = []
        for one in fields(self):
            value = getattr(self, one.name)
            if value != one.default:
                found += [f"--{one.name.replace('_', '-')}", written(value)]
        return found


def written(value: Any) -> str:
    """The value of an option as it is typed: a choice with its parameters after colons, a list with commas."""
    if isinstance(value, Choice):
        form = value.form()
        given = [getattr(value, name) for name in value.parameters()] if isinstance(form, dict) else []
        return ":".join([value.name, *map(written, given)])
    if isinstance(value, tuple):
        return ",".join(map(str, value)) or "none"
    return value if isinstance(value, str) else repr(value)


def choices_of(experiment: Experiment) -> TrainingChoices:
    """The choices that come nearest to an experiment on a preset."""
    spec, plan, recipe = experiment.network, experiment.plan, experiment.points.recipe
    hidden = spec.layers[:-1]
    usual = MeanSquaredError() if experiment.points.targets is not None else CrossEntropy()
    drawn = {} if recipe is None else {
        "noise": recipe.noise, "per_class": recipe.per_class, "test_share": recipe.test_share,
        "data_seed": None if recipe.seed == spec.seed else recipe.seed,
    }  # fmt: skip
    return TrainingChoices(
        layers=tuple(layer.units for layer in hidden),
        activation=hidden[0].activation if hidden else Tanh(),
        initializer=spec.initializer,
        optimizer=plan.optimizer,
        loss=None if spec.loss == usual else spec.loss,
        learning_rate=plan.learning_rate,
        schedule=plan.schedule,
        batch_size=plan.batch_size,
        l1=plan.l1,
        l2=plan.l2,
        clip=plan.clip,
        features=spec.features,
        seed=spec.seed,
        **drawn,  # type: ignore[arg-type]
    )


def unsaid(experiment: Experiment) -> list[str]:
    """What of an experiment no option can say, in words; [] if the options make the very same network and points."""
    recipe = experiment.points.recipe
    if experiment.example:
        return ["a worked example"]
    if recipe is None or not experiment.points.train_count:
        return ["these points"]
    try:
        made = choices_of(experiment).on_preset(recipe.shape)
    except ValueError:  # a network that the options cannot even come near
        return [UNSAID["layers"]]
    found = [] if made.points == experiment.points else ["these points"]
    for one, other in ((made.network, experiment.network), (made.plan, experiment.plan)):
        found += [
            words for name, words in UNSAID.items()
            if hasattr(one, name) and not _same(getattr(one, name), getattr(other, name))
        ]  # fmt: skip
    return [*dict.fromkeys(found), *(["scaling"] * bool(experiment.scaling))]


def _same(one: Any, other: Any) -> bool:
    if one is None or other is None:
        return one is other
    return bool(one == other)


@dataclass(frozen=True)
class CommandLine:
    """A line for a terminal, and what should be known of it."""

    text: str
    remark: str = ""


def command_line(experiment: Experiment, epochs: int) -> CommandLine:
    """The `mlpviz train` line that trains an experiment anew for so many epochs.

    What options cannot say goes along as a link. Raises ValueError with one sentence if no link can carry it either.
    """
    end = [] if epochs < 1 else ["--epochs", str(epochs)]
    missing = unsaid(experiment)
    if not missing:
        recipe = experiment.points.recipe
        assert recipe is not None
        words = ["mlpviz", "train", recipe.shape, *choices_of(experiment).words(), *end]
        return CommandLine(shlex.join(words))
    try:
        link = link_of(experiment)
    except ValueError as problem:
        raise ValueError(f"the options of train cannot say {_listed(missing)}, and {problem}") from None
    remark = f"No option says {_listed(missing)}, so the line carries a link. {link.remark}".strip()
    return CommandLine(shlex.join(["mlpviz", "train", link.text, *end]), remark)


def _listed(words: list[str]) -> str:
    *most, last = words
    return f"{', '.join(most)} or {last}" if most else last


