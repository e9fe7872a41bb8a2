"""The array type of the whole program, and the one way to make an array read-only."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

Array = NDArray[np.float64]
"""An array of float64 of any shape. Everything is computed in float64, so that it agrees with a calculation by hand."""

Numbers = Any
"""An array of float64 of any shape, or a single number: formulas are written once for both."""


def freeze(values: ArrayLike, dtype: Any = np.float64) -> NDArray[Any]:
    """Return a read-only copy of `values`. A read-only *view* could still change through the array it looks at."""
    copy = np.array(values, dtype=dtype, order="C")
    copy.setflags(write=False)
    return copy
