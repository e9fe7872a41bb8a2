"""`mlpviz train`: a network learns a preset or a file of points, and its losses are printed."""

from __future__ import annotations

import argparse
import json
import math
import time
from collections.abc import Iterator

from mlpviz.cli.arguments import FAILED, complain, read_stop, whole_number
from mlpviz.cli.named_experiment import add_training_arguments, named_experiment
from mlpviz.cli.point_file import add_file_arguments
from mlpviz.cli.subjects import DEFAULT
from mlpviz.cli.wording import diverged_in_words, epochs_in_words, scores_in_words, summary, without_nan
from mlpviz.data.shapes import SHAPES
from mlpviz.engine.experiment import Experiment
from mlpviz.engine.loss_curve import Losses
from mlpviz.engine.number import count
from mlpviz.engine.records import SCORES, Progress
from mlpviz.engine.reports import training
from mlpviz.engine.run import Run
from mlpviz.engine.stop_rule import KINDS, StopRule
from mlpviz.engine.stop_watch import Stop, Watch
from mlpviz.engine.telling.naming import network_name

LINES = 10
"""Progress lines of one training."""


def add_train_arguments(parser: argparse.ArgumentParser) -> None:
    """What may follow `mlpviz train`."""
    parser.description = (
        "Train a network on a preset or on a file of points and print how it goes. Names may be written in lower case."
    )
    known = f"{', '.join(SHAPES)} (default: {DEFAULT}), a file such as points.csv, or a link (mlpviz:…)"
    parser.add_argument("preset", nargs="?", default=DEFAULT, metavar="PRESET, FILE or LINK", help=known)
    add_training_arguments(parser)
    parser.add_argument("--epochs", type=whole_number(1), default=200, metavar="200")
    parser.add_argument(
        "--stop-when", type=read_stop, action="append", default=[], metavar='"loss<0.01"',
        help=f"stop at the first epoch at which this holds; may be given several times: {', '.join(KINDS)}; "
             '"test_loss<0.1 for 5" is for 5 epochs in a row',
    )  # fmt: skip
    parser.add_argument("--json", action="store_true", help="print one JSON object in place of text")
    add_file_arguments(parser)
    parser.set_defaults(work=_train)


def _train(wanted: argparse.Namespace) -> int:
    say = _keep_quiet if wanted.json else _say
    named = named_experiment(wanted)
    experiment = named.experiment
    rule = _rule(wanted, experiment)
    say(f"{named.title}, {network_name(experiment.network)}, {epochs_in_words(wanted.epochs)}")
    for remark in named.remarks:
        say(remark)
    losses, started = Losses(), time.perf_counter()
    run = Run(experiment)
    watch = Watch(rule, 0, run.scores().row())
    for last in _until(watch, run, wanted.epochs):
        epoch = last.snapshot.epoch
        if wanted.json:
            losses.add(last.epochs.astype(float), last.scores)
        if epoch * LINES // wanted.epochs > (epoch - 1) * LINES // wanted.epochs:
            say(_line(last))
    rate = last.snapshot.epoch / (time.perf_counter() - started)
    if wanted.json:
        print(json.dumps(_data(experiment, losses, last, rate, watch.stop), allow_nan=False))
    if last.diverged:
        return complain("mlpviz train", diverged_in_words(last.snapshot.epoch), FAILED)
    say(f"After {summary(last.snapshot.epoch, last.snapshot.scores, rate)}")
    if watch.stop is not None:
        say(watch.stop.sentence())
    elif wanted.stop_when:
        say(f"No condition was met within {epochs_in_words(wanted.epochs)}.")
    return 0


def _rule(wanted: argparse.Namespace, experiment: Experiment) -> StopRule:
    """What `--stop-when` says. ValueError if one of its conditions can never be met."""
    rule = StopRule(tuple(wanted.stop_when), on=True)
    for condition in rule.conditions:
        reason = condition.unreachable(experiment)
        if reason:
            raise ValueError(f"--stop-when {condition.written()} is never met: {reason[0].lower()}{reason[1:]}")
    return rule


def _until(watch: Watch, run: Run, epochs: int) -> Iterator[Progress]:
    """Train for so many epochs, or until one of them meets what is watched."""
    started = time.perf_counter()
    for last in training(run, epochs):
        norm = run.gradient_norm() if watch.needs_gradient else math.nan
        watch.first(last.scores, norm=norm, seconds=time.perf_counter() - started)
        yield last
        if watch.stop is not None:
            return


def _say(text: str) -> None:
    """Print at once, so that a pipe shows progress too."""
    print(text, flush=True)


def _keep_quiet(text: str) -> None:
    """Say nothing, so that the JSON object stands alone."""


def _line(progress: Progress) -> str:
    scores, epoch = progress.snapshot.scores, count(progress.snapshot.epoch)
    return f"epoch {epoch:>7}   {'   '.join(scores_in_words(scores))}"


def _data(experiment: Experiment, losses: Losses, last: Progress, rate: float, stop: Stop | None) -> object:
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
        "stopped": None if stop is None else stop.reason(),
    })  # fmt: skip
