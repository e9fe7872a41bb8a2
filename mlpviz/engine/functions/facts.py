"""Properties of an activation, found from the function itself: range, largest slope, saturation, kinks, symmetry."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np

from mlpviz.engine.functions.intervals import MOST, NEAR, Interval, joined, nearest, same
from mlpviz.engine.functions.limits import limit_of
from mlpviz.engine.functions.own_size import power_of, resized
from mlpviz.engine.functions.samples import Samples, samples_of, slopes, values
from mlpviz.engine.functions.steepness import HUGE, largest_slope, quiet_zones
from mlpviz.engine.probes import SATURATED_BELOW
from mlpviz.nn.activation import Activation
from mlpviz.nn.arrays import Array


@dataclass(frozen=True)
class Facts:
    """What is true of one activation with its parameters."""

    outputs: tuple[Interval, ...]
    """All values of f, in rising order; several intervals where f jumps over a gap."""
    centred: bool
    """Whether f(−z) = −f(z) for every z: sums around 0 give outputs around 0."""
    mean: float
    """The mean output if z is standard normal; NaN if it has none."""
    steepest: float
    """The largest |f′|, or the limit that it comes near; infinite if there is none."""
    steepest_at: tuple[Interval, ...]
    """Where |f′| is that large; () if it only comes near it, or has no largest slope."""
    steepest_towards: tuple[float, ...]
    """−∞ or ∞, where |f′| only comes near its limit far out."""
    zones: tuple[Interval, ...]
    """Where f is saturated: |f′| is at most a tenth of `steepest`. () if there is no largest slope."""
    rises: bool
    falls: bool
    flat: tuple[Interval, ...]
    """Intervals on which f is constant."""
    jumps: tuple[float, ...]
    """Where f itself jumps, or has no limit."""
    corners: tuple[float, ...]
    """Where f′ jumps."""
    bends: tuple[float, ...]
    """Where f′ is continuous and f″ jumps."""
    turns: tuple[float, ...]
    """Where f changes between rising and falling."""

    @property
    def saturation(self) -> float:
        """The slope at which saturation begins, not infinite; NaN if there is no largest slope."""
        return SATURATED_BELOW * self.steepest if math.isfinite(self.steepest) else math.nan

    @property
    def lipschitz(self) -> float:
        """The smallest L with |f(u) − f(v)| ≤ L |u − v|; infinite if there is none."""
        return math.inf if self.jumps else self.steepest


@lru_cache(maxsize=512)
def facts_of(activation: Activation) -> Facts:
    """The properties of an activation of single units, found in its own size: what is tiny is not taken for 0."""
    power = power_of(activation)
    facts = _facts(resized(activation, power))
    if not power:
        return facts
    outputs = tuple(
        Interval(_sized(one.low, -power), _sized(one.high, -power), one.low_closed, one.high_closed)
        for one in facts.outputs
    )
    steepest, mean = _sized(facts.steepest, -power), _sized(facts.mean, -power)
    return replace(facts, outputs=outputs, steepest=steepest, mean=mean)


def _sized(value: float, power: int) -> float:
    """2ᵖ times a value; infinite if that is too large to be a number."""
    with np.errstate(all="ignore"):
        return float(np.ldexp(value, power))


def _facts(activation: Activation) -> Facts:
    found = samples_of(activation)
    steepest, at, towards = largest_slope(activation, found)
    pieces = [_piece(activation, found, index) for index in range(len(found.breaks) + 1)]
    rising, falling, turns = _direction(activation, found)
    jumps, corners, bends = _breaks(activation, found)
    mean = math.nan if found.poles else _mean(activation)
    return Facts(
        outputs=joined([one for piece in pieces for one in piece[0]]),
        centred=_is_odd(activation, found),
        mean=mean,
        steepest=steepest,
        steepest_at=at,
        steepest_towards=towards,
        zones=nearest(quiet_zones(activation, found.z, SATURATED_BELOW * steepest)) if math.isfinite(steepest) else (),
        rises=rising,
        falls=falling,
        flat=_merged_flats(activation, [piece[1] for piece in pieces if piece[1] is not None]),
        jumps=jumps,
        corners=corners,
        bends=bends,
        turns=turns,
    )


def saturated(activation: Activation, z: Array) -> Array:
    """Whether f is saturated at each z; nowhere if it has no largest slope."""
    level = facts_of(activation).saturation
    with np.errstate(invalid="ignore"):
        return np.asarray(np.abs(slopes(activation, z)) <= level) if math.isfinite(level) else np.zeros(z.shape, bool)


def zones_between(activation: Activation, low: float, high: float, places: int = 1200) -> tuple[Interval, ...]:
    """The saturated parts of the interval from `low` to `high`."""
    level = facts_of(activation).saturation
    if not math.isfinite(level):
        return ()
    return quiet_zones(activation, np.linspace(low, high, places), level, ends=(low, high))


# the values of f


def _piece(activation: Activation, found: Samples, index: int) -> tuple[list[Interval], Interval | None]:
    """The values that f takes between two breaks and at the left one; and that interval, if f is constant on it."""
    left, right = found.ends(index)
    z = found.inside(index)
    f, s = values(activation, z), slopes(activation, z)
    at_left = values(activation, np.array([left])) if math.isfinite(left) and left not in found.poles else ()
    taken = [Interval(float(v), float(v), True, True) for v in at_left]
    if len(z) and not s.any() and np.ptp(f) <= NEAR * max(1.0, abs(float(f[0]))):
        constant = float(f[0])
        return [*taken, Interval(constant, constant, True, True)], Interval(left, right, False, False)
    ends = [_end(activation, found, z, index, side) for side in (-1, 1)]
    ends += [(value, value, True) for value in _turning(activation, z, f)]
    low, high = min(end[0] for end in ends), max(end[1] for end in ends)
    low_closed = any(end[2] for end in ends if same(end[0], low))
    high_closed = any(end[2] for end in ends if same(end[1], high))
    return [*taken, Interval(low, high, low_closed, high_closed)], None


def _end(activation: Activation, found: Samples, z: Array, index: int, side: int) -> tuple[float, float, bool]:
    """The lowest and highest value that f comes near at one end of a piece, and whether it takes them there."""
    edge = found.ends(index)[side > 0]
    if math.isinf(edge):
        low, high = limit_of(activation, side)
        return low, high, False
    near_z = z[0 if side < 0 else -1]
    near, slope = float(values(activation, near_z[None])[0]), float(slopes(activation, near_z[None])[0])
    if edge in found.poles:
        further = float(values(activation, np.array([edge + (near_z - edge) * 1e3]))[0])
        if abs(near) > 10 * abs(further):
            return math.copysign(math.inf, near), math.copysign(math.inf, near), False
    limit = near + slope * (edge - near_z)
    value = float(values(activation, np.array([edge]))[0])
    return (value, value, True) if abs(value - limit) <= 1e-7 * max(1.0, abs(limit)) else (limit, limit, False)


def _turning(activation: Activation, z: Array, f: Array) -> list[float]:
    """The values at which f turns inside a piece, refined."""
    if len(z) < 3:
        return [float(value) for value in f]
    signs = np.sign(np.diff(np.where(np.abs(f) < HUGE, f, 0.0)))
    moving = np.flatnonzero(signs)  # two samples beside a top may be equally high
    turns = np.flatnonzero(signs[moving[:-1]] * signs[moving[1:]] < 0)
    before, top, after = moving[turns], moving[turns] + 1, moving[turns + 1] + 1
    known = np.abs(f[top]) < HUGE
    before, top, after = before[known], top[known], after[known]
    refined, rising = values(activation, roots(activation, z[before], z[after])), signs[before] > 0
    best = np.where(rising, np.maximum(refined, f[top]), np.minimum(refined, f[top]))
    return [float(value) for value in best]


def roots(activation: Activation, low: Array, high: Array) -> Array:
    """Where the slope changes its sign between each `low` and `high`."""
    low, high = low.copy(), high.copy()
    sign = np.sign(slopes(activation, low))
    for _ in range(42 if len(low) else 0):
        middle = low + (high - low) / 2
        left = np.sign(slopes(activation, middle)) == sign
        low, high = np.where(left, middle, low), np.where(left, high, middle)
    return np.asarray(low + (high - low) / 2)


# symmetry, direction, breaks


def _mean(activation: Activation) -> float:
    """∫ f(z) φ(z) dz by the midpoint rule, which a jump at 0 does not disturb."""
    edges = np.linspace(-12.0, 12.0, 4801)
    z = (edges[1:] + edges[:-1]) / 2
    with np.errstate(all="ignore"):
        density = np.exp(-0.5 * z * z) / math.sqrt(2 * math.pi)
        total = float(np.sum(values(activation, z) * density) * (edges[1] - edges[0]))
    return total if abs(total) < HUGE else math.nan


def _is_odd(activation: Activation, found: Samples) -> bool:
    z = found.z[found.z > 1e-6]
    z = z[~np.isin(z, np.abs(found.breaks))]
    f, mirrored = values(activation, z), values(activation, -z)
    scale = np.maximum(1.0, np.abs(f))
    with np.errstate(invalid="ignore"):
        return bool(np.all((np.abs(f + mirrored) <= 1e-9 * scale) | (f == -mirrored)))


def _direction(activation: Activation, found: Samples) -> tuple[bool, bool, tuple[float, ...]]:
    """Whether f rises anywhere, falls anywhere, and where it turns, nearest to 0 first."""
    z = found.z
    f = np.clip(values(activation, z), -HUGE, HUGE)
    steps = np.diff(f)
    steps = np.where(np.abs(steps) > 1e-11 * np.maximum(1.0, np.minimum(np.abs(f[:-1]), np.abs(f[1:]))), steps, 0.0)
    if not steps.any():  # it moves less than the noise beside a constant, as 3 + 10⁻¹³ z does: its slope tells
        steps = slopes(activation, z[:-1] + np.diff(z) / 2)
    moving = np.flatnonzero(steps)
    signs = np.sign(steps[moving])
    changes = np.flatnonzero(signs[1:] != signs[:-1])
    low, high = z[moving[changes]], z[moving[changes + 1] + 1]
    nearest = np.argsort(np.abs(low + high), kind="stable")[:MOST]
    at = roots(activation, low[nearest], high[nearest])
    for index, (left, right) in enumerate(zip(low[nearest], high[nearest], strict=True)):
        inside = [edge for edge in found.breaks if left <= edge <= right]
        at[index] = inside[0] if inside else at[index]
    turns = tuple(0.0 if abs(one) < 1e-12 else one for one in at.tolist())
    return bool((signs > 0).any()), bool((signs < 0).any()), turns


def _breaks(activation: Activation, found: Samples) -> tuple[tuple[float, ...], tuple[float, ...], tuple[float, ...]]:
    """The breaks at which f jumps, f′ jumps, and f″ jumps."""
    kinds: dict[str, list[float]] = {"jump": list(found.poles), "corner": [], "bend": [], "": []}
    for edge in sorted(sorted(found.breaks, key=abs)[:MOST]):
        if edge not in found.poles:
            kinds[_kind_of_break(activation, edge)].append(edge)
    return tuple(kinds["jump"]), tuple(kinds["corner"]), tuple(kinds["bend"])


def _kind_of_break(activation: Activation, edge: float) -> str:
    """What jumps at a break: f ("jump"), f′ ("corner"), f″ ("bend"), or nothing (""), seen from near and nearer."""
    unit = max(1.0, abs(edge))
    f = values(activation, edge + unit * np.array([-1e-6, -1e-8, 0.0, 1e-8, 1e-6]))
    wide, close = (max(abs(float(f[2] - f[2 - far])), abs(float(f[2 + far] - f[2]))) for far in (2, 1))
    if close > 1e-9 * max(1.0, float(np.abs(f).max())) and close > 0.1 * wide:
        return "jump"
    apart = unit * np.array([1e-7, 1e-5, 1e-4, 1e-3])
    left, right = slopes(activation, edge - apart), slopes(activation, edge + apart)
    steps, largest = np.abs(right - left), float(np.abs([left, right]).max())
    if steps[0] > 0.5 * steps[1] and steps[0] > 1e-9 * largest:
        return "corner"
    # f″ right of the edge less that left of it:
    turns = np.diff(right) / np.diff(apart) + np.diff(left) / np.diff(apart)
    wide, close = abs(float(turns[2])), abs(float(turns[1]))
    return "bend" if close > 0.5 * wide and close > 1e-6 * max(largest, 1e-300) else ""


def _merged_flats(activation: Activation, flats: list[Interval]) -> tuple[Interval, ...]:
    """Neighbouring constant stretches of the same value as one."""
    merged: list[Interval] = []
    for flat in flats:
        if merged and merged[-1].high == flat.low:
            at = np.array([flat.low - 1e-6, flat.low, flat.low + 1e-6])
            if np.ptp(values(activation, at)) == 0.0:
                merged[-1] = Interval(merged[-1].low, flat.high, False, False)
                continue
        merged.append(flat)
    return tuple(merged)
