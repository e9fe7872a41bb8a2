"""The order of the samples in an epoch."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from mlpviz.nn.arrays import freeze

_GOLDEN, _EPOCHS = 0x9E3779B97F4A7C15, 0xD1B54A32D192ED03
_MIX1, _MIX2 = np.array(0xBF58476D1CE4E5B9, np.uint64), np.array(0x94D049BB133111EB, np.uint64)
_SHIFT1, _SHIFT2, _SHIFT3 = np.array(30, np.uint64), np.array(27, np.uint64), np.array(31, np.uint64)


@lru_cache(maxsize=4)
def _positions(count: int) -> tuple[NDArray[np.uint64], NDArray[np.uint64], np.uint64]:
    """0…count−1, (1…count) × the golden ratio, and a mask of the bits that a position needs."""
    positions = freeze(np.arange(count), np.uint64)
    steps = freeze((positions + np.uint64(1)) * np.array(_GOLDEN, np.uint64), np.uint64)
    return positions, steps, np.uint64((1 << max(1, int(count).bit_length())) - 1)


def orders(count: int, seed: int, first: int, epochs: int = 1) -> NDArray[np.int64]:
    """The order of the samples in each of `epochs` epochs from `first` on, shape (epochs, count).

    Each row is a permutation of 0…count−1 that depends on (seed, epoch) alone. Every position gets a 64-bit hash (the
    finalizer of SplitMix64; Steele, Lea and Flood, 2014), whose low bits are replaced by the position. The sorted
    hashes then hold the positions in random order, without ties. This is much faster than seeding a generator.
    """
    positions, steps, low = _positions(count)
    begins = [(seed * _GOLDEN + epoch * _EPOCHS) * _GOLDEN % 2**64 for epoch in range(first, first + epochs)]
    h = steps + np.array(begins, np.uint64)[:, None]
    h = (h ^ (h >> _SHIFT1)) * _MIX1
    h = (h ^ (h >> _SHIFT2)) * _MIX2
    h ^= h >> _SHIFT3
    h &= ~low
    h |= positions
    h.sort(axis=1)
    h &= low
    return h.astype(np.int64)
