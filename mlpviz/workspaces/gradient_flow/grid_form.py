"""A grid as plain data, and as a table of its numbers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mlpviz.engine.experiment import Experiment
from mlpviz.engine.flow.cell import CellResult
from mlpviz.engine.flow.grid import FlowGrid
from mlpviz.engine.forms import plan_form, plan_from
from mlpviz.views.gradient_flow.heads import full_name
from mlpviz.workspaces.gradient_flow.memory import Pair, pairs_of
from mlpviz.workspaces.workspace import Table

FIELDS = ("base", "initializers", "activations", "layers", "width", "plan", "epochs", "seed")


def form_of(grid: FlowGrid) -> dict[str, Any]:
    """Everything that the learner chose."""
    return {
        "base": grid.base.form(),
        "initializers": [one.form() for one in grid.initializers],
        "activations": [one.form() for one in grid.activations],
        "layers": grid.layers,
        "width": grid.width,
        "plan": plan_form(grid.plan),
        "epochs": grid.epochs,
        "seed": grid.seed,
    }


def grid_from(form: Mapping[str, Any]) -> FlowGrid:
    """The grid of a form; ValueError that names the field if it is none."""
    for field in FIELDS:
        if field not in form:
            raise ValueError(f"{field} is missing.")
    return FlowGrid(
        Experiment.from_form(form["base"]), form["initializers"], form["activations"], layers=form["layers"],
        width=form["width"], plan=plan_from(form["plan"]), epochs=form["epochs"], seed=form["seed"],
    )  # fmt: skip


def table_of(grid: FlowGrid, results: Mapping[Pair, CellResult]) -> Table | None:
    """One row a cell and epoch, or update of a run that diverged: loss, and the norm of each layer; None if none."""
    shown = [(pair, results[pair]) for pair in pairs_of(grid) if pair in results]
    if not shown:
        return None
    names = ["initializer", "activation", "verdict", "epoch", "update", "loss"]
    names += [f"norm of layer {layer + 1}" for layer in range(grid.layers + 1)]
    rows: list[list[object]] = []
    for (initializer, activation), result in shown:
        head = [full_name(initializer), full_name(activation), result.finding.verdict.label]
        moments = zip(result.losses, result.norms, strict=True)
        rows += [[*head, epoch, "", float(loss), *norms.tolist()] for epoch, (loss, norms) in enumerate(moments)]
        rows += [[*head, "", update, "", *norms.tolist()] for update, norms in enumerate(result.update_norms, start=1)]
    return names, rows
