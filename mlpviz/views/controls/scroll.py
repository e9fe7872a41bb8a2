"""A part that scrolls where it has too little room."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QScrollArea, QWidget


def scrolling(inside: QWidget, *, along: Qt.Orientation | None = Qt.Orientation.Vertical) -> QScrollArea:
    """An area without a frame that shows as much of `inside` as there is room for, and never takes the keys.

    It offers a scroll bar in one direction only, or in both if `along` is None.
    """
    area, never = QScrollArea(), Qt.ScrollBarPolicy.ScrollBarAlwaysOff
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setWidgetResizable(True)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    if along == Qt.Orientation.Vertical:
        area.setHorizontalScrollBarPolicy(never)
    elif along == Qt.Orientation.Horizontal:
        area.setVerticalScrollBarPolicy(never)
    area.setWidget(inside)
    return area
