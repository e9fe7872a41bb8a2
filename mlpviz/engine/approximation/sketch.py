"""A target curve: one value at each of many fixed places between −3 and 3, chosen, typed or drawn by hand."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from mlpviz.data.area import HALF_WIDTH, Area
from mlpviz.data.points import PointSet
from mlpviz.data.shapes import SHAPES
from mlpviz.engine import number
from mlpviz.engine.curves import curve_of, heights
from mlpviz.nn.arrays import Array, freeze
from mlpviz.nn.formula import FormulaError

PLACES = freeze(np.linspace(-HALF_WIDTH, HALF_WIDTH, 121))
"""Where a curve has its values; between two places it is a straight line."""
SPACING = float(PLACES[1] - PLACES[0])
USUAL_HEIGHT = 1.8
"""The pencil draws from −USUAL_HEIGHT to USUAL_HEIGHT, if the curve does not reach further."""
MOST = 10.0
"""No value is larger: the usual training could not reach it from small first weights."""
KNOTS = 31
"""Places of the noise that are drawn at random; it runs straight between them."""
_HAND = (
    (-3.0, 0.1), (-2.7, 0.5), (-2.4, 0.66), (-2.0, 0.2), (-1.5, -0.68), (-1.15, -1.15), (-0.85, -1.28), (-0.5, -1.0),
    (0.0, -0.12), (0.3, 0.33), (0.58, 0.5), (0.9, 0.3), (1.15, 0.0), (1.4, -0.16), (1.8, 0.0), (2.05, 0.02),
    (2.5, 0.55), (3.0, 1.27),
)  # fmt: skip
"""Places of a curve that was drawn by hand, to begin with."""


@dataclass(frozen=True)
class Curve:
    """A curve that can be chosen: its name, what it teaches, and its values."""

    name: str
    label: str
    about: str
    value: Callable[[Array, int], Array]
    """(places, seed) → values; only the noise looks at the seed."""
    seeded: bool = False


def _preset(name: str, about: str) -> Curve:
    found = SHAPES[name].value
    assert found is not None
    return Curve(name, SHAPES[name].label, about, lambda x, seed: found(x[:, None]))


def _saw(x: Array, seed: int) -> Array:
    return np.mod(x + HALF_WIDTH, 2.0) - 1.0


def _noise(x: Array, seed: int) -> Array:
    random = np.random.default_rng((seed, 5))
    return np.interp(x, np.linspace(-HALF_WIDTH, HALF_WIDTH, KNOTS), random.uniform(-1.2, 1.2, KNOTS))


def _absolute(x: Array, seed: int) -> Array:
    return np.abs(x) / 1.5 - 1.0


CURVES: dict[str, Curve] = {
    curve.name: curve
    for curve in (
        _preset("Sine", "A wave: y = sin 2x."),
        _preset("Step", "A jump at 0: one steep unit is enough."),
        _preset("Bump", "Flat but for one bump: two units can make it."),
        Curve("Saw", "Saw", "Slopes and jumps: each tooth takes units of its own.", _saw),
        Curve("Noise", "Noise", "No rule at all. Choose it again for other noise.", _noise, seeded=True),
        Curve("Absolute", "|x|", "One corner: two ReLU units make it exactly.", _absolute),
    )
}
"""The curves in the order of their buttons."""


def values_of_curve(name: str, seed: int = 0) -> Array:
    """The values of a curve at the places, (121,). Raises KeyError for an unknown name."""
    return freeze(CURVES[name].value(PLACES, seed))


def values_by_hand() -> Array:
    """The values of the curve that is there at first: smooth, as a hand draws it, (121,)."""
    x, y = np.array(_HAND).T
    slopes, step = np.gradient(y, x), np.diff(x)
    at = np.clip(np.searchsorted(x, PLACES, side="right") - 1, 0, len(step) - 1)
    t, h = (PLACES - x[at]) / step[at], step[at]
    low, high = (1 + 2 * t) * (1 - t) ** 2, t**2 * (3 - 2 * t)  # cubic Hermite pieces
    return freeze(low * y[at] + high * y[at + 1] + h * t * (1 - t) * ((1 - t) * slopes[at] - t * slopes[at + 1]))


def values_of_formula(text: str) -> Array:
    """The values of a formula in x, such as "sin(x) + x/3", (121,).

    Raises ValueError with one sentence that says what is wrong: the formula, a place without a value, or a value
    beyond ±10.
    """
    try:
        found = heights(curve_of(text), PLACES)
    except FormulaError as problem:
        what = f"{problem.what[:1].upper()}{problem.what[1:]}".rstrip(",")
        raise ValueError(f"{what}, at letter {problem.position + 1}.") from None
    missing = np.flatnonzero(np.isnan(found))
    if len(missing):
        raise ValueError(f"It has no value at x = {number.plain(float(PLACES[missing[0]]))}; every x from −3 to 3 "
                         f"needs one.")  # fmt: skip
    largest = float(found[np.argmax(np.abs(found))])
    if abs(largest) > MOST:
        raise ValueError(f"It reaches {number.plain(largest)}; keep it between −{MOST:g} and {MOST:g}.")
    return freeze(found)


def stroked(values: Array, start: tuple[float, float], end: tuple[float, float]) -> Array:
    """The values after one straight stroke from `start` to `end`, each (x, y): it replaces what is under it.

    A stroke between two places moves the nearest one.
    """
    drawn = values.copy()
    (x0, y0), (x1, y1) = sorted((start, end))
    under = (x0 - SPACING / 1e6 <= PLACES) & (x1 + SPACING / 1e6 >= PLACES)
    if under.any():
        drawn[under] = np.interp(PLACES[under], [x0, x1], [y0, y1]) if x1 > x0 else end[1]
    elif abs(end[0]) <= HALF_WIDTH + SPACING / 2:
        drawn[int(np.argmin(np.abs(PLACES - end[0])))] = end[1]
    return freeze(np.clip(drawn, -MOST, MOST))


def place_of(x: float) -> int:
    """The number of the place nearest to x."""
    return int(np.clip(round((x + HALF_WIDTH) / SPACING), 0, len(PLACES) - 1))


def target_at(values: Array, x: Array) -> Array:
    """The curve at any x (n,), NaN outside −3 to 3."""
    return np.interp(x, PLACES, values, left=np.nan, right=np.nan)


def height_of(values: Array) -> float:
    """How far from 0 a picture of the curve has to reach."""
    return max(USUAL_HEIGHT, 1.15 * float(np.abs(values).max()))


def slope_limit(values: Array) -> float:
    """The largest slope of the curve: a Lipschitz constant, since it is straight between the places."""
    return float(np.abs(np.diff(values)).max() / SPACING)


def points_of(values: Array) -> PointSet:
    """The curve as training points of values with one input."""
    return PointSet(PLACES[:, None], targets=values[:, None])


def area_of_curve(values: Array) -> Area:
    """What a canvas shows of it."""
    height = height_of(values)
    return Area(-HALF_WIDTH, HALF_WIDTH, -height, height)


class Taken(NamedTuple):
    """Points that were made a target curve."""

    values: Array
    remark: str
    """What was changed to make them fit, in one sentence; "" if nothing."""


def taken(points: PointSet) -> Taken:
    """A target curve from points of values with one input: their mean at each place, straight lines between.

    Inputs beyond ±3 and values beyond ±10 are moved and stretched into that range, which the remark says. Raises
    ValueError with one sentence if the points are of another kind, or fewer than two.
    """
    if points.targets is None:
        raise ValueError("These points have classes. A target curve needs points with values and one input.")
    if points.x.shape[1] != 1:
        raise ValueError(f"These points have {points.x.shape[1]} inputs. A target curve needs points with one input.")
    x, y = points.x[:, 0], points.targets[:, 0]
    if len(x) < 2 or x.min() == x.max():
        raise ValueError("A target curve needs points at two places at least.")
    x, moved = _fitted(x, HALF_WIDTH, "inputs", "x")
    y, stretched = _fitted(y, MOST, "values", "y")
    nearest = np.rint((x + HALF_WIDTH) / SPACING).astype(np.intp)
    count = np.bincount(nearest, minlength=len(PLACES))
    total = np.bincount(nearest, weights=y, minlength=len(PLACES))
    known = count > 0
    values = np.interp(PLACES, PLACES[known], total[known] / count[known])
    return Taken(freeze(values), " ".join(remark for remark in (moved, stretched) if remark))


def _fitted(found: Array, limit: float, what: str, letter: str) -> tuple[Array, str]:
    low, high = float(found.min()), float(found.max())
    if -limit <= low and high <= limit:
        return found, ""
    ends = f"{number.plain(low)} to {number.plain(high)}"
    fitted = (found / 2 - low / 2) / (high / 2 - low / 2) * 2 * limit - limit if high > low else np.zeros_like(found)
    return fitted, f"The {what} from {ends} are shown as {letter} from −{limit:g} to {limit:g}."
