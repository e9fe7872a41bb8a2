"""The base class of all activation functions: a = f(z) and its slope f′(z)."""

from __future__ import annotations

from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from mlpviz.nn.arrays import Numbers
from mlpviz.nn.registry import Choice


class Activation(Choice):
    """a = f(z), element by element. `value` and `slope` hold for arrays of any shape and for single numbers."""

    kinks: ClassVar[tuple[float, ...]] = ()
    """The z where f or f′ has a kink or jump. A difference quotient across one does not approximate the slope."""
    warning: ClassVar[str] = ""
    """A warning for the learner who chooses this activation; "" if there is none."""
    only_as_link: ClassVar[bool] = False
    """True if each output depends on all units of the layer. Such a function can only be the link of a loss."""

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
        """The target values of an output unit for "no" and for "yes"."""
        return (0.0, 1.0)

    @property
    def bounds(self) -> tuple[float, float] | None:
        """The lower and upper limit of f; None unless f is bounded on both sides."""
        return None

    @property
    def steepest(self) -> float | None:
        """The largest slope of a bounded function; None for others."""
        return None

    def value(self, z: Numbers) -> Numbers:
        raise NotImplementedError

    def slope(self, z: Numbers, a: Numbers) -> Numbers:
        """f′(z); `a` is f(z), so that it is not computed twice."""
        raise NotImplementedError

    def pieces(self, z: Numbers) -> NDArray[Any] | None:
        """Which interval between kinks each z lies in: different values mean a kink in between. None without kinks."""
        return np.asarray(np.searchsorted(self.kinks, z)) if self.kinks else None
