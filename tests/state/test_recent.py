from __future__ import annotations

import json
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings

from mlpviz.state.recent import KEY, MOST, Recent


@pytest.fixture
def settings(tmp_path):
    return QSettings(str(tmp_path / "settings.ini"), QSettings.Format.IniFormat)


def test_that_the_file_used_last_comes_first_and_only_once_also_after_a_restart(settings, tmp_path, qtbot):
    recent = Recent(settings)
    for name in ("a.mlpviz", "b.csv", "c.mlpviz"):
        recent.note(tmp_path / name)
    with qtbot.waitSignal(recent.changed):
        recent.note(tmp_path / "x" / ".." / "a.mlpviz")
    recent.forget(tmp_path / "b.csv")
    assert recent.paths == Recent(settings).paths == (tmp_path / "a.mlpviz", tmp_path / "c.mlpviz")
    recent.clear()
    assert recent.paths == Recent(settings).paths == ()


def test_that_a_single_file_with_any_name_is_remembered(settings, tmp_path):
    odd = tmp_path / 'Übung, "1"; a = b\n.mlpviz'
    Recent(settings).note(odd)
    settings.sync()
    assert Recent(QSettings(settings.fileName(), QSettings.Format.IniFormat)).paths == (odd,)


def test_that_two_windows_do_not_take_each_others_files(settings, tmp_path):
    first, second = Recent(settings), Recent(QSettings(settings.fileName(), QSettings.Format.IniFormat))
    first.note(tmp_path / "a.csv")
    second.note(tmp_path / "b.csv")
    first.note(tmp_path / "c.csv")
    assert [path.name for path in first.paths] == ["c.csv", "b.csv", "a.csv"]


def test_that_the_list_stays_short(settings, tmp_path):
    recent = Recent(settings)
    for number in range(3 * MOST):
        recent.note(tmp_path / f"{number}.csv")
    assert [path.name for path in recent.paths] == [f"{3 * MOST - 1 - at}.csv" for at in range(MOST)]


@pytest.mark.parametrize("kept", [
    None, 7, "", "{", "[" * 10**5, "{}", "null", [str(Path.cwd())], b"\xff", json.dumps(["/" + "x" * 5000]),
    json.dumps([3, None, {}, "near.csv", "/a\0b"]),
])  # fmt: skip
def test_that_settings_that_are_no_list_of_paths_are_as_if_there_were_none(settings, kept):
    settings.setValue(KEY, kept)
    assert Recent(settings).paths == ()
