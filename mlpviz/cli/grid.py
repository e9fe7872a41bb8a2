"""`mlpviz grid`: a grid of initializers and activations is trained, and a verdict on each cell is printed."""

from __future__ import annotations

import argparse
import csv
import json
import signal
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mlpviz.cli.arguments import (
    FAILED,
    choice_of,
    choices_of,
    complain,
    read_rate,
    read_seeds,
    read_shape,
    whole_number,
)
from mlpviz.cli.point_file import add_file_arguments, names_a_file, points_of_file, refuse_columns
from mlpviz.cli.subjects import shape_named
from mlpviz.cli.wording import epochs_in_words, without_nan
from mlpviz.data.shapes import SHAPES
from mlpviz.engine.experiment import Experiment, preset, usual
from mlpviz.engine.flow.cell import CellResult, train_cell
from mlpviz.engine.flow.grid import MOST_EPOCHS, USUAL_ACTIVATIONS, USUAL_INITIALIZERS, FlowGrid
from mlpviz.engine.number import loss
from mlpviz.engine.plan import Plan
from mlpviz.engine.pool import Done, Mark, Workers, carry_out, load, shut_down
from mlpviz.engine.verdicts.laboratory import shares
from mlpviz.nn.activations import activations
from mlpviz.nn.initializers import initializers
from mlpviz.nn.optimizers import optimizers
from mlpviz.nn.registry import Choice, Registry

DEFAULT = "Circles"
COLUMNS = (
    "seed", "initializer", "activation", "layers", "width", "epochs", "verdict", "loss", "nan_at",
    "first_over_last_start", "first_over_last_median",
)  # fmt: skip


def add_grid_arguments(parser: argparse.ArgumentParser) -> None:
    """What may follow `mlpviz grid`."""
    parser.description = (
        "Train a grid of networks that differ in initializer and activation, and say of each how its gradients flow. "
        "Lists have commas; a number after a colon sets the parameter of a choice, as in Normal:0.8."
    )
    add = parser.add_argument
    known = f"{', '.join(SHAPES)} (default: {DEFAULT}), or a file such as points.csv"
    add("preset", nargs="?", default=DEFAULT, metavar="PRESET or FILE", help=known)
    axes: dict[str, tuple[Registry[Any], tuple[Any, ...]]] = {
        "initializer": (initializers, USUAL_INITIALIZERS), "activation": (activations, USUAL_ACTIVATIONS),
    }  # fmt: skip
    for name, (registry, default) in axes.items():
        usual_ones = ",".join(map(written, default))
        add(f"--{name}", type=choices_of(registry), default=default, metavar=usual_ones, help=_all(registry.names()))
    add("--layers", type=read_shape, default="8x20", metavar="8x20", help="hidden layers x units of each")
    add("--seed", dest="seeds", type=read_seeds, default="1", metavar="1", help="of the weights: 3, or 0,2,5, or 0..9")
    add("--epochs", type=whole_number(1, MOST_EPOCHS), default=60, metavar="60")
    add("--optimizer", type=choice_of(optimizers), default="SGD", metavar="SGD", help=_all(optimizers.names()))
    add("--learning-rate", type=read_rate, default=0.03, metavar="0.03")
    add("--batch-size", type=whole_number(1), default=16, metavar="16", help="samples an update")
    add("--processes", type=whole_number(1, 1024), metavar="N", help="how many (default: one for each core)")
    add("--cluster", default="", metavar="ADDRESS", help="of a Dask scheduler, in place of processes")
    ways = parser.add_mutually_exclusive_group()
    ways.add_argument("--json", action="store_true", help="print all that was measured as one JSON object")
    ways.add_argument("--csv", action="store_true", help="print one row a cell")
    add_file_arguments(parser)
    parser.set_defaults(work=_grid)


def written(choice: Choice) -> str:
    """A choice as it may be typed: its name, and the values of its parameters that are not the usual ones."""
    form = choice.form()
    if isinstance(form, str):
        return form
    return ":".join([form["name"], *(f"{value:g}" for key, value in form.items() if key != "name")])


def _all(names: list[str]) -> str:
    return ", ".join(names)


@dataclass(frozen=True)
class _Cell:
    """A cell that was trained."""

    grid: FlowGrid
    index: int
    result: CellResult

    def row(self) -> dict[str, object]:
        """What is printed of it, by the names of `COLUMNS`."""
        row, column = self.grid.place(self.index)
        start, median = shares(self.result.norms)
        values = (
            self.grid.seed, written(self.grid.initializers[row]), written(self.grid.activations[column]),
            self.grid.layers, self.grid.width, self.result.epochs, self.result.finding.verdict.name, self.result.loss,
            self.result.nan_at, start, median,
        )  # fmt: skip
        return dict(zip(COLUMNS, values, strict=True))

    def data(self) -> dict[str, object]:
        """The row, and all that was measured."""
        result = self.result
        return {
            **self.row(), "sentence": result.finding.sentence, "losses": result.losses.tolist(),
            "gradient_norms": result.norms.tolist(), "update_norms": result.update_norms.tolist(),
            "dead_units": [layer.histogram.dead for layer in result.last],
            "output_deviation_start": [layer.deviation for layer in result.first],
            "output_deviation_end": [layer.deviation for layer in result.last], "theta": result.theta.tolist(),
        }  # fmt: skip


def _grid(wanted: argparse.Namespace) -> int:
    base = _base(wanted)
    layers, width = wanted.layers
    plan = Plan(wanted.optimizer, wanted.learning_rate, wanted.batch_size)
    grids = [
        FlowGrid(base, wanted.initializer, wanted.activation, layers=layers, width=width, plan=plan,
                 epochs=wanted.epochs, seed=seed)
        for seed in wanted.seeds
    ]  # fmt: skip
    done = _carried_out(grids, wanted)
    cells = []
    size = grids[0].rows * grids[0].columns
    for one in done:
        if one.result is None:
            return complain("mlpviz grid", f"a cell failed: {one.failure.splitlines()[0]}", FAILED)
        cells.append(_Cell(grids[one.index // size], one.index % size, one.result))
    _print(cells, wanted)
    return 0


def _base(wanted: argparse.Namespace) -> Experiment:
    """The points, and the output layer and loss that suit them."""
    if names_a_file(wanted.preset):
        wanted.seed = 0  # the share that is kept for testing is the same for all weights
        read = points_of_file(wanted)
        network = usual(read.points, read.classes).network
        return Experiment(read.points, network, naming=read.naming, scaling=read.scaling)
    refuse_columns(wanted)
    return preset(shape_named(wanted.preset))


def _carried_out(grids: list[FlowGrid], wanted: argparse.Namespace) -> list[Done[CellResult]]:
    """All cells, in their order; Ctrl+C ends the other processes too."""
    from tqdm import tqdm  # only where there is something to wait for

    load()  # Ctrl+C in the middle of that would be told as an error of a module
    jobs = [job for grid in grids for job in grid.jobs()]
    with Mark() as mark:
        signal.signal(signal.SIGINT, signal.default_int_handler)
        try:
            found = carry_out(train_cell, jobs, mark, Workers(wanted.processes, wanted.cluster))
            bar = tqdm(found, total=len(jobs), unit="cell", disable=None, leave=False)  # None: on a terminal alone
            return sorted(bar, key=lambda one: one.index)
        except KeyboardInterrupt:
            signal.signal(signal.SIGINT, signal.SIG_IGN)  # it ends; there is nothing more to be said
            mark.cancel()
            shut_down()
            raise


def _print(cells: list[_Cell], wanted: argparse.Namespace) -> None:
    if wanted.json:
        print(json.dumps(without_nan({"cells": [cell.data() for cell in cells]}), allow_nan=False))
    elif wanted.csv:
        writer = csv.DictWriter(sys.stdout, COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(cell.row() for cell in cells)
    else:
        for line in _lines(cells, Path(wanted.preset).name):
            print(line)


def _lines(cells: list[_Cell], title: str) -> Iterator[str]:
    grid = cells[0].grid
    yield f"{title}, {grid.layers} × {grid.width}, {epochs_in_words(grid.epochs)}"
    seed = None
    for cell in cells:
        row = cell.row()
        if row["seed"] != seed:
            seed = row["seed"]
            yield f"Seed {seed}"
        words = f"  {row['initializer']:<14} {row['activation']:<10} {cell.result.finding.verdict.label:<12}"
        yield f"{words} loss {loss(cell.result.loss, 4):<10} {cell.result.finding.sentence}"
