"""What every activation function is: a = f(z), and how steep f is there."""

from __future__ import annotations

from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from mlpviz.nn.arrays import Numbers
from mlpviz.nn.registry import Choice


class Activation(Choice):
    """a = f(z), element by element. `value` and `slope` hold for arrays of any shape and for single numbers."""

    kinks: ClassVar[tuple[float, ...]] = ()
    """Where f or its slope bends sharply, so that a difference of two values says nothing about the slope."""
    warning: ClassVar[str] = ""
    """What to know before a layer is given it; "" for nothing."""
    only_as_link: ClassVar[bool] = False
    """True if the function mixes the units of a layer, so that only a loss can take it in."""

    @property
    def formula(self) -> str:
        """The function as LaTeX, in terms of z."""
        raise NotImplementedError

    @property
    def slope_formula(self) -> str:
        """The slope f′ as LaTeX, in terms of z and a = f(z)."""
        raise NotImplementedError

    @property
    def targets(self) -> tuple[float, float]:
        """What an output unit should answer for "no" and for "yes"."""
        return (0.0, 1.0)

    @property
    def bounds(self) -> tuple[float, float] | None:
        """The ends that f comes close to but never passes; None if it has none on both sides."""
        return None

    @property
    def steepest(self) -> float | None:
        """The largest slope of a function with such ends; None for others."""
        return None

    def value(self, z: Numbers) -> Numbers:
        """f(z)."""
        raise NotImplementedError

    def slope(self, z: Numbers, a: Numbers) -> Numbers:
        """f′(z); `a` is f(z), so that nothing is computed twice."""
        raise NotImplementedError

    def pieces(self, z: Numbers) -> NDArray[Any] | None:
        """Between which kinks each z lies, as something that differs where a kink is between; None without kinks."""
        return np.asarray(np.searchsorted(self.kinks, z)) if self.kinks else None
