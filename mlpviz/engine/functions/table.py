"""Functions and their slopes as a table, for files."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from mlpviz.engine.functions.samples import slopes, values
from mlpviz.engine.functions.texts import title
from mlpviz.nn.activation import Activation
from mlpviz.nn.arrays import Array


def function_table(functions: Sequence[Activation], z: Array) -> tuple[list[str], list[list[float]]]:
    """Names of the columns, and the rows: z, then f and f′ of each function."""
    head = ["z", *(f"{sign} {title(one)}" for one in functions for sign in ("f", "f′"))]
    columns = [z, *(part(one, z) for one in functions for part in (values, slopes))]
    return head, np.column_stack(columns).tolist()
