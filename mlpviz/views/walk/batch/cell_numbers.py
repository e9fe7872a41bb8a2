"""How the numbers of the ledger are written: rows that are compared with each other share a power of ten."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from mlpviz.engine import number
from mlpviz.nn.arrays import Array

SMALLEST, LARGEST = 0.01, 1000.0
"""Numbers whose largest lies outside of these are written as multiples of a power of ten."""


@dataclass(frozen=True)
class CellFormat:
    """The power of ten that numbers are multiples of, and their decimals."""

    exponent: int
    places: int

    @property
    def note(self) -> str:
        """The power of ten in words: "10⁻⁴"; "" for ones."""
        return number.power_of_ten(self.exponent) if self.exponent else ""

    def text(self, value: float, *, plus: bool = False) -> str:
        """A number as a cell shows it: "−0.168", "0", with a plus "+0.015"."""
        if not math.isfinite(value) or value == 0.0:
            return number.plain(value)
        size = value / 10.0**self.exponent if self.exponent > -300 else value * 10.0**-self.exponent
        written = number.fixed(size, self.places)
        return f"+{written}" if plus and size > 0 else written


def format_of(rows: Sequence[Array], *, places: int = 3) -> CellFormat:
    """The format that suits the numbers of some rows; `places` are the decimals that numbers around 1 get."""
    sizes = np.abs(np.concatenate([row[np.isfinite(row)] for row in rows])) if rows else np.zeros(1)
    largest = float(np.max(sizes, initial=0.0))
    if largest == 0.0 or SMALLEST <= largest < LARGEST:
        return CellFormat(0, places if largest < 10 else min(places, 2) if largest < 100 else 1)
    exponent = math.floor(math.log10(float(np.mean(sizes[sizes > 0.0]))))
    ones = largest / 10.0**exponent if exponent > -300 else 1.0
    return CellFormat(exponent, 2 if ones < 100 else 1 if ones < 1000 else 0)
