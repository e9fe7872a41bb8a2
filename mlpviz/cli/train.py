"""`mlpviz train`: a network learns a preset, a file of points or on in a session, and its losses are printed."""

from __future__ import annotations

import argparse
import json
import math
import time
from collections.abc import Iterator

from mlpviz.cli.arguments import FAILED, complain, path_with, read_stop, whole_number
from mlpviz.cli.named_experiment import USUAL_EPOCHS, add_training_arguments
from mlpviz.cli.point_file import add_file_arguments
from mlpviz.cli.subjects import DEFAULT
from mlpviz.cli.training_start import training_start
from mlpviz.cli.wording import diverged_in_words, epochs_in_words, scores_in_words, summary, without_nan
from mlpviz.data.shapes import SHAPES
from mlpviz.engine.experiment import Experiment
from mlpviz.engine.loss_curve import Losses
from mlpviz.engine.number import count
from mlpviz.engine.records import SCORES, Progress
from mlpviz.engine.reports import training
from mlpviz.engine.run import Run
from mlpviz.engine.session.writing import SUFFIX, write_session
from mlpviz.engine.stop_rule import KINDS, StopRule
from mlpviz.engine.stop_watch import Stop, Watch
from mlpviz.engine.telling.naming import network_name

LINES = 10
"""Progress lines of one training."""


def add_train_arguments(parser: argparse.ArgumentParser) -> None:
    """What may follow `mlpviz train`."""
    parser.description = (
        "Train a network on a preset or on a file of points and print how it goes, or train that of a session on, as "
        "if it had not been interrupted. Names may be written in lower case."
    )
    known = f"{', '.join(SHAPES)} (default: {DEFAULT}), points.csv, a link (mlpviz:…), or a session (NAME.mlpviz)"
    parser.add_argument("preset", nargs="?", default=DEFAULT, metavar="PRESET, FILE or LINK", help=known)
    add_training_arguments(parser)
    parser.add_argument("--epochs", type=whole_number(1), default=USUAL_EPOCHS, metavar=str(USUAL_EPOCHS))
    parser.add_argument(
        "--stop-when", type=read_stop, action="append", default=[], metavar='"loss<0.01"',
        help=f"stop at the first epoch at which this holds; may be given several times: {', '.join(KINDS)}; "
             '"test_loss<0.1 for 5" is for 5 epochs in a row',
    )  # fmt: skip
    parser.add_argument("--out", type=path_with(SUFFIX), metavar="F", help="save it as a session, NAME.mlpviz")
    known = "whose network of a session (default: of the workspace on show)"
    parser.add_argument("--workspace", metavar="NAME", help=known)
    parser.add_argument("--json", action="store_true", help="print one JSON object in place of text")
    add_file_arguments(parser)
    parser.set_defaults(work=_train)


def _train(wanted: argparse.Namespace) -> int:
    say = _keep_quiet if wanted.json else _say
    start = training_start(wanted)
    run, experiment, begun = start.run, start.run.experiment, start.run.epochs
    rule = _rule(wanted, experiment)
    more = f" after {epochs_in_words(begun)}" if begun else ""
    say(f"{start.title}, {network_name(experiment.network)}, {epochs_in_words(wanted.epochs)}{more}")
    for remark in start.remarks:
        say(remark)
    losses, started = Losses(), time.perf_counter()
    watch = Watch(rule, begun, run.scores().row())
    for last in _until(watch, run, wanted.epochs):
        epoch = last.snapshot.epoch - begun
        if wanted.out is not None:
            start.history.add(last)
        if wanted.json:
            losses.add(last.epochs.astype(float), last.scores)
        if epoch * LINES // wanted.epochs > (epoch - 1) * LINES // wanted.epochs:
            say(_line(last))
    rate = (last.snapshot.epoch - begun) / (time.perf_counter() - started)
    if wanted.out is not None:
        write_session(wanted.out, start.trained())
        say(f"Wrote {wanted.out}")
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
