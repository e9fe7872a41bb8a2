"""`python -m tests.benchmarks`: how fast mlpviz trains, shows, starts, and how much memory it holds."""

from __future__ import annotations

import argparse
import platform
import sys

import numpy as np

from tests.benchmarks import answers, epochs, grids, hands, memory, screen, start, steps

SECTIONS = {
    "epochs": (epochs.measure,),
    "screen": (screen.measure, answers.measure, hands.measure),
    "step": (steps.measure,),
    "grids": (grids.measure,),
    "start": (start.measure,),
    "memory": (memory.measure,),
}


def main() -> int:
    """Measure what was asked for and print it."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    parser.add_argument("--only", default=",".join(SECTIONS), help="some of: %(default)s")
    parser.add_argument("--quick", action="store_true", help="a rough answer in about two minutes")
    parser.add_argument("--markdown", action="store_true", help="print the tables for the README")
    options = parser.parse_args()
    wanted = options.only.split(",")
    unknown = [name for name in wanted if name not in SECTIONS]
    if unknown:
        parser.error(f"--only {unknown[0]}: choose from {', '.join(SECTIONS)}")
    machine = f"Python {platform.python_version()}, NumPy {np.__version__}, {platform.system()} {platform.machine()}"
    print(f"{machine}; medians, all of a table in one run.\n")
    for name in wanted:
        for measure in SECTIONS[name]:
            table = measure(quick=options.quick)
            print(table.markdown() if options.markdown else table.text(), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
