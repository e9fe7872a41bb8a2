"""The experiment that a command names: a preset or a file of points with options, or a link that says it all."""

from __future__ import annotations

import argparse
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from mlpviz.cli.arguments import Reader, choice_of, parametrized, read_rate, read_widths, whole_number
from mlpviz.cli.point_file import TEST_SHARE, described, names_a_file, points_of_file, refuse_columns
from mlpviz.cli.subjects import shape_named
from mlpviz.engine.experiment import Experiment
from mlpviz.engine.link import experiment_of, is_link
from mlpviz.engine.training_choices import TrainingChoices, written
from mlpviz.nn.activations import activations
from mlpviz.nn.features import features
from mlpviz.nn.initializers import initializers
from mlpviz.nn.losses import losses
from mlpviz.nn.optimizers import optimizers
from mlpviz.nn.registry import Registry
from mlpviz.nn.schedules import schedules

USUAL_EPOCHS = 200
"""How long is trained if nothing is said."""
OF_PRESETS = ("noise", "per_class")
"""What only a preset has."""


@dataclass(frozen=True)
class NamedExperiment:
    """An experiment, what it is called, and lines that say what was read."""

    title: str
    experiment: Experiment
    remarks: tuple[str, ...] = ()


def add_training_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of `TrainingChoices`. One that is not given is None."""
    usual, add = TrainingChoices(), parser.add_argument
    add("--layers", type=read_widths, metavar="4,2", help="units of each hidden layer, or none")
    several: dict[str, Registry[Any]] = {
        "activation": activations, "initializer": initializers, "optimizer": optimizers,
    }  # fmt: skip
    for name, registry in several.items():
        default, names = written(getattr(usual, name)), ", ".join(registry.names())
        add(f"--{name}", type=parametrized(registry), metavar=default, help=f"with parameters as in Name:0.1: {names}")
    known = f"{', '.join(losses.names())} (for values MeanSquaredError)"
    add("--loss", type=parametrized(losses), metavar="CrossEntropy", help=known)
    add("--learning-rate", type=read_rate, metavar="0.03")
    add("--schedule", type=parametrized(schedules), metavar="Constant", help=", ".join(schedules.names()))
    add("--batch-size", type=whole_number(1), metavar="10", help="samples an update")
    for name, about in (("l1", "λ of the penalty λ Σ|w|"), ("l2", "λ of the penalty ½ λ Σ w²"),
                        ("clip", "longest gradient")):  # fmt: skip
        add(f"--{name}", type=read_rate, metavar="N", help=about)
    known = f"what the first layer gets: {', '.join(features.names())}"
    add("--features", type=Reader(_read_features, tuple(features.names()), listed=True), metavar="X1,X2", help=known)
    add("--seed", type=whole_number(0), metavar="0", help="decides the weights, the order and the points")
    add("--data-seed", type=whole_number(0), metavar="N", help="decides the points in place of --seed")
    add("--noise", type=read_rate, metavar="0.1", help="of the points of a preset")
    add("--per-class", type=whole_number(0), metavar="120", help="points of each class of a preset; of values all")
    add("--test-share", type=read_rate, metavar=f"{TEST_SHARE:g}", help="share of points kept for testing, 0 to 0.9")


def _read_features(text: str) -> tuple[str, ...]:
    one = choice_of(features)
    return tuple(one(part.strip()).name for part in text.split(","))


def named_experiment(wanted: argparse.Namespace) -> NamedExperiment:
    """What `wanted.preset` and the options name. Raises ValueError with one sentence, OSError for files."""
    given = {one.name: value for one in fields(TrainingChoices) if (value := getattr(wanted, one.name)) is not None}
    subject = wanted.preset
    if is_link(subject):
        refuse_options(given, subject)
        refuse_columns(wanted)
        experiment = experiment_of(subject)
        if not experiment.points.train_count:
            raise ValueError("the experiment of the link holds no points to train on.")
        return NamedExperiment("Link", experiment)
    choices = TrainingChoices(**given)
    if names_a_file(subject):
        return _of_file(wanted, choices, given)
    shape = shape_named(subject)
    refuse_columns(wanted)
    return NamedExperiment(shape, choices.on_preset(shape))


def refuse_options(given: dict[str, object], subject: str, names: tuple[str, ...] = ()) -> None:
    """Raise ValueError if an option was given where everything is said already; with `names`, only one of these."""
    for name in given:
        if not names or name in names:
            raise ValueError(f"--{name.replace('_', '-')} does not go with {subject!r:.80}, which says that already.")


def _of_file(wanted: argparse.Namespace, choices: TrainingChoices, given: dict[str, object]) -> NamedExperiment:
    refuse_options(given, wanted.preset, OF_PRESETS)
    if not 0.0 <= choices.test_share <= 0.9:
        raise ValueError(f"test_share is {choices.test_share!r}; allowed is a number from 0 to 0.9.")
    wanted.seed = choices.seed if choices.data_seed is None else choices.data_seed
    read = points_of_file(wanted, choices.test_share)
    name = Path(wanted.preset).name
    if not read.points.train_count:
        raise ValueError(f"{name} holds no points to train on; mark fewer for testing.")
    network = choices.network(read.points, read.classes)
    experiment = Experiment(read.points, network, choices.plan(), naming=read.naming, scaling=read.scaling)
    return NamedExperiment(name, experiment, tuple(described(read)))
