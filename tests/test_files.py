"""What a name held before is lost only when all that follows it lies on the disk."""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from PySide6.QtGui import QImage

from mlpviz.data.reading.files import write_points
from mlpviz.engine.experiment import preset
from mlpviz.files import write_whole
from mlpviz.offscreen import render
from mlpviz.views.plots.save_menu import SaveMenu
from mlpviz.views.png import write_png


def full(handle: int) -> None:
    raise OSError(errno.ENOSPC, "No space left on device")


def killed(handle: int) -> None:
    raise KeyboardInterrupt


def image() -> QImage:
    picture = QImage(8, 8, QImage.Format.Format_RGB32)
    picture.fill(0)
    return picture


def save_plot(what, path, qtbot, monkeypatch) -> None:
    from PySide6.QtWidgets import QLabel

    owner = QLabel("plot")
    qtbot.addWidget(owner)
    menu = SaveMenu(owner, "plot", lambda: (["x"], [[1.0]]))
    monkeypatch.setattr(menu, "_ask", lambda *_: str(path))
    complaints: list[str] = []
    monkeypatch.setattr(menu, "_complain", lambda path, why: complaints.append(why))
    getattr(menu, what)()
    if complaints:
        raise OSError(errno.ENOSPC, complaints[0])


WRITERS: dict[str, Callable[..., Any]] = {
    "points": lambda path, *_: write_points(path, preset("XOR").points),
    "a picture": lambda path, *_: write_png(path, image()),
    "the window": lambda path, *_: render(preset("XOR"), path, size=(640, 480)),
    "a plot": partial(save_plot, "save_picture"),
    "values": partial(save_plot, "save_table"),
}


@pytest.mark.parametrize("writer", WRITERS.values(), ids=list(WRITERS))
def test_that_a_full_disk_leaves_the_old_file_whole_and_nothing_beside_it(writer, qtbot, tmp_path, monkeypatch):
    path = tmp_path / "old.png"
    path.write_text("old")

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", full)
        with pytest.raises(OSError, match="No space left on device"):
            writer(path, qtbot, patch)

    assert path.read_text() == "old"
    assert os.listdir(tmp_path) == ["old.png"]

    writer(path, qtbot, monkeypatch)
    assert path.read_bytes() != b"old"
    assert os.listdir(tmp_path) == ["old.png"]


def test_that_an_interrupted_writer_leaves_the_old_file_whole_and_nothing_beside_it(tmp_path, monkeypatch):
    path = tmp_path / "points.csv"
    path.write_text("old")
    monkeypatch.setattr(os, "fsync", killed)

    with pytest.raises(KeyboardInterrupt):
        write_whole(path, "new")

    assert path.read_text() == "old"
    assert os.listdir(tmp_path) == ["points.csv"]


def test_that_text_is_utf_8_and_keeps_its_line_ends(tmp_path):
    write_whole(tmp_path / "a", "−1\r\n2\n")

    assert (tmp_path / "a").read_bytes() == "−1\r\n2\n".encode()


def test_that_an_error_names_the_file_that_was_asked_for(tmp_path):
    with pytest.raises(FileNotFoundError) as raised:
        write_whole(tmp_path / "nowhere" / "a.csv", "new")

    assert raised.value.filename == str(tmp_path / "nowhere" / "a.csv")


def test_that_a_folder_is_not_replaced(tmp_path):
    (tmp_path / "a").mkdir()

    with pytest.raises(OSError, match="it is no regular file"):
        write_whole(tmp_path / "a", "new")

    assert (tmp_path / "a").is_dir()


@pytest.mark.skipif(sys.platform == "win32", reason="links need rights there")
def test_that_a_link_stays_a_link_and_rights_stay_as_they_were(tmp_path):
    (tmp_path / "real").write_text("old")
    (tmp_path / "real").chmod(0o640)
    (tmp_path / "link").symlink_to("real")

    write_whole(tmp_path / "link", "new")

    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "real").read_text() == "new"
    assert (tmp_path / "real").stat().st_mode & 0o777 == 0o640


def test_that_a_file_kept_from_changes_is_not_replaced(tmp_path, monkeypatch):
    (tmp_path / "a").write_text("old")
    monkeypatch.setattr(os, "access", lambda *_: False)  # an administrator may write everywhere

    with pytest.raises(PermissionError, match="it may not be changed"):
        write_whole(tmp_path / "a", "new")

    assert (tmp_path / "a").read_text() == "old"
