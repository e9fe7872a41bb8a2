"""`mlpviz walk`: every operation of one update."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

from mlpviz.cli.arguments import path_with, whole_number
from mlpviz.cli.subjects import add_subject, subject_named
from mlpviz.cli.wording import without_nan
from mlpviz.engine.examples import EXAMPLES
from mlpviz.engine.records import Walk
from mlpviz.engine.run import Run
from mlpviz.files import write_whole

if TYPE_CHECKING:
    from mlpviz.export.walk.story import Story

MARKDOWN, PAGE = path_with(".md", ".markdown"), path_with(".html", ".htm")


def add_walk_arguments(parser: argparse.ArgumentParser) -> None:
    """What may follow `mlpviz walk`."""
    parser.description = "Print every operation of one update: symbols, numbers, and what they mean."
    add_subject(parser, next(iter(EXAMPLES)))
    add = parser.add_argument
    add("--digits", type=whole_number(1, 17), default=9, metavar="9", help="digits behind the point (default: 9)")
    printed = parser.add_mutually_exclusive_group()
    printed.add_argument("--json", action="store_true", help="print one JSON object in place of text")
    printed.add_argument("--latex", action="store_true", help="print a LaTeX document in place of text")
    add("--markdown", type=MARKDOWN, metavar="FILE.md", help="write it as Markdown with equations")
    add("--worksheet", type=MARKDOWN, metavar="FILE.md", help="write it with blanks in place of results, and a key")
    add("--page", type=PAGE, metavar="FILE.html", help="write a page that steps through it in any browser")
    add("--sample", type=whole_number(1), metavar="K", help="in files and LaTeX, only the sample K (from 1)")
    parser.set_defaults(work=_walk)


def _walk(wanted: argparse.Namespace) -> int:
    walk = Run(subject_named(wanted.subject)).walk()
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
        from mlpviz.engine.telling.whole_walk import tell_text  # a large part of the engine, as all that tells a walk

        for line in tell_text(walk, wanted.digits):
            print(line)
    return 0


def _data(walk: Walk) -> dict[str, Any]:
    from mlpviz.engine.telling.whole_walk import tell_data

    before, after = walk.before.theta.tolist(), walk.theta.tolist()
    return {"theta_before": before, "theta": after, "operations": tell_data(walk)}


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
