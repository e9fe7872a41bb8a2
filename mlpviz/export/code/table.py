"""The points with the network's answers as a CSV table, in the units of the file that they come from."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

import numpy as np

from mlpviz.engine.probes import predictions
from mlpviz.engine.records import Snapshot
from mlpviz.files import inert
from mlpviz.nn.losses import decode


def table(snapshot: Snapshot) -> str:
    """One row a point: inputs, class or values, whether it is a test point, then what the network answers."""
    points, spec, naming = snapshot.experiment.points, snapshot.experiment.network, snapshot.experiment.naming
    if not len(points):
        raise ValueError("there are no points to write; draw some, or choose a preset.")
    answers = predictions(snapshot, points.x)
    names = [naming.input_name(at) or f"x{at + 1}" for at in range(points.x.shape[1])]
    columns: list[list[object]] = [list(column) for column in points.x.T.tolist()]
    if points.labels is not None:
        names += [naming.label or "class", "test", "predicted"]
        said = decode(answers, spec.targets)
        columns += [
            [naming.class_name(label) for label in points.labels.tolist()], points.test.astype(int).tolist(),
            [naming.class_name(label) for label in said.tolist()],
        ]  # fmt: skip
        first = 1 if spec.outputs == 1 else 0  # one output answers for the second class
        word = "p" if spec.loss.link(spec.outputs) else "output"
        names += [f"{word}({naming.class_name(first + at)})" for at in range(spec.outputs)]
    else:
        assert points.targets is not None
        values = [naming.value_name(at) or ("value" if spec.outputs == 1 else f"value{at + 1}")
                  for at in range(spec.outputs)]  # fmt: skip
        names += [*values, "test", *(f"predicted {name}" for name in values)]
        columns += [*points.targets.T.tolist(), points.test.astype(int).tolist()]
    columns += np.asarray(answers).T.tolist()
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(map(inert, _told_apart(names)))
    writer.writerows([inert(one) if isinstance(one, str) else one for one in row] for row in zip(*columns, strict=True))
    return text.getvalue()


def _told_apart(names: list[str]) -> Iterator[str]:
    """The names, with a number behind one that was there already."""
    seen: set[str] = set()
    for name in names:
        free = next(one for one in (name, *(f"{name} {at}" for at in range(2, len(names) + 2))) if one not in seen)
        seen.add(free)
        yield free
