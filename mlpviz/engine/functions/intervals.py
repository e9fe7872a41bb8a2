"""Intervals of numbers, and several of them as few."""

from __future__ import annotations

import math
from dataclasses import dataclass

NEAR = 1e-9
"""Relative difference below which two numbers found by different ways are the same."""
MOST = 12
"""How many places of a kind are told."""


@dataclass(frozen=True)
class Interval:
    """Numbers from `low` to `high`; each end belongs to it or not. Both ends may be infinite."""

    low: float
    high: float
    low_closed: bool
    high_closed: bool

    @property
    def point(self) -> bool:
        """Whether it is a single number."""
        return self.low == self.high


def same(one: float, other: float) -> bool:
    """Whether two numbers differ by rounding alone."""
    if math.isinf(one) or math.isinf(other):
        return one == other
    return abs(one - other) <= NEAR * max(1.0, abs(one), abs(other))


def joined(parts: list[Interval]) -> tuple[Interval, ...]:
    """The same numbers in as few intervals as possible."""
    found: list[Interval] = []
    for part in sorted(parts, key=_left_end):
        last = found[-1] if found else None
        touching = last is not None and same(part.low, last.high)
        apart = last is None or (part.low > last.high and not touching)
        if last is None or apart or (touching and not (part.low_closed or last.high_closed)):
            found.append(part)
            continue
        low_closed = last.low_closed or (part.low_closed and same(part.low, last.low))
        if same(part.high, last.high):
            found[-1] = Interval(last.low, last.high, low_closed, last.high_closed or part.high_closed)
        else:
            longer = max(last, part, key=_right_end)
            found[-1] = Interval(last.low, longer.high, low_closed, longer.high_closed)
    return tuple(found)


def nearest(parts: tuple[Interval, ...]) -> tuple[Interval, ...]:
    """At most `MOST` of them, the nearest to 0, in rising order: far out the samples are too coarse for so many."""
    if len(parts) <= MOST:
        return parts
    return tuple(sorted(sorted(parts, key=_distance)[:MOST], key=_left_end))


def _distance(one: Interval) -> float:
    return min(abs(one.low), abs(one.high)) if one.low * one.high > 0 else 0.0


def _left_end(one: Interval) -> tuple[float, bool]:
    return one.low, not one.low_closed


def _right_end(one: Interval) -> float:
    return one.high
