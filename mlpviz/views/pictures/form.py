"""The rows that the dialogs of pictures and films have in common."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QFormLayout, QHBoxLayout, QVBoxLayout, QWidget

from mlpviz.views.controls.button import Button
from mlpviz.views.controls.field import Combo
from mlpviz.views.controls.segmented import Segmented
from mlpviz.views.look.theme import Theme
from mlpviz.views.pictures.part import Part

THEMES = (("", "As shown"), ("light", "Light"), ("dark", "Dark"), ("contrast", "High contrast"))


def part_choice(parts: Sequence[Part], parent: QWidget) -> Combo:
    """A list of what can be saved."""
    made = Combo(parent)
    made.setAccessibleName("What to save")
    for part in parts:
        made.addItem(part.label, part.name)
    return made


def theme_choice(theme: Theme, parent: QWidget) -> Segmented:
    """The theme of the picture, which need not be that of the window."""
    made = Segmented(theme, THEMES, parent)
    made.setAccessibleName("Theme of the picture")
    return made


def arrange(dialog: QWidget, form: QFormLayout, parts: Sequence[QWidget], cancel: Button, save: Button) -> None:
    """The form, what is said below it, and the two buttons at the foot."""
    foot = QHBoxLayout()
    foot.addStretch()
    foot.addWidget(cancel)
    foot.addWidget(save)
    column = QVBoxLayout(dialog)
    column.setContentsMargins(20, 16, 20, 16)
    column.setSpacing(14)
    form.setHorizontalSpacing(16)
    form.setVerticalSpacing(10)
    column.addLayout(form)
    for part in parts:
        column.addWidget(part)
    column.addLayout(foot)
