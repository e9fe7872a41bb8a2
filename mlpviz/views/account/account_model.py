"""The rows of a loss account: layers that open to their weights, what the learner changed, and the remainder."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QAbstractItemModel, QModelIndex, QObject, QPersistentModelIndex, QSize, Qt

from mlpviz.engine import number
from mlpviz.engine.account.account import Account
from mlpviz.engine.events import parameter_name
from mlpviz.views.look.theme import Theme

Index = QModelIndex | QPersistentModelIndex
Role = Qt.ItemDataRole
NONE = QModelIndex()
HEADS = (
    ("Where", "Layer, weight or bias, or what else moved the loss"),
    ("Booked", "Σ ∂L/∂w · Δw over the epochs; below 0: it lowered the train loss"),
    ("", "The same as a bar: to the left it lowered the loss, to the right it raised it"),
)
BAR, ROW = 2, 24
"""The column of the bars; the px that a row is high with the usual text."""
DIGITS, MOST_PLACES = 5, 7
"""Digits of the largest amount; more decimals than these are not read any more."""
SHARE_ROLE = Role.UserRole
"""A share −1…1 of the largest row beside it."""
INK_ROLE = Role.UserRole + 1
"""The colour of a bar: amber for what is booked to weights, greys for what the learner changed and the remainder."""
REMAINDER = "Remainder: beyond first order"
TIP_OF_REMAINDER = (
    "What slope times change leaves out: the loss bends between the start of an epoch and its end, and the batches "
    "step down the slopes of other places."
)
TIP_OF_CHANGE = "What this change did to the train loss by itself, with the same weights; one set by hand included."


@dataclass(frozen=True)
class Row:
    """One line of the account."""

    name: str
    amount: float
    tip: str = ""
    index: int | None = None
    """The parameter's index in theta, if it is one."""
    layer: int | None = None
    """The layer, counted from 0, if it is one or a parameter of it."""


class AccountModel(QAbstractItemModel):
    """Two levels; a layer's weights stand below it, the largest entry first."""

    def __init__(self, theme: Theme, parent: QObject | None = None) -> None:
        """Hold no account yet."""
        super().__init__(parent)
        self._theme = theme
        self.rows: tuple[Row, ...] = ()
        self._inside: tuple[tuple[Row, ...], ...] = ()
        self._account: Account | None = None
        self._places: int | None = None
        """Decimals of the amounts of the first level; None where they would be too many."""

    def show_account(self, account: Account | None) -> None:
        """Hold the rows of an account, or none."""
        self.beginResetModel()
        self._account = account
        self.rows, self._inside = ((), ()) if account is None else (_rows(account), _inside(account))
        largest = max((abs(row.amount) for row in self.rows), default=0.0)
        places = DIGITS - 1 - math.floor(math.log10(largest)) if largest else 0
        self._places = places if 0 < places <= MOST_PLACES else None
        self.endResetModel()

    def restyle(self) -> None:
        """Let fonts and colours be asked for again."""
        self.layoutChanged.emit()

    def row_at(self, index: Index) -> Row | None:
        """The row of a cell."""
        if not index.isValid():
            return None
        inside = index.internalId()
        return self._inside[inside - 1][index.row()] if inside else self.rows[index.row()]

    def written(self, amount: float) -> str:
        """An amount with as many decimals as all the others of the first level, so that they can be added up by eye."""
        if self._places is None or not amount:
            return number.signed(amount)
        return f"{'+' if amount > 0 else ''}{number.fixed(amount, self._places)}"

    def copied(self) -> str:
        """All rows for a spreadsheet, numbers with all their digits; the weights of each layer below it."""
        lines = ["\t".join(head for head, _ in HEADS[:BAR])]
        for at, row in enumerate(self.rows):
            lines.append(f"{row.name}\t{row.amount!r}")
            lines += [f"{one.name}\t{one.amount!r}" for one in (self._inside[at] if at < len(self._inside) else ())]
        if self._account is not None:
            lines.append(f"Change of the train loss\t{self._account.moved!r}")
        return "\n".join(lines)

    # what Qt asks

    def index(self, row: int, column: int, parent: Index = NONE) -> QModelIndex:
        if not self.hasIndex(row, column, parent):
            return QModelIndex()
        return self.createIndex(row, column, parent.row() + 1 if parent.isValid() else 0)

    def parent(self, index: Index = NONE) -> QModelIndex:  # type: ignore[override]
        inside = index.internalId() if index.isValid() else 0
        return self.createIndex(inside - 1, 0, 0) if inside else QModelIndex()

    def rowCount(self, parent: Index = NONE) -> int:
        if not parent.isValid():
            return len(self.rows)
        top = parent.internalId() == 0 and parent.column() == 0 and parent.row() < len(self._inside)
        return len(self._inside[parent.row()]) if top else 0

    def columnCount(self, parent: Index = NONE) -> int:
        return len(HEADS)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Role.DisplayRole) -> Any:
        if orientation == Qt.Orientation.Horizontal and role in (Role.DisplayRole, Role.ToolTipRole):
            return HEADS[section][role == Role.ToolTipRole]
        if role == Role.TextAlignmentRole:
            return _side(section)
        return None

    def data(self, index: Index, role: int = Role.DisplayRole) -> Any:
        row, column = self.row_at(index), index.column()
        if row is None:
            return None
        if role == Role.DisplayRole:
            amount = number.signed(row.amount) if index.internalId() else self.written(row.amount)
            return (row.name, amount, "")[column]
        if role == SHARE_ROLE:
            beside = self._inside[index.internalId() - 1] if index.internalId() else self.rows
            largest = max(abs(one.amount) for one in beside)
            return row.amount / largest if largest else 0.0
        if role == INK_ROLE:
            return "hl" if row.layer is not None else "t3" if row.name == REMAINDER else "t2"
        if role == Role.ToolTipRole:
            return row.tip if column == 0 and row.tip else number.whole(row.amount)
        if role == Role.AccessibleTextRole:
            way = "lowered" if row.amount < 0 else "raised"
            return row.name if column == 0 else f"{way} the loss by {number.plain(abs(row.amount))}"
        if role == Role.TextAlignmentRole:
            return _side(column)
        if role == Role.SizeHintRole:
            return QSize(0, round(ROW * max(1.0, self._theme.text_scale)))
        if role == Role.FontRole:
            return self._theme.font("s", weight=600 if row.layer is not None and row.index is None else 400)
        if role == Role.ForegroundRole:
            return self._theme.palette.color("t1" if row.amount else "t3")
        return None


def _side(column: int) -> int:
    side = Qt.AlignmentFlag.AlignRight if column == 1 else Qt.AlignmentFlag.AlignLeft
    return int(side | Qt.AlignmentFlag.AlignVCenter)


def _rows(account: Account) -> tuple[Row, ...]:
    layers = account.experiment.network.layers
    made = [
        Row(f"Layer {at + 1} · {layers[at].activation.label}", amount, layer=at)
        for at, amount in enumerate(account.layers)
    ]
    made += [
        Row(f"Epoch {number.count(one.epoch)}: {one.text}", one.amount, f"{one.text}\n{TIP_OF_CHANGE}")
        for one in account.changes
    ]
    return (*made, Row(REMAINDER, account.remainder, TIP_OF_REMAINDER))


def _inside(account: Account) -> tuple[tuple[Row, ...], ...]:
    spec = account.experiment.network
    learns = spec.free()

    def row(index: int, layer: int) -> Row:
        held = learns is not None and not learns[index]
        why = ("cut" if index in spec.cut else "frozen") if held else ""
        name = parameter_name(account.experiment, index)
        return Row(f"{name} · {why}" if why else name, float(account.entries[index]), index=index, layer=layer)

    return tuple(
        tuple(row(index, layer) for index in account.entries_of(layer)) for layer in range(len(spec.layers))
    )
