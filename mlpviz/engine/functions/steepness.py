"""The largest slope of a function, where it is, and where the slope is at most a tenth of it."""

from __future__ import annotations

import math

import numpy as np

from mlpviz.engine.functions.intervals import NEAR, Interval, joined, nearest, same
from mlpviz.engine.functions.limits import limit_of
from mlpviz.engine.functions.samples import Samples, slopes
from mlpviz.nn.activation import Activation
from mlpviz.nn.arrays import Array

HUGE = 1e150
"""What is larger counts as infinite: a typed exp is limited to e⁷⁰⁰."""


def largest_slope(activation: Activation, found: Samples) -> tuple[float, tuple[Interval, ...], tuple[float, ...]]:
    """The largest |f′|, where it is taken, and in which directions it is only a limit."""
    if found.poles:
        return math.inf, (), ()
    z, s = found.z, np.abs(slopes(activation, found.z))
    values_there, places = _peaks(activation, z, s)
    far = {side: limit_of(activation, side, of_slope=True) for side in (-1, 1)}
    limits = {side: max(map(abs, pair)) for side, pair in far.items()}
    seen = max(float(s.max()), float(values_there.max(initial=0.0)))
    # A limit is a rounded number: what is above all slopes by no more than that is no higher than they are.
    highest = max(seen, *(limit for limit in limits.values() if limit > seen * (1 + NEAR)), 0.0)
    if not highest < HUGE:
        return math.inf, (), tuple(side * math.inf for side, limit in limits.items() if not limit < HUGE)
    there = _stretches(activation, found, highest)
    towards = [side for side, (low, high) in far.items() if same(low, high) and limits[side] >= highest * (1 - NEAR)]
    full = values_there >= highest * (1 - NEAR)
    for place in _one_a_hill(z, s, values_there[full], places[full], highest):
        beside = any(one.low <= place <= one.high for one in there)
        if not beside and not any(_level_to(z, s, place, side, highest) for side in towards):
            there.append(Interval(place, place, True, True))
    return highest, nearest(joined(there)), () if there else tuple(side * math.inf for side in towards)


def _peaks(activation: Activation, z: Array, s: Array) -> tuple[Array, Array]:
    """The local maxima of |f′| that are about as high as the highest sample, refined, and where they are."""
    high_enough = s >= 0.9 * s.max()
    inner = np.flatnonzero(high_enough[1:-1] & (s[1:-1] >= s[:-2]) & (s[1:-1] >= s[2:])) + 1
    inner = inner[(s[inner] > s[inner - 1]) | (s[inner] > s[inner + 1])]
    low, high = z[inner - 1].copy(), z[inner + 1].copy()
    golden = (math.sqrt(5.0) - 1.0) / 2.0
    for _ in range(26 if len(inner) else 0):
        left, right = high - golden * (high - low), low + golden * (high - low)
        better = np.abs(slopes(activation, left)) > np.abs(slopes(activation, right))
        low, high = np.where(better, low, left), np.where(better, right, high)
    middle = low + (high - low) / 2
    refined = np.abs(slopes(activation, middle))
    better = refined > s[inner] * (1 + 1e-13)
    return np.where(better, refined, s[inner]), np.where(better, middle, z[inner])


def _one_a_hill(z: Array, s: Array, heights: Array, places: Array, highest: float) -> list[float]:
    """The highest place of every hill of |f′|: rounding makes many of one flat top."""
    kept: list[tuple[float, float]] = []
    for place, height in sorted(zip(places.tolist(), heights.tolist(), strict=True)):
        between = s[(z > kept[-1][0]) & (z < place)] if kept else np.zeros(1)
        if kept and between.min(initial=highest) >= highest * (1 - 1e-6):
            kept[-1] = max(kept[-1], (place, height), key=_height)
        else:
            kept.append((place, height))
    return [0.0 if abs(place) < 1e-6 else place for place, _ in kept]


def _height(top: tuple[float, float]) -> float:
    return top[1]


def _level_to(z: Array, s: Array, place: float, side: int, highest: float) -> bool:
    """Whether |f′| stays at its highest from a place on outward: then that is the rounded limit, not a peak."""
    outward = s[z >= place] if side > 0 else s[z <= place]
    return bool(outward.min(initial=highest) >= highest * (1 - 1e-6))


def _stretches(activation: Activation, found: Samples, highest: float) -> list[Interval]:
    """The pieces on which f is a line of the highest slope."""
    lines: list[Interval] = []
    for index in range(len(found.breaks) + 1):
        left, right = found.ends(index)
        s = np.abs(slopes(activation, found.inside(index)))
        if len(s) and s.min() >= highest * (1 - 1e-12) and np.ptp(s) <= 1e-12 * highest:
            at = np.abs(slopes(activation, np.array([end if math.isfinite(end) else 0.0 for end in (left, right)])))
            closed = [math.isfinite(end) and bool(there >= highest * (1 - 1e-12))
                      for end, there in zip((left, right), at, strict=True)]  # fmt: skip
            lines.append(Interval(left, right, *closed))
    return list(joined(lines))


def quiet_zones(
    activation: Activation, z: Array, level: float, ends: tuple[float, float] = (-math.inf, math.inf)
) -> tuple[Interval, ...]:
    """Where |f′| is at most `level`, looked for between the sorted z; crossings are found to the last digit."""
    quiet = np.abs(slopes(activation, z)) <= level
    changes = np.flatnonzero(quiet[1:] != quiet[:-1])
    low, high, at_low = z[changes].copy(), z[changes + 1].copy(), quiet[changes]
    for _ in range(48 if len(changes) else 0):
        middle = low + (high - low) / 2
        left = (np.abs(slopes(activation, middle)) <= level) == at_low
        low, high = np.where(left, middle, low), np.where(left, high, middle)
    edges = np.where(np.maximum(np.abs(low), np.abs(high)) < 1e-12, 0.0, low + (high - low) / 2)
    apart = 1e-7 * np.maximum(1.0, np.abs(edges))
    before, at, after = (np.abs(slopes(activation, edges + side * apart)) for side in (-1, 0, 1))
    # Where f′ jumps it matters on which side of the edge the edge itself is.
    closed = (at <= level) & (np.abs(before - after) > 1e-3 * level)
    found: list[Interval] = []
    begun: tuple[float, bool] | None = (ends[0], False) if quiet[0] else None
    for edge, ended, sharp in zip(edges.tolist(), at_low.tolist(), closed.tolist(), strict=True):
        if not ended:
            begun = (edge, sharp)
        elif begun is not None:
            found += [Interval(begun[0], edge, begun[1], sharp)] if edge > begun[0] else []
            begun = None
    if begun is not None:
        found.append(Interval(begun[0], ends[1], begun[1], False))
    return tuple(found)
