"""The command line: which command was meant, and its exit status."""

from __future__ import annotations

import argparse
import os
import shlex
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NoReturn, TextIO

from mlpviz.cli.arguments import FAILED, WRONG, Parser, complain
from mlpviz.cli.completion.command import add_completion_arguments
from mlpviz.cli.export import add_export_arguments
from mlpviz.cli.film import add_film_arguments
from mlpviz.cli.grid import add_grid_arguments
from mlpviz.cli.open import add_open_arguments, names_what_opens, open_window
from mlpviz.cli.picture import add_picture_arguments
from mlpviz.cli.plain_letters import survive_any_encoding
from mlpviz.cli.subjects import DEFAULT, DEFAULT_EPOCHS
from mlpviz.cli.train import add_train_arguments
from mlpviz.cli.verify import add_verify_arguments
from mlpviz.cli.walk import add_walk_arguments
from mlpviz.cli.wording import summary
from mlpviz.engine.link import experiment_of, is_link

PICTURE = Path("mlpviz.png")


def run(argv: Sequence[str], *, display: bool) -> int:
    """Carry out one command line and return its exit status: 0, 1 if the work failed, 2 for a wrong argument."""
    survive_any_encoding()
    title = f"mlpviz {argv[0]}" if argv and not argv[0].startswith("-") and not is_link(argv[0]) else "mlpviz"
    try:
        status = _carried_out(argv, title, display)
        if sys.stdout is not None:
            sys.stdout.flush()  # when Python ends it is too late to say that it failed
    except BrokenPipeError:  # whoever reads has seen enough, as `head` has
        status = FAILED
    except OSError as problem:
        status = complain(title, _reason(problem), FAILED)
    for stream in (sys.stdout, sys.stderr):
        _let_go_of(stream)
    return status


def _reason(problem: OSError) -> str:
    """In words, with the file that it is about, and without its number."""
    why = f"{problem.strerror or problem}."
    if problem.filename is None:
        return why
    return f"{str(problem.filename)!r:.200}: {why} Choose another folder or another name."


def _carried_out(argv: Sequence[str], title: str, display: bool) -> int:
    if argv and is_link(argv[0]):
        return _window_on_link(argv, display)
    if argv and names_what_opens(argv[0]):
        if len(argv) > 1:
            return complain("mlpviz", f"unknown argument {argv[1]!r}; one file can be opened", WRONG)
        return open_window(argv[0], "mlpviz", display=display)
    try:
        wanted, unknown = _parser().parse_known_args(list(argv))
    except SystemExit as stop:  # --help, --version and wrong arguments
        return int(stop.code or 0)
    if unknown:
        return complain(title, f"unknown argument {unknown[0]!r}", WRONG)
    wanted.display = display
    try:
        return _window(display) if wanted.command is None else int(wanted.work(wanted))
    except ValueError as problem:
        if wanted.command is None and display:  # nobody asked for anything, so this is a mistake of the program
            raise
        return complain(title, problem, WRONG if wanted.command else FAILED)


def _window_on_link(argv: Sequence[str], display: bool) -> int:
    if len(argv) > 1:
        return complain("mlpviz", f"unknown argument {argv[1]!r:.80}; one link can be opened", WRONG)
    try:
        experiment = experiment_of(argv[0])
    except ValueError as problem:
        return complain("mlpviz", problem, WRONG)
    if not display:
        return complain("mlpviz", f"there is no display here; try: mlpviz train {shlex.quote(argv[0])}", FAILED)
    from mlpviz.app import run_window

    return run_window(experiment=experiment)


def _let_go_of(stream: TextIO | None) -> None:
    """Drop what an output does not take: else Python would try once more as it ends, and complain about that."""
    if stream is None:
        return
    try:
        stream.flush()
    except OSError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


class _ShowVersion(argparse.Action):
    """Finds out the version only where it is asked for: to look it up takes 10 ms of every start."""

    def __call__(self, parser: argparse.ArgumentParser, *unused: object) -> NoReturn:
        from mlpviz import __version__

        print(f"mlpviz {__version__}")
        parser.exit()


def _parser() -> Parser:
    parser = Parser(
        prog="mlpviz",
        description="See how multilayer perceptrons learn. Without a command, a window opens; with a file "
        "(NAME.mlpviz, NAME.csv) or a link (mlpviz:…) in its place, it opens with that.",
        allow_abbrev=False,
    )
    parser.add_argument("--version", action=_ShowVersion, nargs=0, help="show the version and exit")
    commands = parser.add_subparsers(dest="command", metavar="command", parser_class=Parser)
    for name, help, add_arguments in (
        ("open", "open the window with a session or with points of a file", add_open_arguments),
        ("train", "train on a preset or a file of points and print how it goes", add_train_arguments),
        ("verify", "compute a session again and say whether every epoch is as it says", add_verify_arguments),
        ("export", "write a trained network as code or as a file", add_export_arguments),
        ("grid", "train a grid of networks and say how their gradients flow", add_grid_arguments),
        ("walk", "print every operation of one update", add_walk_arguments),
        ("picture", "draw the window, or a part of it, into a file", add_picture_arguments),
        ("film", "train, and draw the way there as a film", add_film_arguments),
    ):
        add_arguments(commands.add_parser(name, help=help, allow_abbrev=False))
    shells = commands.add_parser("completion", help="print a script for a shell that completes all this")
    add_completion_arguments(shells, parser)
    return parser


def _window(display: bool) -> int:
    if display:
        from mlpviz.app import run_window

        return run_window()
    from mlpviz.engine.experiment import first_experiment
    from mlpviz.offscreen import render

    progress = render(first_experiment(), PICTURE, epochs=DEFAULT_EPOCHS)
    print(f"There is no display here, so the window was drawn into {PICTURE}.")
    print(f"{DEFAULT} after {summary(progress.snapshot.epoch, progress.snapshot.scores, progress.epochs_per_second)}")
    return 0
