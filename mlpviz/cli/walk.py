"""`mlpviz walk`: every operation of one update."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

from mlpviz.cli.arguments import path_with, whole_number
from mlpviz.cli.calculation import (
    add_calculation_arguments,
    file_calculation,
    is_own,
    own_calculation,
    planned,
    refuse_own,
    saved_experiment,
)
from mlpviz.cli.point_file import add_file_arguments, names_a_file, refuse_columns
from mlpviz.cli.subjects import add_subject, subject_named
from mlpviz.cli.wording import without_nan
from mlpviz.engine.examples import EXAMPLES
from mlpviz.engine.experiment import Experiment
from mlpviz.engine.records import Walk
from mlpviz.engine.run import Run
from mlpviz.files import write_whole

if TYPE_CHECKING:
    from mlpviz.export.walk.story import Story

MARKDOWN, PAGE = path_with(".md", ".markdown"), path_with(".html", ".htm")
EXPLAINED = """
Print every operation of one update: symbols, numbers, and what they mean. It is the update of an example, of a preset,
of the points of a file, or of a calculation of your own, such as

  mlpviz walk --input 0.05,0.1 --target 0.01,0.99 --weights '.15,.2; .25,.3 / .4,.45; .5,.55' --biases '.35 / .6'
              --fixed-biases --rate 0.5
  mlpviz walk points.csv --value y --network 2-3-1 --activations tanh,linear --loss mean-squared-error
  mlpviz walk experiment.json        what mlpviz train --json or mlpviz walk --json has printed
"""


def add_walk_arguments(parser: argparse.ArgumentParser) -> None:
    """What may follow `mlpviz walk`."""
    parser.description = EXPLAINED
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    add_subject(parser, next(iter(EXAMPLES)), ", or a file (points.csv, experiment.json)")
    parser.set_defaults(subject=None)
    add = parser.add_argument
    add("--digits", type=whole_number(1, 17), default=9, metavar="9", help="digits behind the point (default: 9)")
    add("--words", action="store_true", help="say in words under each operation what it means")
    printed = parser.add_mutually_exclusive_group()
    printed.add_argument("--json", action="store_true", help="print one JSON object in place of text")
    printed.add_argument("--latex", action="store_true", help="print a LaTeX document in place of text")
    add("--markdown", type=MARKDOWN, metavar="FILE.md", help="write it as Markdown with equations")
    add("--worksheet", type=MARKDOWN, metavar="FILE.md", help="write it with blanks in place of results, and a key")
    add("--page", type=PAGE, metavar="FILE.html", help="write a page that steps through it in any browser")
    add("--sample", type=whole_number(1), metavar="K", help="in files and LaTeX, only the sample K (from 1)")
    add_calculation_arguments(parser)
    add_file_arguments(parser, test="none", scale="no")
    parser.set_defaults(work=_walk)


def _walk(wanted: argparse.Namespace) -> int:
    run = Run(_experiment(wanted))
    for _ in range(wanted.update - 1):
        run.one_update()
    walk = run.walk()
    writers: dict[str, Callable[[Story], str]] = {"markdown": _markdown, "worksheet": _worksheet, "page": _page}
    files = [(path, write) for name, write in writers.items() if (path := getattr(wanted, name)) is not None]
    if wanted.sample is not None:
        if not files and not wanted.latex:
            raise ValueError("--sample goes with --markdown, --worksheet, --page or --latex.")
        if wanted.sample > len(walk.x):
            raise ValueError(f"sample is {wanted.sample}; this batch has {len(walk.x)}.")
    for path, write in files:
        write_whole(path, write(_story(walk, wanted)))
        print(f"Wrote {path}", file=sys.stderr if wanted.json or wanted.latex else sys.stdout)
    if wanted.json:
        print(json.dumps(without_nan(_data(walk)), allow_nan=False))
    elif wanted.latex:
        from mlpviz.export.walk.document import walk_document

        print(walk_document(_story(walk, wanted)), end="")
    elif not files:
        from mlpviz.engine.telling.transcript import transcript  # a large part of the engine, as all that tells a walk

        for line in transcript(walk, wanted.digits, words=wanted.words):
            print(line)
    return 0


def _experiment(wanted: argparse.Namespace) -> Experiment:
    """What is walked: an example, a preset, a file, or a calculation of one's own."""
    subject = wanted.subject
    if subject is None and is_own(wanted):
        wanted.preset = "a calculation of your own"
        refuse_columns(wanted)
        return own_calculation(wanted)
    if subject is not None and subject.casefold().endswith(".json"):
        return saved_experiment(wanted, subject)
    if subject is not None and names_a_file(subject):
        return file_calculation(wanted, subject)
    wanted.preset = subject or next(iter(EXAMPLES))
    refuse_own(wanted, wanted.preset)
    refuse_columns(wanted)
    return planned(subject_named(wanted.preset), wanted)


def _data(walk: Walk) -> dict[str, Any]:
    from mlpviz.engine.telling.whole_walk import tell_data

    before, after, experiment = walk.before.theta.tolist(), walk.theta.tolist(), walk.experiment
    data = {"theta_before": before, "theta": after, "operations": tell_data(walk), "experiment": experiment.form()}
    example = EXAMPLES.get(experiment.example)
    if example is not None and experiment == example.experiment:
        from mlpviz.engine.telling.printed_numbers import comparison

        data["printed"] = [
            {"name": check.printed.name, "place": check.place, "by": check.printed.origin,
             "printed": check.printed.digits, "value": check.value, "agrees": check.agrees,
             "slip": "" if check.agrees else check.verdict}
            for check in comparison(example).checks
        ]  # fmt: skip
    return data


def _story(walk: Walk, wanted: argparse.Namespace) -> Story:
    from mlpviz.export.walk.story import Story

    return Story(walk, wanted.digits, None if wanted.sample is None else wanted.sample - 1)


def _markdown(story: Story) -> str:
    from mlpviz.export.walk.markdown import walk_markdown

    return walk_markdown(story)


def _worksheet(story: Story) -> str:
    from mlpviz.export.walk.worksheet import walk_worksheet

    return walk_worksheet(story)


def _page(story: Story) -> str:
    from tqdm import tqdm

    from mlpviz.app import application
    from mlpviz.export.walk.page import MOST, fits, page_of

    if not fits(story):
        count, hint = len(story.indices), "give --sample 1" if story.only is None and story.samples > 1 else ""
        hint = hint or "write --markdown, or take a smaller network"
        raise ValueError(f"a page holds at most {MOST} operations, and these are {count}; {hint}.")
    application()
    # None: shown on a terminal alone.
    show = partial(tqdm, desc="Drawing", total=len(story.indices), unit="figure", disable=None, leave=False)
    return page_of(story, show)
