"""Checks of values. Each raises ValueError that names the field, the value and what is allowed."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np


def whole(name: str, value: Any, low: int, high: int) -> int:
    """Return a whole number from `low` to `high`."""
    if isinstance(value, bool) or not isinstance(value, (int, np.integer)) or not low <= value <= high:
        raise ValueError(f"{name} is {value!r:.80}; allowed is a whole number from {low} to {high}.")
    return int(value)


def yes_or_no(name: str, value: Any) -> bool:
    """Return True or False."""
    if not isinstance(value, (bool, np.bool_)):
        raise ValueError(f"{name} is {value!r:.80}; allowed are True and False.")
    return bool(value)


def indices(name: str, values: Iterable[int], count: int) -> tuple[int, ...]:
    """Return indices 0…count − 1, sorted, without repetition."""
    try:
        given = list(values)
    except TypeError:
        raise ValueError(f"{name} is {values!r:.80}; give a list of whole numbers from 0 to {count - 1}.") from None
    return tuple(sorted({whole(name, value, 0, count - 1) for value in given}))


def number(name: str, value: Any, low: float, high: float) -> float:
    """Return a number from `low` to `high` as float."""
    if isinstance(value, bool) or not isinstance(value, (int, float, np.number)) or not low <= value <= high:
        raise ValueError(f"{name} is {value!r:.80}; allowed is a number from {low:g} to {high:g}.")
    return float(value)
