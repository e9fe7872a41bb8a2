"""Ctrl+C at any moment of every command: a storm, run with `python -m tests.interrupts --times 20`; no test of its own.

Each command begins in a session of its own, as in a terminal, and all of its processes are interrupted at a random
moment. It must end with status 130 (or 0, if it was done), print nothing on the error output and leave nothing behind.
"""

from __future__ import annotations

import argparse
import os
import random
import signal
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

COMMANDS = (
    ("train spiral --epochs 1000000000", 1.5),
    ("walk mazur --digits 9", 0.8),
    ("walk mazur --page {}/mazur.html", 3.0),
    ("grid --seed 0..9 --epochs 2000", 4.0),
    ("picture XOR --out {}/window.png", 2.5),
    ("picture XOR --part network --out {}/network.svg", 2.5),
    ("film XOR --part data --seconds 60 --out {}/film.gif", 5.0),
    ("film XOR --part data --seconds 60 --out {}/film.mp4", 5.0),
)
"""What is run, and within how many seconds it is interrupted."""
FROM_QT = "propagateSizeHints"
"""What Qt says wherever it has no screen."""


def interrupted(arguments: str, seconds: float) -> list[str]:
    """What was wrong when a command was interrupted after so many seconds; nothing if all is well."""
    with tempfile.TemporaryDirectory() as folder:
        out, scratch = Path(folder) / "out", Path(folder) / "scratch"
        out.mkdir()
        scratch.mkdir()
        command = [sys.executable, "-m", "mlpviz", *arguments.format(out).split()]
        environment = os.environ | {"TMPDIR": str(scratch)}
        with subprocess.Popen(
            command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, start_new_session=True,
            env=environment,
        ) as running:  # fmt: skip
            try:
                running.wait(timeout=seconds)
            except subprocess.TimeoutExpired:
                os.killpg(running.pid, signal.SIGINT)
            _, errors = running.communicate(timeout=60)
        said = [line for line in errors.splitlines() if line.strip() and FROM_QT not in line]
        left = [str(path.name) for place in (out, scratch) for path in place.iterdir() if running.returncode]
    wrong = [f"said {said[-1]!r}"] if said else []
    wrong += [f"left {name}" for name in left if not name.startswith("joblib")]
    return wrong if running.returncode in (0, 130) else [*wrong, f"status {running.returncode}"]


def main(arguments: Sequence[str] | None = None) -> int:
    """Interrupt every command so many times; returns how many times something was wrong."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--times", type=int, default=10)
    parser.add_argument("--seed", type=int, default=0)
    wanted = parser.parse_args(arguments)
    moments, wrong = random.Random(wanted.seed), 0
    for command, longest in COMMANDS:
        for _ in range(wanted.times):
            after = moments.uniform(0.05, longest)
            found = interrupted(command, after)
            wrong += bool(found)
            if found:
                print(f"{command}, after {after:.2f} s: {'; '.join(found)}", flush=True)
    print(f"{wrong} of {wanted.times * len(COMMANDS)} were wrong")
    return wrong


if __name__ == "__main__":
    sys.exit(min(main(), 1))
