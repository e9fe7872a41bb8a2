"""`mlpviz walk`: every operation of one update."""

from __future__ import annotations

import argparse
import json

from mlpviz.cli.arguments import whole_number
from mlpviz.cli.subjects import add_subject, subject_named
from mlpviz.cli.wording import without_nan
from mlpviz.engine.examples import EXAMPLES
from mlpviz.engine.run import Run


def add_walk_arguments(parser: argparse.ArgumentParser) -> None:
    """What may follow `mlpviz walk`."""
    parser.description = "Print every operation of one update: symbols, numbers, and what they mean."
    add_subject(parser, next(iter(EXAMPLES)))
    parser.add_argument(
        "--digits", type=whole_number(1, 17), default=9, metavar="9", help="digits behind the point (default: 9)"
    )
    parser.add_argument("--json", action="store_true", help="print one JSON object in place of text")
    parser.set_defaults(work=_walk)


def _walk(wanted: argparse.Namespace) -> int:
    from mlpviz.engine.telling.whole_walk import (  # a large part of the engine, which a window opens without
        tell_data,
        tell_text,
    )

    walk = Run(subject_named(wanted.subject)).walk()
    if wanted.json:
        before, after = walk.before.theta.tolist(), walk.theta.tolist()
        data = {"theta_before": before, "theta": after, "operations": tell_data(walk)}
        print(json.dumps(without_nan(data), allow_nan=False))
    else:
        for line in tell_text(walk, wanted.digits):
            print(line)
    return 0
