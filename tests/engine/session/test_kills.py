from __future__ import annotations

import os
import random
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest

from mlpviz import files
from mlpviz.engine.session.writing import write_session
from mlpviz.files import write_whole
from tests.engine.session import kill
from tests.engine.session.sessions import everything


def part_in(folder: Path, age: float) -> Path:
    part = folder / ".mlpviz-0123456789abcdef.part"
    part.write_bytes(b"half of a file")
    os.utime(part, (time.time() - age,) * 2)
    return part


def test_that_the_next_save_clears_away_what_a_killed_program_left(tmp_path):
    part_in(tmp_path, 60.0)

    write_whole(tmp_path / "a.txt", "whole")

    assert os.listdir(tmp_path) == ["a.txt"]


def test_that_a_part_stays_that_another_program_is_writing(tmp_path):
    young = part_in(tmp_path, 0.0)
    write_whole(tmp_path / "a.txt", "whole")
    assert young.exists()

    old = part_in(tmp_path, 60.0)
    with old.open("ab") as file:
        files._hold(file)
        write_whole(tmp_path / "a.txt", "whole")
        assert old.exists()


def test_that_a_full_disk_leaves_the_old_session_whole(tmp_path, monkeypatch):
    path, session = tmp_path / "a.mlpviz", everything()
    write_session(path, session)
    before = path.read_bytes()

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", lambda handle: (_ for _ in ()).throw(OSError(28, "No space left on device")))
        with pytest.raises(OSError, match="No space left on device"):
            write_session(path, replace(session, workspace="playground"))

    assert path.read_bytes() == before
    assert os.listdir(tmp_path) == ["a.mlpviz"]


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="it needs fork")
@pytest.mark.filterwarnings("ignore:This process.*is multi-threaded:DeprecationWarning")
def test_that_a_kill_at_any_moment_of_a_save_loses_nothing(tmp_path):
    saves, _ = kill.kill(25, random.randrange(10**6), tmp_path)

    assert saves >= 25
