"""`mlpviz train`: a network learns a preset, and its losses are printed."""

from __future__ import annotations

import argparse
import json
import time

from mlpviz.cli.arguments import FAILED, choice_of, complain, read_rate, read_widths, whole_number
from mlpviz.cli.subjects import DEFAULT, shape_named
from mlpviz.cli.wording import epochs_in_words, scores_in_words, summary, without_nan
from mlpviz.data.points import Recipe
from mlpviz.data.shapes import SHAPES, draw
from mlpviz.engine.experiment import Experiment, LayerSpec, NetworkSpec, Plan
from mlpviz.engine.history import Losses
from mlpviz.engine.number import count
from mlpviz.engine.records import SCORES, Progress
from mlpviz.engine.reports import training
from mlpviz.engine.run import Run
from mlpviz.engine.telling.naming import network_name
from mlpviz.nn.activations import activations
from mlpviz.nn.initializers import initializers
from mlpviz.nn.losses import losses
from mlpviz.nn.optimizers import optimizers

LINES = 10
"""Progress lines of one training."""


def add_train_arguments(parser: argparse.ArgumentParser) -> None:
    """What may follow `mlpviz train`."""
    parser.description = "Train a network on a preset and print how it goes. Names may be written in lower case."
    add = parser.add_argument
    add("preset", nargs="?", default=DEFAULT, metavar="PRESET", help=f"{', '.join(SHAPES)} (default: {DEFAULT})")
    add("--layers", type=read_widths, default="4,2", metavar="4,2", help="units of each hidden layer, or none")
    for name, registry, default in (
        ("activation", activations, "Tanh"),
        ("initializer", initializers, "Xavier"),
        ("loss", losses, "CrossEntropy"),
        ("optimizer", optimizers, "Adam"),
    ):
        add(f"--{name}", type=choice_of(registry), default=default, metavar=default, help=", ".join(registry.names()))
    add("--learning-rate", type=read_rate, default=0.03, metavar="0.03")
    add("--batch-size", type=whole_number(1), default=10, metavar="10", help="samples an update")
    add("--epochs", type=whole_number(1), default=200, metavar="200")
    add("--seed", type=whole_number(0), default=0, metavar="0", help="decides the weights, the order and the points")
    add("--json", action="store_true", help="print one JSON object in place of text")
    parser.set_defaults(work=_train)


def _train(wanted: argparse.Namespace) -> int:
    experiment = _chosen(wanted)
    say = _keep_quiet if wanted.json else _say
    widths = network_name(experiment.network)
    say(f"{shape_named(wanted.preset)}, {widths}, {epochs_in_words(wanted.epochs)}")
    losses, started = Losses(), time.perf_counter()
    for last in training(Run(experiment), wanted.epochs):
        epoch = last.snapshot.epoch
        if wanted.json:
            losses.add(last.epochs.astype(float), last.scores)
        if epoch * LINES // wanted.epochs > (epoch - 1) * LINES // wanted.epochs:
            say(_line(last))
    rate = last.snapshot.epoch / (time.perf_counter() - started)
    if wanted.json:
        print(json.dumps(_data(experiment, losses, last, rate), allow_nan=False))
    if last.diverged:
        text = f"training diverged at epoch {last.snapshot.epoch}: the loss is not a number. Lower the learning rate."
        return complain("mlpviz train", text, FAILED)
    say(f"After {summary(last.snapshot.epoch, last.snapshot.scores, rate)}")
    return 0


def _chosen(wanted: argparse.Namespace) -> Experiment:
    """The experiment that the arguments of `train` describe. The output layer follows the classes and the loss."""
    shape = shape_named(wanted.preset)
    points = draw(Recipe(shape, seed=wanted.seed))
    if not points.train_count:
        raise ValueError(f"{shape} holds no points to train on; choose another preset.")
    outputs = 1 if points.classes <= 2 else points.classes
    output = LayerSpec(outputs, wanted.loss.usual_output(outputs))
    hidden = [LayerSpec(units, wanted.activation) for units in wanted.layers]
    network = NetworkSpec([*hidden, output], wanted.initializer, wanted.loss, seed=wanted.seed)
    plan = Plan(wanted.optimizer, wanted.learning_rate, wanted.batch_size, seed=wanted.seed)
    return Experiment(points, network, plan)


def _say(text: str) -> None:
    """Print at once, so that a pipe shows progress too."""
    print(text, flush=True)


def _keep_quiet(text: str) -> None:
    """Say nothing, so that the JSON object stands alone."""


def _line(progress: Progress) -> str:
    scores, epoch = progress.snapshot.scores, count(progress.snapshot.epoch)
    return f"epoch {epoch:>7}   {'   '.join(scores_in_words(scores))}"


def _data(experiment: Experiment, losses: Losses, last: Progress, rate: float) -> object:
    """What `train --json` prints: the whole experiment, and what came of it. A number that is not finite is null.

    Beyond 2²⁰ epochs a row of "epochs" is the mean of several epochs, the last of which it names.
    """
    columns = dict(zip(SCORES, losses.mean().T.tolist(), strict=True))
    return without_nan({
        "experiment": experiment.form(),
        "epochs": {"epoch": losses.epochs.astype(int).tolist(), **columns},
        "final": {name: getattr(last.snapshot.scores, name) for name in SCORES},
        "epochs_per_second": rate,
        "theta": last.snapshot.theta.tolist(),
        "diverged": last.diverged,
    })  # fmt: skip
