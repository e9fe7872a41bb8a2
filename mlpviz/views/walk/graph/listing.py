"""The graph of an operation as a list: every unit and every edge with its numbers, what is lit first."""

from __future__ import annotations

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, Qt, Signal, Slot
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QAbstractItemView, QFrame, QListView, QWidget

from mlpviz.engine.telling.explanation import Mark
from mlpviz.views.look.theme import Theme
from mlpviz.views.walk.graph.captions import told_of
from mlpviz.views.walk.graph.scene import WalkScene

Index = QModelIndex | QPersistentModelIndex
LIT, ALL = "lit now", "Network of this step as a list"


class GraphRows(QAbstractListModel):
    """A row a unit, a bias, an edge, the loss. Its text is made when it is read: no network is too large."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._scene: WalkScene | None = None
        self.marks: list[Mark] = []
        self._lit = 0

    def show_scene(self, scene: WalkScene) -> None:
        """List what an operation shows; a scene changes with its operation."""
        self.beginResetModel()
        self._scene = scene
        every = list(_marks(scene))
        lit = [mark for mark in every if scene.is_touched(mark)]
        self._lit = len(lit)
        self.marks = [*lit, *(mark for mark in every if not scene.is_touched(mark))]
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self.marks)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """The name and the numbers of a row, and whether the operation has to do with it."""
        shown = (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole)
        if role not in shown or not index.isValid() or self._scene is None:
            return None
        told = told_of(self._scene, self.marks[index.row()])
        return f"{told} ({LIT})" if index.row() < self._lit else told


class GraphListing(QListView):
    """The rows to walk through by arrow keys. `hovered` tells which one has the keyboard."""

    hovered = Signal(object)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.rows = GraphRows(self)
        self.setModel(self.rows)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setUniformItemSizes(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # a click leaves the keys to the dock
        self.setAccessibleName(ALL)
        self.selectionModel().currentChanged.connect(self._tell)
        theme.changed.connect(self.restyle)
        self.restyle()

    def show_scene(self, scene: WalkScene) -> None:
        """Show another operation, from its first lit row."""
        self.rows.show_scene(scene)
        self.setCurrentIndex(self.rows.index(0))

    @Slot()
    def restyle(self) -> None:
        """Take the letters from the theme again."""
        self.setFont(self._theme.font("m"))

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Light nothing by key any more."""
        super().focusOutEvent(event)
        self.hovered.emit(None)

    @Slot(QModelIndex, QModelIndex)
    def _tell(self, now: QModelIndex, before: QModelIndex) -> None:
        if self.hasFocus() and now.isValid():
            self.hovered.emit(self.rows.marks[now.row()])


def _marks(scene: WalkScene) -> list[Mark]:
    """Column by column: each unit, its bias, and the edges that lead to it; the loss last."""
    found: list[Mark] = []
    for layer, units in enumerate(scene.widths):
        for unit in range(units):
            found.append(Mark("unit", layer, unit))
            if layer:
                found.append(Mark("bias", layer, unit))
                found += [Mark("edge", layer, unit, source) for source in range(scene.widths[layer - 1])]
    found += [Mark("edge", scene.loss_column, 0, unit) for unit in range(scene.widths[-1])]
    return [*found, Mark("loss", scene.loss_column, 0)]
