"""Nouns as their number wants them: 1 epoch, 2 epochs."""

from __future__ import annotations


def noun(number: int, one: str, many: str = "") -> str:
    """The form of a noun for so many; `many` is needed only where it is not `one` with an s."""
    return one if number == 1 else many or f"{one}s"
