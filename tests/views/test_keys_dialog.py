"""Help ▸ Keys can be understood without the menus beside it."""

from __future__ import annotations

from PySide6.QtWidgets import QTableWidget
from pytestqt.qtbot import QtBot

from mlpviz.state.commands import commands
from mlpviz.views.keys_dialog import KeysDialog


def test_that_every_key_is_listed_and_no_two_say_the_same(qtbot: QtBot) -> None:
    dialog = KeysDialog(commands())
    qtbot.addWidget(dialog)
    table = dialog.findChild(QTableWidget)

    assert table is not None
    model = table.model()
    rows = [
        tuple(model.index(row, column).data() for column in range(3)) for row in range(model.rowCount())
    ]

    assert len(rows) == sum(bool(command.keys) for command in commands())
    assert ("Ctrl+-", "Text size: Smaller", "window") in rows
    assert len({row[1:] for row in rows}) == len(rows)
