"""Asks for the name of a file to be written; a file that is there is only replaced after a question."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QMessageBox, QWidget


def ask_for_name(
    parent: QWidget, title: str, suggested: str, kinds: str, ending: str, *, only: bool = False
) -> Path | None:
    """The path that the learner chose, None if there is none. A name without an ending gets `ending`, as ".csv".

    `only`: another ending is not enough, the file must end in this one.
    """
    name, _ = QFileDialog.getSaveFileName(parent, title, suggested, kinds)
    if not name:
        return None
    given = Path(name)
    if given.suffix.casefold() == ending or (given.suffix and not only):
        return given
    path = given.with_name(given.name + ending)
    return path if not path.exists() or _may_be_replaced(parent, path) else None


def _may_be_replaced(parent: QWidget, path: Path) -> bool:
    """The dialog has asked about the name as it was typed, not about the one with the ending."""
    buttons = QMessageBox.StandardButton
    box = QMessageBox(parent)
    box.setIcon(QMessageBox.Icon.Warning)
    box.setText(f"{path.name} is there already.")
    box.setInformativeText("Replace it? What it holds now is lost.")
    box.setStandardButtons(buttons.Yes | buttons.Cancel)
    box.button(buttons.Yes).setText("Replace")
    box.setDefaultButton(buttons.Cancel)
    box.exec()
    answer = box.standardButton(box.clickedButton())
    box.deleteLater()
    return answer == buttons.Yes
