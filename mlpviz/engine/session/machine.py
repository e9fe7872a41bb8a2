"""What decides the last digits of a calculation: the machine, NumPy, its matrix library, and the compiler."""

from __future__ import annotations

import hashlib
import platform
from dataclasses import dataclass
from functools import lru_cache
from importlib import metadata

import numpy as np

SIZES = (1, 2, 3, 4, 6, 8, 13, 20, 64)
"""Sizes of the products that the fingerprint is made of: small ones take other ways through a matrix library."""


@dataclass(frozen=True)
class Machine:
    """Where epochs were computed. Two equal ones compute the same numbers bit for bit."""

    system: str
    processor: str
    python: str
    numpy: str
    blas: str
    """The library that multiplies matrices, and its version."""
    compiler: str
    """The version of numba, which compiles epochs; "" without it."""
    fingerprint: str
    """A hash of what the functions of NumPy give here, to the last digit."""

    @property
    def words(self) -> str:
        """As in "Linux x86_64, NumPy 2.4.6, scipy-openblas 0.3.31"."""
        return f"{self.system} {self.processor}, NumPy {self.numpy}, {self.blas}"

    def layers_differ(self, other: Machine) -> bool:
        """Whether the layers may compute other last digits there."""
        mine, theirs = ((one.numpy, one.blas, one.fingerprint) for one in (self, other))
        return mine != theirs

    def compiled_differ(self, other: Machine) -> bool:
        """Whether compiled epochs may compute other last digits there."""
        mine, theirs = ((one.processor, one.compiler, one.fingerprint) for one in (self, other))
        return mine != theirs


@lru_cache(maxsize=1)
def this_machine() -> Machine:
    """The machine that this program runs on."""
    found = np.show_config(mode="dicts") or {}
    blas = found.get("Build Dependencies", {}).get("blas", {})
    try:
        compiler = metadata.version("numba")
    except metadata.PackageNotFoundError:
        compiler = ""
    return Machine(
        platform.system(), platform.machine(), platform.python_version(), np.__version__,
        f"{blas.get('name', 'unknown')} {blas.get('version', '')}".strip(), compiler, _fingerprint(),
    )  # fmt: skip


def unlike(machines: tuple[Machine, ...]) -> str:
    """One sentence, if epochs of a session cannot be computed again bit for bit here; else ""."""
    here = this_machine()
    others = [one for one in machines if one.layers_differ(here) or one.compiled_differ(here)]
    if not others:
        return ""
    return (
        f"Epochs were computed on another machine ({others[0].words}): what is computed again here agrees with them, "
        "but not in the last digits."
    )


def _fingerprint() -> str:
    """NumPy and its matrix library choose their code by the processor, so only trying tells how they round."""
    numbers = np.linspace(-6.0, 6.0, 1001)
    found = hashlib.sha256()
    with np.errstate(all="ignore"):
        for function in (np.tanh, np.exp, np.log, np.log1p, np.expm1, np.sin, np.sqrt):
            found.update(function(numbers).tobytes())
        found.update((np.abs(numbers) ** 1.7).tobytes())
        for size in SIZES:
            a = np.sin(np.arange(1.0, 1.0 + size * 20)).reshape(20, size)
            b = np.cos(np.arange(1.0, 1.0 + size * 7)).reshape(size, 7)
            found.update((a @ b).tobytes())
            found.update((a.T @ (a @ b)).tobytes())
            found.update((b[:, 0] @ b[:, 0]).tobytes())
            found.update(np.add.reduce(a, axis=None).tobytes())
    return found.hexdigest()[:16]
