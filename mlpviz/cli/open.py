"""`mlpviz open`, and `mlpviz FILE`: the window with a session or with points from a file."""

from __future__ import annotations

import argparse
from pathlib import Path

from mlpviz.cli.arguments import FAILED, WRONG, complain
from mlpviz.engine.session.writing import SUFFIX


def add_open_arguments(parser: argparse.ArgumentParser) -> None:
    """What may follow `mlpviz open`."""
    parser.description = "Open the window with a session (NAME.mlpviz) or with the points of a file."
    parser.add_argument("file", metavar="FILE", help=f"a session (*{SUFFIX}) or points, such as points.csv")
    parser.set_defaults(work=_open)


def _open(wanted: argparse.Namespace) -> int:
    return open_window(wanted.file, "mlpviz open", display=wanted.display)


def names_what_opens(word: str) -> bool:
    """Whether the first word of a command line names a session or a file of points, and no command."""
    from mlpviz.data.reading.content import SUFFIXES

    return not word.startswith("-") and Path(word).suffix.casefold() in (SUFFIX, *SUFFIXES)


def open_window(name: str, title: str, *, display: bool) -> int:
    """Open the window on a file; what cannot be is said in the name of `title`. Returns the exit status."""
    if not Path(name).exists():
        return complain(title, f"there is no file {name!r}", WRONG)
    if not display:
        instead = f"mlpviz verify {name}" if Path(name).suffix.casefold() == SUFFIX else f"mlpviz train {name}"
        return complain(title, f"there is no display here; try: {instead}", FAILED)
    from mlpviz.app import run_window

    return run_window(file=Path(name))
