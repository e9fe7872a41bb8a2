"""Every row of the table of commands does something in some workspace, and nothing is done without a row."""

from __future__ import annotations

from collections import Counter

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMenu

from mlpviz.data.shapes import SHAPES
from mlpviz.engine.experiment import preset
from mlpviz.state.commands import commands
from mlpviz.views.help_dialog import HelpDialog
from mlpviz.views.look.say_briefly import said_briefly


def family(name: str) -> str:
    return name.partition(":")[0]


@pytest.fixture
def window(open_app):
    return open_app(preset("XOR", per_class=5)).window


def test_that_every_handler_of_every_workspace_has_a_row_that_is_shown_there(window):
    for name, workspace in window.workspaces.items():
        rows = {family(row.name) for row in window.commands if row.menu and row.context in ("window", name)}
        assert set(workspace.handlers) - rows == set(), name
    assert set(window.own_handlers) - {family(row.name) for row in window.commands if row.menu} == set()


def test_that_every_row_of_the_menus_has_a_handler_where_it_is_shown(window):
    for row in window.commands:
        if row.menu:
            shown = [one for name, one in window.workspaces.items() if row.context in ("window", name)]
            handled = {*window.own_handlers, *(handler for one in shown for handler in one.handlers)}
            handled |= {"brush_up", "brush_down"}  # these are for values, see below
            handled |= {"copy_operation", "save_walk"}  # these are for the step-through
            handled |= {"open_in", "remove_own", "own_network"}  # these are for what may not be there yet
            assert family(row.name) in handled or row.name in ("undo", "redo"), row.name


def test_that_no_key_means_two_things_in_one_workspace(window):
    for name in window.workspaces:
        window.show_workspace(name)
        enabled = [row for row in window.commands if row.menu and window.action(row.name).isEnabled()]
        keys = Counter(key for row in enabled for key in window.keys_of(row))
        assert [key for key, times in keys.items() if times > 1] == [], name


def test_that_no_key_is_one_that_desktops_keep_for_themselves(window):
    """They lock the screen, open a terminal, show the desktop, log out: the program never hears of them."""
    kept = {f"Ctrl+Alt+{key}" for key in ("L", "T", "D", "Del", "Left", "Right", "Up", "Down", "Backspace")}
    kept |= {"Alt+F4", "Alt+F2", "Alt+F1", "Alt+Tab", "Alt+Space", "Ctrl+Esc", "Print"}
    kept |= {f"Ctrl+Alt+F{number}" for number in range(1, 13)}
    assert {key: row.name for row in window.commands for key in window.keys_of(row) if key in kept} == {}


def test_that_a_menu_offers_only_what_can_be_carried_out_in_the_workspace(window):
    for name, workspace in window.workspaces.items():
        window.show_workspace(name)
        for menu in window.menuBar().findChildren(QMenu):
            menu.aboutToShow.emit()
        for row in window.commands:
            if row.menu and row.name not in ("undo", "redo"):
                offered = {"open_in"} if workspace.handed() is not None else set()
                here = family(row.name) in {*workspace.handlers, *window.own_handlers, *offered}
                here &= row.name != f"open_in:{name}" and not row.name.startswith("recent:")  # no file was used yet
                assert window.action(row.name).isEnabled() == here, row.name


def test_that_every_preset_can_be_chosen_in_the_menu_and_by_key():
    rows = [command for command in commands() if command.name.startswith("preset:")]

    assert [row.name.removeprefix("preset:") for row in rows] == list(SHAPES)
    for kind in ("classes", "values"):
        digits = [row.keys for row in rows if row.when == kind]
        assert digits == [(f"Alt+{digit}",) for digit in range(1, len(digits) + 1)], kind


def test_that_alt_and_a_digit_load_a_preset_of_the_kind_that_is_shown(qtbot, window):
    document = window.workspace.bench.document
    for kind, second in (("values", "Two hills"), ("classes", "XOR")):
        if window.workspace.kind != kind:
            window.action("values").trigger()
        qtbot.keyClick(window, Qt.Key.Key_2, Qt.KeyboardModifier.AltModifier)
        assert document.experiment.points.recipe.shape == second
        for other, one in (("values", "Saddle"), ("classes", "Moons")):  # the menu has both kinds
            window.action(f"preset:{one}").trigger()
            assert window.workspace.kind == other
            assert document.experiment.points.recipe.shape == one


def test_that_the_menu_says_how_large_the_text_is_and_so_does_every_change(qtbot, window):
    menu = next(one for one in window.menuBar().findChildren(QMenu) if one.title().startswith("Text size"))
    assert menu.title() == "Text size (100 %)"
    window.action("text_larger").trigger()
    assert menu.title() == "Text size (115 %)"
    assert said_briefly(window) == "Text 115 %"
    window.action("text_normal").trigger()
    assert menu.title() == "Text size (100 %)"
    assert said_briefly(window) == "Text 100 %"


@pytest.mark.parametrize("command", ["save_numbers", "save_points"])
def test_that_it_is_said_when_a_file_was_saved(qtbot, window, tmp_path, monkeypatch, command):
    path = tmp_path / "mine.csv"
    monkeypatch.setattr("PySide6.QtWidgets.QFileDialog.getSaveFileName", lambda *_: (str(path), ""))
    window.action(command).trigger()
    assert path.exists()
    assert said_briefly(window) == f"Saved mine.csv in {tmp_path}"


def test_that_help_shows_what_is_accessible_and_every_licence(window):
    for name, word in (("accessibility", "screen reader"), ("licences", "pyqtgraph")):
        window.action(f"help:{name}").trigger()
        dialog = next(one for one in window.findChildren(HelpDialog) if one.isVisible())
        assert word in dialog.text.toPlainText()
        dialog.close()
