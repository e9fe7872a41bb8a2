"""The undo command of the perceptron laboratory."""

from __future__ import annotations

from typing import Protocol

from PySide6.QtGui import QUndoCommand

from mlpviz.engine.one_unit.course import Course


class Holder(Protocol):
    """Whoever shows a course."""

    def put(self, course: Course) -> None:
        """Show another course."""
        ...


class CourseChange(QUndoCommand):
    """Swaps two courses."""

    def __init__(self, lab: Holder, what: str, before: Course, after: Course, stroke: int) -> None:
        super().__init__(what)
        self._lab, self._before, self._after, self._stroke = lab, before, after, stroke

    def redo(self) -> None:
        """Show the new course."""
        self._lab.put(self._after)

    def undo(self) -> None:
        """Show the old course again."""
        self._lab.put(self._before)

    def id(self) -> int:
        """Moves of one stroke are one step."""
        return 1 if self._stroke else -1

    def mergeWith(self, other: QUndoCommand) -> bool:
        """Take in the next move of the same stroke."""
        if not isinstance(other, CourseChange) or other._stroke != self._stroke:
            return False
        self._after = other._after
        return True
