"""The key table: no key means two things in one place."""

from __future__ import annotations

from collections import Counter

import pytest
from PySide6.QtGui import QKeySequence

from mlpviz.state.commands import commands, find_bare_key, is_bare


def test_that_no_key_is_bound_twice_in_one_context():
    bound = Counter((command.context, command.when, key) for command in commands() for key in command.keys)
    assert [place for place, times in bound.items() if times > 1] == []


def test_that_no_command_is_named_twice():
    names = Counter(command.name for command in commands())
    assert [name for name, times in names.items() if times > 1] == []


def test_that_every_shortcut_of_a_menu_is_a_key_that_qt_knows():
    for command in commands():
        for key in command.keys:
            if command.menu:
                assert QKeySequence(key).toString() == key


@pytest.mark.parametrize(
    ("key", "bare"), [("Space", True), (".", True), ("R", True), ("Shift+R", True), ("Ctrl+Z", False), ("Alt+1", False)]
)
def test_that_keys_without_ctrl_and_alt_are_bare(key, bare):
    assert is_bare(key) is bare


def test_that_a_bare_key_finds_its_command_and_a_shifted_one_another():
    reset, fresh = find_bare_key(commands(), "R"), find_bare_key(commands(), "Shift+R")
    assert reset is not None
    assert fresh is not None
    assert (reset.name, fresh.name) == ("reset", "reset_new")
    assert find_bare_key(commands(), "Y") is None
