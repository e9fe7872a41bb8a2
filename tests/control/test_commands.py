"""Every row of the table of commands does something, and nothing is done without a row."""

from __future__ import annotations

from mlpviz.data.shapes import SHAPES
from mlpviz.engine.experiment import preset
from mlpviz.state.commands import COMMANDS

BEYOND_THE_TABLE = {"example"}  # the menu of worked examples lists the examples themselves


def test_that_every_row_of_the_menus_has_a_handler_and_every_handler_a_row(open_app):
    app = open_app(preset("XOR", per_class=5))
    rows = {command.name.partition(":")[0] for command in COMMANDS if command.menu}

    assert app.commands.names() - BEYOND_THE_TABLE == rows


def test_that_every_preset_can_be_chosen_in_the_menu_and_by_key():
    rows = [command for command in COMMANDS if command.name.startswith("preset:")]

    assert [row.name.removeprefix("preset:") for row in rows] == list(SHAPES)
    assert [row.keys for row in rows] == [(f"Alt+{digit}",) for digit in range(1, len(SHAPES) + 1)]
