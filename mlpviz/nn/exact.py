"""Reads numbers exactly as they are written: 0.1 is 1/10, not the nearest float."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np

Number = Fraction | float
"""A Fraction in exact arithmetic, a float otherwise."""
Numbers = tuple[Number, ...]


def number(name: str, value: Any, exact: bool = True) -> Number:
    """Read an int, float, Fraction, Decimal or str; a float is read as the decimal number that Python prints for it.

    Returns a Fraction, or the nearest float if not `exact`. Raises ValueError that names the field `name`.
    """
    try:
        if isinstance(value, (float, np.floating)):
            fraction = Fraction(repr(float(value)))
        elif isinstance(value, (str, Decimal, Fraction)):
            fraction = Fraction(value)
        else:
            fraction = Fraction(int(value)) if value == int(value) else Fraction(value)
        return fraction if exact else float(fraction)
    except (TypeError, ValueError, OverflowError, ZeroDivisionError):
        raise ValueError(f"{name} is {value!r:.80}; allowed is a finite number.") from None


def listed(name: str, values: Any) -> list[Any]:
    """Turn any iterable except text into a list. Raises ValueError that names the field and the value."""
    if isinstance(values, (str, bytes)) or not isinstance(values, Iterable):
        raise ValueError(f"{name} holds {values!r:.80}; give a list.")
    return list(values)


def rows(name: str, values: Any, exact: bool = True) -> list[Numbers]:
    """Read a table (n, d) with one row a sample, n and d at least 1. Raises ValueError that names the field."""
    table = [
        tuple(number(f"{name}[{index}][{axis}]", value, exact) for axis, value in enumerate(listed(name, row)))
        for index, row in enumerate(listed(name, values))
    ]
    lengths = sorted({len(row) for row in table})
    if len(lengths) != 1 or lengths == [0]:
        sizes = ", ".join(map(str, lengths)) or "none"
        raise ValueError(f"{name} has rows of length {sizes}; give one row a sample, all equally long, at least 1.")
    return table
