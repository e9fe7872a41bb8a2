"""The widest margin by which vectors lie on one side of a plane through the origin, found exactly.

The sharpest of all such planes stands on the shortest vector w of the convex hull of the vectors. Wolfe's algorithm
finds it ("Finding the nearest point in a polytope", Mathematical Programming 11, 1976) in finitely many moves; here it
works in fractions, so nothing is rounded and the result proves itself:

- w = Σ λᵢ vᵢ with λ ≥ 0 and Σ λᵢ = 1, and w·vᵢ ≥ w·w for every i, are the conditions of Karush, Kuhn and Tucker, met
  without any tolerance. If w ≠ 0, its direction keeps all vectors at a distance of at least γ = |w|, and none does
  better, because no direction u gives more than u·w ≤ |w| on that mixture.
- If w = 0, the λ are Gordan's certificate (1873) that no plane through the origin has all vectors on one side.

The work grows with the square of the number of inputs and more; it is meant for the few inputs that one can draw.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from operator import mul, sub
from typing import Any

from mlpviz.nn.exact import rows

Vector = tuple[Fraction, ...]
"""One exact number for each input."""


@dataclass(frozen=True)
class Margin:
    """How far vectors stay from the best plane through the origin, and the proof that it is the best."""

    normal: Vector
    """The shortest vector w of the convex hull, (inputs,); all zero if no plane has all vectors on one side."""
    shares: tuple[tuple[int, Fraction], ...]
    """The vectors that w is mixed from, and how much of each: (index, λ > 0), in the order of the indices."""
    margin_squared: Fraction
    """γ² = w·w."""
    radius_squared: Fraction
    """R², the largest squared length of a vector."""

    @property
    def separable(self) -> bool:
        """Whether some plane through the origin has all vectors strictly on one side."""
        return self.margin_squared > 0

    @property
    def margin(self) -> float:
        """γ; 0 if not separable."""
        return _root(self.margin_squared)

    @property
    def radius(self) -> float:
        """R."""
        return _root(self.radius_squared)

    @property
    def support(self) -> tuple[int, ...]:
        """The indices of the vectors that hold the plane: all of them lie exactly at the margin."""
        return tuple(index for index, _ in self.shares)

    @property
    def bound(self) -> Fraction | None:
        """(R/γ)², exactly; None if not separable.

        A perceptron that starts from zero makes at most so many mistakes, in whatever order it sees the samples.
        Novikoff, "On convergence proofs on perceptrons" (1962).
        """
        return self.radius_squared / self.margin_squared if self.separable else None


def widest_margin(vectors: Iterable[Iterable[Any]]) -> Margin:
    """Find the margin of `vectors`, (n, inputs), each already turned to the side it belongs on, as y x with y = ±1.

    Numbers may be anything that `mlpviz.nn.exact.number` reads. Raises ValueError without vectors, for what is no
    finite number, and where they differ in length.
    """
    exact = _exact("vectors", vectors)
    # Whole numbers are much faster than fractions, and a common factor only scales the answer.
    factor = math.lcm(*(number.denominator for vector in exact for number in vector))
    whole = [tuple(int(number * factor) for number in vector) for vector in exact]
    shares = _nearest(whole)
    normal = tuple(number / factor for number in _mixture(whole, shares))
    return Margin(
        normal,
        tuple(sorted(shares.items())),
        sum((number * number for number in normal), Fraction(0)),
        Fraction(max(_dot(vector, vector) for vector in whole), factor * factor),
    )


def street(ones: Iterable[Iterable[Any]], others: Iterable[Iterable[Any]]) -> Margin:
    """Find the widest street between two classes of points, (n, inputs) and (m, inputs), wherever it may lie.

    This is the hard margin of a support vector machine, whose bias is free: the plane need not pass through the origin.
    Its `margin` is the whole width of the street, the distance between the two convex hulls; half of it lies on either
    side of the line. `normal` runs across the street from `others` to `ones`, and index i of `shares` is the pair
    (i // m, i % m). Boser, Guyon and Vapnik (1992). Raises ValueError as `widest_margin` does.
    """
    before, behind = _exact("ones", ones), _exact("others", others)
    if len(before[0]) != len(behind[0]):
        raise ValueError(f"others has rows of length {len(behind[0])}; those of ones have {len(before[0])}.")
    return widest_margin([tuple(map(sub, point, other)) for point in before for other in behind])


def _exact(name: str, values: Iterable[Iterable[Any]]) -> list[Vector]:
    return [tuple(Fraction(value) for value in row) for row in rows(name, values)]


def _nearest(points: Sequence[Sequence[int]]) -> dict[int, Fraction]:
    """Wolfe's algorithm: which points, and how much of each, make up the shortest vector of their convex hull."""
    first = min(range(len(points)), key=lambda index: _dot(points[index], points[index]))
    shares = {first: Fraction(1)}
    while True:
        here = _mixture(points, shares)
        scaled = _whole(here)
        heights = [_dot(scaled, point) for point in points]
        lowest = min(range(len(points)), key=heights.__getitem__)
        if heights[lowest] >= _dot(scaled, here):
            return shares
        shares[lowest] = Fraction(0)
        shares = _settle(points, shares)


def _settle(points: Sequence[Sequence[int]], shares: dict[int, Fraction]) -> dict[int, Fraction]:
    """Walk to the shortest vector of the flat through the chosen points, letting go of those left on the way."""
    while True:
        wanted = _flattest(points, list(shares))
        leaving = [index for index, share in wanted.items() if share < 0]
        if not leaving:
            return {index: share for index, share in wanted.items() if share}
        stride = min(shares[index] / (shares[index] - wanted[index]) for index in leaving)
        moved = {index: share + stride * (wanted[index] - share) for index, share in shares.items()}
        shares = {index: share for index, share in moved.items() if share}


def _flattest(points: Sequence[Sequence[int]], chosen: Sequence[int]) -> dict[int, Fraction]:
    """The shares, positive or not, with sum 1, that make the shortest vector: Gᵢⱼ = pᵢ·pⱼ, G α + μ = 0, Σ α = 1."""
    system = [[Fraction(0), *[Fraction(1)] * len(chosen), Fraction(1)]]
    for one in chosen:
        system.append([Fraction(1), *(Fraction(_dot(points[one], points[other])) for other in chosen), Fraction(0)])
    return dict(zip(chosen, _solve(system)[1:], strict=True))


def _solve(lines: list[list[Fraction]]) -> list[Fraction]:
    """Gauss and Jordan, exactly; the right-hand side is the last column."""
    for column in range(len(lines)):
        pivot = next(index for index in range(column, len(lines)) if lines[index][column])
        lines[column], lines[pivot] = lines[pivot], lines[column]
        top = [number / lines[column][column] for number in lines[column]]
        lines[column] = top
        for index, line in enumerate(lines):
            if index != column and line[column]:
                lines[index] = [number - line[column] * above for number, above in zip(line, top, strict=True)]
    return [line[-1] for line in lines]


def _mixture(points: Sequence[Sequence[int]], shares: dict[int, Fraction]) -> Vector:
    return tuple(
        sum((share * points[index][axis] for index, share in shares.items()), Fraction(0))
        for axis in range(len(points[0]))
    )


def _whole(vector: Vector) -> tuple[int, ...]:
    """The same direction in whole numbers."""
    factor = math.lcm(*(number.denominator for number in vector))
    return tuple(int(number * factor) for number in vector)


def _dot(a: Sequence[int], b: Sequence[Any]) -> Any:
    return sum(map(mul, a, b))


def _root(square: Fraction) -> float:
    """The square root, also where the square itself is too large or too small for a float."""
    half = (square.numerator.bit_length() - square.denominator.bit_length()) // 2
    return math.ldexp(math.sqrt(square / Fraction(4) ** half), half)
