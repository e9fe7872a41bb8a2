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


def apart(
    places: list[tuple[float, int]], distance: float, top: float, bottom: float
) -> list[tuple[float, int]]:
    """Sorted places moved as little as needed to be `distance` apart, between top and bottom.

    What would stand more than `distance` from its place is left out.
    """
    if not places:
        return []
    wanted = np.array([place for place, _ in places])
    steps = distance * np.arange(len(places))
    groups: list[list[float]] = []  # of labels that touch: each group stands in the middle of its places
    for free in wanted - steps:
        groups.append([free])
        while len(groups) > 1 and np.mean(groups[-2]) > np.mean(groups[-1]):
            groups[-2:] = [groups[-2] + groups[-1]]
    moved = np.concatenate([np.full(len(group), np.mean(group)) for group in groups])
    moved = np.clip(moved, top, max(top, bottom - steps[-1])) + steps
    away = np.abs(moved - wanted)
    if away.max() > distance:
        far = int(away.argmax())
        return apart(places[:far] + places[far + 1 :], distance, top, bottom)
    return [(float(place), layer) for place, (_, layer) in zip(moved, places, strict=True)]
