"""A network at one epoch as JSON: every number exactly, every field explained, and read back with checks."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from mlpviz.engine.experiment import Experiment
from mlpviz.engine.forms import Form, fields_of, numbers_of
from mlpviz.engine.records import SCORES, Snapshot, freeze
from mlpviz.engine.run import Run
from mlpviz.nn.arrays import Array

FORMAT, VERSION = "mlpviz network", 1
FIELDS = {
    "format": f"text: {FORMAT!r}",
    "version": "whole number: the version of this format",
    "fields": "what each field is, as you read it here",
    "epoch": "whole number: how many epochs were trained",
    "batch": "whole number: how many batches of the next epoch were trained",
    "experiment": "points, network, plan, names and scaling; Experiment.from_form(…) of the library makes an equal "
                  "one",
    "layers": "from the input side; of each: units, activation, weights (one row for each input, one column for each "
              "unit) and biases. a = f(x W + b)",
    "link": "the function that the loss applies to the sums of the last layer, or null; where there is one, the "
            "answers are its values",
    "updates": "whole number: how many updates the optimizer has made",
    "memory": "what the optimizer remembers for each weight and bias: by name, a list layer by layer, weights row by "
              "row, then biases",
    "scores": "loss, accuracy or R² over the training and the test points; null where there is none",
}  # fmt: skip
"""The fields of the file, and what they are. Inputs are scaled by (x − mean) / spread, then made into features; answers
of scaled targets become answer × spread + mean."""


def network_json(snapshot: Snapshot) -> str:
    """The text of the file. Every float is written with as many digits as it needs to be read back exactly."""
    spec, memory = snapshot.experiment.network, snapshot.experiment.plan.optimizer.memory
    link = spec.loss.link(spec.outputs)
    made: Form = {
        "format": FORMAT, "version": VERSION, "fields": FIELDS,
        "epoch": snapshot.epoch, "batch": snapshot.batch, "experiment": snapshot.experiment.form(),
        "layers": [
            {"units": layer.units, "activation": layer.activation.form(), "weights": W.tolist(), "biases": b.tolist()}
            for layer, (W, b) in zip(spec.layers, spec.weights(snapshot.theta), strict=True)
        ],
        "link": None if link is None else link.name,
        "updates": snapshot.updates,
        "memory": {name: row.tolist() for name, row in zip(memory, snapshot.memory, strict=True)},
        "scores": {name: _finite(getattr(snapshot.scores, name)) for name in SCORES},
    }  # fmt: skip
    return json.dumps(made, ensure_ascii=False, allow_nan=False) + "\n"


def _finite(value: float) -> float | None:
    return value if np.isfinite(value) else None


def is_network(form: object) -> bool:
    """Whether data read from JSON is such a file."""
    return isinstance(form, dict) and form.get("format") == FORMAT


def network_snapshot(form: object) -> Snapshot:
    """The snapshot that such a file holds. Raises ValueError that names the field, the value and what is allowed."""
    given = fields_of(form, "network file", tuple(FIELDS))
    if given["version"] != VERSION:
        raise ValueError(f"version is {given['version']!r:.80}; here {VERSION} is the newest.")
    counts = [given[name] for name in ("epoch", "batch", "updates")]
    for name, value in zip(("epoch", "batch", "updates"), counts, strict=True):
        if type(value) is not int or not 0 <= value <= 10**12:
            raise ValueError(f"{name} is {value!r:.80}; allowed is a whole number from 0 to {10**12}.")
    experiment = Experiment.from_form(given["experiment"])
    theta = _theta(given["layers"], experiment)
    memory = _memory(given["memory"], experiment)
    epoch, batch, updates = counts
    batches = max(1, math.ceil(experiment.points.train_count / experiment.plan.batch_size))
    if batch >= batches:
        raise ValueError(f"batch is {batch}; an epoch of this experiment has {batches}.")
    run = Run(experiment)
    held = replace(run.snapshot(), theta=freeze(theta), theta_before=freeze(theta), memory=freeze(memory),
                   updates=updates, epoch=epoch, batch=batch)  # fmt: skip
    return run.resume(held).snapshot()


def _theta(layers: object, experiment: Experiment) -> Array:
    spec = experiment.network
    if not isinstance(layers, list) or len(layers) != len(spec.layers):
        raise ValueError(f"layers must be a list of {len(spec.layers)}, as experiment.network says.")
    parts: list[Array] = []
    for at, (one, layer) in enumerate(zip(layers, spec.layers, strict=True)):
        path = f"layers[{at}]"
        given = fields_of(one, path, ("units", "activation", "weights", "biases"))
        if (given["units"], given["activation"]) != (layer.units, layer.activation.form()):
            raise ValueError(f"{path}: units and activation are not those of experiment.network.")
        sources = spec.widths[at]
        rows = given["weights"]
        if not isinstance(rows, list) or len(rows) != sources:
            raise ValueError(f"{path}.weights must have {sources} rows, one for each input.")
        parts += [numbers_of(row, f"{path}.weights[{row_at}]", layer.units) for row_at, row in enumerate(rows)]
        parts.append(numbers_of(given["biases"], f"{path}.biases", layer.units))
    return np.concatenate(parts)


def _memory(form: object, experiment: Experiment) -> Array:
    names: Sequence[str] = experiment.plan.optimizer.memory
    given: dict[str, Any] = fields_of(form, "memory", tuple(names))
    size = experiment.network.parameter_count
    return np.array([numbers_of(given[name], f"memory.{name}", size) for name in names]).reshape(len(names), size)
