from __future__ import annotations

import os
import sys

import pytest

from mlpviz.data.reading import content
from mlpviz.data.reading.cell_rows import MOST_CELLS, MOST_ROWS
from mlpviz.data.reading.content import MOST_MEGABYTES
from mlpviz.data.reading.files import read_points
from mlpviz.data.reading.table import MOST_COLUMNS, read_table


def test_that_a_missing_file_is_told_as_such(tmp_path):
    with pytest.raises(FileNotFoundError):
        read_points(tmp_path / "nowhere.csv")


@pytest.mark.skipif(sys.platform == "win32", reason="files of POSIX")
@pytest.mark.parametrize("kind", ["pipe", "device", "folder"])
def test_that_what_is_no_regular_file_is_not_opened(tmp_path, kind):
    path = tmp_path / kind
    if kind == "pipe":
        os.mkfifo(path)
    elif kind == "device":
        path.symlink_to("/dev/zero")
    else:
        path.mkdir()

    with pytest.raises(ValueError, match=f"^{kind} is no regular file; open a file of points.$"):
        read_points(path)


def test_that_a_file_larger_than_the_limit_is_refused_and_one_that_fits_is_read(tmp_path, monkeypatch):
    path = tmp_path / "large.csv"
    with path.open("wb") as file:
        file.truncate(MOST_MEGABYTES * 10**6 + 1)

    with pytest.raises(ValueError, match=f"^large.csv is larger than {MOST_MEGABYTES} MB; open a file with fewer"):
        read_points(path)

    monkeypatch.setattr(content, "MOST_MEGABYTES", 1)
    path.write_bytes(b"x1,x2,label\n1,2,1\n".ljust(10**6))
    assert len(read_points(path)) == 1


def test_that_too_many_rows_cells_or_columns_are_refused_in_a_sentence():
    with pytest.raises(ValueError, match=r"^f\.csv has more than 1 000 000 rows; open a part of it\.$"):
        read_table(b"1,2\n" * (MOST_ROWS + 1), "f.csv")
    with pytest.raises(ValueError, match=r"^f\.csv has more than 8 000 000 cells; open a part of it\.$"):
        read_table((b"," * 10**5 + b"\n") * (MOST_CELLS // 10**5 + 1), "f.csv")
    with pytest.raises(ValueError, match=r"^f\.csv has more than 10 000 columns; open a part of it\.$"):
        read_table((b"1," * MOST_COLUMNS + b"1\n") * 3, "f.csv")
    with pytest.raises(ValueError, match=r"^f\.csv has more than 4 000 000 lines; open a part of it\.$"):
        read_table(b"\n" * (4 * MOST_ROWS + 1), "f.csv")
