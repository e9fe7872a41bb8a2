"""Says why a number was refused, at the field that shows the old number again."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QTimer
from PySide6.QtWidgets import QToolTip, QWidget

REFUSED = "refused"
"""The property of a box whose description says why a number was refused."""


def say_refusal(box: QWidget, why: str, usual: str = "") -> None:
    """Show the sentence below the box, and keep it as its tooltip; "" brings the usual tooltip back.

    The box is not marked as wrong: the refused number is gone, and the one that it shows is right.
    """
    box.setToolTip(why or usual)
    if why or box.property(REFUSED):  # what else it is described by stays
        box.setAccessibleDescription(why)
    box.setProperty(REFUSED, bool(why))
    if why:
        # After the focus has moved on: a change of focus hides every tooltip.
        QTimer.singleShot(0, box, lambda: QToolTip.showText(box.mapToGlobal(QPoint(0, box.height())), why, box))
