"""The one array type of the whole program, and the only way to make an array that nobody can change."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

Array = NDArray[np.float64]
"""Any array of float64. Everything is computed in float64, so that the screen agrees with a calculation by hand."""

Numbers = Any
"""An array of float64 of any shape, or a single number: formulas are written once for both."""


def freeze(values: ArrayLike, dtype: Any = np.float64) -> NDArray[Any]:
    """Return a copy of `values` that can never change.

    A read-only *view* would be no protection, because its owner can still write through it; so this copies, then locks.
    """
    copy = np.array(values, dtype=dtype, order="C")
    copy.setflags(write=False)
    return copy
