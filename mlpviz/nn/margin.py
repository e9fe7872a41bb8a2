"""The maximum margin of vectors on one side of a plane through the origin, computed exactly.

The best plane is perpendicular to the shortest vector w of the convex hull of the vectors. Wolfe's algorithm finds w
("Finding the nearest point in a polytope", Mathematical Programming 11, 1976) in finitely many steps. It works with
fractions here, so nothing is rounded and the result can be checked:

- w = Σ λᵢ vᵢ with λ ≥ 0 and Σ λᵢ = 1, and w·vᵢ ≥ w·w for every i. These are the Karush–Kuhn–Tucker conditions, met
  exactly. If w ≠ 0, all vectors are at least γ = |w| away from the plane with normal w. No other unit vector u is
  better, because u·w ≤ |w|, and u·w is an average of the u·vᵢ.
- If w = 0, the λ are Gordan's certificate (1873) that no plane through the origin has all vectors on one side.

The time grows faster than the square of the number of inputs; it is meant for few inputs.
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
    """The margin of vectors from the best plane through the origin, and the proof that it is the best."""

    normal: Vector
    """The shortest vector w of the convex hull, (inputs,); all zero if no plane has all vectors on one side."""
    shares: tuple[tuple[int, Fraction], ...]
    """The vectors with λ > 0 in w = Σ λᵢ vᵢ, as (index, λ), ordered by index."""
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
        """γ = |w|; 0 if not separable."""
        return _root(self.margin_squared)

    @property
    def radius(self) -> float:
        """R, the largest length of a vector."""
        return _root(self.radius_squared)

    @property
    def support(self) -> tuple[int, ...]:
        """The indices of the support vectors: all of them lie exactly at the margin."""
        return tuple(index for index, _ in self.shares)

    @property
    def bound(self) -> Fraction | None:
        """(R/γ)², exactly; None if not separable.

        A perceptron with initial weights 0 makes at most this many mistakes, for any order of the samples. Novikoff,
        "On convergence proofs on perceptrons" (1962).
        """
        return self.radius_squared / self.margin_squared if self.separable else None


def widest_margin(vectors: Iterable[Iterable[Any]]) -> Margin:
    """Compute the margin of `vectors` (n, inputs), each a sample times the sign of its class: y x with y = ±1.

    Numbers may be anything that `mlpviz.nn.exact.number` reads. Raises ValueError if there are no vectors, if a value
    is not a finite number, or if the lengths differ.
    """
    exact = _exact("vectors", vectors)
    # Whole numbers are much faster than fractions, and a common factor only scales the result.
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
    """Compute the widest empty band between two classes of points, (n, inputs) and (m, inputs).

    This is the hard margin of a support vector machine with bias: the plane need not pass through the origin. `margin`
    is the whole width of the band, the distance between the two convex hulls; the boundary lies in its middle.
    `normal` points from `others` to `ones`, and index i of `shares` is the pair (i // m, i % m). Boser, Guyon and
    Vapnik (1992). Raises ValueError as `widest_margin` does.
    """
    first, second = _exact("ones", ones), _exact("others", others)
    if len(first[0]) != len(second[0]):
        raise ValueError(f"others has rows of length {len(second[0])}; those of ones have {len(first[0])}.")
    return widest_margin([tuple(map(sub, point, other)) for point in first for other in second])


def _exact(name: str, values: Iterable[Iterable[Any]]) -> list[Vector]:
    return [tuple(Fraction(value) for value in row) for row in rows(name, values)]


def _nearest(points: Sequence[Sequence[int]]) -> dict[int, Fraction]:
    """Wolfe's algorithm: the weights λ, by index, of the points whose sum is the shortest vector of the convex hull."""
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
    """Move to the shortest vector of the affine hull of the chosen points; drop points whose weight reaches 0."""
    while True:
        wanted = _affine_shares(points, list(shares))
        leaving = [index for index, share in wanted.items() if share < 0]
        if not leaving:
            return {index: share for index, share in wanted.items() if share}
        stride = min(shares[index] / (shares[index] - wanted[index]) for index in leaving)
        moved = {index: share + stride * (wanted[index] - share) for index, share in shares.items()}
        shares = {index: share for index, share in moved.items() if share}


def _affine_shares(points: Sequence[Sequence[int]], chosen: Sequence[int]) -> dict[int, Fraction]:
    """Weights of any sign, with sum 1, of the shortest vector: Gᵢⱼ = pᵢ·pⱼ, G α + μ = 0, Σ α = 1."""
    system = [[Fraction(0), *[Fraction(1)] * len(chosen), Fraction(1)]]
    for one in chosen:
        system.append([Fraction(1), *(Fraction(_dot(points[one], points[other])) for other in chosen), Fraction(0)])
    return dict(zip(chosen, _solve(system)[1:], strict=True))


def _solve(lines: list[list[Fraction]]) -> list[Fraction]:
    """Gauss–Jordan elimination in fractions; the right-hand side is the last column."""
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
    """The vector times a factor that makes all entries whole numbers."""
    factor = math.lcm(*(number.denominator for number in vector))
    return tuple(int(number * factor) for number in vector)


def _dot(a: Sequence[int], b: Sequence[Any]) -> Any:
    return sum(map(mul, a, b))


def _root(square: Fraction) -> float:
    """The square root, also where `square` itself is too large or too small for a float."""
    half = (square.numerator.bit_length() - square.denominator.bit_length()) // 2
    return math.ldexp(math.sqrt(square / Fraction(4) ** half), half)
