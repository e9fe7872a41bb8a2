"""Changes of the classes: one more, one less, another name, colour or place."""

from __future__ import annotations

import re
from dataclasses import replace

import numpy as np
from PySide6.QtCore import QObject, Slot

from mlpviz.data.naming import MOST_CLASSES, ClassLook
from mlpviz.data.points import PointSet
from mlpviz.state.editor import Editor


class ClassEditor(QObject):
    """Turns wishes about classes into edits; what the network learned of the other classes stays."""

    def __init__(self, editor: Editor, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._editor = editor

    @Slot()
    def add(self) -> None:
        """Add one class to the network."""
        now = self._editor.experiment
        network, naming, label = now.network.with_classes(now.network.classes + 1), now.naming, now.network.classes
        used = {now.class_color(one) for one in range(label)}
        if replace(now, network=network).class_color(label) in used:  # another class was given that colour
            free = next(color for color in range(MOST_CLASSES) if color not in used)
            naming = naming.with_look(label, ClassLook(color=free))
        self._editor.change_classes("Add a class", network=network, naming=naming)

    @Slot(int)
    def remove(self, label: int) -> None:
        """Delete a class and its points."""
        now = self._editor.experiment
        self._editor.change_classes(
            "Delete a class",
            points=now.points.without_class(label),
            network=now.network.without_class(label),
            naming=now.naming.without_class(label),
        )

    @Slot(int, str)
    def rename(self, label: int, name: str) -> None:
        """Call a class by a name; "" takes its name away. A name that another class has is refused."""
        now, wanted = self._editor.experiment, name.strip()
        if wanted.casefold() == f"class {label + 1}":
            wanted = ""  # it is called so without a name
        others = (now.naming.class_name(one).casefold() for one in range(now.network.classes) if one != label)
        if wanted.casefold() in others or re.fullmatch(r"class \d+", wanted.casefold()):
            self._editor.refused.emit(f"There is a class “{wanted}” already or may be one; choose another name.")
            return
        try:
            naming = now.naming.with_look(label, ClassLook(wanted, now.naming.look(label).color))
        except ValueError as reason:
            self._editor.refused.emit(f"Rename a class: {reason}")
            return
        self._editor.edit("Rename a class", naming=naming)

    @Slot(int, int)
    def recolor(self, label: int, color: int) -> None:
        """Give a class one of the six colours; a class that has it takes the colour given up."""
        now = self._editor.experiment
        before, naming = now.class_color(label), now.naming
        for other in range(now.network.classes):
            if other != label and now.class_color(other) == color:
                naming = naming.with_look(other, ClassLook(naming.look(other).name, before))
        naming = naming.with_look(label, ClassLook(naming.look(label).name, color))
        self._editor.edit("Recolour a class", naming=naming)

    @Slot(int, int)
    def move(self, label: int, to: int) -> None:
        """Give a class the place `to` among the classes, from 0; its points, outputs, name and colour go with it."""
        now = self._editor.experiment
        order = [one for one in range(now.network.classes) if one != label]
        order.insert(to, label)
        if now.points.labels is None or order == sorted(order):
            return
        places = np.argsort(order)
        points = PointSet(now.points.x, places[now.points.labels], test=now.points.test)
        keys = [now.network.class_keys[one] for one in order]
        looks = tuple(now.naming.look(one) for one in order)
        self._editor.change_classes(
            "Reorder the classes",
            points=points,
            network=now.network.with_class_keys(keys),
            naming=replace(now.naming, classes=looks),
        )
