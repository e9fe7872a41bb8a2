"""The command `mlpviz`: looks at the machine first, and only then loads NumPy or Qt."""

from __future__ import annotations

import gc
import os
import signal
import sys
from collections.abc import Sequence
from typing import NoReturn

from mlpviz import preflight

WITHOUT_QT = {"completion", "train", "verify", "export", "grid", "walk", "--version", "--help", "-h"}
WITHOUT_WINDOW = {"picture", "film", "walk"}
DRAWS = "--page"
"""What makes `walk` draw, and so need Qt."""
INTERRUPTED = 130  # what a shell reports for Ctrl+C
ONE_THREAD = ("OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "VECLIB_MAXIMUM_THREADS")
"""More threads for one product would take the processor from the window, and round differently from run to run."""


def main(argv: Sequence[str] | None = None) -> int:
    """Runs one command line and returns its exit status; 1 when a system library is missing."""
    argv = list(sys.argv[1:] if argv is None else argv)
    before = signal.getsignal(signal.SIGINT)
    if before is not signal.SIG_IGN:
        signal.signal(signal.SIGINT, _end)
    try:
        return _run(argv)
    except KeyboardInterrupt:
        return INTERRUPTED
    finally:
        signal.signal(signal.SIGINT, before)


def _end(*unused: object) -> NoReturn:
    """End at once: an exception would be lost in a slot of Qt, and be told as an error where a module is loading."""
    os._exit(INTERRUPTED)


def _run(argv: list[str]) -> int:
    for name in ONE_THREAD:  # read once, when NumPy is imported
        os.environ.setdefault(name, "1")
    display = False
    if WITHOUT_QT.isdisjoint(argv[:1]) or (argv[:1] == ["walk"] and any(word.startswith(DRAWS) for word in argv)):
        display = WITHOUT_WINDOW.isdisjoint(argv[:1]) and preflight.has_display()
        if not display:
            os.environ["QT_QPA_PLATFORM"] = "offscreen"
        problem = preflight.check()
        if problem:
            print(problem, file=sys.stderr)
            return 1
    if display:
        gc.disable()  # until the window stands: whatever is loaded for it stays

    from mlpviz.cli import run

    return run(argv, display=display)


if __name__ == "__main__":
    sys.exit(main())
