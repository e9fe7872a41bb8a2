"""The examples and presets that a command is about, by name."""

from __future__ import annotations

import argparse

from mlpviz.cli.arguments import loosely
from mlpviz.data.shapes import SHAPES
from mlpviz.engine.examples import EXAMPLES, example
from mlpviz.engine.experiment import Experiment, first_experiment, preset
from mlpviz.engine.link import experiment_of, is_link

DEFAULT, DEFAULT_EPOCHS = "Spiral", 30
"""The example that opens first, and how long it is trained where nobody can press Train."""


def add_subject(parser: argparse.ArgumentParser, default: str, more: str = "") -> None:
    """Let an example or a preset be named; `more` says what else may be."""
    titles = ", ".join(one.short for one in EXAMPLES.values())
    known = f"an example ({titles}) or a preset ({', '.join(SHAPES)}){more}; default: {default}"
    parser.add_argument("subject", nargs="?", default=default, metavar="EXAMPLE or PRESET", help=known)


def shape_named(name: str) -> str:
    """The name of the preset meant by `name`; ValueError for an unknown one."""
    for shape in SHAPES.values():
        if loosely(name) in (loosely(shape.name), loosely(shape.label)):
            return shape.name
    raise ValueError(f"unknown preset {name!r}; choose one of {', '.join(SHAPES)}.")


def subject_named(name: str) -> Experiment:
    """The experiment of an example or of a preset, found by its name, or of a link."""
    if is_link(name):
        return experiment_of(name)
    try:
        return example(name).experiment
    except ValueError:
        pass
    try:
        shape = shape_named(name)
    except ValueError:
        examples = ", ".join(one.short for one in EXAMPLES.values())
        raise ValueError(
            f"unknown {name!r}; choose an example ({examples}) or a preset ({', '.join(SHAPES)})."
        ) from None
    return first_experiment() if shape == DEFAULT else preset(shape)
