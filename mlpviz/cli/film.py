"""`mlpviz film`: a training, filmed epoch by epoch."""

from __future__ import annotations

import argparse
import os
import signal
from pathlib import Path
from typing import NoReturn

from mlpviz.cli.arguments import path_with, read_rate, read_size, whole_number
from mlpviz.cli.picture import PARTS
from mlpviz.cli.subjects import DEFAULT, DEFAULT_EPOCHS, add_subject, subject_named
from mlpviz.cli.wording import summary
from mlpviz.engine.experiment import Experiment
from mlpviz.engine.film.job import FilmJob
from mlpviz.engine.film.plan import MOST_A_SECOND, FilmPlan
from mlpviz.engine.history import History
from mlpviz.engine.number import counted
from mlpviz.engine.reports import training
from mlpviz.engine.run import Run
from mlpviz.state.commands import NETWORK_VIEWS

ENDINGS = (".gif", ".png", ".mp4")
INTERRUPTED = 130
"""The exit status that shells know for Ctrl+C."""


def add_film_arguments(parser: argparse.ArgumentParser) -> None:
    """What may follow `mlpviz film`."""
    parser.description = (
        "Train, and draw the way there as a film: GIF, animated PNG, or MP4 with the extra \"video\". No display is "
        "needed; every frame shows its epoch exactly."
    )
    add = parser.add_argument
    add_subject(parser, DEFAULT)
    add("--out", type=path_with(*ENDINGS), required=True, metavar="FILE.gif", help=".gif, .png or .mp4")
    add("--epochs", type=whole_number(1), default=DEFAULT_EPOCHS, metavar="30", help="train so long")
    add("--from", dest="first", type=whole_number(0), default=0, metavar="0", help="the epoch that it begins with")
    add("--part", choices=PARTS, default="window", metavar="window", help=f"what of the window: {', '.join(PARTS)}")
    add("--seconds", type=read_rate, default=10.0, metavar="10", help="how long the film takes")
    fps = "frames a second; a GIF has at most 50"
    add("--fps", type=whole_number(1, MOST_A_SECOND), default=20, metavar="20", help=fps)
    add("--size", type=read_size, default="1440x900", metavar="1440x900", help="of the window")
    add("--scale", type=whole_number(1, 4), default=1, metavar="1", help="1 to 4 pixels for each px")
    add("--theme", choices=("light", "dark"), default="light", metavar="light", help="light or dark")
    views = [name for name, _, _ in NETWORK_VIEWS]
    add("--view", choices=views, default="graph", metavar="graph", help=f"of the network: {' or '.join(views)}")
    add("--once", action="store_true", help="end at the last frame; else GIF and PNG begin again")
    parser.set_defaults(work=_film)


def _film(wanted: argparse.Namespace) -> int:
    from tqdm import tqdm

    from mlpviz.export.film.formats import encoder_for
    from mlpviz.projector import shoot

    plan = FilmPlan(wanted.first, wanted.epochs, wanted.seconds, wanted.fps, not wanted.once)
    encoder = encoder_for(wanted.out, plan)  # what cannot be is said before anything is trained
    experiment = subject_named(wanted.subject)
    if not experiment.points.train_count:
        raise ValueError(f"{wanted.subject} has no points to learn from, so there is nothing to film.")

    def end(*unused: object) -> NoReturn:
        """Ctrl+C: end at once, with nothing left; an exception would be lost in a slot of Qt."""
        encoder.close()
        os._exit(INTERRUPTED)

    signal.signal(signal.SIGINT, end)
    history = _trained(experiment, plan)
    job = FilmJob(
        history, plan, wanted.out, wanted.part, wanted.size, wanted.scale, wanted.theme, view=wanted.view
    )
    frames = shoot(job, encoder)
    with tqdm(total=None, unit="frame", disable=None, leave=False) as bar:  # None: shown on a terminal alone
        for done, total in frames:
            bar.total, bar.n = total, done
            bar.refresh()
    _tell(wanted.out, plan, history)
    return 0


def _trained(experiment: Experiment, plan: FilmPlan) -> History:
    run, history = Run(experiment), History()
    history.begin(run.snapshot())
    for progress in training(run, plan.last):
        history.add(progress)
        if progress.diverged:
            epoch = progress.snapshot.epoch
            raise ValueError(f"the loss was no number any more at epoch {epoch}; film with --epochs {epoch - 1}.")
    return history


def _tell(out: Path, plan: FilmPlan, history: History) -> None:
    newest = history.newest
    assert newest is not None
    frames = counted(len(plan.frames), "picture")
    print(f"Filmed {out}: {frames} in {plan.seconds:g} s, after {summary(newest.epoch, newest.scores)}")
