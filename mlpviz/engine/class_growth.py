"""What becomes of the output units when classes are added, removed or put in another order."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import count
from typing import NamedTuple

import numpy as np

from mlpviz.nn.activations import Activation


class Part(NamedTuple):
    """An output as a sum over earlier outputs: of their sums z, and so of their weights and biases."""

    terms: tuple[tuple[int, float], ...] = ()
    """(earlier output, factor); none for an output that starts at 0."""
    shift: float = 0.0
    """What is added to the bias."""

    def of_slopes(self) -> Part:
        """The same for means of gradients, which change sign with the sum but have a size of their own."""
        return Part(tuple((at, float(np.sign(factor)) / len(self.terms)) for at, factor in self.terms))

    def of_squares(self) -> Part:
        """The same for what has no sign: means of squared gradients, and marks."""
        return Part(tuple((at, 1.0 / len(self.terms)) for at, _ in self.terms))


class Mirror(NamedTuple):
    """How the sum z of a single output becomes two: shift − scale·z for its first class, scale·z for the second."""

    scale: float
    shift: float = 0.0


def mirror_of(single: Activation, several: Activation, middle: float) -> Mirror | None:
    """How one output with `single` says the same as two with `several`; None if they cannot.

    A sigmoid of z is the softmax of −z/2 and z/2. Outputs with an activation f of their own say the same if
    f(shift − z) = 2·middle − f(z), where `middle` lies between the targets of "no" and "yes".
    """
    if several.only_as_link:
        return Mirror(0.5)
    z = np.linspace(-4.0, 4.0, 17)
    with np.errstate(all="ignore"):  # a formula of the learner's own may have no value here or there
        for shift in (0.0, 2.0 * middle):
            if single == several and np.allclose(single.value(shift - z), 2.0 * middle - single.value(z), 0.0, 1e-12):
                return Mirror(1.0, shift)
    return None


def keys_of(known: Sequence[int], classes: int) -> tuple[int, ...]:
    """The first `classes` of the known keys; where there are too few, the smallest that are free follow."""
    kept = tuple(known)[:classes]
    free = (key for key in count() if key not in kept)
    return (*kept, *(next(free) for _ in range(classes - len(kept))))


def parts(
    old: Sequence[int], old_outputs: int, new: Sequence[int], new_outputs: int, mirror: Mirror | None
) -> list[Part | None]:
    """What each of the new outputs is made of, by the keys of the classes; None for one that has to be initialized."""
    if mirror is None:
        if min(old_outputs, new_outputs) == 1:
            same = (tuple(old), old_outputs) == (tuple(new), new_outputs)
            return [Part(((0, 1.0),)) if same else None] * new_outputs
        kept = {key: Part(((at, 1.0),)) for at, key in enumerate(old)}
        return [kept.get(key) for key in new]
    sums = _sums(old, old_outputs, mirror)
    if new_outputs > 1:
        return [sums.get(key, Part()) for key in new]
    first, second = (sums.get(key) for key in new)
    if first is None or second is None:
        return [None]
    factors: dict[int, float] = {}
    for sign, part in ((-1.0, first), (1.0, second)):
        for at, factor in part.terms:
            factors[at] = factors.get(at, 0.0) + sign * factor / (2.0 * mirror.scale)
    return [Part(tuple(factors.items()), (second.shift - first.shift + mirror.shift) / (2.0 * mirror.scale))]


def _sums(old: Sequence[int], outputs: int, mirror: Mirror) -> dict[int, Part]:
    """The sum of every class, by its key."""
    if outputs > 1:
        return {key: Part(((at, 1.0),)) for at, key in enumerate(old)}
    first, second = old
    return {first: Part(((0, -mirror.scale),), mirror.shift), second: Part(((0, mirror.scale),))}
