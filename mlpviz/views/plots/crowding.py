"""Names beside curves where there is not room for all of them."""

from __future__ import annotations

from typing import TypeVar

import numpy as np

T = TypeVar("T")


def thinned(items: list[T], most: int) -> list[T]:
    """At most `most` of the items, evenly, with the first and the last."""
    if len(items) <= most:
        return items
    return [items[round(index)] for index in np.linspace(0, len(items) - 1, max(most, 1))]


def named(ends: list[tuple[float, int]], layers: int, distance: float) -> list[tuple[float, int]]:
    """Which layers are named beside the ends of their curves, and at which height: each at its own curve or not at all.

    `ends` are the heights, in px, and the layers from 0 on whose curves have an end in sight. The first and the last
    layer are always named; only where these two would overlap do they make way, each by half of `distance` at most. Of
    the others only every second, fourth, eighth … is named, until names are `distance` apart. From the top down.
    """
    outer = sorted((height, layer) for height, layer in ends if layer in (0, layers - 1))
    free = [
        (height, layer) for height, layer in ends
        if layer not in (0, layers - 1) and all(abs(height - taken) >= distance for taken, _ in outer)
    ]  # fmt: skip
    step = 1
    while _closest(free) < distance:
        step *= 2
        free = [(height, layer) for height, layer in free if layer % step == 0]
    if _closest(outer) < distance:
        (upper, first), (lower, second) = outer
        middle = (upper + lower) / 2
        outer = [(middle - distance / 2, first), (middle + distance / 2, second)]
        free = [place for place in free if all(abs(place[0] - taken) >= distance for taken, _ in outer)]
    return sorted(outer + free)


def _closest(places: list[tuple[float, int]]) -> float:
    """The least distance of two heights."""
    heights = np.sort([height for height, _ in places])
    return float(np.diff(heights).min(initial=np.inf))
