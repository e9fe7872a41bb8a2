"""What somebody answered about a file: what becomes of faulty rows, of too many classes and of too many points."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

FaultKind = str
NOTHING_TYPED: Mapping[tuple[int, int], str] = MappingProxyType({})


@dataclass(frozen=True)
class Answers:
    """Everything that is decided beside dialect and roles."""

    skipped_rows: frozenset[int] = frozenset()
    """Rows to leave out, by their index from 0."""
    skipped_kinds: frozenset[FaultKind] = frozenset()
    """Kinds of faults (`Fault.kind`) whose rows are all left out."""
    typed: Mapping[tuple[int, int], str] = field(default_factory=lambda: NOTHING_TYPED)
    """What was typed in place of a cell: (row, column) → text, written as the cells of the file are."""
    classes: tuple[str, ...] | None = None
    """The classes to keep where there are more than six, by name; None: the most frequent six."""
    one_case: bool | None = None
    """Whether names that differ in capitals only are one class; None was not asked."""
    sample: int | None = None
    """How many points are drawn from the file; None: all."""
    seed: int = 7
    """Seed of the sample and of the split."""
    test_share: float = 0.0
    """Share of the points kept for testing, if no column says which, 0 to 0.9."""
    scale_inputs: bool | None = None
    """None: if they are far from mean 0 and spread 1."""
    scale_targets: bool | None = None
    """None: if they are far from mean 0 and spread 1."""


NO_ANSWERS = Answers()
"""Nothing was asked yet."""
