"""The part of the z axis that several plots share, and how the mouse moves and stretches it."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

LOW, HIGH = -5.0, 5.0
"""What is shown at first."""
LEAST, MOST = 1e-3, 2000.0
"""Width of the narrowest and the widest part."""
FARTHEST = 1000.0
"""Formulas are known to have a value up to here."""


class ZAxis(QObject):
    """From `low` to `high`; `changed` asks every plot that shares it to be drawn anew."""

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        """Show the usual part."""
        super().__init__(parent)
        self.low, self.high = LOW, HIGH

    @property
    def width(self) -> float:
        """From end to end."""
        return self.high - self.low

    def share(self, z: float) -> float:
        """Where z lies, 0 at the left end and 1 at the right one."""
        return (z - self.low) / self.width

    def at(self, share: float) -> float:
        """The z at a share of the width."""
        return self.low + share * self.width

    def show(self, low: float, high: float) -> None:
        """Show another part; one that is too narrow, too wide or too far out is not taken."""
        allowed = LEAST <= high - low <= MOST and max(abs(low), abs(high)) <= FARTHEST
        if allowed and (low, high) != (self.low, self.high):
            self.low, self.high = low, high
            self.changed.emit()

    def zoom(self, at: float, factor: float) -> None:
        """Show `factor` times as much, with the z called `at` where it is."""
        self.show(at + (self.low - at) * factor, at + (self.high - at) * factor)

    def pan(self, by: float) -> None:
        """Move the part along the axis."""
        self.show(self.low + by, self.high + by)

    def fit(self) -> None:
        """Show the usual part again."""
        self.show(LOW, HIGH)
