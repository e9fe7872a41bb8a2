"""`mlpviz picture`: the window, drawn into a file."""

from __future__ import annotations

import argparse

from mlpviz.cli.arguments import path_with, read_size, whole_number
from mlpviz.cli.subjects import DEFAULT, DEFAULT_EPOCHS, add_subject, subject_named
from mlpviz.cli.wording import summary
from mlpviz.state.commands import NETWORK_VIEWS

PARTS = ("network", "data", "loss", "window")
DEPTHS = ("epoch", "batch", "sample", "operation")


def add_picture_arguments(parser: argparse.ArgumentParser) -> None:
    """What may follow `mlpviz picture`."""
    parser.description = "Draw the window, or a part of it, into a file: PNG, SVG or PDF. No display is needed."
    add = parser.add_argument
    add_subject(parser, f"{DEFAULT}, or what the workspace begins with")
    parser.set_defaults(subject="")
    add("--out", type=path_with(".png", ".svg", ".pdf"), required=True, metavar="FILE.png", help=".png, .svg or .pdf")
    add("--part", choices=PARTS, default="window", metavar="window", help=f"what of it: {', '.join(PARTS)}")
    add("--scale", type=whole_number(1, 4), default=1, metavar="1", help="1 to 4 pixels of a PNG for each px")
    add("--size", type=read_size, default="1440x900", metavar="1440x900")
    add("--theme", choices=("light", "dark"), default="light", metavar="light", help="light or dark")
    add("--epochs", type=whole_number(0), metavar="N", help="train so long first (default: 30 for a preset, else 0)")
    step = "step through the next update, open at step K (counted from 1): an operation, unless --depth says otherwise"
    add("--step", type=whole_number(1), metavar="K", help=step)
    depths = ", ".join(DEPTHS)
    deep = f"with --step: what a step is, by the depth that it is looked at from: {depths} (default: operation)"
    add("--depth", choices=DEPTHS, default="operation", metavar="DEPTH", help=deep)
    add("--chain", action="store_true", help="with --step: the whole chain of the weight that operation K is about")
    add("--workspace", default="playground", metavar="WORKSPACE", help="the workspace to show (default: playground)")
    views = [name for name, _, _ in NETWORK_VIEWS]
    add("--view", choices=views, default="graph", metavar="graph", help=f"of the network: {' or '.join(views)}")
    parser.set_defaults(work=_picture)


def _picture(wanted: argparse.Namespace) -> int:
    if wanted.scale > 1 and wanted.out.suffix.casefold() != ".png":
        raise ValueError("--scale is for PNG alone; SVG and PDF have no pixels and are sharp at any size.")
    if wanted.chain and wanted.step is None:
        raise ValueError("--chain shows the chain of one operation's weight; say which with --step K.")
    if wanted.depth != "operation" and wanted.step is None:
        raise ValueError(f"--depth {wanted.depth} shows one step of that depth; say which with --step K.")
    if wanted.chain and wanted.depth != "operation":
        raise ValueError("--chain shows the chain of an operation's weight; leave --depth out.")
    elsewhere, epochs = wanted.workspace != "playground", wanted.epochs
    experiment = None if elsewhere and not wanted.subject else subject_named(wanted.subject or DEFAULT)
    if epochs is None:
        example = experiment is not None and experiment.example
        epochs = 0 if example or wanted.step is not None or elsewhere else DEFAULT_EPOCHS
    untaught = experiment is not None and not experiment.points.train_count
    if untaught:
        epochs = 0
    from mlpviz.offscreen import render

    progress = render(
        experiment,
        wanted.out,
        size=wanted.size,
        theme=wanted.theme,
        epochs=epochs,
        step=wanted.step,
        chain=wanted.chain,
        depth=wanted.depth,
        workspace=wanted.workspace,
        view=wanted.view,
        part=wanted.part,
        scale=wanted.scale,
    )
    told = "" if elsewhere else f" after {summary(progress.snapshot.epoch, progress.snapshot.scores)}"
    print(f"Drew {wanted.out}{', which has no points to learn from' if untaught else told}")
    return 0
