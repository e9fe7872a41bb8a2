"""`mlpviz train`: a network learns a preset or a file of points, and its losses are printed."""

from __future__ import annotations

import argparse
import json
import time
from pathlib import Path
from typing import TYPE_CHECKING

from mlpviz.cli.arguments import FAILED, choice_of, complain, read_rate, read_widths, whole_number
from mlpviz.cli.point_file import add_file_arguments, described, names_a_file, points_of_file, refuse_columns
from mlpviz.cli.subjects import DEFAULT, shape_named
from mlpviz.cli.wording import epochs_in_words, scores_in_words, summary, without_nan
from mlpviz.data.points import PointSet, Recipe
from mlpviz.data.shapes import SHAPES, draw
from mlpviz.engine.experiment import Experiment, LayerSpec, NetworkSpec, Plan
from mlpviz.engine.loss_curve import Losses
from mlpviz.engine.number import count
from mlpviz.engine.records import SCORES, Progress
from mlpviz.engine.reports import training
from mlpviz.engine.run import Run
from mlpviz.engine.telling.naming import network_name
from mlpviz.nn.activations import activations
from mlpviz.nn.initializers import initializers
from mlpviz.nn.losses import CrossEntropy, MeanSquaredError, losses
from mlpviz.nn.optimizers import optimizers

if TYPE_CHECKING:
    from mlpviz.data.reading.importing import Imported

LINES = 10
"""Progress lines of one training."""


def add_train_arguments(parser: argparse.ArgumentParser) -> None:
    """What may follow `mlpviz train`."""
    parser.description = (
        "Train a network on a preset or on a file of points and print how it goes. Names may be written in lower case."
    )
    add = parser.add_argument
    known = f"{', '.join(SHAPES)} (default: {DEFAULT}), or a file such as points.csv"
    add("preset", nargs="?", default=DEFAULT, metavar="PRESET or FILE", help=known)
    add("--layers", type=read_widths, default="4,2", metavar="4,2", help="units of each hidden layer, or none")
    for name, registry, default in (
        ("activation", activations, "Tanh"),
        ("initializer", initializers, "Xavier"),
        ("optimizer", optimizers, "Adam"),
    ):
        add(f"--{name}", type=choice_of(registry), default=default, metavar=default, help=", ".join(registry.names()))
    usual = f"{', '.join(losses.names())} (for values MeanSquaredError)"
    add("--loss", type=choice_of(losses), metavar="CrossEntropy", help=usual)
    add("--learning-rate", type=read_rate, default=0.03, metavar="0.03")
    add("--batch-size", type=whole_number(1), default=10, metavar="10", help="samples an update")
    add("--epochs", type=whole_number(1), default=200, metavar="200")
    add("--seed", type=whole_number(0), default=0, metavar="0", help="decides the weights, the order and the points")
    add("--json", action="store_true", help="print one JSON object in place of text")
    add_file_arguments(parser)
    parser.set_defaults(work=_train)


def _train(wanted: argparse.Namespace) -> int:
    say = _keep_quiet if wanted.json else _say
    if names_a_file(wanted.preset):
        read = points_of_file(wanted)
        title, remarks, experiment = Path(wanted.preset).name, described(read), _of_file(wanted, read)
    else:
        title, remarks, experiment = shape_named(wanted.preset), [], _of_preset(wanted)
    say(f"{title}, {network_name(experiment.network)}, {epochs_in_words(wanted.epochs)}")
    for remark in remarks:
        say(remark)
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


def _of_preset(wanted: argparse.Namespace) -> Experiment:
    """The experiment on a preset that the arguments of `train` describe."""
    shape = shape_named(wanted.preset)
    refuse_columns(wanted)
    points = draw(Recipe(shape, seed=wanted.seed))
    if not points.train_count:
        raise ValueError(f"{shape} holds no points to train on; choose another preset.")
    return Experiment(points, _network(wanted, points, points.classes), _plan(wanted))


def _of_file(wanted: argparse.Namespace, read: Imported) -> Experiment:
    """The experiment on the points of a file."""
    if not read.points.train_count:
        raise ValueError(f"{Path(wanted.preset).name} holds no points to train on; mark fewer for testing.")
    network = _network(wanted, read.points, read.classes)
    return Experiment(read.points, network, _plan(wanted), naming=read.naming, scaling=read.scaling)


def _network(wanted: argparse.Namespace, points: PointSet, classes: int) -> NetworkSpec:
    """The output layer follows the classes or the values, and the loss."""
    hidden = [LayerSpec(units, wanted.activation) for units in wanted.layers]
    if points.targets is not None:
        loss, output = wanted.loss or MeanSquaredError(), LayerSpec(points.targets.shape[1], "Linear")
    else:
        loss, outputs = wanted.loss or CrossEntropy(), 1 if classes <= 2 else classes
        output = LayerSpec(outputs, loss.usual_output(outputs))
    return NetworkSpec([*hidden, output], wanted.initializer, loss, inputs=points.x.shape[1], seed=wanted.seed)


def _plan(wanted: argparse.Namespace) -> Plan:
    return Plan(wanted.optimizer, wanted.learning_rate, wanted.batch_size, seed=wanted.seed)


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
