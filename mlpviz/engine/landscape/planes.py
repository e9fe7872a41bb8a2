"""Planes in the space of all weights and biases: two directions of it that can be drawn.

A network with P parameters is one point in P dimensions. A plane through that space keeps two of them, so what is drawn
of a path is its shadow; `share` says how much of the path the plane holds.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

import numpy as np

from mlpviz.engine.experiment import Experiment, NetworkSpec
from mlpviz.engine.records import freeze
from mlpviz.engine.telling.naming import names_of
from mlpviz.nn.arrays import Array

Kind = Literal["paths", "random", "weights"]
KINDS: tuple[Kind, ...] = ("paths", "random", "weights")
AROUND = 0.25
"""Room around what is shown, as a share of its size."""


@dataclass(frozen=True, eq=False)
class Plane:
    """All parameters `origin` + a · `across`[0] + b · `across`[1]."""

    kind: Kind
    origin: Array
    """(P,)"""
    across: Array
    """The two directions, (2, P)."""
    reference: Array
    """Where distances are measured from: the start of the paths, or the network that the plane was laid through."""
    names: tuple[str, str]
    """What the axes are called."""

    def at(self, places: Array) -> Array:
        """The parameters at places (…, 2) of the plane, (…, P)."""
        return np.asarray(self.origin + places @ self.across)

    def places(self, thetas: Array) -> Array:
        """The places nearest to parameters (n, P), (n, 2)."""
        return np.asarray((thetas - self.origin) @ self._shadow)

    def shadow(self, direction: Array) -> Array:
        """What the plane holds of a direction (P,), as a step on it, (2,)."""
        return np.asarray(direction @ self._shadow)

    @cached_property
    def _shadow(self) -> Array:
        """The pseudo-inverse of the two directions, (P, 2): they need not be of length 1 or at right angles."""
        return np.asarray(np.linalg.pinv(self.across), dtype=np.float64)

    def share(self, path: Array) -> float:
        """How much of a path (n, P) the plane holds: 1 − Σ‖what is outside‖² / Σ‖distance from the reference‖², 0…1."""
        with np.errstate(all="ignore"):
            outside = path - self.at(self.places(path))
            whole = float(((path - self.reference) ** 2).sum())
            lost = float((outside**2).sum())
        if not np.isfinite(whole) or not np.isfinite(lost):
            return 0.0
        return max(0.0, 1.0 - lost / whole) if whole else 1.0


def paths_plane(paths: Sequence[Array]) -> Plane:
    """The plane through the first point of the first path that holds most of all paths, each (n, P).

    Its directions are the two main directions of the paths, measured from that start (singular value decomposition).
    """
    start = paths[0][0]
    moves = np.concatenate([path - start for path in paths])
    moves = moves[np.isfinite(moves).all(axis=1)]
    _, _, directions = np.linalg.svd(moves, full_matrices=False)
    two = directions[:2]
    if len(two) < 2 or not moves.any():
        two = np.eye(len(start))[:2] if len(start) > 1 else np.array([[1.0], [0.0]])
        if moves.any():
            first = directions[0]
            other = np.eye(len(start))[int(np.argmin(np.abs(first)))]
            other = other - first * (first @ other)
            two = np.stack([first, other / (np.linalg.norm(other) or 1.0)])
    # A direction has no sign of its own: the first path's end lies to the right and above.
    ends = two @ (paths[0][-1] - start)
    two = two * np.where(ends < 0, -1.0, 1.0)[:, None]
    names = ("distance from the start along direction 1", "direction 2")
    return Plane("paths", freeze(start), freeze(two), freeze(start), names)


def random_plane(spec: NetworkSpec, theta: Array, seed: int) -> Plane:
    """Two random directions around `theta`, each unit's part scaled to the length of that unit's weights.

    Filter normalisation (Li et al. 2018, Visualizing the loss landscape of neural nets): without it a network with
    large weights would look flat, because the same step matters less to it. Biases and weights that do not learn stay.
    """
    random = np.random.default_rng(seed)
    free = spec.free()
    two = []
    for _ in range(2):
        direction = np.zeros(spec.parameter_count)
        for (W, _), (D, _) in zip(spec.weights(theta), spec.weights(direction), strict=True):
            drawn = random.standard_normal(W.shape)
            drawn *= np.linalg.norm(W, axis=0) / np.linalg.norm(drawn, axis=0)
            D[...] = drawn
        two.append(direction if free is None else direction * free)
    names = ("random direction 1, in lengths of the weights", "random direction 2")
    return Plane("random", freeze(theta), freeze(np.stack(two)), freeze(theta), names)


def weights_plane(experiment: Experiment, theta: Array, first: int, second: int) -> Plane:
    """The plane of two parameters, by their indices in theta; all others are held. Raises ValueError for one alone."""
    if first == second:
        raise ValueError("the plane of two weights needs two different ones; choose another edge.")
    across, origin = np.zeros((2, len(theta))), theta.copy()
    across[0, first] = across[1, second] = 1.0
    origin[[first, second]] = 0.0
    names = (_named(experiment, theta, first), _named(experiment, theta, second))
    return Plane("weights", freeze(origin), freeze(across), freeze(theta), names)


def _named(experiment: Experiment, theta: Array, index: int) -> str:
    """What a parameter is called in plain text."""
    spec, names = experiment.network, names_of(experiment, theta)
    at = 0
    for layer, (n_in, n_out) in enumerate(zip(spec.widths, spec.widths[1:], strict=False), start=1):
        if index < at + n_in * n_out:
            source, unit = divmod(index - at, n_out)
            return names.weight_text(layer, source, unit)
        at += n_in * n_out
        if index < at + n_out:
            return names.bias_text(layer, index - at)
        at += n_out
    raise ValueError(f"there is no parameter {index}.")


def around(places: Array, least: float = 1.0) -> tuple[Array, Array]:
    """The corners of what is shown around places (n, 2): lower left and upper right."""
    good = places[np.isfinite(places).all(axis=1)]
    if not len(good):
        good = np.zeros((1, 2))
    low, high = good.min(axis=0), good.max(axis=0)
    size = np.maximum(high - low, np.maximum(least, 0.35 * float((high - low).max())))
    middle = (low + high) / 2
    return freeze(middle - (0.5 + AROUND) * size), freeze(middle + (0.5 + AROUND) * size)
