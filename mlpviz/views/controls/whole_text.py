"""How wide a field must be, so that all of what it holds can be read."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QComboBox, QLineEdit, QStyle, QStyleOptionComboBox, QStyleOptionFrame

INSIDE = 6
"""Px that Qt keeps free beside the text of a line, the caret's among them."""


def width_for_text(field: QLineEdit | QComboBox) -> int:
    """The width in px at which the whole text of a field is seen."""
    field.ensurePolished()  # a stylesheet's font counts
    line = field.lineEdit() if isinstance(field, QComboBox) else field
    if isinstance(field, QComboBox):
        frame: QStyleOptionComboBox | QStyleOptionFrame = QStyleOptionComboBox()
        text, kind = field.currentText(), QStyle.ContentsType.CT_ComboBox
    else:
        frame = QStyleOptionFrame()
        text, kind = field.text(), QStyle.ContentsType.CT_LineEdit
    field.initStyleOption(frame)  # type: ignore[arg-type]
    inside = (line or field).fontMetrics().horizontalAdvance(text) + INSIDE
    return field.style().sizeFromContents(kind, frame, QSize(inside, 0), field).width()
